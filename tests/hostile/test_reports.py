"""Hostile texts in every text field of a dataset, through every report, format and language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cbi_cli.cli.registry import COMMANDS
from tests.conftest import Cli
from tests.hostile.calls import OTHER_COMMANDS, REPORT_CALLS, option_choices, report_calls
from tests.hostile.datasets import files_with
from tests.hostile.forms import READERS
from tests.hostile.texts import ACCEPTED_TEXTS, expected_plain_text, expected_text, find_commands, find_dangers
from tests.repositories import write_files

TITLES = list(ACCEPTED_TEXTS.values())
ONCE = {"timeline": ("--year", "all", "--status", "any"), "list": ("sources",), "topics": ("2022",)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset with all texts that the checks let through."""
    root = tmp_path_factory.mktemp("hostile")
    write_files(root, files_with(TITLES))
    return root


@pytest.fixture(autouse=True)
def _kept_snapshot(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBI_CACHE_DIR", str(folder / ".cache"))


def test_every_command_is_tested_with_hostile_texts() -> None:
    assert set(REPORT_CALLS) | OTHER_COMMANDS == set(COMMANDS)


def test_every_line_of_a_text_can_be_looked_for() -> None:
    """An empty line is a part of every output, so looking for one proves nothing."""
    lines = [line for text in TITLES for line in text.split("\n")]
    assert [line for line in lines if not expected_text(line).strip() or not expected_plain_text(line).strip()] == []


def test_every_format_has_a_reader() -> None:
    assert {form for command in REPORT_CALLS for form in option_choices(command, "--format")} == set(READERS)


def test_the_checks_let_these_texts_through(folder: Path, cli: Cli) -> None:
    result = cli("validate", "--no-cache", folder=folder)
    assert (result.code, result.err) == (0, "")
    # A text that is the id of no place is a warning; the event of the next year has one, too.
    no_places = len(TITLES) - len(TITLES[::3]) + 1
    assert result.out.splitlines()[-1].endswith(f"no errors, {no_places} warnings")


@pytest.mark.parametrize("words", list(report_calls()), ids=" ".join)
def test_a_report_is_only_text(words: tuple[str, ...], folder: Path, cli: Cli) -> None:
    result = cli(*words, folder=folder)
    assert result.code == 0
    # Only a comparison says something: what it compares with.
    assert not result.err or words[0] == "compare"
    assert find_dangers(result.err) == set()
    assert find_dangers(result.out, colored="always" in words) == set()
    assert not find_commands(result.out)
    form = words[-1] if "--format" in words else "table"
    assert READERS[form](result.out)


@pytest.mark.parametrize("command", ["timeline", "list", "topics", "gaps", "scorecard", "reconcile"])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_json_gives_every_text_back_as_it_is(command: str, lang: str, folder: Path, cli: Cli) -> None:
    result = cli(command, *ONCE.get(command, ()), "--format", "json", "--lang", lang, folder=folder)
    assert set(TITLES) <= READERS["json"](result.out)


@pytest.mark.parametrize("number", range(0, len(TITLES), 7))
def test_every_field_of_a_record_comes_back_equal(number: int, folder: Path, cli: Cli) -> None:
    found = READERS["json"](cli("show", f"talks-{number}", "--format", "json", folder=folder).out)
    assert TITLES[number] in found


def in_csv(text: str) -> str:
    """A text as CSV gives it back, with its tabs: ids come first, so its first line begins no line of the document."""
    return expected_plain_text(f"id{text}", "\t").removeprefix("id")


@pytest.mark.parametrize("command", ["timeline", "list"])
def test_csv_gives_every_text_back(command: str, folder: Path, cli: Cli) -> None:
    result = cli(command, *ONCE[command], "--format", "csv", folder=folder)
    assert {in_csv(text) for text in TITLES} <= READERS["csv"](result.out)


@pytest.mark.parametrize("command", ["timeline", "list", "gaps", "scorecard"])
@pytest.mark.parametrize("form", ["html", "markdown"])
def test_a_page_gives_every_text_back(command: str, form: str, folder: Path, cli: Cli) -> None:
    result = cli(command, *ONCE.get(command, ()), "--format", form, folder=folder)
    whole = "\n".join(READERS[form](result.out))
    shown = {re.sub(" +", " ", line) for line in whole.split("\n")} if command in ONCE else re.sub(" +", " ", whole)
    for text in TITLES:
        for line in expected_text(text).split("\n"):
            assert re.sub(" +", " ", line).strip() in shown or re.sub(" +", " ", line) in shown


@pytest.mark.parametrize("command", ["timeline", "list", "gaps"])
def test_a_table_gives_every_text_back_on_lines_of_its_own(command: str, folder: Path, cli: Cli) -> None:
    shown = cli(command, *ONCE.get(command, ()), folder=folder).out
    for text in TITLES:
        for line in text.split("\n"):
            assert expected_plain_text(f"x{line}")[1:] in shown or expected_plain_text(line).strip() in shown


@pytest.mark.parametrize("text", ["[/foo]", "[bold red]x[/bold red] [link=https://evil.example]y[/link] \\[z]"])
def test_markup_on_a_colored_terminal_is_text(text: str, folder: Path, cli: Cli) -> None:
    result = cli("list", "sources", "--color", "always", folder=folder)
    assert result.code == 0
    assert text in result.out
