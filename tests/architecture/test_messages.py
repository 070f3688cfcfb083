"""Errors and notices are made by `message`, so that a catalog can have them.

A text that is put together by `+`, `%`, `format` or an f-string is English for everybody.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "src" / "cbi_cli"
SHOWING_CALLS = {
    "CbiError",
    "Failure",
    "UnresolvedChoiceError",
    "ValueError",
    "print_dataset_note",
    "print_message",
}
"""The calls whose arguments people read."""

EXCEPTIONS = {
    "action.py": "writes for the logs of a CI system, which are in English",
    "action_base.py": "writes for the logs of a CI system, which are in English",
    "action_comment.py": "writes for the logs of a CI system, which are in English",
    "i18n/translator.py": "says that a catalog cannot be read",
    "cli/exit_codes.py": "passes on what the operating system says",
}


class Module:
    """A module, in which names lead to what they were assigned and functions to what they return."""

    def __init__(self, code: str) -> None:
        self.tree = ast.parse(code)
        self.functions = [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]
        self.constants = _assignments(self.tree.body)
        self.returns: dict[str, list[ast.expr]] = {}
        for function in self.functions:
            values = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value]
            self.returns[function.name] = values

    def fixed_texts(self) -> Iterator[ast.expr]:
        """Yield the texts that a call shows and that no catalog can have."""
        yield from self._fixed_in(self.tree, self.constants)
        for function in self.functions:
            yield from self._fixed_in(function, self.constants | _assignments([function]))

    def _fixed_in(self, scope: ast.AST, assigned: Mapping[str, Sequence[ast.expr]]) -> Iterator[ast.expr]:
        for call in ast.walk(scope):
            if not isinstance(call, ast.Call) or _name_of(call.func) not in SHOWING_CALLS:
                continue
            for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
                yield from self._fixed_parts(argument, assigned, frozenset())

    def _fixed_parts(
        self, value: ast.expr, assigned: Mapping[str, Sequence[ast.expr]], followed: frozenset[str]
    ) -> Iterator[ast.expr]:
        if _is_fixed(value):
            yield value
        branches: Sequence[ast.expr] = ()
        name = ""
        if isinstance(value, ast.BoolOp):
            branches = value.values
        elif isinstance(value, ast.IfExp):
            branches = (value.body, value.orelse)
        elif isinstance(value, ast.Name):
            name = value.id
            branches = assigned.get(name, ())
        elif isinstance(value, ast.Call):
            name = _name_of(value.func)
            branches = self.returns.get(name, ())
        if name in followed:
            return
        for branch in branches:
            yield from self._fixed_parts(branch, assigned, followed | {name})


def _assignments(statements: Sequence[ast.stmt]) -> dict[str, list[ast.expr]]:
    values: dict[str, list[ast.expr]] = {}
    for statement in statements:
        # Only the constants of a module are seen everywhere.
        nodes = ast.walk(statement) if isinstance(statement, ast.FunctionDef) else [statement]
        for node in nodes:
            if isinstance(node, ast.Assign):
                targets = node.targets
            elif isinstance(node, ast.AnnAssign | ast.AugAssign):
                targets = [node.target]
            else:
                continue
            for target in targets:
                if isinstance(target, ast.Name) and node.value is not None:
                    values.setdefault(target.id, []).append(node.value)
    return values


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    if isinstance(function, ast.Name):
        return function.id
    return ""


def _is_fixed(value: ast.expr) -> bool:
    """Tell whether a text is written out or put together."""
    if isinstance(value, ast.Constant):
        return isinstance(value.value, str) and value.value != ""
    if isinstance(value, ast.BinOp):
        return isinstance(value.op, ast.Add | ast.Mod)
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Attribute) and value.func.attr in ("format", "format_map")
    return isinstance(value, ast.JoinedStr)


def test_every_error_and_notice_can_be_translated() -> None:
    fixed: list[str] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name in EXCEPTIONS:
            continue
        module = Module(path.read_text(encoding="utf-8"))
        fixed += [f"{name}:{text.lineno}: {ast.unparse(text)}" for text in module.fixed_texts()]
    assert fixed == []


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_an_exception_is_needed(name: str) -> None:
    assert list(Module((PACKAGE / name).read_text(encoding="utf-8")).fixed_texts())


@pytest.mark.parametrize(
    "code",
    [
        'raise CbiError("it is gone")',
        'raise CbiError(f"{name} is gone")',
        'raise CbiError(name + " is gone")',
        'raise CbiError("%s is gone" % name)',
        'raise CbiError("{} is gone".format(name))',
        'raise CbiError(message("gone"), "look elsewhere")',
        'raise CbiError(message("gone"), hint=f"look at {name}")',
        'raise CbiError(problem or f"{name} is gone")',
        'HINT = "look elsewhere"\nraise CbiError(message("gone"), HINT)',
        'def refuse(name):\n    problem = f"{name} is gone"\n    raise CbiError(problem)',
        'def describe(name):\n    return f"{name} is gone"\nprint_message(describe(name))',
    ],
)
def test_a_text_that_no_catalog_can_have_is_seen(code: str) -> None:
    assert list(Module(code).fixed_texts())


@pytest.mark.parametrize(
    "code",
    [
        'raise CbiError(message("{name} is gone", name=f"`{name}`"))',
        'raise CbiError(message("gone"), "")',
        'HINT = message("look elsewhere")\nraise CbiError(message("gone"), HINT)',
        "raise CbiError(error.message, error.hint)",
    ],
)
def test_a_message_is_accepted(code: str) -> None:
    assert not list(Module(code).fixed_texts())
