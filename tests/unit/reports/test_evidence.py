"""Cards and timelines read from every event, or from what an edition tells; and how they agree with the print."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cbi_cli import api
from cbi_cli.api import CbiError, Snapshot, TimelineQuery
from cbi_cli.formats.alphabet import fit_to_encoding
from cbi_cli.reports.evidence import Evidence
from tests.conftest import Cli
from tests.datasets import EDITION, TALKS, TALKS_ROW, build_snapshot, dataset_files, event_toml

SOURCES = """
[[source]]
id = "book"
title = "The book"
locators = [{ id = "p1", title = "Page 1" }]

[[source]]
id = "report"
title = "The report"
locators = [{ id = "card", title = "The card" }]
"""
OWN_ROW = TALKS_ROW.replace('to = 2022, source = "book"', 'to = 2022, source = "report#card"')


def edition(status: str, *dates: str, since: int | None = None) -> str:
    """An edition of 2022 whose only row has this light, these dates, and this year after "since"."""
    occurrences = ", ".join(f'{{ start = {day}, text = "Talks" }}' for day in dates)
    row = EDITION.replace('source = "book"', 'source = "report"').replace('"red"', f'"{status}"')
    row = row.replace('text = "None"', f"occurrences = [{occurrences}]")
    return row + (f"since = {since}\n" if since else "")


def dispute(record: str, about: str, values: str, source: str = "report#card", name: str = "when") -> str:
    """A dispute in which a source claims values."""
    return f"""
