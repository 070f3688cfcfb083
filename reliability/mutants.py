"""Change the program in small ways and list the changes that no test notices: `python -m reliability.mutants ROOM...`.

A room is a part of the package, as `reports`; without one, all of `ROOMS` are tried whole, with the tests that run fast
and concern the room. mutmut makes the changes in a copy of the project in a temporary folder; `reliability.forked` runs
the tests that call the changed function, in one process that is copied for each change. A change that no test notices
is a survivor. It has to be killed by a test, or to stand in `survivors.toml` with the reason why nobody could notice
it. The figures of each module go to `results.json` when all its changes were tried; the exit code is 1 while a survivor
is neither.

`--sample 100 --seed 7 ROOM...` tries a random sample of the changes of whole rooms, by default of those in
`SAMPLED_ROOMS`, which are too large to be tried whole.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from reliability.forked import PLAN_VARIABLE
from reliability.results import ROOT, load_figures, record_figures

HERE = Path(__file__).parent
ROOMS: dict[str, tuple[str, ...]] = {
    "reports": (
        "tests/unit/reports",
        "tests/unit/views",
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

SAMPLED_ROOMS: dict[str, tuple[str, ...]] = {
    "changes": (
        "tests/unit/changes",
        "tests/unit/reports",
        "tests/cli/test_add_record.py",
        "tests/cli/test_cover.py",
        "tests/cli/test_edit.py",
        "tests/cli/test_edition_new.py",
        "tests/cli/test_first_releases.py",
        "tests/cli/test_fmt.py",
        "tests/cli/test_import.py",
        "tests/cli/test_init.py",
        "tests/cli/test_move_layout.py",
        "tests/cli/test_release.py",
        "tests/cli/test_release_memory.py",
    ),
    "toml": ("tests/unit/toml", "tests/rules/test_folders.py", "tests/cli/test_fmt.py", "tests/limits/test_limits.py"),
    "index": ("tests/unit/index", "tests/unit/reports", "tests/unit/rules", "tests/acceptance"),
    "workspace": (
        "tests/unit/workspace",
        "tests/attacks",
        "tests/cli/test_diff.py",
        "tests/cli/test_moved.py",
        "tests/cli/test_refusals.py",
        "tests/cli/test_which_dataset.py",
    ),
    "views": ("tests/unit/views", "tests/golden", "tests/acceptance"),
    "formats": ("tests/unit/formats", "tests/golden", "tests/cli/test_validate_formats.py"),
    "cli": ("tests/unit/cli", "tests/cli"),
    "tables": ("tests/unit/tables", "tests/cli/test_import.py", "tests/cli/test_compare.py"),
    "loading": (
        "tests/unit/test_loading.py",
        "tests/unit/test_reading_in_parallel.py",
        "tests/unit/index",
        "tests/rules/test_folders.py",
    ),
}
"""The rooms that are too large to be tried whole: of these a random sample is tried, with these tests."""

TESTS = ROOMS | SAMPLED_ROOMS
"""The tests of each room."""

_IGNORED_FILES = (
    ".git",
    ".venv",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
    "build",
    "dist",
    "*.egg-info",
)
_KILLED, _TIMEOUT = {1, 3, -6, -9, -11}, {24, 36, -24, 152, 255}
_SQL_KEYWORDS = "(?:SELECT|PRAGMA|DELETE|INSERT|UPDATE)"
_COLUMN = r"(?<=[\w\]]\[)'\w+'(?=\])|(?<=\brow_text\(row, )'\w+'|(?<=\bdecoded_rows\()'\w+'"
_NAME_OR_SQL = re.compile(rf"{_COLUMN}|'(?i:{_SQL_KEYWORDS}) [^']*'|\"(?i:{_SQL_KEYWORDS}) [^\"]*\"")
_LITERAL = re.compile(r"('[^']*')")
_CAST = re.compile(r"\bcast\((?:None|'[^']*'), ")
_STRICT_ZIP = re.compile(r"(\bzip\(.*), strict=True(?=\))")
_NON_STRICT_ZIP = re.compile(r"(\bzip\(.*), strict=(?:False|None)(?=\))")
_MUTANT_NAME = re.compile(r"\bx(?:_|ǁ\w+?ǁ)(\w+?)__mutmut_(?:orig|\d+)\b")
_CHECK = re.compile(r", check=(?:False|None)\b")
_SQL_REASON = "SQL and the rows of sqlite3 take names in any case"
_CAST_REASON = "the type in a cast is not looked at when the program runs"
_CHECK_REASON = "check=False is the default of subprocess.run, to which None means the same"
_ZIP_REASON = "strict=True of zip only asserts that the lengths are equal, which they are"


class Survivor(NamedTuple):
    """A change that no test notices: the function, the statement, and its replacement."""

    function: str
    old: str
    new: str

    @property
    def with_single_quotes(self) -> Survivor:
        """Return the same with one kind of quotes: versions of Python write those inside of an f-string differently."""
        return Survivor(*(text.replace('"', "'") for text in self))

    @property
    def equivalence_reason(self) -> str:
        """Return the reason if the kind of change alone shows that it cannot be noticed; otherwise empty."""
        if _CAST.sub("", self.old) == _CAST.sub("", self.new):
            return _CAST_REASON
        if _STRICT_ZIP.search(self.old) and _STRICT_ZIP.sub(r"\1", self.old) == _NON_STRICT_ZIP.sub(r"\1", self.new):
            return _ZIP_REASON
        if "subprocess.run(" in self.old and _CHECK.sub("", self.old) == _CHECK.sub("", self.new):
            return _CHECK_REASON
        old, new = (_NAME_OR_SQL.sub(lambda match: _fold_case(match[0]), text) for text in self[1:])
        return _SQL_REASON if old == new else ""


def _fold_case(text: str) -> str:
    """Return a name, or SQL without its literals, in lower case."""
    if not text.startswith('"'):
        return text.casefold()
    return "".join(part if part.startswith("'") else part.casefold() for part in _LITERAL.split(text))


class Score(NamedTuple):
    """The results of the changes of a module."""

    mutants: int
    killed: int
    timeouts: int
    survivors: tuple[Survivor, ...]
    tried: bool
    """Whether all changes were tried, and there were some."""


def main(argv: list[str] | None = None) -> int:
    """Try the packages that are named, print the result, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m reliability.mutants", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument(
        "rooms", nargs="*", metavar="ROOM", help=f"one of {', '.join((*ROOMS, *SAMPLED_ROOMS))}; all without one"
    )
    parser.add_argument("--module", help="only this module of the room, as `gaps`")
    parser.add_argument("--changed", action="store_true", help="only modules that changed, or left survivors")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--sample", type=int, metavar="N", help="try N changes of each room, chosen at random")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the choice")
    parser.add_argument(
        "--seconds", type=float, default=60, help="run the quickest tests that call a function, up to this sum"
    )
    options = parser.parse_args(argv)
    reasons = load_reasons()
    bare = 0
    if options.sample:
        return int(bool(_try_samples(options.rooms or list(SAMPLED_ROOMS), options, reasons)))
    for room in options.rooms or ROOMS:
        done = {} if options.module or not options.changed else load_figures("mutants", room)
        modules = [options.module] if options.module else list_modules(room)
        waiting = [name for name in modules if not is_up_to_date(done.get(name), source_hash(room, name))]
        if waiting:
            bare += _try_modules(room, waiting, options, reasons)
        print(f"{room}: {', '.join(f'{number} {name}' for name, number in sum_figures(room).items())}")
    return int(bool(bare))


