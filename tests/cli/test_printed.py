"""The printed card beside the computed one: what was not printed, and what cannot be compared, is said."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.datasets import EDITION, TALKS_ROW, dataset_files, event_toml
from tests.repositories import write_files

BOTH_ROWS = TALKS_ROW + TALKS_ROW.replace("talks-row", "new-row").replace('label = "Talks"', 'label = "New"')


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An edition that has one of two rows, and says of it what is computed."""
    printed = EDITION.replace('status = "red"', 'status = "green"').replace(
        'text = "None"', 'occurrences = [{ start = 2022-05-04, text = "May 4" }]'
    )
    write_files(tmp_path, dataset_files(event_toml("2022-05-04"), indicators=BOTH_ROWS, edition_2022=printed))
    return tmp_path


@pytest.mark.parametrize(
    ("lang", "agrees", "not_printed", "count"),
    [
        ("en", "= agrees", "not published", "1 of 1 rows agrees with the published card."),
        ("es", "= coincide", "no publicada", "1 de 1 filas coincide con el tablero publicado."),
    ],
)
def test_a_row_that_was_not_printed_agrees_with_nothing(
    data: Path, cli: Cli, lang: str, agrees: str, not_printed: str, count: str
) -> None:
    for command in ("scorecard", "reconcile"):
        result = cli(command, "2022", "--lang", lang, "--check", folder=data)
        assert result.code == 0
        shown = result.out.splitlines()
        (old,), (new,) = (
            [line for line in shown if f"  {label} " in line or line.startswith(label)] for label in ("Talks", "New")
        )
        assert (agrees in old, agrees in new, not_printed in old, not_printed in new) == (True, False, False, True)
    card = cli("scorecard", "2022", "--lang", lang, folder=data).out
    assert count in card
    assert "cbi reconcile" not in card


def test_for_programs_the_comparison_of_an_unprinted_row_is_empty(data: Path, cli: Cli) -> None:
    rows = json.loads(cli("reconcile", "2022", "--format", "json", folder=data).out)["rows"]
    assert [(one["indicator"], one["published"], one["agrees"]) for one in rows] == [
        ("talks-row", "green", True),
        ("new-row", None, None),
    ]
    text = cli("reconcile", "2022", "--format", "csv", folder=data).out
    found = [(one["agrees"], one["agreement"]) for one in csv.DictReader(io.StringIO(text))]
    assert found == [("true", "agrees"), ("", "")]


def test_a_check_of_a_year_without_an_edition_is_not_fine(data: Path, cli: Cli) -> None:
    for command in ("scorecard", "reconcile"):
        result = cli(command, "2021", "--check", folder=data)
        assert (result.code, result.out) == (2, "")
        assert "the dataset has no edition of 2021" in result.err
    assert cli("scorecard", "2021", folder=data).code == 0


@pytest.mark.parametrize(
    "words", [("--check",), ("--strict-year",), ("--compare", "2021"), ("--as-of", "2022-06-30"), ("--as-of", "latest")]
)
def test_the_card_as_printed_takes_no_option_that_it_would_ignore(data: Path, cli: Cli, words: tuple[str, ...]) -> None:
    result = cli("scorecard", "2022", "--published", *words, folder=data)
    assert (result.code, result.out) == (2, "")
    assert f"--published computes nothing, so {words[0]} has no meaning with it" in result.err
    assert cli("scorecard", "2022", "--published", folder=data).code == 0
