"""The environment is read in one place, and the program tells itself nothing by it."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cbi_cli.core import settings
from tests.conftest import ROOT, Cli

SOURCE = ROOT / "src" / "cbi_cli"
MODULES = sorted(SOURCE.rglob("*.py"))
READERS = {
    "core/settings.py": {"environ", "get_terminal_size", "home"},
    "workspace/git_process.py": {"environ"},
}
"""The modules that read the environment, and by what; git is handed a part of it."""

ACCESSES = {
    *("environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"),
    *("expanduser", "expandvars", "get_terminal_size"),
}


def accesses(source: str) -> Iterator[str]:
    """Yield the names by which a module reads or changes the environment, the standard library's own included.

    ``home`` is also the first page of a web site; only that of a user is asked for by a call.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in ACCESSES:
            yield node.attr
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".home"):
            yield "home"
        elif isinstance(node, ast.ImportFrom) and node.module in ("os", "os.path", "posix", "shutil"):
            yield from (one.name for one in node.names if one.name in ACCESSES)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_one_module_reads_the_environment(path: Path) -> None:
    allowed = READERS.get(path.relative_to(SOURCE).as_posix(), set())
    assert set(accesses(path.read_text(encoding="utf-8"))) == allowed


@pytest.mark.parametrize("name", READERS)
def test_nothing_writes_to_the_environment(name: str) -> None:
    tree = ast.parse((SOURCE / name).read_text(encoding="utf-8"))
    loaded = [node.ctx for node in ast.walk(tree) if isinstance(node, ast.Subscript) and "environ" in ast.unparse(node)]
    assert all(isinstance(ctx, ast.Load) for ctx in loaded)


def test_an_access_is_seen() -> None:
    source = "import os\nos.getenv('X')\nfrom os import environ\nos.path.expanduser('~')\nPath.home()\n"
    assert sorted(accesses(source)) == ["environ", "expanduser", "getenv", "home"]


def test_a_home_folder_is_told_from_a_home_page() -> None:
    assert list(accesses("folder = pathlib.Path.home()\n")) == ["home"]
    assert list(accesses("address = feed.home\n")) == []


def test_every_variable_of_a_user_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "exit-codes.md").read_text(encoding="utf-8")
    own = [name for name in settings._PROGRAM_VARIABLES if name.startswith("CBI_")]
    assert [name for name in own if f"`{name}`" not in page] == []
    assert len(own) == 9


@pytest.mark.parametrize("words", [["schema"], ["scorecard", "2022"], ["list", "-dus-mexico", "x"]])
def test_a_call_leaves_the_environment_as_it_was(words: list[str], cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBI_LANG", "es")
    before = dict(os.environ)
    cli(*words)
    cli("validate", "--no-cache")
    assert dict(os.environ) == before