def is_up_to_date(figures: dict[str, Any] | None, now: str) -> bool:
    """Tell whether a module was tried in its current state, and nothing was left to do."""
    return figures is not None and figures["source"] == now and not figures["survivors_without"]


def list_modules(room: str) -> list[str]:
    """Return the modules of a package that have functions."""
    folder = ROOT / "src" / "cbi_cli" / room
    return sorted(path.stem for path in folder.glob("*.py") if "def " in path.read_text(encoding="utf-8"))


def source_hash(room: str, module: str) -> str:
    """Return a hash of the text of a module, which shows whether it has changed since it was tried."""
    return hashlib.sha256((ROOT / "src" / "cbi_cli" / room / f"{module}.py").read_bytes()).hexdigest()[:12]


def sum_figures(room: str) -> dict[str, int]:
    """Return the figures of a package, which are those of its modules taken together."""
    figures = load_figures("mutants", room)
    totals: dict[str, int] = {}
    for module in list_modules(room):
        for name, value in figures.get(module, {}).items():
            if name != "source":
                totals[name] = totals.get(name, 0) + value
    return totals


def _try_modules(room: str, modules: Sequence[str], options: argparse.Namespace, reasons: dict[Survivor, str]) -> int:
    """Try all changes of modules; return the number of survivors without a reason, at least 1 if any was not tried."""
    sources = {module: source_hash(room, module) for module in modules}
    bare = 0
    with tempfile.TemporaryDirectory(prefix="cbi-mutants-") as folder:
        copy = _make_changes(Path(folder, "project"), [f"{room}/{module}" for module in modules])
        names = {module: _mutant_names(copy / "mutants", room, module) for module in modules}
        _run_plan(copy / "mutants", [name for module in modules for name in names[module]], TESTS[room], options)
        for module in modules:
            score = read_score(copy / "mutants", room, set(names[module]))
            without_reason = _print_survivors(score, reasons)
            figures = _score_figures(score, without_reason)
            print(f"{room}/{module}: {', '.join(f'{number} {name}' for name, number in figures.items())}", flush=True)
            if score.tried:
                tried = load_figures("mutants", room) | {module: {"source": sources[module], **figures}}
                record_figures("mutants", room, tried)
            elif score.mutants:
                print(f"{room}/{module}: not all changes were tried")
                without_reason += 1
            bare += without_reason
    return bare


