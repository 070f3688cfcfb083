"""The source holds nothing that could turn data into code, and starts no program but git and the pager of the user."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

SOURCE = ROOT / "src" / "cbi_cli"
MODULES = sorted(SOURCE.rglob("*.py"))
STARTS_GIT = "workspace/git_process.py"
STARTS_EDITOR = "cli/editor.py"
STARTS_PAGER = "cli/pager.py"

NO_MODULES = {
    "pickle",
    "cPickle",
    "_pickle",
    "dill",
    "cloudpickle",
    "marshal",
    "shelve",
    "dbm",
    "yaml",
    "code",
    "runpy",
}
NO_BUILT_INS = {"eval", "exec", "compile", "__import__", "breakpoint"}
NO_NAMES = {
    *(
        "os.system",
        "os.popen",
        "os.startfile",
        "os.posix_spawn",
        "os.posix_spawnp",
        "os.fork",
        "os.forkpty",
        "pty.spawn",
    ),
    *("tempfile.mktemp", "tempfile.tempnam", "asyncio.create_subprocess_shell", "asyncio.create_subprocess_exec"),
    *("builtins.eval", "builtins.exec", "subprocess.getoutput", "subprocess.getstatusoutput"),
    *(
        f"os.{family}{kind}"
        for family in ("exec", "spawn")
        for kind in ("l", "le", "lp", "lpe", "v", "ve", "vp", "vpe")
    ),
}


def harms(text: str) -> Iterator[str]:
    """What a module must not have, each as a word."""
    tree = ast.parse(text)
    names = imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = dotted(node.func, names)
            if called in NO_BUILT_INS | NO_NAMES:
                yield called
            if any(one.arg == "shell" for one in node.keywords):
                yield "shell"
        if isinstance(node, ast.Attribute) and dotted(node, names) in NO_NAMES:
            yield dotted(node, names)
    yield from (name for name in names.values() if name in NO_NAMES)
    yield from (name for name in names.values() if name.partition(".")[0] in NO_MODULES)


def imported(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for, by the name that it has in the module."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.asname or one.name.partition(".")[0]: one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return found


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    """A name with its module, as ``os.system``; empty for anything else."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        before = dotted(node.value, names)
        return f"{before}.{node.attr}" if before else ""
    return ""


def starts(text: str) -> list[ast.Call]:
    """The calls of the module ``subprocess``."""
    tree = ast.parse(text)
    names = imported(tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if dotted(call.func, names).startswith("subprocess.")]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_module_can_turn_data_into_code(path: Path) -> None:
    assert list(harms(read(path))) == []


def test_only_three_modules_start_a_program() -> None:
    users = [path.relative_to(SOURCE).as_posix() for path in MODULES if "subprocess" in imported(ast.parse(read(path)))]
    assert users == [STARTS_EDITOR, STARTS_PAGER, STARTS_GIT]


def test_one_starts_the_pager_without_a_shell() -> None:
    """The command is a list; the program is the one that the user has set, found by `find_program`."""
    (call,) = starts(read(SOURCE / STARTS_PAGER))
    assert ast.unparse(call) == "subprocess.Popen([program, *pager.command[1:]], stdin=subprocess.PIPE)"
    assert "program = find_program(pager)" in read(SOURCE / STARTS_PAGER)


def test_one_starts_the_editor_without_a_shell() -> None:
    """The command is a list, as that of the pager is."""
    (call,) = starts(read(SOURCE / STARTS_EDITOR))
    assert ast.unparse(call) == "subprocess.run([program, *editor.command[1:], os.fspath(path)], check=False)"
    assert "program = find_program(editor)" in read(SOURCE / STARTS_EDITOR)


def test_one_starts_git_without_a_shell() -> None:
    (call,) = starts(read(SOURCE / STARTS_GIT))
    words = call.args[0]
    assert isinstance(words, ast.List), ast.unparse(call)
    assert ast.unparse(words.elts[0]).startswith("_find_git(")
    named = [node for node in ast.walk(ast.parse(read(SOURCE / STARTS_GIT))) if isinstance(node, ast.FunctionDef)]
    program = next(ast.unparse(node) for node in named if node.name == "_find_git")
    assert "os.path.join(folder, 'git')" in program


@pytest.mark.parametrize("name", ["action.yml", ".pre-commit-hooks.yaml"])
def test_no_script_of_the_action_or_of_a_hook_calls_git(name: str) -> None:
    text = read(SOURCE.parent.parent / name)
    lines = [line.partition("#")[0] for line in text.splitlines()]
    calls = [line for line in lines if re.search(r"(^|[\s;&|($`])git\s+[a-z-]", line)]
    assert [line for line in calls if not line.strip().startswith(("description", "name"))] == []
    assert re.search(r"(^|[\s;&|($`])git\s+[a-z-]", "x=$(git fetch origin)")


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from pickle import loads as read",
        "import marshal as m",
        "def f():\n    import shelve",
        "import yaml",
        "eval('1')",
        "exec(data)",
        "compile(data, 'x', 'exec')",
        "__import__(name)",
        "import os\nos.system(word)",
        "from os import system",
        "import os as o\no.execvp('x', [])",
        "import os\nrun = os.popen",
        "import subprocess\nsubprocess.run('x', shell=True)",
        "import subprocess\nsubprocess.getoutput('x')",
        "import tempfile\ntempfile.mktemp()",
    ],
)
def test_what_is_looked_for_is_found(text: str) -> None:
    assert list(harms(text)) != []


@pytest.mark.parametrize("text", ["import re\nre.compile('x')", "import os\nos.replace('a', 'b')", "self.eval('x')"])
def test_what_is_harmless_is_not_found(text: str) -> None:
    assert list(harms(text)) == []
