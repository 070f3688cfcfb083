"""Change the program in small ways and see which changes no test notices: ``python -m reliability.mutants ROOM...``.

A room is a part of the package, as ``reports``; without one, all of `ROOMS` are tried. mutmut works on a copy of the
project in a temporary folder, module by module, with the tests that run fast and concern the module. A change that no
test notices is a survivor. It has to be killed by a test, or to stand in ``survivors.toml`` with the reason why nobody
could notice it. The figures of each module go to ``results.json`` when all its changes were tried; the exit code is 1
while a survivor is neither.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from reliability.results import ROOT, figures_of, record

HERE = Path(__file__).parent
ROOMS: dict[str, tuple[str, ...]] = {
    "reports": (
        "tests/unit/reports",
        "tests/unit/render",
        "tests/properties/test_diff.py",
        "tests/cli/test_diff.py",
        "tests/acceptance",
    ),
    "rules": ("tests/unit/rules", "tests/rules/test_folders.py", "tests/rules/test_proven.py"),
    "dataset": (
        "tests/unit/dataset",
        "tests/unit/rules",
        "tests/rules/test_folders.py",
        "tests/acceptance",
    ),
}
"""The rooms with the tests of which those are run on each changed function that call it."""

_LEFT_OUT = (".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis", "build", "dist", "*.egg-info")
_KILLED, _TIMEOUT = {1, 3, -6, -9, -11}, {24, 36, -24, 152, 255}
_NAME_OR_SQL = re.compile(r"(?<=[\w\]]\[)'\w+'(?=\])|'(?:SELECT|select) [^']*'|\"(?:SELECT|select) [^\"]*\"")
_LITERAL = re.compile(r"('[^']*')")
_CAST = re.compile(r"\bcast\((?:None|'[^']*'), ")
_OF_SQL = "SQL and the rows of sqlite3 take names in any case"
_OF_TYPES = "the type in a cast is not looked at when the program runs"


class Survivor(NamedTuple):
    """A change that no test notices: the function, the statement, and what it was changed to."""

    function: str
    old: str
    new: str

    @property
    def in_any_quotes(self) -> Survivor:
        """The same with one kind of quotes: versions of Python write those inside of an f-string differently."""
        return Survivor(*(text.replace('"', "'") for text in self))

    @property
    def plainly_equal(self) -> str:
        """The reason where the kind of change alone says that nobody can notice it; otherwise empty."""
        if _CAST.sub("", self.old) == _CAST.sub("", self.new):
            return _OF_TYPES
        old, new = (_NAME_OR_SQL.sub(lambda found: _any_case(found[0]), text) for text in self[1:])
        return _OF_SQL if old == new else ""


def _any_case(text: str) -> str:
    """A name, or SQL but for its literals, in lower case."""
    if not text.startswith('"'):
        return text.casefold()
    return "".join(part if part.startswith("'") else part.casefold() for part in _LITERAL.split(text))


class Score(NamedTuple):
    """What became of the changes of a module."""

    mutants: int
    killed: int
    timeouts: int
    survivors: tuple[Survivor, ...]
    tried: bool
    """Whether all changes were tried, and there were some."""


def main(words: list[str] | None = None) -> int:
    """Try the rooms that are named, tell, and give the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m reliability.mutants", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"one of {', '.join(ROOMS)}; all without one")
    parser.add_argument("--module", help="only this module of the room, as `gaps`")
    parser.add_argument("--changed", action="store_true", help="only modules that changed, or left survivors")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(words)
    known = explained()
    bare = 0
    for room in options.rooms or ROOMS:
        done = {} if options.module or not options.changed else figures_of("mutants", room)
        for module in [options.module] if options.module else modules(room):
            if not well(done.get(module), source(room, module)):
                bare += _try(room, module, options.processes, known)
        print(f"{room}: {', '.join(f'{number} {name}' for name, number in totals(room).items())}")
    return int(bool(bare))


def well(figures: dict[str, Any] | None, now: str) -> bool:
    """Whether a module was tried as it is now, and nothing was left to do."""
    return figures is not None and figures["source"] == now and not figures["survivors_without"]