[[dispute]]
id = "{name}"
record = "{record}"
about = "{about}"
field = "value"
chosen = "ours"
why = "It is better."
claims = [{{ value = "other", source = "{source}", values = {{ {values} }} }}]
"""


def build(*events: str, **more: str) -> Snapshot:
    """A dataset with a report and another source."""
    return build_snapshot(*events, **{"source": SOURCES, "indicators": OWN_ROW, **more})


def cited(start: str, *more: str, kind: str = "meeting", name: str = "") -> str:
    """An event that cites the report and the book."""
    return event_toml(start, 'sources = ["book", "report#card"]', *more, kind=kind, name=name)


def row_of(snapshot: Snapshot, evidence: Evidence) -> tuple[str, list[tuple[str, str | None]], int | None, str]:
    """The light, the dates, "halted since" and the agreement of the only row of the card of 2022."""
    (row,) = api.scorecard(snapshot, 2022, evidence=evidence).rows
    assert row.published is not None
    dates = [one.event.dates for one in row.occurrences]
    return row.light, dates, row.series.halted_since, row.published.agreement


@pytest.mark.parametrize(
    ("printed", "held", "agreement", "differing"),
    [
        (("green", "2022-05-04"), ["2022-05-04"], "agrees", []),
        # The row shows only the latest: an earlier one is no news.
        (("green", "2022-05-04"), ["2022-03-01", "2022-05-04"], "agrees", []),
        # What was printed is all that counts, although the row shows only the latest.
        (("green", "2022-03-01", "2022-05-04"), ["2022-03-01", "2022-05-04"], "agrees", []),
        (("green", "2022-05-04"), ["2022-05-04", "2022-09-01"], "more-known", ["dates"]),
        (("green", "2022-05-04"), ["2022-09-01"], "differs", ["dates"]),
        (("green", "2022-05-04", "2022-09-01"), ["2022-09-01"], "differs", ["dates"]),
        (("red",), ["2022-05-04"], "differs", ["light", "dates"]),
        (("green", "2022-05-04"), [], "differs", ["light", "dates"]),
        (("red",), [], "agrees", []),
    ],
)
def test_a_row_agrees_knows_more_or_differs(
    printed: tuple[str, ...], held: list[str], agreement: str, differing: list[str]
) -> None:
    made = build(*map(cited, held), edition_2022=edition(*printed))
    (row,) = api.scorecard(made, 2022).rows
    assert row.published is not None
    assert row.published.agreement == agreement
    assert [difference.what for difference in row.published.differences] == differing
    assert row.published.agrees == api.scorecard(made, 2022).agrees == (agreement != "differs")
    further = [] if agreement == "agrees" else [day for day in held if day not in printed]
    assert [event.start for event in row.published.further] == further


def test_another_year_after_since_differs() -> None:
    made = build(cited("2016-05-04"), edition_2022=edition("red", since=2015))
    assert row_of(made, "all") == ("red", [], 2016, "differs")
    same = build(cited("2016-05-04"), edition_2022=edition("red", since=2016))
    assert row_of(same, "all") == ("red", [], 2016, "agrees")


def test_an_event_that_the_report_does_not_cite_is_not_in_its_reading() -> None:
    made = build(cited("2022-05-04"), event_toml("2022-09-01"), edition_2022=edition("green", "2022-05-04"))
    assert row_of(made, "all") == ("green", [("2022-09-01", None)], None, "more-known")
    assert row_of(made, "edition") == ("green", [("2022-05-04", None)], None, "agrees")
    found = api.timeline(made, TimelineQuery(year=2022, evidence="edition")).events
    assert [entry.event.start for entry in found] == ["2022-05-04"]


def test_the_reading_has_the_date_that_the_report_gives() -> None:
    """As that of the climate envoy: held on October 28, printed as October 29."""
    made = build(
        cited("2022-10-28", "end = 2022-10-30"),
        edition_2022=edition("green", "2022-10-29"),
        dispute=dispute("event", "2022-10-28-meeting", "start = 2022-10-29"),
    )
    assert row_of(made, "all") == ("green", [("2022-10-28", "2022-10-30")], None, "differs")
    assert row_of(made, "edition") == ("green", [("2022-10-29", None)], None, "agrees")
    (entry,) = api.timeline(made, TimelineQuery(year=2022, month=10, evidence="edition")).events
    assert (entry.event.start, entry.event.end) == ("2022-10-29", None)


def test_a_range_that_the_report_gives_is_a_range() -> None:
    made = build(
        cited("2022-10-08"),
        edition_2022=edition("green", "2022-10-05, end = 2022-10-07"),
        dispute=dispute("event", "2022-10-08-meeting", "start = 2022-10-05, end = 2022-10-07"),
    )
    assert row_of(made, "edition") == ("green", [("2022-10-05", "2022-10-07")], None, "agrees")


def test_the_reading_has_the_rank_that_the_report_counts() -> None:
    """As that of the deputy's visit of November 9 in the row of the ministers."""
    ministers = OWN_ROW.replace('["meeting"]', '["meeting"], levels = ["cabinet"]').replace(
        'kinds = ["review"]', 'levels = ["deputy"]'
    )
    made = build(
        cited("2022-11-09", 'level = "deputy"'),
        indicators=ministers,
        edition_2022=edition("green", "2022-11-09"),
        dispute=dispute("event", "2022-11-09-meeting", 'level = "cabinet"'),
    )
    assert row_of(made, "all") == ("yellow", [], None, "differs")
    assert row_of(made, "edition") == ("green", [("2022-11-09", None)], None, "agrees")


def test_the_reading_has_the_kind_and_the_partial_date_that_the_report_counts() -> None:
    """As the plan of December 1 in a row of meetings."""
    made = build(
        cited("2022-12-01", kind="plan"),
        edition_2022=edition("green", '"2022-11..2022-12"'),
        dispute=dispute("event", "2022-12-01-plan", 'kind = "meeting", start = "2022-11..2022-12"'),
    )
    assert row_of(made, "all") == ("red", [], None, "differs")
    assert row_of(made, "edition") == ("green", [("2022-11..2022-12", None)], None, "agrees")


@pytest.mark.parametrize("make", [event_toml, cited])
def test_the_reading_is_halted_since_the_year_that_the_report_gives(make: Callable[[str], str]) -> None:
    """As the border governors: halted since 2009 by the report, which does not know the conferences to 2012."""
    made = build(
        *(make(f"{year}-05-04") for year in (2015, 2016, 2017)),
        edition_2022=edition("red", since=2015),
        dispute=dispute("indicator", "talks-row", 'status = "red", halted_since = 2015'),
    )
    assert row_of(made, "all") == ("red", [], 2017, "differs")
    assert row_of(made, "edition") == ("red", [], 2015, "agrees")
    (row,) = api.scorecard(made, 2022, evidence="edition").rows
    assert row.series.last_held is None
    # A later meeting in the reading shows that the year after is not missed.
    assert row.series.first_missed == (2018 if make is cited else 2016)


