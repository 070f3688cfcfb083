"""Which modules a call may load. What is loaded decides how fast a call starts; no test asserts a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

HEAVY = {
    "typer",
    "inspect",
    "pydantic",
    "tomli",
    "rich",
    "rapidfuzz",
    "tomli_w",
    "filelock",
    "asyncio",
    "hashlib",
    "duckdb",
    "pyarrow",
    "gettext",
}


def loaded(words: list[str], cache: Path, twice: bool = True) -> set[str]:
    """The heavy modules that a call in a new process has loaded, by default with the snapshot ready."""
    return HEAVY & modules(words, cache, twice)


def modules(words: list[str], cache: Path, twice: bool = True) -> set[str]:
    """Return the top modules that a call in a new process has loaded."""
    program = (
        "import sys; sys.argv[1:] = sys.argv[1:]\n"
        "from cbi_cli.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('\\n' + ' '.join(sorted(sys.modules)))\n"
    )
    # Measuring what is covered loads modules of its own.
    shell = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    env = {**shell, "CBI_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT / "src")}
    for _ in range(2 if twice else 1):
        done = subprocess.run(
            [sys.executable, "-c", program, *words], capture_output=True, text=True, env=env, cwd=ROOT, check=True
        )
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}


@pytest.mark.parametrize(
    "words",
    [
        ["scorecard", "2022"],
        ["scorecard", "2022", "--format", "json"],
        ["timeline", "--month", "oct"],
        ["gaps"],
        ["history", "nals", "--format", "csv"],
        ["reconcile"],
        ["topics"],
        ["info"],
        ["explain", "2022", "nals"],
        ["list", "events"],
        ["validate"],
    ],
)
def test_a_report_from_the_snapshot_loads_neither_models_nor_parser_nor_rich(words: list[str], tmp_path: Path) -> None:
    assert loaded(words, tmp_path) == set()


def test_spanish_loads_gettext_without_what_knows_all_locales(tmp_path: Path) -> None:
    found = modules(["scorecard", "2022", "--lang", "es"], tmp_path)
    assert (HEAVY & found, "locale" in found) == ({"gettext"}, False)


def test_the_version_loads_nothing_at_all(tmp_path: Path) -> None:
    assert loaded(["--version"], tmp_path, twice=False) == set()


def test_a_picture_loads_rich_and_no_models(tmp_path: Path) -> None:
    assert loaded(["scorecard", "2022", "--format", "svg"], tmp_path) <= {"rich", "hashlib", "asyncio", "inspect"}


def test_a_cold_call_loads_the_models_and_no_rich(tmp_path: Path) -> None:
    found = loaded(["gaps"], tmp_path, twice=False)
    assert "pydantic" in found
    assert "rich" not in found
