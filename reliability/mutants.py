"""Change the program in small ways and see which changes no test notices: ``python -m reliability.mutants ROOM...``.

A room is a part of the package, as ``reports``; without one, all of `ROOMS` are tried. mutmut works on a copy of the
project in a temporary folder, with the tests that run fast and concern the room. A change that no test notices is a
survivor. It has to be killed by a test, or to stand in ``survivors.toml`` with the reason why nobody could notice it.
Figures go to ``results.json``; the exit code is 1 while a survivor is neither.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from reliability.results import ROOT, record

HERE = Path(__file__).parent
SHARED = ("tests/acceptance", "tests/golden/test_golden.py")
ROOMS: dict[str, tuple[str, ...]] = {
    "reports": (
        "tests/unit/reports",
        "tests/unit/render",
        "tests/properties/test_reports_oracle.py",
        "tests/properties/test_diff.py",
        "tests/cli/test_diff.py",
    ),
    "rules": ("tests/rules", "tests/unit/rules", "tests/unit/document", "tests/cli/test_validate_base.py"),
    "dataset": (
        "tests/unit/dataset",
        "tests/rules",
        "tests/unit/rules",
        "tests/unit/store",
        "tests/properties/test_reports_oracle.py",
        "tests/properties/test_diff.py",
    ),
}
"""The rooms with the tests that are run on each changed function, besides the `SHARED` ones."""

_LEFT_OUT = (".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis", "build", "dist", "*.egg-info")
_KILLED, _TIMEOUT = {1, 3, -6, -9, -11}, {24, 36, -24, 152, 255}
_NAME_OR_SQL = re.compile(r"(?<=[\w\]]\[)'\w+'(?=\])|'(?:SELECT|select) [^']*'|\"(?:SELECT|select) [^\"]*\"")
_OF_SQL = "SQL and the rows of sqlite3 take names in any case"


class Survivor(NamedTuple):
    """A change that no test notices: the function, the statement, and what it was changed to."""

    function: str
    old: str
    new: str

    @property
    def plainly_equal(self) -> str:
        """The reason where the kind of change alone says that nobody can notice it; otherwise empty."""
        old, new = (_NAME_OR_SQL.sub(lambda found: found[0].casefold(), text) for text in self[1:])
        return _OF_SQL if old == new else ""


class Score(NamedTuple):
    """What became of the changes of a room."""

    mutants: int
    killed: int
    timeouts: int
    survivors: tuple[Survivor, ...]


def main(words: list[str] | None = None) -> int:
    """Try the rooms that are named, tell, and give the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m reliability.mutants", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"one of {', '.join(ROOMS)}; all without one")
    parser.add_argument("--module", default="*", help="only this module of the room, as `gaps`")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(words)
    known = explained()
    return max(_try(room, options.module, options.processes, known) for room in options.rooms or ROOMS)


def _try(room: str, module: str, processes: int, known: dict[Survivor, str]) -> int:
    """Try one room; 1 where a survivor has no reason."""
    with tempfile.TemporaryDirectory(prefix="cbi-mutants-") as folder:
        copy = _copy(Path(folder, "project"), room, module)
        subprocess.run([sys.executable, "-m", "mutmut", "run", "--max-children", str(processes)], cwd=copy, check=False)
        score = read(copy / "mutants", room)
    bare = [one for one in score.survivors if not one.plainly_equal and one not in known]
    for one in bare:
        print(f"\n{one.function}\n- {one.old}\n+ {one.new}")
    print(f"{room}: {score.mutants} mutants, {score.killed + score.timeouts} noticed, ", end="")
    print(f"{len(score.survivors) - len(bare)} survivors with a reason, {len(bare)} without")
    if module == "*":
        record("mutants", room, _figures(score, len(bare)))
    return int(bool(bare) or not score.mutants)


def _figures(score: Score, bare: int) -> dict[str, int]:
    return {
        "mutants": score.mutants,
        "noticed": score.killed + score.timeouts,
        "of_these_by_timeout": score.timeouts,
        "survivors_with_a_reason": len(score.survivors) - bare,
        "survivors_without": bare,
    }


def _copy(copy: Path, room: str, module: str) -> Path:
    """A copy of the project with the settings of mutmut for a room."""
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*_LEFT_OUT), symlinks=True)
    settings = copy / "pyproject.toml"
    # A warning about a changed function is no sign that a test noticed the change.
    text = re.sub(r"^filterwarnings = .*$", "", settings.read_text(encoding="utf-8"), flags=re.MULTILINE)
    settings.write_text(f"{text}\n{_settings(copy, room, module)}", encoding="utf-8")
    return copy


def _settings(copy: Path, room: str, module: str) -> str:
    tests = [name for name in (*ROOMS[room], *SHARED) if (copy / name).exists()]
    others = sorted(path.name for path in copy.iterdir() if path.name not in ("tests", "pyproject.toml", "mutants"))
    lines = {
        "source_paths": ["src/cbi_cli"],
        "only_mutate": [f"src/cbi_cli/{room}/{module}.py"],
        "also_copy": others,
        "pytest_add_cli_args_test_selection": tests,
    }
    return "\n".join(["[tool.mutmut]", *(f"{key} = {json.dumps(value)}" for key, value in lines.items()), ""])


def read(folder: Path, room: str) -> Score:
    """What mutmut found out about a room, from the folder that it leaves.

    A change that was not tried at all, or that has no test, counts as a survivor.
    """
    codes: dict[str, int | None] = {}
    survivors: list[Survivor] = []
    for path in sorted((folder / "src" / "cbi_cli" / room).rglob("*.meta")):
        found = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        codes |= found
        alive = [name for name, code in found.items() if code not in _KILLED | _TIMEOUT]
        survivors += _survivors(path.with_suffix("").read_text(encoding="utf-8"), alive)
    counted = list(codes.values())
    return Score(
        len(counted),
        sum(code in _KILLED for code in counted),
        sum(code in _TIMEOUT for code in counted),
        tuple(survivors),
    )


def _survivors(text: str, names: Iterable[str]) -> Iterator[Survivor]:
    """The survivors of one changed module, in which each change is a function of its own beside the original."""
    tree = ast.parse(text)
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    for name in names:
        module, _, mutant = name.rpartition(".")
        function = mutant.rpartition("__mutmut_")[0]
        old, new = _differ(functions[f"{function}__mutmut_orig"], functions[mutant])
        yield Survivor(f"{module}.{re.sub(r'^x(_|ǁ)', '', function).replace('ǁ', '.')}", old, new)


def _differ(old: ast.AST, new: ast.AST) -> tuple[str, str]:
    """The lines in which two functions differ, but for their names."""
    delta = list(difflib.ndiff(_lines(old), _lines(new)))
    before = [line[2:].strip() for line in delta if line.startswith("- ")]
    after = [line[2:].strip() for line in delta if line.startswith("+ ")]
    return "\n".join(before), "\n".join(after)


def _lines(function: ast.AST) -> list[str]:
    return re.sub(r"__mutmut_(orig|\d+)\b", "", ast.unparse(function)).splitlines()


def explained() -> dict[Survivor, str]:
    """The reasons by survivor."""
    entries: list[dict[str, Any]] = tomllib.loads((HERE / "survivors.toml").read_text(encoding="utf-8")).get(
        "survivor", []
    )
    return {Survivor(one["function"], one["old"], one["new"]): one["why"] for one in entries}


if __name__ == "__main__":
    sys.exit(main())
