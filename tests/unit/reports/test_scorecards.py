"""Several years side by side: each as on its own card, and worked out by hand."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from cbi_cli import api
from cbi_cli.core.errors import CbiError
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.scorecards import MAX_YEARS
from tests.conftest import Cli
from tests.datasets import EDITION, TALKS_ROW, build_snapshot, dataset_files, event_toml
from tests.repositories import write_files

EVENTS = [event_toml("2019-05-01"), event_toml("2021-05-01", kind="review"), event_toml("2022-02-02")]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    write_files(tmp_path, dataset_files(*EVENTS, edition_2022=EDITION))
    return tmp_path


@pytest.mark.parametrize("evidence", ["all", "edition"])
@pytest.mark.parametrize("strict", [False, True])
def test_each_year_is_that_of_its_own_card(evidence: str, strict: bool, us_mexico: Snapshot) -> None:
    years = [2022] if evidence == "edition" else list(range(1990, 2026))
    cards = api.scorecards(us_mexico, years, strict_year=strict, evidence=evidence)  # type: ignore[arg-type]
    assert [one.year for one in cards.years] == years
    for position, one in enumerate(cards.years):
        card = api.scorecard(us_mexico, one.year, strict_year=strict, evidence=evidence)  # type: ignore[arg-type]
        assert (one.day, one.totals, one.hidden, one.published_on) == (
            card.day,
            card.totals,
            card.hidden,
            card.published_on,
        )
        for row, single in zip(cards.rows, card.rows, strict=True):
            cell = row.cells[position]
            assert (row.indicator, row.label) == (single.indicator, single.label)
            assert (cell.light, cell.why, cell.counted) == (single.light, single.why, single.counted)
            assert (cell.occurrences, cell.coverage) == (single.occurrences, single.coverage)
            assert cell.published == single.published


def test_the_lights_by_hand(made: Path, cli: Cli) -> None:
    text = cli("scorecard", "2019-2023", folder=made).out
    lines = [line.split() for line in text.splitlines()]
    assert ["Institutional", "interaction", "2019", "2020", "2021", "2022", "2023"] in lines
    # Held, none in a covered year, only a review, held while the print says red, and not over.
    assert ["Talks", "●○○", "○○●", "○●○", "●○○", "≠", "○○○"] in lines
    assert "●○○ green  ○●○ yellow  ○○● red  ○○○ unknown" in text
    assert "- 2022 ≠ Talks: light published red, computed green." in text
    assert "2022: 0 of 1 rows agree with the published card; `cbi reconcile 2022` shows the evidence." in text
    assert "Not known yet: 2023 is not over on Dec 31, 2022" in text
    assert "2022: as of Mar 1, 2023, the publication date of its edition (Mar 1, 2023)." in text
    assert "2019–2021, 2023: as of Dec 31, 2022." in text


def test_one_day_for_all_years(made: Path, cli: Cli) -> None:
    text = cli("scorecard", "2021-2022", "--as-of", "2022-01-31", folder=made).out
    assert "As of Jan 31, 2022." in text
    assert "publication date" not in text
    document = json.loads(cli("scorecard", "2021-2022", "--as-of", "2022-01-31", "--format", "json", folder=made).out)
    assert document["as_of"] == "2022-01-31"
    assert [cell["status"] for cell in document["rows"][0]["cells"]] == ["yellow", "unknown"]


def test_the_document_and_one_csv_row_for_each_cell(made: Path, cli: Cli) -> None:
    document = json.loads(cli("scorecard", "2020-2022", "--format", "json", folder=made).out)
    assert document["schema"] == "cbi/scorecards/1"
    assert document["as_of"] is None
    assert [(one["year"], one["as_of"], one["edition"]) for one in document["years"]] == [
        (2020, "2022-12-31", False),
        (2021, "2022-12-31", False),
        (2022, "2023-03-01", True),
    ]
    (row,) = document["rows"]
    told = [(cell["year"], cell["status"], cell["cause"], cell["counted"]) for cell in row["cells"]]
    assert told == [(2020, "red", "none", 0), (2021, "yellow", "weaker", 0), (2022, "green", "counts", 1)]
    assert [cell["published"] and cell["published"]["agreement"] for cell in row["cells"]] == [None, None, "differs"]
    table = list(csv.DictReader(io.StringIO(cli("scorecard", "2020-2022", "--format", "csv", folder=made).out)))
    assert [(one["indicator"], one["year"], one["status"]) for one in table] == [
        ("talks-row", "2020", "red"),
        ("talks-row", "2021", "yellow"),
        ("talks-row", "2022", "green"),
    ]


def test_a_year_to_compare_with_comes_first(made: Path, cli: Cli) -> None:
    text = cli("scorecard", "2021-2022", "--compare", "2019", folder=made).out
    assert "Scorecards 2021, 2022: " in text
    assert ["Institutional", "interaction", "2019", "2021", "2022"] in [line.split() for line in text.splitlines()]
    assert "What changed from 2019 to 2022\n- No light changed." in text
    inside = cli("scorecard", "2019-2021", "--compare", "2020", folder=made).out
    assert ["Institutional", "interaction", "2019", "2020", "2021"] in [line.split() for line in inside.splitlines()]
    assert "What changed from 2020 to 2021\n- Talks: red → yellow" in inside


def test_what_limits_the_search_stands_below_the_red_lights(tmp_path: Path, cli: Cli) -> None:
    row = TALKS_ROW.replace('source = "book" }]', 'source = "book", note = "not in winter" }]')
    write_files(tmp_path, dataset_files(event_toml("2019-05-01"), indicators=row))
    text = cli("scorecard", "2018-2022", folder=tmp_path).out
    assert "- 2018, 2020–2022 Talks: searched: 2015–2022 [book]: not in winter" in text


def test_an_admitted_event_is_marked(us_mexico: Snapshot, cli: Cli) -> None:
    text = cli("scorecard", "2021-2023").out
    line = next(line for line in text.splitlines() if line.startswith("North American Leaders"))
    assert line.split()[4:] == ["●○○", "●○○*", "=", "●○○"]
    assert "* Admitted in 2022: North American Leaders' Summit in Mexico City." in text
    strict = cli("scorecard", "2021-2023", "--strict-year").out
    assert "●○○*" not in strict
    assert "Strict year: events admitted from other years are excluded." in strict


def test_check_fails_if_a_row_of_any_year_differs(made: Path, cli: Cli) -> None:
    assert cli("scorecard", "2020-2022", "--check", folder=made).code == 1
    result = cli("scorecard", "2019-2020", "--check", folder=made)
    assert result.code == 2
    assert "the dataset has no edition of 2020" in result.err


@pytest.mark.parametrize(
    ("words", "problem", "help_text"),
    [
        (["2023-2019"], "`2023-2019` begins after its end", "did you mean `2019-2023`?"),
        (["19-23"], "`19-23` is not a range of years", "write it as 2019-2023"),
        (["2019-"], "`2019-` is not a range of years", "write it as 2019-2023"),
        (["2019-2020-2021"], "`2019-2020-2021` is not a range of years", "write it as 2019-2023"),
        (["1990-2050"], "61 years are too many for one table", "ask for at most 60 years"),
        (["2030-2033"], "the dataset has nothing from 2030 to 2033", "its years are 2015 to 2022"),
        (["2019-2022", "--evidence", "edition"], "the dataset has no edition of 2019", "there is one of 2022"),
        (["2019-2022", "--published"], "--published shows the card of one year", "name one year"),
    ],
)
def test_wrong_input_is_one_clear_error(words: list[str], problem: str, help_text: str, made: Path, cli: Cli) -> None:
    result = cli("scorecard", *words, folder=made)
    assert (result.code, result.out) == (2, "")
    assert problem in result.err
    assert help_text in result.err
    assert result.err.count("error") == 1


def test_no_year_and_too_many_years(us_mexico: Snapshot) -> None:
    with pytest.raises(CbiError, match="no year is given"):
        api.scorecards(us_mexico, [])
    with pytest.raises(CbiError, match="61 years are too many"):
        api.scorecards(us_mexico, range(1960, 1960 + MAX_YEARS + 1))


def test_a_dash_is_read_as_a_hyphen(made: Path, cli: Cli) -> None:
    assert cli("scorecard", "2019–2021", folder=made).out == cli("scorecard", "2019-2021", folder=made).out


def test_the_result_leads_to_its_report() -> None:
    snapshot = build_snapshot(*EVENTS)
    document = api.to_dict(snapshot, api.scorecards(snapshot, [2019, 2021], date(2022, 12, 31)), "es")
    assert document["schema"] == "cbi/scorecards/1"
    assert document["as_of"] == "2022-12-31"


def test_many_years_are_several_tables_of_80_columns(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cbi_cli.core.settings._terminal_width", lambda environ: 80)
    text = cli("scorecard", "1970-2023", "--color", "never").out
    assert max(len(line) for line in text.splitlines()) <= 80
    years = [int(word) for line in text.splitlines() for word in line.split() if word.isdigit() and len(word) == 4]
    assert years[:54] == list(range(1970, 2024))
