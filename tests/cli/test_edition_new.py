"""A new edition: the computed card as the one that is printed, and only the facts that a person gives."""

from __future__ import annotations

import os
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pexpect
import pytest

from cbi_cli import api
from tests.conftest import ROOT, TODAY, US_MEXICO, Cli
from tests.datasets import HEAD, dataset_files, event_toml
from tests.faults.jobs import read_contents
from tests.repositories import write_files

ROWS = """
[[indicator]]
id = "talks-row"
label = "Talks"
sources = ["book"]
rule = { kinds = ["meeting"], institutions = ["talks"] }
weaker = [{ kinds = ["review"], institutions = ["talks"], reason = "only a review" }]

[[indicator]]
id = "visits-row"
label = "Visits"
sources = ["book"]
per_direction = true
rule = { kinds = ["visit"] }

[[indicator]]
id = "forum-row"
label = "Forum"
sources = ["book"]
rule = { kinds = ["forum"] }
coverage = [{ from = 2017, to = 2022, source = "book" }]

[[indicator]]
id = "launch-row"
label = "Launches"
sources = ["book"]
rule = { kinds = ["launch"] }
coverage = [{ from = 2021, to = 2022, source = "book" }]
"""
EVENTS = (
    event_toml("2021-03-01", kind="review"),
    event_toml("2021-05-04", 'host = "aa"', 'guests = ["bb"]', kind="visit", name="earlier"),
    event_toml("2021-06-04", 'host = "aa"', 'guests = ["bb"]', "end = 2021-06-05", kind="visit", name="to-a"),
    event_toml("2021-04", 'host = "bb"', 'guests = ["aa"]', kind="visit", name="to-b"),
    event_toml("2017-09-09", kind="forum"),
    event_toml("2022-01-10", kind="launch"),
)
GIVEN = ("--no-input", "--title", "The report", "--published", "2022-03", "--source", "book")
NEW = ("edition", "new", "2021")
ROWS_OF_2021 = [
    {"indicator": "talks-row", "label": "Talks", "status": "yellow", "text": "None counts in full: only a review"},
    {
        "indicator": "visits-row",
        "label": "Visits",
        "status": "green",
        "occurrences": [
            {"start": "2021-04", "text": "Event 2021-04 to-b"},
            {"start": date(2021, 6, 4), "end": date(2021, 6, 5), "text": "Event 2021-06-04 to-a"},
        ],
    },
    {"indicator": "forum-row", "label": "Forum", "status": "red", "text": "Halted since 2017", "since": 2017},
    {"indicator": "launch-row", "label": "Launches", "status": "red", "text": "None in 2021"},
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_files(tmp_path, dataset_files(*EVENTS, indicators=ROWS))
    return tmp_path


def edition(data: Path) -> dict[str, Any]:
    return tomllib.loads((data / "editions" / "2021.toml").read_text(encoding="utf-8"))


def test_the_card_is_written_as_it_is_computed(data: Path, cli: Cli) -> None:
    before = read_contents(data)
    result = cli(*NEW, *GIVEN, folder=data)
    assert result.code == 0
    assert result.err.endswith(f"cbi: ab 1.0.0 in {data.name}: wrote editions/2021.toml\n")
    assert result.out == (data / "editions" / "2021.toml").read_text(encoding="utf-8")
    assert edition(data) == {
        "year": 2021,
        "title": "The report",
        "published": "2022-03",
        "source": "book",
        "row": ROWS_OF_2021,
    }
    assert {name: raw for name, raw in read_contents(data).items() if name != "editions/2021.toml"} == before
    with api.open_dataset(data, today=TODAY) as opened:
        card = api.scorecard(opened, 2021)
        assert [row.published and row.published.agreement for row in card.rows] == ["agrees"] * 4
        assert card.day == date(2022, 3, 31)
    assert "editions" not in cli("fmt", "--check", folder=data).err


@pytest.mark.parametrize("year", [1994, 2009, 2021, 2023])
def test_every_row_of_a_real_year_agrees_with_its_new_edition(tmp_path: Path, cli: Cli, year: int) -> None:
    root = tmp_path / "copy"
    assert cli("init", str(root), "--from", "us-mexico", folder=tmp_path).code == 0
    given = ("--title", "x", "--published", f"{year + 1}-04", "--source", "historyatstate-travels")
    assert cli("edition", "new", str(year), "--no-input", "--allow-unknown", *given, folder=root).code == 0
    with api.open_dataset(root, today=TODAY) as opened:
        rows = api.reconcile(opened, year).card.rows
    assert {row.published.agreement for row in rows if row.published} == {"agrees"}
    assert len(rows) == 11
    assert cli("fmt", "--check", folder=root).code == 0


def test_an_event_from_outside_is_named_and_admitted_only_if_asked_for(data: Path, cli: Cli) -> None:
    offered = cli(*NEW, *GIVEN, "--dry-run", folder=data)
    line = "Launches: Event 2022-01-10 , Jan 10, 2022 (2022-01-10-launch)"
    assert f"outside of 2021, would count if admitted with --admit: {line}" in " ".join(offered.err.split())
    assert not (data / "editions").exists()
    admission = "launch-row; 2022-01-10-launch; Held ten days late; book#p1"
    result = cli(*NEW, *GIVEN, "--admit", admission, folder=data)
    assert result.code == 0
    assert "would count" not in result.err
    assert edition(data)["row"][3] == {
        "indicator": "launch-row",
        "label": "Launches",
        "status": "green",
        "occurrences": [{"start": date(2022, 1, 10), "text": "Event 2022-01-10 "}],
    }
    assert edition(data)["admission"] == [
        {"indicator": "launch-row", "event": "2022-01-10-launch", "reason": "Held ten days late", "source": "book#p1"}
    ]
    assert "= agrees" in cli("scorecard", "2021", folder=data).out


def test_an_event_that_an_earlier_edition_counts_is_not_offered(data: Path, cli: Cli) -> None:
    write_files(data, dataset_files(*EVENTS, event_toml("2020-12-20", kind="launch"), indicators=ROWS))
    assert "2020-12-20-launch" in cli(*NEW, *GIVEN, "--dry-run", folder=data).err
    earlier = ("--no-input", "--allow-unknown", "--title", "x", "--published", "2021-02", "--source", "book")
    assert cli("edition", "new", "2020", *earlier, folder=data).code == 0
    assert "2020-12-20-launch" not in cli(*NEW, *GIVEN, "--dry-run", folder=data).err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "missing: --published, --title, --source"),
        (("--title", "x", "--published", "2022-03", "--source", "bok"), "`bok` is not known"),
        (("--title", "x", "--published", "soon", "--source", "book"), "--published: `soon` is not a date"),
        (("--title", "x", "--published", "2027-03", "--source", "book"), "--published: 2027-03 lies in the future"),
        (("--title", "x", "--published", "2020-03", "--source", "book"), "2020-03 is before the year 2021"),
        ((*GIVEN[1:], "--covers-until", "2022-12"), "--covers-until: `2022-12` is not a full day"),
        ((*GIVEN[1:], "--covers-until", "2022-12-30"), "covers until 2022-12-31 already"),
        ((*GIVEN[1:], "--admit", "launch-row; 2022-01-10-launch; why"), "`launch-row; 2022-01-10-launch; why` is not"),
        ((*GIVEN[1:], "--admit", "lunch-row; 2022-01-10-launch; why; book"), "no indicator is called `lunch-row`"),
        ((*GIVEN[1:], "--admit", "launch-row; 2022-01-11-launch; why; book"), "no event is called"),
    ],
)
def test_a_call_that_cannot_be_carried_out_says_what_is_wrong(
    data: Path, cli: Cli, words: tuple[str, ...], told: str
) -> None:
    before = read_contents(data)
    result = cli(*NEW, "--no-input", *words, folder=data)
    assert (result.code, read_contents(data)) == (2, before)
    assert told in " ".join(result.err.split())