def _try_samples(rooms: Sequence[str], options: argparse.Namespace, reasons: dict[Survivor, str]) -> int:
    """Try a random sample of the changes of each package; return the number of survivors without a reason."""
    bare = 0
    with tempfile.TemporaryDirectory(prefix="cbi-mutants-") as folder:
        copy = _make_changes(Path(folder, "project"), [f"{room}/*" for room in rooms])
        for room in rooms:
            names = choose_sample(_mutant_names(copy / "mutants", room), options.sample, options.seed, room)
            _run_plan(copy / "mutants", names, TESTS[room], options)
            score = read_score(copy / "mutants", room, set(names))
            bare += _report_sample(room, score, options.seed, reasons)
    return bare


def _make_changes(copy: Path, changed: Sequence[str]) -> Path:
    """Copy the project and let mutmut make all changes of some modules; raise RuntimeError if it makes none."""
    _copy_project(copy, changed, ["tests/__init__.py"])
    _commit_all(copy / "mutants")
    # mutmut makes all changes; then it finds no test, and stops.
    result = subprocess.run(
        [sys.executable, "-m", "mutmut", "run"], cwd=copy, check=False, capture_output=True, text=True
    )
    if not list((copy / "mutants" / "src").rglob("*.meta")):
        raise RuntimeError(f"{result.stdout[-4000:]}\n{result.stderr[-4000:]}")
    return copy


def choose_sample(names: Sequence[str], count: int, seed: int, room: str) -> list[str]:
    """Choose names at random: the same for a seed and a package, whatever other packages are tried."""
    chance = random.Random(f"{seed} {room}")  # noqa: S311 - a sample, not a secret
    return chance.sample(names, min(count, len(names)))


