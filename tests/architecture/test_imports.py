"""Which modules a call may load. What is loaded decides how fast a call starts; no test asserts a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cbi_cli.views.registry import REPORTS
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
    "prompt_toolkit",
}


def loaded(words: list[str], cache: Path, twice: bool = True) -> set[str]:
    """The heavy modules that a call in a new process has loaded, by default with the snapshot ready."""
    return HEAVY & modules(words, cache, twice)


def modules(words: list[str], cache: Path, twice: bool = True) -> set[str]:
    """Return the top modules that a call in a new process has loaded."""
    return {name.partition(".")[0] for name in all_modules(words, cache, twice)}


def all_modules(words: list[str], cache: Path, twice: bool = True) -> set[str]:
    """Return the full names of the modules that a call in a new process has loaded."""
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
    return set(done.stdout.splitlines()[-1].split())


ARGUMENTS = {
    "compare": ["us-mexico"],
    "history": ["nals"],
    "list": ["events"],
    "explain": ["2022", "nals"],
    "search": ["summit"],
    "show": ["nals"],
}
"""What a report has to be given."""

BUILT_ON = {"topics": {"timeline"}, "show": {"reconcile"}}
"""The reports whose views a report uses."""

READS_A_FILE = {"show"}
"""The reports that read a file, for the line of a record."""


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_from_the_snapshot_loads_neither_models_nor_parser_nor_rich_nor_other_reports(
    name: str, tmp_path: Path
) -> None:
    found = all_modules([name, *ARGUMENTS.get(name, [])], tmp_path)
    heavy = HEAVY & {module.partition(".")[0] for module in found}
    assert heavy == ({"tomli"} if name in READS_A_FILE else set())
    assert {other for other in REPORTS if f"cbi_cli.views.{other}" in found} == {name, *BUILT_ON.get(name, ())}


@pytest.mark.parametrize(
    "words", [[], ["validate"], ["scorecard", "2022", "--format", "json"], ["history", "nals", "--format", "csv"]]
)
def test_a_call_with_a_snapshot_at_hand_loads_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    assert loaded(words, tmp_path) == set()


def test_the_list_of_commands_loads_no_report(tmp_path: Path) -> None:
    found = all_modules(["validate"], tmp_path)
    assert {name for name in REPORTS if f"cbi_cli.views.{name}" in found} == set()


def test_spanish_loads_gettext_without_what_knows_all_locales(tmp_path: Path) -> None:
    found = modules(["scorecard", "2022", "--lang", "es"], tmp_path)
    assert (HEAVY & found, "locale" in found) == ({"gettext"}, False)


def test_the_version_loads_nothing_at_all(tmp_path: Path) -> None:
    assert loaded(["--version"], tmp_path, twice=False) == set()


def test_a_picture_loads_rich_and_no_models(tmp_path: Path) -> None:
    assert loaded(["scorecard", "2022", "--format", "svg"], tmp_path) <= {"rich", "hashlib", "asyncio", "inspect"}


def test_only_a_question_loads_the_library_of_menus(tmp_path: Path) -> None:
    assert "prompt_toolkit" not in modules(["add-event", "--no-input"], tmp_path, twice=False)


def test_a_cold_call_loads_the_models_and_no_rich(tmp_path: Path) -> None:
    found = loaded(["gaps"], tmp_path, twice=False)
    assert "pydantic" in found
    assert "rich" not in found


@pytest.mark.parametrize("words", [["cite"], ["cite", "nals", "--kind", "indicator", "--style", "bibtex"]])
def test_a_citation_from_the_snapshot_loads_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    assert loaded(words, tmp_path) & HEAVY == set()


def test_loading_the_models_of_records_builds_none_of_them() -> None:
    """Building a model takes long; it is built when it first validates something."""
    program = (
        "from cbi_cli.records.base import RecordModel\n"
        "from cbi_cli.records.file_kinds import FILE_KINDS\n"
        "def found(model):\n"
        "    yield model\n"
        "    for one in model.__subclasses__():\n"
        "        yield from found(one)\n"
        "models = list(found(RecordModel))\n"
        "print(len(models), [one.__name__ for one in models if one.__pydantic_complete__])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    number, names = done.stdout.split(maxsplit=1)
    assert int(number) > 30
    assert names.strip() == "[]"