def test_an_admission_that_cannot_count_is_an_error_of_the_data(data: Path, cli: Cli) -> None:
    result = cli(*NEW, *GIVEN, "--admit", "launch-row; 2021-03-01-review; why; book", folder=data)
    assert result.code == 1
    assert "CBI501" in result.err
    assert not (data / "editions").exists()


def test_a_year_with_an_edition_or_in_the_future_is_refused(data: Path, cli: Cli) -> None:
    assert cli(*NEW, *GIVEN, folder=data).code == 0
    again = cli(*NEW, *GIVEN, folder=data)
    assert again.code == 2
    assert "the dataset has an edition of 2021: editions/2021.toml" in again.err
    future = cli("edition", "new", "2027", *GIVEN, folder=data)
    assert (future.code, "2027 lies in the future" in future.err) == (2, True)
    assert "`21` is not a year" in cli("edition", "new", "21", folder=data).err


def test_unknown_rows_are_listed_and_written_only_on_request(data: Path, cli: Cli) -> None:
    given = ("--no-input", "--title", "x", "--published", "2022-11", "--source", "book")
    refused = cli("edition", "new", "2022", *given, folder=data)
    assert refused.code == 2
    assert "warning: 2022 is not over on 2022-11-30" in refused.err
    assert "warning: 3 rows are unknown: Talks, Visits, Forum" in refused.err
    assert "--allow-unknown" in refused.err
    assert not (data / "editions").exists()
    assert cli("edition", "new", "2022", *given, "--allow-unknown", folder=data).code == 0
    rows = tomllib.loads((data / "editions" / "2022.toml").read_text(encoding="utf-8"))["row"]
    assert [row["status"] for row in rows] == ["unknown", "unknown", "unknown", "green"]
    assert rows[0]["text"] == "Not known"


