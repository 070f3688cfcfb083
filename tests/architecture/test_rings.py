"""No module leads back to itself by its imports, those inside functions and those by name included."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

SOURCE = ROOT / "src"
MODULES: dict[str, Path] = {}
for _path in sorted((SOURCE / "cbi_cli").rglob("*.py")):
    MODULES[".".join(_path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")] = _path


def imported(name: str, tree: ast.AST) -> Iterator[str]:
    """Yield the full names that a module imports, wherever in it; of an import by name all that it can mean."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from by_name(name, node.args[0])


def by_name(module: str, argument: ast.expr) -> Iterator[str]:
    """Yield the modules whose names begin as a text does that is worked out while the program runs."""
    text = argument.values[0] if isinstance(argument, ast.JoinedStr) else argument
    begin = text.value if isinstance(text, ast.Constant) else None
    if begin is None:
        # Only the optional libraries are named by a variable.
        assert module == "cbi_cli.index.parquet_tables"
        return
    assert isinstance(begin, str)
    yield from (one for one in MODULES if one.startswith(begin))


def edges() -> dict[str, set[str]]:
    """The modules of the program that each module leads to, the packages that hold them included."""
    found: dict[str, set[str]] = {}
    for name, path in MODULES.items():
        found[name] = set()
        for target in imported(name, ast.parse(path.read_text(encoding="utf-8"))):
            parts = target.split(".")
            found[name] |= {".".join(parts[:end]) for end in range(1, len(parts) + 1)} & MODULES.keys()
        found[name] -= {name, *(name[:at] for at, sign in enumerate(name) if sign == ".")}
    return found


def reached(start: str, graph: dict[str, set[str]]) -> set[str]:
    """All modules that one leads to, step by step."""
    seen: set[str] = set()
    left = [start]
    while left:
        for target in graph[left.pop()] - seen:
            seen.add(target)
            left.append(target)
    return seen


def rings(graph: dict[str, set[str]]) -> list[str]:
    """The modules that lead back to themselves."""
    return sorted(name for name in graph if name in reached(name, graph))


def test_no_module_leads_back_to_itself() -> None:
    graph = edges()
    assert rings(graph) == []
    # The walk sees imports inside functions, and the commands, which are loaded by name.
    assert "cbi_cli.loading.pipeline" in graph["cbi_cli.loading"]
    assert "cbi_cli.cli.commands.gaps" in graph["cbi_cli.cli.registry"]


def test_a_ring_of_two_is_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b"}}
    assert rings(graph) == ["b", "c"]