def test_a_row_that_the_report_says_is_red_is_not_yellow_in_its_reading() -> None:
    """As that of Chapter 26: work of its committee is known, which is yellow by a rule of ours."""
    made = build(
        cited("2022-05-04", kind="review"),
        edition_2022=edition("red"),
        indicators=OWN_ROW.replace('source = "report#card"', 'source = "book"'),
        dispute=dispute("indicator", "talks-row", 'status = "red"'),
    )
    assert row_of(made, "all") == ("yellow", [], None, "differs")
    assert row_of(made, "edition") == ("red", [], None, "agrees")


def test_only_coverage_by_the_report_counts_in_its_reading() -> None:
    covered = {
        source: build(edition_2022=edition("red"), indicators=OWN_ROW.replace("report#card", source))
        for source in ("book", "report#card", "report")
    }
    assert {source: row_of(made, "all")[0] for source, made in covered.items()} == dict.fromkeys(covered, "red")
    found = {source: row_of(made, "edition")[0] for source, made in covered.items()}
    assert found == {"book": "unknown", "report#card": "red", "report": "red"}


def test_claims_of_other_sources_do_not_change_the_reading() -> None:
    made = build(
        cited("2022-05-04"),
        edition_2022=edition("green", "2022-05-04"),
        dispute=dispute("event", "2022-05-04-meeting", "start = 2022-05-05", source="book#p1"),
    )
    assert row_of(made, "edition") == ("green", [("2022-05-04", None)], None, "agrees")


def test_an_admitted_event_is_admitted_in_the_reading() -> None:
    admission = """
[[admission]]
indicator = "talks-row"
event = "2023-01-09-meeting"
reason = "late"
source = "report#card"
"""
    made = build(cited("2023-01-09"), edition_2022=edition("green", "2023-01-09") + admission)
    (row,) = api.scorecard(made, 2022, evidence="edition").rows
    assert [(one.event.start, one.admitted) for one in row.occurrences] == [("2023-01-09", True)]
    (strict,) = api.scorecard(made, 2022, strict_year=True, evidence="edition").rows
    assert strict.light == "red"


def test_without_an_edition_there_is_no_reading_of_it() -> None:
    made = build(cited("2022-05-04"), edition_2022=edition("green", "2022-05-04"))
    for call in (
        lambda: api.scorecard(made, 2021, evidence="edition"),
        lambda: api.scorecard(made, 2022, compare_year=2021, evidence="edition"),
        lambda: api.timeline(made, TimelineQuery(year=2021, evidence="edition")),
    ):
        with pytest.raises(CbiError, match="no edition of 2021") as error:
            call()
        assert error.value.hint == "there is one of 2022"
    for years in (None, (2021, 2022)):
        with pytest.raises(CbiError, match="exactly one year"):
            api.timeline(made, TimelineQuery(year=years, evidence="edition"))