def test_a_year_without_any_event_has_only_unknown_and_red_rows(data: Path, cli: Cli) -> None:
    given = ("--no-input", "--title", "x", "--published", "2020-03", "--source", "book")
    result = cli("edition", "new", "2019", *given, "--allow-unknown", folder=data)
    assert result.code == 0
    rows = tomllib.loads(result.out)["row"]
    assert [row["status"] for row in rows] == ["unknown", "unknown", "red", "unknown"]


def test_the_last_covered_day_is_raised_with_the_edition(data: Path, cli: Cli) -> None:
    head = HEAD.replace("2022-12-31", "2021-12-31 # read so far")
    (data / "dataset.toml").write_text(head)
    noted = cli(*NEW, *GIVEN, "--dry-run", folder=data)
    assert "the dataset covers until 2021-12-31, and the edition came out on 2022-03-31" in " ".join(noted.err.split())
    result = cli(*NEW, *GIVEN, "--covers-until", "31 mar 2022", folder=data)
    assert result.code == 0
    assert (data / "dataset.toml").read_text() == head.replace("2021-12-31", "2022-03-31")
    assert "covers until" not in result.err


def test_in_two_languages_the_reason_is_given_in_both(tmp_path: Path, cli: Cli) -> None:
    root = tmp_path / "copy"
    cli("init", str(root), "--from", "us-mexico", folder=tmp_path)
    given = ("--title", "x", "--published", "2024-03", "--source", "historyatstate-travels", "--allow-unknown")
    event = "2024-01-border-21-steering-committee"
    admission = f"border-management; {event}; Held in January; Celebrada en enero; historyatstate-travels"
    new = ("edition", "new", "2023", "--no-input", *given, "--admit")
    assert 'as "INDICATOR; EVENT; REASON; REASON_ES; SOURCE"' in cli(*new, "a; b; c; d", folder=root).err
    assert cli(*new, admission, folder=root).code == 0
    (written,) = tomllib.loads((root / "editions" / "2023.toml").read_text())["admission"]
    assert (written["reason"], written["reason_es"]) == ("Held in January", "Celebrada en enero")