def _mutant_names(folder: Path, room: str, module: str = "*") -> list[str]:
    """Return the names of all changes of a package, or of one of its modules."""
    paths = [path for path in _meta_files(folder, room) if module in ("*", path.name.partition(".")[0])]
    return sorted(name for path in paths for name in _read_codes(path))


def _run_plan(folder: Path, names: Sequence[str], tests: Sequence[str], arguments: argparse.Namespace) -> None:
    """Try changes with a plugin of pytest, and store the codes where mutmut keeps them."""
    plan = folder.parent / "plan.json"
    content = {"names": names, "processes": arguments.processes, "seconds": arguments.seconds}
    plan.write_text(json.dumps(content), encoding="utf-8")
    options = [
        "-p",
        "no:randomly",
        "-p",
        "reliability.fresh_state",
        "-p",
        "reliability.forked",
        "--capture=sys",
        "--rootdir=.",
    ]
    call = [sys.executable, "-m", "pytest", *options, *tests]
    paths = os.pathsep.join([str(folder / "src"), str(folder)])
    more = {"MUTANT_UNDER_TEST": "", "PY_IGNORE_IMPORTMISMATCH": "1", "PYTHONPATH": paths, PLAN_VARIABLE: str(plan)}
    subprocess.run(call, cwd=folder, check=False, env=os.environ | more)
    results = Path(f"{plan}.results")
    lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    save_codes(sorted((folder / "src").rglob("*.meta")), dict(json.loads(line) for line in lines))


def save_codes(metas: Sequence[Path], codes: dict[str, int]) -> None:
    """Store the codes of the changes that were tried in the files in which mutmut keeps them."""
    for path in metas:
        content = json.loads(path.read_text(encoding="utf-8"))
        kept = content["exit_code_by_key"]
        kept |= {name: code for name, code in codes.items() if name in kept}
        path.write_text(json.dumps(content), encoding="utf-8")


def _report_sample(room: str, score: Score, seed: int, reasons: dict[Survivor, str]) -> int:
    """Print and record the result of a sample; return the number of survivors without a reason."""
    bare = _print_survivors(score, reasons)
    figures = _score_figures(score, bare) | {"seed": seed}
    print(f"{room}: {', '.join(f'{number} {name}' for name, number in figures.items())}", flush=True)
    if not score.tried:
        print(f"{room}: not all changes were tried")
        return bare + 1
    record_figures("sampled mutants", room, figures)
    return bare


def _print_survivors(score: Score, reasons: dict[Survivor, str]) -> int:
    """Print the survivors without a reason, and return how many there are."""
    bare = 0
    for survivor in score.survivors:
        if survivor.equivalence_reason or survivor.with_single_quotes in reasons:
            continue
        print(f"\n{survivor.function}\n- {survivor.old}\n+ {survivor.new}")
        bare += 1
    return bare


def _commit_all(folder: Path) -> None:
    """Make the folder in which mutmut works a git repository: some tests read the project's own.

    Only the files of the program are committed: mutmut writes those that are missing.
    """
    shutil.copytree(folder.parent, folder, symlinks=True)
    identity = ["-c", "user.name=cbi", "-c", "user.email=cbi@example.org", "-c", "commit.gpgsign=false"]
    for arguments in (["init", "--quiet"], ["add", "--all"], [*identity, "commit", "--quiet", "--message", "Copy"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)
    shutil.rmtree(folder / "src")


def _score_figures(score: Score, bare: int) -> dict[str, int]:
    return {
        "mutants": score.mutants,
        "noticed": score.killed + score.timeouts,
        "of_these_by_timeout": score.timeouts,
        "survivors_with_a_reason": len(score.survivors) - bare,
        "survivors_without": bare,
    }


def _copy_project(copy: Path, changed: Sequence[str], tests: Sequence[str]) -> None:
    """Copy the project, with settings of mutmut: the changed modules and the tests."""
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*_IGNORED_FILES), symlinks=True)
    settings = copy / "pyproject.toml"
    others = sorted(path.name for path in copy.iterdir() if path.name not in ("tests", "pyproject.toml"))
    lines = {
        "source_paths": ["src/cbi_cli"],
        "only_mutate": [f"src/cbi_cli/{name}.py" for name in changed],
        "also_copy": others,
        "pytest_add_cli_args_test_selection": tests,
        "pytest_add_cli_args": ["-p", "reliability.fresh_state"],
    }
    added = "\n".join(["[tool.mutmut]", *(f"{key} = {json.dumps(value)}" for key, value in lines.items()), ""])
    # A warning about a changed function is no sign that a test noticed the change.
    text = re.sub(r"^filterwarnings = .*$", "", settings.read_text(encoding="utf-8"), flags=re.MULTILINE)
    settings.write_text(f"{text}\n{added}", encoding="utf-8")