def test_the_default_reading_is_not_changed_by_the_other() -> None:
    made = build(cited("2022-05-04"), event_toml("2022-09-01"), edition_2022=edition("green", "2022-05-04"))
    before = api.scorecard(made, 2022)
    api.scorecard(made, 2022, evidence="edition")
    assert api.scorecard(made, 2022) == before


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a dataset that knows more than the edition of 2022."""
    files = dataset_files(
        cited("2022-05-04"),
        event_toml("2022-09-01"),
        source=SOURCES,
        indicators=OWN_ROW,
        institutions=TALKS,
        edition_2022=edition("green", "2022-05-04"),
    )
    for name, raw in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(raw)
    return tmp_path


def test_a_card_says_its_evidence_and_its_signs(folder: Path, cli: Cli) -> None:
    everything = cli("scorecard", "2022", "--check", folder=folder)
    assert everything.code == 0
    assert "≈ more is known" in everything.out
    assert "≈ Talks: dates published May 4, computed Sep 1." in everything.out
    assert "1 of 1 rows agrees with the published card.\nOn 1 of them, more is known" in everything.out
    assert "= same light, dates and “since” as published; ≈ the same, and more" in everything.out
    assert "Evidence:" not in everything.out
    told = cli("scorecard", "2022", "--check", "--evidence", "edition", folder=folder)
    assert told.code == 0
    assert "= agrees" in told.out
    assert "Evidence: what the 2022 edition tells" in told.out
    spanish = cli("scorecard", "2022", "--evidence", "edition", "--lang", "es", folder=folder)
    assert "Evidencia: lo que dice la edición de 2022" in spanish.out


def test_signs_have_a_spelling_in_ascii(folder: Path, cli: Cli) -> None:
    text = cli("scorecard", "2022", folder=folder).out
    spelled = fit_to_encoding(text, "ascii")
    assert "~ more is known" in spelled
    assert "= same light" in spelled
    assert "; ~ the same" in spelled
    assert "; != something differs" in spelled


@pytest.mark.parametrize("form", ["html", "markdown", "svg"])
def test_every_page_has_signs_and_legend(folder: Path, cli: Cli, form: str) -> None:
    text = cli("scorecard", "2022", "--format", form, folder=folder).out.replace("&#160;", " ")
    assert "≈ more is known" in text
    assert "≠ something" in text


def test_a_check_fails_if_a_row_differs(folder: Path, cli: Cli) -> None:
    path = folder / "editions" / "2022.toml"
    path.write_text(path.read_text().replace("2022-05-04", "2022-05-05"))
    assert cli("scorecard", "2022", "--check", folder=folder).code == 1
    assert cli("reconcile", "2022", "--check", folder=folder).code == 1


def test_for_programs_the_evidence_and_the_agreement(folder: Path, cli: Cli) -> None:
    for evidence, agreement in (("all", "more-known"), ("edition", "agrees")):
        document = json.loads(cli("scorecard", "2022", "--evidence", evidence, "--format", "json", folder=folder).out)
        assert document["evidence"] == evidence
        published = document["rows"][0]["published"]
        assert (published["agrees"], published["agreement"]) == (True, agreement)
        timeline = json.loads(cli("timeline", "--evidence", evidence, "--format", "json", folder=folder).out)
        assert timeline["evidence"] == evidence


def test_calls_that_cannot_be_carried_out(folder: Path, cli: Cli) -> None:
    calls = {
        ("scorecard", "2021", "--evidence", "edition"): "no edition of 2021",
        ("scorecard", "2022", "--evidence", "print"): "print",
        ("scorecard", "2022", "--evidence", "edition", "--published"): "--evidence has no meaning",
        ("scorecard", "2022", "--evidence", "edition", "--engine", "duckdb"): "cannot read what an edition tells",
        ("timeline", "--year", "2021", "--evidence", "edition"): "no edition of 2021",
        ("timeline", "--year", "all", "--evidence", "edition"): "exactly one year",
        ("reconcile", "2021", "--evidence", "edition"): "no edition of 2021",
    }
    for call, problem in calls.items():
        result = cli(*call, folder=folder)
        assert (result.code, result.out) == (2, ""), call
        assert problem in result.err, call


def test_a_reconciliation_lists_what_is_known_besides_and_what_explains_it(folder: Path, cli: Cli) -> None:
    (folder / "disputes.toml").write_text(dispute("event", "2022-09-01-meeting", 'level = "deputy"', "book"))
    text = cli("reconcile", "2022", folder=folder).out
    assert (
        "≈ Talks: dates published May 4, computed Sep 1.\n"
        "  counts too: Sep 1 – Event 2022-09-01  [2022-09-01-meeting]\n"
        "  explained by: when\n"
    ) in text
    document = json.loads(cli("reconcile", "2022", "--format", "json", folder=folder).out)
    (row,) = document["rows"]
    assert (row["agreement"], row["explained_by"]) == ("more-known", ["when"])
    assert row["further"] == ["2022-09-01-meeting"]
    assert row["disputes"][0]["claims"][0]["values"] == {"level": "deputy"}
    told = cli("reconcile", "2022", "--evidence", "edition", folder=folder).out
    assert "Every row agrees with the published card." in told
    assert "Evidence: what the 2022 edition tells" in told


def test_a_difference_that_no_dispute_explains_is_said(folder: Path, cli: Cli) -> None:
    text = cli("reconcile", "2022", folder=folder).out
    assert "  no dispute explains it\n" in text
