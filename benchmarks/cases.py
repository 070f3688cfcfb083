"""The calls of `cbi` that are measured."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from benchmarks.measure import Case

REPORTS: dict[str, tuple[str, ...]] = {
    "scorecard": ("scorecard", "2022"),
    "gaps": ("gaps",),
    "timeline": ("timeline", "--year", "2022"),
    "topics": ("topics", "2022"),
    "history": ("history", "governor-visits"),
    "reconcile": ("reconcile", "2022"),
    "show": ("show", "ibwc"),
    "list": ("list", "institutions"),
    "info": ("info",),
}
"""Commands that read the snapshot, by the name under which they are measured."""

CHANGING_KEYS = ("changed", "add-event", "import")
"""The calls on a copy of the dataset of which one file changes before each run."""

_EVENT_OPTIONS = (
    *("--no-input", "--start", "2022-10-13", "--kind", "meeting", "--level", "cabinet", "--institution", "ibwc"),
    *("--source", "chronicle-00000", "--title", "Quarterly bookkeeping of the levees"),
    *("--title-es", "Contabilidad trimestral de los bordos"),
)


IMPORTED_ROWS = 1_000
"""Rows of the table that `import` reads."""

_FIRST_IMPORTED_DAY = date(2000, 1, 3)
_MAPPING = """confirmed = true
[columns]
start = "Date"
title = "Title"
title_es = "Título"
[constants]
kind = "review"
level = "agency"
parties = ["us", "mx"]
sources = "chronicle-00000"
"""


def cached_cases(programs: Path, dataset: Path, env: Mapping[str, str]) -> Iterator[Case]:
    """Return the calls that use an existing snapshot, which `prepare_snapshots` builds."""
    plain = partial(Case, tool="cbi", folder=dataset, env=env)
    cbi = str(programs / "cbi")
    for key, call in REPORTS.items():
        yield plain(key, argv=(cbi, *call))
    yield plain("scorecard-terminal", argv=(cbi, *REPORTS["scorecard"]), terminal=True)
    yield check_case(programs, dataset, env)
    words = {"_CBI_COMPLETE": "complete_bash", "COMP_WORDS": "cbi history gov", "COMP_CWORD": "2"}
    yield plain("completion", argv=(cbi,), env={**env, **words})
    yield plain("version", argv=(cbi, "--version"))


def check_case(programs: Path, dataset: Path, env: Mapping[str, str]) -> Case:
    """Return the case of `validate` with the snapshot of the environment, which it builds if there is none."""
    return Case("unchanged", "cbi", (str(programs / "cbi"), "validate"), dataset, env)


def prepare_snapshots(checks: Iterable[Case]) -> None:
    """Build the snapshots that cases need.

    They are read once more when the files are old enough to be trusted without reading.
    """
    for case in checks:
        for _ in range(2):
            subprocess.run(case.argv, cwd=case.folder, env=dict(case.env), check=True, capture_output=True)


def cold_case(programs: Path, dataset: Path, env: Mapping[str, str], cache: Path) -> Case:
    """Return the case of `validate` without a cache, which is emptied before each run."""
    argv = (str(programs / "cbi"), "validate")
    own = {**env, "CBI_CACHE_DIR": str(cache)}
    return Case("validate", "cbi", argv, dataset, own, whole=True, before=partial(_clear_cache, cache))


def changing_cases(programs: Path, dataset: Path, copy: Path, env: Mapping[str, str]) -> Iterator[Case]:
    """Return the cases on a copy of the dataset of which one file changes before each run."""
    cbi = str(programs / "cbi")
    own = {**env, "CBI_CACHE_DIR": str(copy.with_suffix(".cache"))}
    check = Case("changed", "cbi", (cbi, "validate"), copy, own)
    files = sorted((dataset / "events").glob("*.toml"))
    middle, last = files[len(files) // 2], files[-1]
    change = partial(_change_file, copy / "events" / middle.name, itertools.count(), middle.read_text(encoding="utf-8"))
    yield replace(check, before=change)
    undo = partial(_undo_addition, check, copy / "events" / last.name, last.read_bytes())
    yield Case("add-event", "cbi", (cbi, "add-event", *_EVENT_OPTIONS), copy, own, before=undo)
    table = write_table(copy.with_suffix(".csv"))
    yield Case("import", "cbi", (cbi, "import", str(table), "--dry-run"), copy, own, before=undo)


def write_table(path: Path) -> Path:
    """Write a table of new events with its mapping, each row on a day of its own; return its path."""
    rows = ["Date,Title,Título"]
    for number in range(IMPORTED_ROWS):
        day = _FIRST_IMPORTED_DAY + timedelta(days=5 * number)
        rows.append(f"{day},Inspection {number} of a gauge,Inspección {number} de un aforador")
    path.write_text("\n".join([*rows, ""]), encoding="utf-8")
    path.with_name(f"{path.stem}.mapping.toml").write_text(_MAPPING, encoding="utf-8")
    return path


def _clear_cache(cache: Path) -> None:
    shutil.rmtree(cache, ignore_errors=True)
    cache.mkdir(parents=True)


def _change_file(file: Path, numbers: itertools.count[int], text: str) -> None:
    """Append a comment or remove it, and change a word in a title, in turn."""
    number = next(numbers)
    if number % 2:
        file.write_text(f"{text}\n# Remark {number}.\n", encoding="utf-8")
    else:
        file.write_text(text.replace('title = "', f'title = "Number {number}, ', 1), encoding="utf-8")


def _undo_addition(check: Case, file: Path, data: bytes) -> None:
    """Remove the added event, and bring the snapshot up to date."""
    if file.read_bytes() != data:
        file.write_bytes(data)
    subprocess.run(check.argv, cwd=check.folder, env=dict(check.env), check=True, capture_output=True)