def _meta_files(folder: Path, room: str) -> list[Path]:
    """Return the files in which mutmut keeps the changes of the modules of a package."""
    return sorted((folder / "src" / "cbi_cli" / room).rglob("*.meta"))


def _read_codes(path: Path) -> dict[str, int | None]:
    """Return the changes of a module by name, with the exit code of the tests or None."""
    codes: dict[str, int | None] = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return codes


def read_score(folder: Path, room: str, chosen: Container[str] | None = None) -> Score:
    """Read the results of mutmut for a module of a package, or for the chosen changes, from the folder that it leaves.

    A change that was not tried at all, or that has no test, counts as a survivor.
    """
    codes: dict[str, int | None] = {}
    survivors: list[Survivor] = []
    for path in _meta_files(folder, room):
        module_codes = {name: code for name, code in _read_codes(path).items() if chosen is None or name in chosen}
        codes |= module_codes
        alive = [name for name, code in module_codes.items() if code not in _KILLED | _TIMEOUT]
        survivors += _find_survivors(path.with_suffix("").read_text(encoding="utf-8"), alive)
    counted = list(codes.values())
    return Score(
        len(counted),
        sum(code in _KILLED for code in counted),
        sum(code in _TIMEOUT for code in counted),
        tuple(survivors),
        bool(counted) and None not in counted,
    )


def _find_survivors(text: str, names: Iterable[str]) -> Iterator[Survivor]:
    """Return the survivors of one changed module.

    Each change is a function of its own next to the original.
    """
    tree = ast.parse(text)
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    for name in names:
        module, _, mutant = name.rpartition(".")
        function = mutant.rpartition("__mutmut_")[0]
        old, new = _differing_lines(functions[f"{function}__mutmut_orig"], functions[mutant])
        yield Survivor(f"{module}.{re.sub(r'^x(_|ǁ)', '', function).replace('ǁ', '.')}", old, new)


def _differing_lines(old: ast.AST, new: ast.AST) -> tuple[str, str]:
    """Return the lines in which two functions differ, except for their names."""
    delta = list(difflib.ndiff(_unparse_lines(old), _unparse_lines(new)))
    before = [line[2:].strip() for line in delta if line.startswith("- ")]
    after = [line[2:].strip() for line in delta if line.startswith("+ ")]
    return "\n".join(before), "\n".join(after)


def _unparse_lines(function: ast.AST) -> list[str]:
    return _MUTANT_NAME.sub(r"\1", ast.unparse(function)).splitlines()


def load_reasons() -> dict[Survivor, str]:
    """Return the reasons by survivor, in any quotes."""
    entries: list[dict[str, Any]] = tomllib.loads((HERE / "survivors.toml").read_text(encoding="utf-8")).get(
        "survivor", []
    )
    return {Survivor(one["function"], one["old"], one["new"]).with_single_quotes: one["why"] for one in entries}


if __name__ == "__main__":
    sys.exit(main())
