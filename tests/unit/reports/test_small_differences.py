"""Where a small difference of the code would change what a report finds, counts or calls a thing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cbi_cli import api
from cbi_cli.core.dates import PartialDate
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.records.new_record import NewRecord
from cbi_cli.reports.common import EventSummary, LocalizedText
from cbi_cli.reports.compare import CompareQuery, _is_stated, _passes
from cbi_cli.reports.compared_coverage import TableCoverage
from cbi_cli.reports.compared_events import ComparedEvent, EventCollection, TableRow, collect_from_table
from cbi_cli.reports.compared_table import _new_places, read_compared_table
from cbi_cli.reports.diff import _newly_excluded
from cbi_cli.reports.due import DueSeries, _find_year_end, _make_due_series, _unknown_years, _urgency
from cbi_cli.reports.gaps import Series, SeriesState, YearStatus, _halt_since
from cbi_cli.reports.list import ListQuery, list_records
from cbi_cli.reports.record_changes import ChangeKind, RecordChange, _rename_in_direction, without_withdrawal_entries
from cbi_cli.reports.scorecards import ScorecardsQuery, compute_scorecards
from cbi_cli.reports.status import EditionAgreement, compute_status
from cbi_cli.reports.timeline import _accepts_month
from cbi_cli.reports.timeline_query import TimelineQuery
from cbi_cli.reports.touched import _changed_coverage
from cbi_cli.workspace.locate import DatasetLocation
from tests.conftest import TODAY, session_in_memory
from tests.datasets import EDITION, HEAD, SOURCES, TALKS_ROW, build_snapshot, dataset_files, event_toml
from tests.repositories import write_files
from tests.unit.reports.test_diff import compare
from tests.unit.reports.test_reconcile import dispute

EMPTY = EventCollection("table", "t.csv", "", (), TableCoverage([]))
PLACES = """
[[place]]
id = "atown"
name = "A Town"
country = "aa"
"""


def table_event(row: int | None = 2, **fields: Any) -> ComparedEvent:
    """Return an event of a row of a table, or without one of a dataset."""
    return ComparedEvent(EventSummary("", "2022", None, LocalizedText("")), row, {"start": "2022", **fields}, None)


def snapshot_in(folder: Path) -> Snapshot:
    """Return the snapshot of the dataset in a folder, with what the checks find in it."""
    return session_in_memory(DatasetLocation(folder, "folder")).unverified_snapshot


def series(state: SeriesState, years: dict[int, YearStatus], **more: Any) -> Series:
    """Return a yearly series with the status of its years."""
    made = Series("talks", LocalizedText("Talks"), state, 1, None, None, None, None, years, (), (), None)
    return made._replace(**more)


def test_people_are_stated_by_the_participants() -> None:
    assert _is_stated(table_event(participants=["a"]), "people")
    assert not _is_stated(table_event(people=["a"]), "people")


def test_a_table_without_institutions_leaves_open_whether_an_event_is_of_one() -> None:
    query = CompareQuery(EMPTY, institutions=("talks",))
    assert _passes(table_event(), query) is None
    assert _passes(table_event(row=None), query) is False
    assert _passes(table_event(institutions=["talks"]), query) is True


def test_an_event_of_a_table_has_the_number_of_its_row() -> None:
    collection = collect_from_table("t.csv", [TableRow(7, {"start": "2022-05-01"})], (), {})
    assert [event.row for event in collection.events] == [7]


def test_a_table_is_read_with_the_names_of_the_dataset(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(
        "Date,Name,Body,Where\n2022-05-01,First,The Talks,Nowhere\n2022-06-01,Second,The Talks,A Town\n"
        "2022-07-01,Third,The Chats,A Town\n",
        encoding="utf-8",
    )
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'confirmed = true\n[columns]\nstart = ["Date"]\ntitle = ["Name"]\ninstitutions = ["Body"]\nplace = ["Where"]\n'
        '[constants]\nkind = ["meeting"]\nlevel = ["cabinet"]\nparties = ["aa", "bb"]\nsources = ["book"]\n',
        encoding="utf-8",
    )
    collection = read_compared_table(table, mapping, build_snapshot(place=PLACES))
    assert [(event.row, event.institutions, event.record["place"]) for event in collection.events] == [
        (2, ("talks",), "Nowhere"),
        (3, ("talks",), "atown"),
    ]
    assert [row.number for row in collection.skipped] == [4]
    assert "The Chats" in collection.skipped[0].reason


def test_only_new_places_have_their_names() -> None:
    records = [
        NewRecord("source", "b", {"title": "B"}),
        NewRecord("place", "neustadt", {"name": "Neustadt", "name_es": "Ciudad Nueva"}),
    ]
    places = _new_places(records)
    assert {place: names.names for place, names in places.items()} == {
        "neustadt": frozenset({"neustadt", "ciudad nueva"})
    }


def test_only_patterns_that_are_new_are_newly_excluded() -> None:
    before = dataset_files(dataset=HEAD.replace("covers_until", 'exclude = ["a.toml"]\ncovers_until'))
    after = dataset_files(dataset=HEAD.replace("covers_until", 'exclude = ["a.toml", "b.toml"]\ncovers_until'))
    base, _ = api.validate_files(before, TODAY)
    head, _ = api.validate_files(after, TODAY)
    assert _newly_excluded(base, head) == ("b.toml",)


def test_of_overdue_series_the_one_that_missed_most_years_comes_first() -> None:
    def overdue(*missed: int) -> DueSeries:
        return DueSeries(series("overdue", {}), "overdue", 2023, None, missed, ())

    assert _urgency(overdue(2021, 2022)) < _urgency(overdue(2022))


def test_a_series_misses_also_the_years_of_a_pause() -> None:
    years: dict[int, YearStatus] = {2018: "held", 2019: "missed", 2020: "paused", 2021: "missed"}
    one = _make_due_series(series("halted", years, first_missed=2019), date(2021, 12, 31))
    assert one.years_missed == (2019, 2020, 2021)


def test_nothing_is_unknown_of_a_series_that_has_ended() -> None:
    years: dict[int, YearStatus] = {2018: "held", 2019: "unknown"}
    assert _unknown_years(series("ended", years)) == ()
    assert _unknown_years(series("halted", years)) == (2019,)


@pytest.mark.parametrize(("state", "is_asked"), [("active", True), ("halted", False), ("ended", False)])
def test_at_the_end_of_a_year_nobody_asks_for_series_that_are_not_held(state: SeriesState, is_asked: bool) -> None:
    end = _find_year_end([series(state, {2021: "missed"})], date(2022, 12, 1))
    assert end is not None
    assert (end.year, end.days_left, len(end.not_covered)) == (2022, 30, is_asked)


def test_a_series_that_is_halted_since_a_year_missed_first_a_paused_one() -> None:
    years: dict[int, YearStatus] = {2018: "held", 2019: "paused", 2020: "missed"}
    halted = _halt_since(series("unknown", years), 2018)
    assert (halted.state, halted.halted_since, halted.first_missed) == ("halted", 2018, 2019)


def test_days_to_the_end_need_all_years_to_be_known_up_to_the_last() -> None:
    row = TALKS_ROW.replace("to = 2022", "to = 2021").replace(
        "coverage = [", 'coverage = [{ from = 2023, to = 2023, source = "book" }, '
    )
    until = HEAD.replace("2022-12-31", "2023-12-31")
    (one,) = api.gaps(build_snapshot(event_toml("2020-03-01"), indicators=row, dataset=until)).series
    assert [(gap.from_year, gap.days) for gap in one.gaps[1:]] == [(2021, None), (2023, None)]


def test_a_list_of_places_is_one_of_places() -> None:
    found = list_records(build_snapshot(place=PLACES), ListQuery("place"))
    assert (found.kind, [record.id for record in found.records]) == ("place", ["atown"])


def test_an_event_is_shown_with_the_label_of_its_place() -> None:
    event = event_toml("2022-05-01", 'place = "atown"')
    (one,) = api.show(build_snapshot(event, place=PLACES), "2022-05-01-meeting").records
    assert one.place_label.en == "A Town"


def test_a_removed_record_that_was_merged_leads_to_the_other() -> None:
    before = dataset_files(event_toml("2022-05-01"), event_toml("2022-06-01"))
    after = dataset_files(event_toml("2022-05-01", 'former_ids = ["2022-06-01-meeting"]'))
    removed = [change for change in compare(before, after).changes if change.change == "removed"]
    assert [(change.id, change.leads_to) for change in removed] == [("2022-06-01-meeting", "2022-05-01-meeting")]


def test_a_rename_in_a_direction_leaves_the_other_party() -> None:
    assert _rename_in_direction("aa>bb", "aa", "ay") == "ay>bb"
    assert _rename_in_direction("aa>bb", "bb", "be") == "aa>be"


def test_a_card_is_compared_with_that_of_the_other_year() -> None:
    card = api.scorecard(build_snapshot(event_toml("2021-05-01")), 2022, compare_year=2021)
    assert card.compared_with is not None
    assert (card.compared_with.year, [row.light for row in card.compared_with.rows]) == (2021, ["green"])


def test_each_of_several_cards_holds_for_the_publication_of_its_year() -> None:
    snapshot = build_snapshot(edition_2022=EDITION)
    cards = compute_scorecards(snapshot, ScorecardsQuery((2021, 2022)))
    assert [year.day for year in cards.years] == [date(2022, 12, 31), date(2023, 3, 1)]


def test_a_status_counts_what_there_is() -> None:
    late = HEAD.replace("2022-12-31", "2024-12-31")
    row = TALKS_ROW.replace("to = 2022", "to = 2024")
    snapshot = build_snapshot(event_toml("2022-05-01"), event_toml("2023-05-01"), dataset=late, indicators=row)
    status = compute_status(snapshot)
    assert status.title.en == "Interactions between A and B"
    assert (status.events, status.years, status.errors) == (2, (2022, 2023), 0)
    assert status.overdue == ("talks-row",)


@pytest.mark.parametrize(
    ("until", "is_accepted"), [("2022-05-01", True), ("2022-04-30", False), ("2022-05", True), ("2022-04", False)]
)
def test_a_month_that_begins_on_the_last_day_that_is_asked_for_has_a_day(until: str, is_accepted: bool) -> None:
    query = TimelineQuery(until=PartialDate.parse(until))
    assert _accepts_month(query, 2022, 5) == is_accepted


def test_a_status_counts_errors_and_warnings_and_computes_nothing_with_errors(tmp_path: Path) -> None:
    unread = SOURCES + '[[source]]\nid = "unread"\ntitle = "Never cited"\n'
    files = dataset_files(event_toml("2020-05-01"), source=unread, edition_2022=EDITION)
    write_files(tmp_path / "sound", files)
    status = compute_status(snapshot_in(tmp_path / "sound"))
    assert (status.errors, status.warnings) == (0, 1)
    assert (status.edition, status.overdue) == (EditionAgreement(2022, 1, 1), ())
    files["events/2020.toml"] = files["events/2020.toml"] + b"unknown_key = 1\n"
    write_files(tmp_path / "broken", files)
    status = compute_status(snapshot_in(tmp_path / "broken"))
    assert (status.errors, status.warnings, status.edition) == (1, 1, None)


def test_a_row_is_explained_by_disputes_of_events_that_it_counts() -> None:
    made = build_snapshot(
        event_toml("2022-05-04"),
        event_toml("2023-05-04"),
        edition_2022=EDITION,
        dispute=dispute("may", "event", "2022-05-04-meeting") + dispute("next", "event", "2023-05-04-meeting"),
    )
    found = api.reconcile(made, 2022)
    assert [one.id for one in found.by_row["talks-row"]] == ["may", "next"]
    assert [one.id for one in found.explained_by["talks-row"]] == ["may"]


def test_only_the_entry_of_a_record_that_is_reported_as_withdrawn_is_left_out() -> None:
    def change(kind: str, record_id: str, what: ChangeKind) -> RecordChange:
        return RecordChange(kind, record_id, what, LocalizedText(""), "", "", ())

    gone = change("event", "a", "withdrawn")
    entry = change("withdrawn", "a", "added")
    alone = change("withdrawn", "b", "added")
    assert without_withdrawal_entries([gone, entry, alone]) == [gone, alone]


def test_a_withdrawn_record_leads_to_the_one_that_replaces_it() -> None:
    entry = (
        '[[withdrawn]]\nkind = "event"\nid = "2022-06-01-meeting"\ntitle = "Event"\ndate = 2022-11-29\n'
        'reason = "it was a plan"\nreplaced_by = "2022-05-01-meeting"\n'
    )
    before = dataset_files(event_toml("2022-05-01"), event_toml("2022-06-01"))
    (found,) = compare(before, dataset_files(event_toml("2022-05-01"), withdrawn=entry)).changes
    assert (found.change, found.leads_to) == ("withdrawn", "2022-05-01-meeting")


def test_the_coverage_of_a_renamed_row_is_unchanged() -> None:
    renamed = TALKS_ROW.replace('id = "talks-row"', 'id = "talks-line"\nformer_ids = ["talks-row"]')
    assert _changed_coverage(build_snapshot(), build_snapshot(indicators=renamed)) == []
    longer = renamed.replace("from = 2015", "from = 2014")
    assert sorted(_changed_coverage(build_snapshot(), build_snapshot(indicators=longer))) == [
        (2014, 2022),
        (2015, 2022),
    ]


def test_the_removed_entry_of_a_withdrawn_record_leads_to_the_record_that_is_back() -> None:
    entry = (
        '[[withdrawn]]\nkind = "event"\nid = "2022-06-01-meeting"\ntitle = "Event"\ndate = 2022-11-29\n'
        'reason = "it was a plan"\n'
    )
    before = dataset_files(event_toml("2022-05-01"), withdrawn=entry)
    after = dataset_files(event_toml("2022-05-01"), event_toml("2022-06-01"))
    removed = [change for change in compare(before, after).changes if change.change == "removed"]
    assert [(change.kind, change.leads_to) for change in removed] == [("withdrawn", "2022-06-01-meeting")]
