"""Whole results, value by value, of small datasets in one language: what is not given is empty, never None."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cbi_cli import api
from cbi_cli.core.errors import CbiError
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.index.update import build_from_dataset
from cbi_cli.reports.common import EventPlace, EventSummary, LocalizedText
from cbi_cli.reports.edition_comparison import PublishedDifference, PublishedRow
from cbi_cli.reports.explain import Candidate, UnmetCondition
from cbi_cli.reports.gaps import Gap
from cbi_cli.reports.history import Meeting
from cbi_cli.reports.list import RecordSummary
from cbi_cli.reports.reconcile import Claim, Dispute
from cbi_cli.reports.scorecard import Occurrence
from cbi_cli.reports.series_coverage import CoverageSpan
from cbi_cli.reports.timeline import TimelineEntry
from cbi_cli.reports.topics import PublishedGraph, PublishedShare, TopicShare
from tests.datasets import SOURCES, TALKS, TALKS_ROW, build_snapshot, dataset_files, event_toml
from tests.unit.reports.test_records import DISPUTE, EDITION, TOPICS

PUBLISHED = date(2023, 2, 28)
MAY = EventSummary("2022-05-04-meeting", "2022-05-04", "2022-05-05", LocalizedText("Event 2022-05-04 "))
JUNE = EventSummary("2022-06-04-review", "2022-06-04", None, LocalizedText("Event 2022-06-04 "))
EARLIER = EventSummary("2020-06-04-meeting", "2020-06-04", None, LocalizedText("Event 2020-06-04 "))
OF_2019 = EventSummary("2019-meeting", "2019", None, LocalizedText("Event 2019 "))
CLAIMS = (Claim(LocalizedText("May 4"), "book", ""), Claim(LocalizedText("May 5"), "book#p1", ""))
WHEN = Dispute(
    "when",
    "event",
    "2022-05-04-meeting",
    "start",
    CLAIMS,
    LocalizedText("May 4"),
    LocalizedText("two to one"),
    LocalizedText(""),
)


@pytest.fixture(scope="module")
def made() -> Snapshot:
    travel = ('host = "aa"', 'guests = ["bb"]', 'mode = "in-person"')
    return build_snapshot(
        event_toml("2022-05-04", "end = 2022-05-05", 'topics = ["trade", "water"]', 'place = "Town"', *travel),
        event_toml("2022-06-04", 'topics = ["trade"]', kind="review"),
        event_toml("2020-06-04", 'participants = [{ name = "Ada", party = "bb" }]', 'mode = "virtual"'),
        event_toml("2019", "edition_number = 3"),
        dispute=DISPUTE,
        edition_2022=EDITION,
        topic=TOPICS,
    )


def store_of(sources: str, *events: str, **more: str) -> Snapshot:
    """The store of a dataset with these sources, in memory."""
    given = {**dataset_files(*events, **more), "sources.toml": sources.encode()}
    dataset, findings = api.validate_files(given, date(2026, 11, 24))
    assert [one for one in findings if one.severity == "error"] == []
    return build_from_dataset(dataset)


def refused(call: Any, *words: Any) -> tuple[str, str]:
    """The message and the hint with which a report refuses."""
    with pytest.raises(CbiError) as caught:
        call(*words)
    return caught.value.message, caught.value.hint


def test_an_explanation(made: Snapshot) -> None:
    found = api.explain(made, 2022, "talks-row")
    assert (found.year, found.day) == (2022, PUBLISHED)
    assert found.candidates == (
        Candidate(MAY, "full", "bb>aa", False, False, ()),
        Candidate(JUNE, "weak", None, False, False, (UnmetCondition("kinds", ("review",), ("meeting",)),)),
    )
    assert found.row == api.scorecard(made, 2022).rows[0]
    assert found.indicator["rule"] == {"kinds": ["meeting"], "institutions": ["talks"]}


def test_an_explanation_as_of_a_day_and_strictly_by_year() -> None:
    admission = (
        '[[admission]]\nindicator = "talks-row"\nevent = "2023-01-10-meeting"\nreason = "held"\nsource = "book"\n'
    )
    made = build_snapshot(
        event_toml("2023-01-10"), edition_2022=f"{EDITION.replace('[[graph]]', admission + '[[graph]]')}", topic=TOPICS
    )
    assert api.explain(made, 2022, "talks-row").row.light == "green"
    assert api.explain(made, 2022, "talks-row", strict_year=True).row.light == "red"
    assert api.explain(made, 2022, "talks-row", date(2023, 1, 9)).row.light == "red"
    (shown,) = api.scorecard(made, 2022).rows[0].occurrences
    held = EventSummary("2023-01-10-meeting", "2023-01-10", None, LocalizedText("Event 2023-01-10 "))
    assert shown == Occurrence(held, None, True, LocalizedText("held"), "book")
    assert api.explain(made, 2022, "talks-row").candidates == (Candidate(held, "full", None, True, False, ()),)


def test_a_row_of_the_scorecard(made: Snapshot) -> None:
    (row,) = api.scorecard(made, 2022).rows
    assert row.occurrences == (Occurrence(MAY, "bb>aa", False, LocalizedText(""), ""),)
    assert (row.label, row.why_weaker, row.near, row.counted) == (LocalizedText("Talks"), LocalizedText(""), None, 1)
    found = (PublishedDifference("light", "red", "green"), PublishedDifference("dates", "", "2022-05-04/2022-05-05"))
    assert row.published == PublishedRow("talks-row", "Talks", "red", "none", (), None, "differs", found, (MAY,))


def test_a_yellow_row_says_why() -> None:
    made = build_snapshot(event_toml("2022-06-04", kind="review"))
    (row,) = api.scorecard(made, 2022).rows
    assert (row.light, row.why, row.why_weaker, row.near) == ("yellow", "weaker", LocalizedText("only a review"), JUNE)
    assert (row.occurrences, row.counted, row.published) == ((), 0, None)


PAUSED = TALKS + '[[institution.pauses]]\nfrom = 2021\nto = 2022\nsource = "book"\nnote = "no talks"\n'


def test_a_red_row_in_a_declared_pause_says_so() -> None:
    made = build_snapshot(event_toml("2020-06-04"), institutions=PAUSED)
    (row,) = api.scorecard(made, 2022).rows
    assert (row.light, row.why, row.last_held) == ("red", "paused", EARLIER)
    assert row.series.pauses == (CoverageSpan(True, 2021, 2022, None, None, "book", LocalizedText("no talks")),)


def test_the_printed_year_of_a_halt_is_held_against_the_computed_one() -> None:
    since = EDITION.partition("[[graph]]")[0] + "since = 2018\n"
    (halted,) = api.scorecard(build_snapshot(event_toml("2019-06-04"), edition_2022=since), 2022).rows
    (never,) = api.scorecard(build_snapshot(event_toml("2023-06-04"), edition_2022=since), 2022).rows
    (green,) = api.scorecard(build_snapshot(event_toml("2022-06-04"), edition_2022=since), 2022).rows
    assert halted.published is not None
    assert halted.published.differences == (PublishedDifference("since", "2018", "2019"),)
    assert never.published is not None
    assert never.published.differences == (PublishedDifference("since", "2018", ""),)
    assert green.published is not None
    assert green.published.differences[-1] == PublishedDifference("since", "2018", "")


def test_an_admitted_event_leaves_no_halt_to_hold_against_the_print() -> None:
    admission = (
        '[[admission]]\nindicator = "talks-row"\nevent = "2023-01-10-meeting"\nreason = "held"\nsource = "book"\n'
    )
    printed = EDITION.partition("[[graph]]")[0] + "since = 2018\n" + admission
    (row,) = api.scorecard(
        build_snapshot(event_toml("2019-06-04"), event_toml("2023-01-10"), edition_2022=printed), 2022
    ).rows
    assert (row.light, row.series.halted_since) == ("green", 2019)
    assert row.published is not None
    assert row.published.differences[-1] == PublishedDifference("since", "2018", "")


def test_printed_dates_are_listed_with_commas() -> None:
    printed = EDITION.partition("[[graph]]")[0].replace('status = "red"', 'status = "green"') + (
        'occurrences = [{ start = 2022-01-02, text = "a" }, { start = 2022-03-04, end = 2022-03-05, text = "b" }]\n'
    )
    (row,) = api.scorecard(build_snapshot(event_toml("2022-06-04"), edition_2022=printed), 2022).rows
    assert row.published is not None
    assert row.published.differences == (
        PublishedDifference("dates", "2022-01-02, 2022-03-04/2022-03-05", "2022-06-04"),
    )


def test_gaps_between_and_after_meetings() -> None:
    made = build_snapshot(event_toml("2016-03-01", "end = 2016-03-02"), event_toml("2019-03-05"), event_toml("2021"))
    (series,) = api.gaps(made, date(2022, 12, 31)).series
    first = EventSummary("2016-03-01-meeting", "2016-03-01", "2016-03-02", LocalizedText("Event 2016-03-01 "))
    second = EventSummary("2019-03-05-meeting", "2019-03-05", None, LocalizedText("Event 2019-03-05 "))
    third = EventSummary("2021-meeting", "2021", None, LocalizedText("Event 2021 "))
    # From the end of March 2, 2016 to March 5, 2019: three years, one of them with a February 29, and three days.
    assert series.gaps == (
        Gap(2015, 2015, None, first, None),
        Gap(2017, 2018, first, second, 3 * 365 + 3),
        Gap(2020, 2020, second, third, None),
        Gap(2022, 2022, third, None, None),
    )
    assert series.longest_gap == series.gaps[1]
    assert (series.state, series.first_missed, series.halted_since, series.successor) == ("overdue", 2022, None, None)


def test_a_gap_that_lasts_is_counted_to_the_day_of_the_report() -> None:
    (series,) = api.gaps(build_snapshot(event_toml("2020-12-30")), date(2022, 1, 2)).series
    held = EventSummary("2020-12-30-meeting", "2020-12-30", None, LocalizedText("Event 2020-12-30 "))
    assert series.gaps[-1] == Gap(2021, 2021, held, None, 2 + 365 + 1)
    assert list(series.years) == list(range(2015, 2022))


def test_a_series_that_is_paused_first_misses_the_first_year_of_the_pause() -> None:
    (series,) = api.gaps(build_snapshot(event_toml("2020-06-04"), institutions=PAUSED), date(2022, 12, 31)).series
    assert (series.state, series.halted_since, series.first_missed) == ("halted", 2020, 2021)
    assert [series.years[year] for year in (2019, 2020, 2021, 2022)] == ["missed", "held", "paused", "paused"]


@pytest.mark.parametrize(
    ("day", "state", "successor"),
    [(date(2022, 6, 29), "active", None), (date(2022, 6, 30), "ended", "next"), (date(2022, 7, 1), "ended", "next")],
)
def test_a_series_ends_on_its_last_day(day: date, state: str, successor: str | None) -> None:
    old = TALKS + 'ended = 2022-06-30\nreplaced_by = "next"\nsuccession = "replaced"\ncadence_years = 1\n'
    new = TALKS.replace('"talks"', '"next"').replace('"Big Talks"', '"Next"').replace("The Talks", "The Next")
    row = TALKS_ROW.replace('label = "Talks"', 'label = "Talks"\ncadence_years = 1')
    made = build_snapshot(event_toml("2022-03-01"), institutions=old + new, indicators=row)
    series = next(one for one in api.gaps(made, day).series if one.id == "talks-row")
    assert (series.state, series.successor) == (state, successor)


TOWN = EventPlace(None, "Town", LocalizedText("Town"))
NOWHERE = EventPlace(None, "", LocalizedText(""))


def test_a_history(made: Snapshot) -> None:
    years = {one.year: one for one in api.history(made, "talks-row").years}
    where = ("book",)
    assert years[2022].meetings == (Meeting(MAY, None, TOWN, "in-person", "AA", ("BB",), where),)
    assert years[2020].meetings == (Meeting(EARLIER, None, NOWHERE, "virtual", "", (), where),)
    assert years[2019].meetings == (Meeting(OF_2019, 3, NOWHERE, "unknown", "", (), where),)


def test_a_history_as_of_a_day(made: Snapshot) -> None:
    found = api.history(made, "talks-row", date(2021, 3, 1))
    assert (found.day, found.series.last_held, [one.year for one in found.years]) == (
        date(2021, 3, 1),
        EARLIER,
        list(range(2015, 2021)),
    )


def test_an_event_without_sources_in_a_history_has_none() -> None:
    made = build_snapshot(event_toml("2022-05-04", 'sources = ["book"]'))
    assert api.history(made, "talks").years[-1].meetings[0].sources == ("book",)


def test_disputes_and_their_claims(made: Snapshot) -> None:
    found = api.reconcile(made, 2022)
    assert found.by_row == {"talks-row": (WHEN,)}
    assert api.show(made, "2022-05-04-meeting").records[0].disputes == (WHEN,)


def test_a_claim_has_the_address_of_its_source_by_the_source_without_its_part() -> None:
    source = SOURCES.replace("[[source]]", '[[source]]\nurl = "https://example.org/book"')
    (shown,) = api.show(store_of(source, event_toml("2022-05-04"), dispute=DISPUTE), "when").records
    (about,) = shown.disputes
    assert [claim.url for claim in about.claims] == ["https://example.org/book"] * 2


def test_a_reconciliation_as_of_a_day(made: Snapshot) -> None:
    card = api.reconcile(made, 2022, date(2022, 5, 3)).card
    assert (card.day, card.before_publication, card.rows[0].light) == (date(2022, 5, 3), True, "unknown")


def test_topics(made: Snapshot) -> None:
    found = api.topics(made, 2022)
    assert found.topics == (
        TopicShare("trade", LocalizedText("Trade"), 2, 100.0),
        TopicShare("water", LocalizedText("Water"), 1, 50.0),
    )
    shares = (
        PublishedShare("trade", LocalizedText("Trade"), 60, ""),
        PublishedShare("water", LocalizedText("Water"), None, "least"),
    )
    assert found.graphs == (PublishedGraph(LocalizedText("Themes"), 2015, 2020, "book", LocalizedText(""), shares),)


def test_topics_as_of_a_day_and_of_a_year_without_events(made: Snapshot) -> None:
    found = api.topics(made, 2022, date(2022, 5, 10))
    assert (found.day, found.events, [one.share for one in found.topics]) == (date(2022, 5, 10), 1, [100.0, 100.0])
    assert [(one.events, one.share) for one in api.topics(made, 2017).topics] == [(0, 0.0), (0, 0.0)]


def test_one_of_several_sources_is_enough() -> None:
    other = SOURCES + SOURCES.replace('"book"', '"paper"')
    made = store_of(other, event_toml("2022-05-04"), event_toml("2022-06-04", 'sources = ["paper#p1"]'))
    found = api.timeline(made, api.TimelineQuery(sources=("book", "paper#p1")))
    assert [one.event.start for one in found.events] == ["2022-05-04", "2022-06-04"]
    assert [one.event.start for one in api.timeline(made, api.TimelineQuery(sources=("paper",))).events] == [
        "2022-06-04"
    ]


def test_entries_of_a_timeline(made: Snapshot) -> None:
    found = api.timeline(made, api.TimelineQuery(year=2022))
    assert found.day == PUBLISHED
    talks, both = ("talks",), ("aa", "bb")
    assert found.events == (
        TimelineEntry(MAY, 2022, 5, "meeting", "cabinet", "held", talks, both, TOWN, ("book",), ((2022, 5),)),
        TimelineEntry(JUNE, 2022, 6, "review", "cabinet", "held", talks, both, NOWHERE, ("book",), ((2022, 6),)),
    )


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("event", [RecordSummary("2019-meeting", LocalizedText("Event 2019 "), "meeting, cabinet")]),
        ("institution", [RecordSummary("talks", LocalizedText("The Talks"), "dialogue")]),
        ("indicator", [RecordSummary("talks-row", LocalizedText("Talks"), "")]),
        ("source", [RecordSummary("book", LocalizedText("The book"), "")]),
        (
            "topic",
            [RecordSummary("trade", LocalizedText("Trade"), ""), RecordSummary("water", LocalizedText("Water"), "")],
        ),
        ("edition", [RecordSummary("2022", LocalizedText("Report"), "2023-02")]),
        ("dispute", [RecordSummary("when", LocalizedText("start"), "event, 2022-05-04-meeting")]),
    ],
)
def test_lists(made: Snapshot, kind: str, expected: list[RecordSummary]) -> None:
    assert list(api.list_records(made, kind).records)[: len(expected)] == expected


def test_lists_tell_the_level_of_an_agreement_and_who_published_a_source() -> None:
    treaty = TALKS.replace('"dialogue"', '"agreement"\nlevel = "treaty"')
    source = SOURCES.replace("[[source]]", '[[source]]\npublisher = "P"\npublished = "2020"')
    made = store_of(source, event_toml("2022-05-04"), institutions=treaty)
    assert [one.detail for one in api.list_records(made, "institution").records] == ["agreement, treaty"]
    assert [one.detail for one in api.list_records(made, "source").records] == ["P, 2020"]


@pytest.mark.parametrize("name", ["the talks", "las charlas", "TT", "Big Talks"])
def test_an_institution_is_shown_by_each_of_its_names(name: str) -> None:
    named = TALKS.replace("aliases", 'name_es = "Las Charlas"\nabbreviation = "tt"\naliases')
    (found,) = api.show(build_snapshot(event_toml("2022-05-04"), institutions=named), name).records
    assert (found.kind, found.id) == ("institution", "talks")


@pytest.mark.parametrize("name", ["", "xxxx"])
def test_a_name_that_no_institution_has_shows_none(made: Snapshot, name: str) -> None:
    assert refused(api.show, made, name)[0] == f"no record is called `{name}`"


def test_the_whole_of_a_dataset_without_events() -> None:
    found = api.info(build_snapshot())
    assert found.fields["id"] == "ab"
    assert (found.years, found.counts["event"], found.counts["topic"]) == (None, 0, 0)


def test_covered_years_are_listed_with_commas() -> None:
    row = TALKS_ROW.replace("to = 2022, source", "to = 2016, source").replace(
        'source = "book" }]', 'source = "book" }, { from = 2019, to = 2020, source = "book" }]'
    )
    assert api.info(build_snapshot(indicators=row)).coverage == (("talks-row", "2015–2016, 2019–2020"),)


def test_what_is_not_there_is_refused_with_the_nearest_name(made: Snapshot) -> None:
    assert refused(api.explain, made, 2022, "talk-row") == (
        "no series is called `talk-row`",
        "did you mean `talks-row` (Talks) or `talks` (The Talks)?",
    )
    assert refused(api.explain, made, 2022, "qqq") == ("no series is called `qqq`", "`cbi gaps` lists them")
    assert refused(api.show, made, "bok") == ("no record is called `bok`", "did you mean `book` (The book)?")
    assert refused(api.show, made, "bok", "source") == ("no source is called `bok`", "did you mean `book` (The book)?")
    assert refused(api.history, made, "talks-rwo") == (
        "no series is called `talks-rwo`",
        "did you mean `talks-row` (Talks) or `talks` (The Talks)?",
    )
    assert refused(api.history, made, "") == ("no series is called ``", "`cbi gaps` lists them")
    assert refused(api.reconcile, made, 2021) == ("the dataset has no edition of 2021", "there is one of 2022")
    assert refused(api.timeline, made, api.TimelineQuery(topics=("trad",))) == (
        "no topic is called `trad`",
        "did you mean `trade` (Trade)?",
    )
    assert refused(api.timeline, made, api.TimelineQuery(sources=("book#p2",))) == (
        "the source `book` has no part `p2`",
        "one of: p1",
    )
    assert (
        refused(api.timeline, made, api.TimelineQuery(sources=("book#p1#",)))[0]
        == "the source `book` has no part `p1#`"
    )


def test_where_nothing_is_near_and_the_list_is_long_the_way_to_the_ids_is_told() -> None:
    many = build_snapshot(*(event_toml(f"2022-01-{day:02}") for day in range(1, 31)))
    assert refused(api.show, many, "qqq")[1] == "`cbi list events` shows ids"
    assert refused(api.timeline, many, api.TimelineQuery(sources=("book#qqq",)))[1] == "one of: p1"


def test_a_source_without_parts_has_none() -> None:
    bare = store_of(SOURCES.replace('locators = [{ id = "p1", title = "Page 1" }]', ""))
    assert refused(api.timeline, bare, api.TimelineQuery(sources=("book#p1",))) == (
        "the source `book` has no part `p1`",
        "it has no parts",
    )


def test_a_list_has_the_titles_in_both_languages() -> None:
    made = build_snapshot(event_toml("2022-05-04", 'title_es = "Reunión"'))
    assert [one.title for one in api.list_records(made, "event").records] == [
        LocalizedText("Event 2022-05-04 ", "Reunión")
    ]


def test_a_dataset_without_editions_is_told_of_none() -> None:
    from cbi_cli.reports.common import latest_edition

    bare = build_snapshot(event_toml("2022-05-04"))
    assert refused(api.reconcile, bare, 2021) == ("the dataset has no edition of 2021", "")
    assert refused(latest_edition, bare) == (
        "the dataset has no edition, so a year is needed",
        "give one, as in `cbi scorecard 2022` or `cbi timeline --year 2022`",
    )
    assert api.scorecard(bare, 2022).day == date(2022, 12, 31)
    later = EDITION.partition("[[graph]]")[0]
    two = build_snapshot(edition_2021=later.replace("2022", "2021"), edition_2022=later)
    assert latest_edition(two) == 2022
    assert refused(api.reconcile, two, 2020)[1] == "there is one of 2021, 2022"