def talk(data: Path, *words: str) -> pexpect.spawn[str]:
    """A call on a terminal that asks line by line."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "dumb", "COLUMNS": "200"}
    return pexpect.spawn(
        sys.executable, ["-m", "cbi_cli", *words], cwd=str(data), env=env, encoding="utf-8", timeout=30
    )


def answer(call: pexpect.spawn[str], *dialogue: tuple[str, str]) -> None:
    for question, text in dialogue:
        call.expect(question)
        call.sendline(text)


def test_on_a_terminal_it_asks_for_each_fact_and_each_admission(data: Path) -> None:
    (data / "dataset.toml").write_text(HEAD.replace("2022-12-31", "2021-12-31"))
    call = talk(data, *NEW)
    answer(
        call,
        ("Publication day", "soon"),
        ("is not a date", "mar 2022"),
        ("Title, as published", ""),
        ("a value is required", "The report"),
        ("Source: the report itself", "book"),
        ("Raise the last covered day to", "2022-03-31"),
        ("Does the edition count it", "y"),
        ("Reason to count it", "Held ten days late"),
        ("Source that shows it", "book#p1"),
        ("Write it", "y"),
    )
    call.expect(pexpect.EOF)
    call.close()
    assert call.exitstatus == 0
    written = edition(data)
    assert (written["title"], written["published"], written["source"]) == ("The report", "2022-03", "book")
    assert written["admission"][0]["reason"] == "Held ten days late"
    assert "covers_until = 2022-03-31\n" in (data / "dataset.toml").read_text()


def test_on_a_terminal_enter_admits_nothing_and_writes_nothing(data: Path) -> None:
    before = read_contents(data)
    call = talk(data, *NEW, *GIVEN[1:])
    answer(call, ("Does the edition count it", ""), ("Write it", ""))
    call.expect("nothing was written")
    call.expect(pexpect.EOF)
    call.close()
    assert (call.exitstatus, read_contents(data)) == (0, before)


def test_the_shipped_edition_of_2022_is_not_made_again(cli: Cli) -> None:
    result = cli("edition", "new", "2022", "--dataset", str(US_MEXICO), *GIVEN)
    assert (result.code, "an edition is never made again" in result.err) == (2, True)


def test_a_file_of_the_year_that_is_no_data_is_left_alone(data: Path, cli: Cli) -> None:
    (data / "dataset.toml").write_text('exclude = ["editions/2021.toml"]\n' + HEAD)
    (data / "editions").mkdir()
    (data / "editions" / "2021.toml").write_text("# mine\n")
    result = cli(*NEW, *GIVEN, folder=data)
    assert (result.code, result.out) == (2, "")
    told = ["cbi: error: editions/2021.toml exists already", "  help: nothing was written; look at it first"]
    assert result.err.splitlines()[-2:] == told
    assert (data / "editions" / "2021.toml").read_text() == "# mine\n"


def test_on_a_terminal_the_report_is_made_a_source(data: Path) -> None:
    call = talk(data, *NEW)
    answer(
        call,
        ("Publication day", "mar 2022"),
        ("Title, as published", "The report"),
        ("Source: the report itself", "https://example.org/report"),
        ("Its title", "Report of a year"),
        ("Who published it", ""),
        ("When it was published", ""),
        ("Who wrote it", ""),
        ("Its language", ""),
        ("Id", "report"),
        ("Does the edition count it", "y"),
        ("Reason to count it", "Held late"),
        ("Source that shows it", "report"),
    )
    call.expect(r'\+id = "report"')
    answer(call, ("Write it", "y"))
    call.expect(pexpect.EOF)
    call.close()
    assert call.exitstatus == 0
    sources = tomllib.loads((data / "sources.toml").read_text())["source"]
    assert {"id": "report", "title": "Report of a year", "url": "https://example.org/report"} in sources
    assert (edition(data)["source"], edition(data)["admission"][0]["source"]) == ("report", "report")
