"""What was looked through: written for the rows that a person names, and red only where a person is certain."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pexpect
import pytest

from cbi_cli import api
from tests.cli.test_edition_new import ROWS, answer, talk
from tests.cli.test_languages import dataset as french_dataset
from tests.conftest import TODAY, Cli
from tests.datasets import HEAD, TALKS, dataset_files, event_toml
from tests.faults.jobs import read_contents
from tests.repositories import write_files

FORUM = TALKS.replace('"talks"', '"council"').replace("The Talks", "The Council").replace("Big Talks", "Big Council")
INSTITUTIONS = TALKS + FORUM.replace('type = "dialogue"', 'type = "dialogue"\ncadence_years = 1')
EVENTS = (
    event_toml("2020-05-04"),
    event_toml("2021-06-04", 'host = "aa"', 'guests = ["bb"]', kind="visit"),
    event_toml("2017-09-09", kind="forum"),
)
HEADERS = """
[[indicator]]
id = "work-row"  # below
label = "Work"
sources = ["book"]
rule = { kinds = ["work"] }

# What was read.
[[indicator.coverage]]
from = 2019
to = 2020
source = "book#p1"
note = "Only the index"
"""
COVER = ("cover", "2021", "--no-input")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_files(tmp_path, dataset_files(*EVENTS, indicators=ROWS + HEADERS, institutions=INSTITUTIONS))
    return tmp_path


def coverage(data: Path, row: str, kind: str = "indicator") -> list[dict[str, Any]]:
    records = tomllib.loads((data / f"{kind}s.toml").read_text(encoding="utf-8"))[kind]
    (found,) = [record for record in records if record["id"] == row]
    entries: list[dict[str, Any]] = found.get("coverage", [])
    return entries


def light(data: Path, row: str) -> str:
    with api.open_dataset(data, today=TODAY) as opened:
        (found,) = [one.light for one in api.scorecard(opened, 2021).rows if one.indicator == row]
    return found


def test_a_year_is_red_only_if_it_is_certain_that_none_was_held(data: Path, cli: Cli) -> None:
    before = read_contents(data)
    refused = cli(*COVER, "--row", "talks-row", "--source", "book", folder=data)
    assert (refused.code, read_contents(data)) == (2, before)
    assert "talks-row has no event in 2021: is it certain that none was held?" in refused.err
    assert "--none-held talks-row" in refused.err
    assert light(data, "talks-row") == "unknown"
    result = cli(*COVER, "--row", "talks-row", "--source", "book", "--none-held", "talks-row", folder=data)
    assert result.code == 0
    assert "Talks 2021: unknown → red" in result.err
    assert coverage(data, "talks-row") == [{"from": 2021, "to": 2021, "source": "book"}]
    assert light(data, "talks-row") == "red"
    changed = {name for name, raw in read_contents(data).items() if before.get(name) != raw}
    assert changed == {"indicators.toml"}


def test_that_none_was_held_is_said_row_by_row(data: Path, cli: Cli) -> None:
    rows = ("--row", "talks-row", "--row", "work-row")
    refused = cli(*COVER, *rows, "--source", "book", "--none-held", "talks-row", folder=data)
    assert (refused.code, "--none-held work-row" in refused.err) == (2, True)
    certain = ("--none-held", "talks-row", "--none-held", "work-row")
    assert cli(*COVER, *rows, "--source", "book", *certain, folder=data).code == 0
    assert (light(data, "talks-row"), light(data, "work-row")) == ("red", "red")


def test_all_other_bytes_are_kept(data: Path, cli: Cli) -> None:
    """The list keeps its form, and nothing else its place: not the comments, the line ends, nor the byte order mark."""
    path = data / "indicators.toml"
    old = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(old)
    call = (*COVER, "--source", "book", "--row", "work-row", "--none-held", "work-row")
    assert cli(*call, folder=data).code == 0
    new = b'\r\n\r\n[[indicator.coverage]]\r\nfrom = 2021\r\nto = 2021\r\nsource = "book"\r\n'
    assert path.read_bytes() == old.removesuffix(b"\r\n") + new
    launch = b'coverage = [{ from = 2021, to = 2022, source = "book" }'
    assert cli(*COVER, "--row", "launch-row; book#p1", "--none-held", "launch-row", folder=data).code == 0
    expected = launch + b', { from = 2021, to = 2021, source = "book#p1" }'
    assert path.read_bytes() == (old.removesuffix(b"\r\n") + new).replace(launch, expected)
    talks = b'id = "talks-row"\r\nlabel = "Talks"\r\n'
    assert cli(*COVER, "--row", "talks-row; book", "--none-held", "talks-row", folder=data).code == 0
    assert b'[[indicator]]\r\ncoverage = [{ from = 2021, to = 2021, source = "book" }]\r\n' + talks in path.read_bytes()


def test_an_empty_list_gets_its_first_entry(data: Path, cli: Cli) -> None:
    path = data / "indicators.toml"
    path.write_text(path.read_text().replace('label = "Talks"', 'label = "Talks"\ncoverage = []  # none yet'))
    assert cli(*COVER, "--row", "talks-row; book", "--none-held", "talks-row", folder=data).code == 0
    assert 'coverage = [{ from = 2021, to = 2021, source = "book" }]  # none yet\n' in path.read_text()


def test_a_formatted_file_stays_formatted(data: Path, cli: Cli) -> None:
    cli("fmt", folder=data)
    note = "What limits it: " + "long " * 20
    rows = ("--row", "launch-row; book#p1", "--row", "talks-row; book", "--row", "work-row; book")
    certain = ("--none-held", "launch-row", "--none-held", "talks-row", "--none-held", "work-row")
    assert cli(*COVER, *rows, *certain, "--note", note, folder=data).code == 0
    assert cli("fmt", "--check", folder=data).code == 0
    assert [entry.get("note", "") for entry in coverage(data, "launch-row")] == ["", note.strip()]


@pytest.mark.parametrize(("year", "years"), [("2021", (2019, 2021)), ("2018", (2018, 2020))])
def test_years_next_to_those_of_an_entry_that_says_the_same_extend_it(
    data: Path, cli: Cli, year: str, years: tuple[int, int]
) -> None:
    call = ("cover", year, "--no-input", "--none-held", "work-row")
    assert cli(*call, "--row", "work-row; book#p1; ; ; Only the index", folder=data).code == 0
    assert coverage(data, "work-row") == [
        {"from": years[0], "to": years[1], "source": "book#p1", "note": "Only the index"}
    ]


@pytest.mark.parametrize("row", ["work-row; book", "work-row; book#p1", "work-row; book#p1; ; stated; Only the index"])
def test_an_entry_that_says_something_else_is_kept_apart(data: Path, cli: Cli, row: str) -> None:
    assert cli(*COVER, "--row", row, "--none-held", "work-row", folder=data).code == 0
    assert [(entry["from"], entry["to"]) for entry in coverage(data, "work-row")] == [(2019, 2020), (2021, 2021)]


def test_what_is_covered_already_is_said_and_not_written_again(data: Path, cli: Cli) -> None:
    before = read_contents(data)
    result = cli(*COVER, "--row", "launch-row; book", "--none-held", "launch-row", folder=data)
    assert (result.code, result.out, read_contents(data)) == (0, "", before)
    assert result.err == "cbi: note: launch-row: 2021 is covered by book already\ncbi: nothing was written\n"


def test_directions_are_covered_one_by_one(data: Path, cli: Cli) -> None:
    rows = ("--row", "visits-row; book; aa>bb; searched", "--row", "visits-row; book; bb>aa; numbering; Two; ")
    assert cli(*COVER, *rows, folder=data).code == 0
    assert coverage(data, "visits-row") == [
        {"from": 2021, "to": 2021, "source": "book", "direction": "aa>bb"},
        {"from": 2021, "to": 2021, "source": "book", "direction": "bb>aa", "basis": "numbering", "note": "Two"},
    ]


def test_a_year_covered_in_one_direction_stays_unknown(data: Path, cli: Cli) -> None:
    call = ("cover", "2020", "--no-input", "--source", "book", "--none-held", "visits-row")
    result = cli(*call, "--row", "visits-row", "--direction", "aa>bb", folder=data)
    assert (result.code, "no light and no state changes" in result.err) == (0, True)
    result = cli(*call, "--row", "visits-row", "--direction", "bb>aa", folder=data)
    assert (result.code, "Visits 2020: unknown → red" in result.err) == (0, True)


def test_a_series_of_an_institution_is_covered_in_its_file(data: Path, cli: Cli) -> None:
    before = (data / "indicators.toml").read_bytes()
    assert cli(*COVER, "--row", "Big Council; book", "--none-held", "council", folder=data).code == 0
    assert coverage(data, "council", "institution") == [{"from": 2021, "to": 2021, "source": "book"}]
    assert (data / "indicators.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "missing: --row"),
        (("--row", "lunch-row; book"), "`lunch-row`"),
        (("--row", "visits-row"), "visits-row: a source is missing"),
        (("--row", "visits-row; bok"), "`bok`"),
        (("--row", "visits-row; book; aa>cc"), "visits-row: `aa>cc` is not one of its directions help: one of: aa>bb"),
        (("--row", "talks-row; book; aa>bb", "--none-held", "talks-row"), "talks-row has no directions of travel"),
        (("--row", "visits-row; book; ; searchd"), "`searchd` is no basis help: did you mean `searched`?"),
        (("--row", "visits-row; book", "--none-held", "visits-row"), "visits-row has events in 2021"),
        (("--row", "visits-row; book", "--none-held", "talks-row"), "--none-held talks-row: the row is not among"),
        (("--none-held", "talks-row"), "no row is given"),
        (("--row", "a;b;c;d;e;f;g"), "does not say what was looked through"),
        (("--row", " ;book"), "does not say what was looked through"),
    ],
)
def test_a_call_that_cannot_be_right_is_refused(data: Path, cli: Cli, words: tuple[str, ...], told: str) -> None:
    before = read_contents(data)
    result = cli(*COVER, *words, folder=data)
    assert (result.code, read_contents(data)) == (2, before)
    assert told in " ".join(result.err.split())


@pytest.mark.parametrize("year", ["2026", "2027"])
def test_a_year_that_is_not_over_cannot_be_covered(data: Path, cli: Cli, year: str) -> None:
    result = cli("cover", year, "--no-input", "--row", "talks-row; book", "--none-held", "talks-row", folder=data)
    assert (result.code, f"{year} is not over" in result.err) == (2, True)


def test_a_year_after_the_covered_days_is_written_and_that_is_said(data: Path, cli: Cli) -> None:
    (data / "dataset.toml").write_text(HEAD.replace("2022-12-31", "2020-12-31"))
    result = cli(*COVER, "--row", "talks-row; book", "--none-held", "talks-row", folder=data)
    assert result.code == 0
    assert "as of 2021-12-31; reports hold for 2020-12-31, the last covered day" in result.err


def test_a_dry_run_writes_nothing(data: Path, cli: Cli) -> None:
    before = read_contents(data)
    result = cli(*COVER, "--row", "talks-row; book", "--none-held", "talks-row", "--dry-run", folder=data)
    assert (result.code, read_contents(data)) == (0, before)
    assert '+coverage = [{ from = 2021, to = 2021, source = "book" }]' in result.out
    assert result.err.endswith("cbi: dry run, nothing was written\n")


def test_on_a_terminal_it_goes_through_the_rows(data: Path) -> None:
    call = talk(data, "cover", "2021")
    answer(
        call,
        (r"1 of 5: Talks \(talks-row\): unknown", ""),
    )
    call.expect("2 of 5: Visits")
    call.expect("Jun 4 – Event 2021-06-04")
    answer(
        call,
        ("Sources looked through", "book, book#p1"),
        ("Only one direction", "bb>aa"),
        ("Basis", ""),
        ("Note that limits it", "Only January"),
        ("Sources looked through", ""),
    )
    call.expect(r"3 of 5: Forum \(forum-row\): red")
    call.expect(r"looked through: searched: 2017–2022 \[book\]")
    answer(
        call,
        ("Sources looked through", ""),
        ("Sources looked through", ""),
        ("5 of 5: Work", "boook"),
    )
    call.expect(pexpect.TIMEOUT, timeout=0.2)
    call.sendintr()
    call.expect("as options: cbi cover 2021 --row 'visits-row; book; bb>aa; searched; Only January' --row 'v")
    call.expect(pexpect.EOF)
    call.close()
    assert call.exitstatus == 130
    assert coverage(data, "visits-row") == []


def test_on_a_terminal_one_can_go_back_to_the_row_before(data: Path) -> None:
    call = talk(data, "cover", "2021")
    answer(call, ("1 of 5", "book"), ("Basis", "<"), ("Sources", "-"), ("2 of 5", "<"))
    answer(call, ("1 of 5", ""), ("2 of 5", ""), ("3 of 5", ""), ("4 of 5", ""), ("5 of 5", ""))
    call.expect("nothing was written")
    call.expect(pexpect.EOF)
    call.close()
    assert (call.exitstatus, coverage(data, "talks-row")) == (0, [])


def test_on_a_terminal_only_a_yes_makes_a_row_red(data: Path) -> None:
    for certain, expected in (("", []), ("n", []), ("y", [{"from": 2021, "to": 2021, "source": "book"}])):
        call = talk(data, "cover", "2021")
        answer(
            call,
            ("1 of 5", "book"),
            ("Basis", ""),
            ("Note", ""),
            ("Is it certain that none was held in 2021", certain),
            ("2 of 5", ""),
            ("3 of 5", ""),
            ("4 of 5", ""),
            ("5 of 5", ""),
        )
        if expected:
            answer(call, ("Write it", "y"))
        else:
            call.expect("nothing was written")
        call.expect(pexpect.EOF)
        call.close()
        assert (call.exitstatus, coverage(data, "talks-row")) == (0, expected)


def test_the_python_api_covers_a_year(data: Path) -> None:
    with api.open_dataset(data, today=TODAY) as opened:
        change = api.plan_coverage(opened, 2021, [api.Coverage("talks-row", "book", none_held=True)])
        assert [entry.series for entry in change.details.written] == ["talks-row"]
        assert change.impact is not None
        assert (change.impact.lights, change.details.reports_until) == (1, date(2022, 12, 31))
        change.apply()
    assert light(data, "talks-row") == "red"


def test_a_note_is_given_in_the_languages_of_the_dataset(data: Path, cli: Cli, tmp_path: Path) -> None:
    """Of one in English, and of one in French and English."""
    refused = cli(*COVER, "--row", "visits-row; book", "--note-es", "Solo enero", folder=data)
    assert (refused.code, "the dataset has no texts in Spanish" in refused.err) == (2, True)
    too_many = cli(*COVER, "--row", "a;b;c;d;e;f", folder=data)
    assert 'write it as "ROW; SOURCE; DIRECTION; BASIS; NOTE"' in too_many.err
    french = tmp_path / "french"
    french.mkdir()
    write_files(french, french_dataset())
    call = ("cover", "2019", "--no-input", "--none-held", "ijc-row")
    row = "ijc-row; book; ; ; Only January; Janvier seul"
    assert cli(*call, "--row", row, folder=french).code == 0
    assert coverage(french, "ijc-row")[1] == {
        "from": 2019,
        "to": 2019,
        "source": "book",
        "note": "Only January",
        "note_fr": "Janvier seul",
    }


def test_on_a_terminal_a_source_is_made_with_its_coverage(data: Path) -> None:
    address = "https://example.org/minutes"
    new_source = (
        ("1 of 5", address),
        ("Its title", "Minutes of a year"),
        ("Who published it", ""),
        ("When it was published", ""),
        ("Who wrote it", ""),
        ("Its language", ""),
        ("Id", "minutes"),
    )
    rest = (("Basis", ""), ("Note", ""), ("Is it certain that none was held in 2021", "y"))
    stopped = talk(data, "cover", "2021")
    answer(stopped, *new_source, *rest)
    stopped.expect("2 of 5")
    stopped.sendintr()
    stopped.expect(f"cbi add source --id minutes --url {address} --title 'Minutes of a year'")
    stopped.expect("as options: cbi cover 2021 --row 'talks-row; minutes")
    stopped.expect(pexpect.EOF)
    assert not (data / "sources.toml").read_text().count("minutes")
    call = talk(data, "cover", "2021")
    answer(call, *new_source, *rest)
    answer(call, ("2 of 5", ""), ("3 of 5", ""), ("4 of 5", ""), ("5 of 5", ""), ("Write it", "y"))
    call.expect(pexpect.EOF)
    call.close()
    assert call.exitstatus == 0
    assert coverage(data, "talks-row") == [{"from": 2021, "to": 2021, "source": "minutes"}]
    sources = tomllib.loads((data / "sources.toml").read_text())["source"]
    assert {"id": "minutes", "title": "Minutes of a year", "url": address} in sources