def modules(room: str) -> list[str]:
    """The modules of a room that have functions."""
    folder = ROOT / "src" / "cbi_cli" / room
    return sorted(path.stem for path in folder.glob("*.py") if "def " in path.read_text(encoding="utf-8"))


def source(room: str, module: str) -> str:
    """A short form of the text of a module, which tells whether it is still the one that was tried."""
    return hashlib.sha256((ROOT / "src" / "cbi_cli" / room / f"{module}.py").read_bytes()).hexdigest()[:12]


def totals(room: str) -> dict[str, int]:
    """The figures of a room, which are those of its modules taken together."""
    found = figures_of("mutants", room)
    there = [found[module] for module in modules(room) if module in found]
    return {name: sum(one[name] for one in there) for name in (there[0] if there else ()) if name != "source"}


def _try(room: str, module: str, processes: int, known: dict[Survivor, str]) -> int:
    """Try one module; the number of survivors without a reason, at least 1 where nothing was tried."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cbi-mutants-") as folder:
        copy = _copy(Path(folder, "project"), room, module)
        call = [sys.executable, "-m", "mutmut", "run", "--max-children", str(processes)]
        done = subprocess.run(call, cwd=copy, check=False, capture_output=True, text=True)
        score = read(copy / "mutants", room)
    bare = [one for one in score.survivors if not one.plainly_equal and one.in_any_quotes not in known]
    for one in bare:
        print(f"\n{one.function}\n- {one.old}\n+ {one.new}")
    figures = _figures(score, len(bare)) | {"seconds": round(time.monotonic() - began)}
    if not score.tried:
        print(f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    print(f"{room}/{module}: {', '.join(f'{number} {name}' for name, number in figures.items())}", flush=True)
    if score.tried:
        record("mutants", room, figures_of("mutants", room) | {module: {"source": source(room, module), **figures}})
    return len(bare) if score.tried else 1


def _figures(score: Score, bare: int) -> dict[str, int]:
    return {
        "mutants": score.mutants,
        "noticed": score.killed + score.timeouts,
        "of_these_by_timeout": score.timeouts,
        "survivors_with_a_reason": len(score.survivors) - bare,
        "survivors_without": bare,
    }


def _copy(copy: Path, room: str, module: str) -> Path:
    """A copy of the project with the settings of mutmut for a module."""
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*_LEFT_OUT), symlinks=True)
    settings = copy / "pyproject.toml"
    # A warning about a changed function is no sign that a test noticed the change.
    text = re.sub(r"^filterwarnings = .*$", "", settings.read_text(encoding="utf-8"), flags=re.MULTILINE)
    settings.write_text(f"{text}\n{_settings(copy, room, module)}", encoding="utf-8")
    return copy


def _settings(copy: Path, room: str, module: str) -> str:
    others = sorted(path.name for path in copy.iterdir() if path.name not in ("tests", "pyproject.toml", "mutants"))
    changed = f"src/cbi_cli/{room}/{module}.py"
    lines = {
        "source_paths": ["src/cbi_cli"],
        "only_mutate": [changed],
        "also_copy": others,
        "pytest_add_cli_args_test_selection": ROOMS[room],
        "pytest_add_cli_args": ["-p", "reliability.fresh", *of_check((copy / changed).read_text(encoding="utf-8"))],
    }
    return "\n".join(["[tool.mutmut]", *(f"{key} = {json.dumps(value)}" for key, value in lines.items()), ""])


def of_check(text: str) -> list[str]:
    """The words that make pytest leave out the tests of other checks, where a module is a check."""
    code = re.search(r'^CHECK = Check\("(\w+)"', text, re.MULTILINE)
    return ["-k", f"{code[1]} or unit or base or shipped"] if code else []


def read(folder: Path, room: str) -> Score:
    """What mutmut found out about a module of a room, from the folder that it leaves.

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
        bool(counted) and None not in counted,
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
    """The reasons by survivor, in any quotes."""
    entries: list[dict[str, Any]] = tomllib.loads((HERE / "survivors.toml").read_text(encoding="utf-8")).get(
        "survivor", []
    )
    return {Survivor(one["function"], one["old"], one["new"]).in_any_quotes: one["why"] for one in entries}


if __name__ == "__main__":
    sys.exit(main())
