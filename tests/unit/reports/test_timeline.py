from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.api import TimelineQuery, timeline, topics
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.core.language_codes import Lang
from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.views.page import Table, TextList
from cbi_cli.views.timeline import TimelineView
from tests.datasets import HEAD, build_snapshot, event_toml

LATER = date(2023, 12, 31)


@pytest.fixture(scope="module")
def made() -> Snapshot:
    return build_snapshot(
        event_toml("2021-12-30", "end = 2022-01-02", name="turn"),
        event_toml("2022", name="some-time"),
        event_toml("2022-03", name="in-march"),
        event_toml("2022-03-05", 'sources = ["book#p1"]', 'place = "Gómez"', name="cited"),
        event_toml("2022-03-05", 'parties = ["aa", "cc"]', 'level = "agency"', kind="visit", name="visit"),
        event_toml("2022-07-01", 'status = "planned"', name="planned"),
    )


def names(made: Snapshot, filters: TimelineQuery, day: date = date(2022, 12, 31)) -> list[str]:
    """The events found, by the last words of their ids."""
    return [one.event.id.removeprefix(one.event.start + "-") for one in timeline(made, filters, day).events]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (TimelineQuery(), ["turn", "some-time", "in-march", "cited", "visit"]),
        (TimelineQuery(year=2022), ["turn", "some-time", "in-march", "cited", "visit"]),
        (TimelineQuery(month=3), ["in-march", "cited", "visit"]),
        (TimelineQuery(since=PartialDate(2022, 1, 2)), ["turn", "some-time", "in-march", "cited", "visit"]),
        (TimelineQuery(since=PartialDate(2022, 4)), ["some-time"]),
        (TimelineQuery(until=PartialDate(2021)), ["turn"]),
        (TimelineQuery(kinds=("visit",)), ["visit"]),
        (TimelineQuery(kinds=("visit", "meeting"), month=3), ["in-march", "cited", "visit"]),
        (TimelineQuery(levels=("agency",)), ["visit"]),
        (TimelineQuery(parties=("cc",)), ["visit"]),
        (TimelineQuery(institutions=("talks",), levels=("agency",)), ["visit"]),
        (TimelineQuery(sources=("book",), month=3), ["in-march", "cited", "visit"]),
        (TimelineQuery(sources=("book#p1",)), ["cited"]),
        (TimelineQuery(text="GÓMEZ"), ["cited"]),
        (TimelineQuery(status="planned"), ["planned"]),
        (TimelineQuery(status="any", year=2022, month=7), ["planned"]),
    ],
)
def test_each_filter_takes_what_it_says(made: Snapshot, filters: TimelineQuery, expected: list[str]) -> None:
    assert names(made, filters) == expected


def test_a_timeline_tells_its_day_and_its_filters(made: Snapshot) -> None:
    found = timeline(made, TimelineQuery(year=2022))
    assert (found.day, found.filters) == (date(2022, 12, 31), TimelineQuery(year=2022))


def test_what_was_not_known_on_the_day_is_left_out(made: Snapshot) -> None:
    assert names(made, TimelineQuery(), date(2022, 3, 30)) == ["turn", "cited", "visit"]
    assert names(made, TimelineQuery(), date(2022, 3, 31)) == ["turn", "in-march", "cited", "visit"]


@pytest.mark.parametrize(
    ("filters", "hint"),
    [
        (TimelineQuery(institutions=("talk",)), "did you mean `talks` (The Talks)?"),
        (TimelineQuery(parties=("dd",)), "one of: aa, bb, cc"),
        (TimelineQuery(sources=("bok",)), "did you mean `book` (The book)?"),
        (TimelineQuery(sources=("book#p2",)), "one of: p1"),
    ],
)
def test_a_name_that_is_not_there_is_an_error_and_no_empty_answer(
    made: Snapshot, filters: TimelineQuery, hint: str
) -> None:
    with pytest.raises(CbiError) as caught:
        timeline(made, filters)
    assert caught.value.hint == hint


def test_quotes_and_percent_signs_in_filters_are_text(made: Snapshot) -> None:
    assert names(made, TimelineQuery(text="%")) == []
    assert names(made, TimelineQuery(text="' OR 1=1 --")) == []


SPANS = [
    ("2022-10-30", "2022-11-02", ["2022-10", "2022-11"]),
    ("2021-12-30", "2022-01-02", ["2021-12", "2022-01"]),
    ("2021-11-30", "2022-02-01", ["2021-11", "2021-12", "2022-01", "2022-02"]),
    ("2022-10", "2022-12", ["2022-10", "2022-11", "2022-12"]),
    ("2022-10-30", "2022-11", ["2022-10", "2022-11"]),
    ("2022", None, ["2022"]),
    ("2022-05", None, ["2022-05"]),
    ("2021", "2022", ["2021", "2022"]),
    ("2021", "2022-02-03", ["2021", "2022-01", "2022-02"]),
    ("2022", "2022-02-03", ["2022", "2022-02"]),
    ("2021-11-30", "2022", ["2021-11", "2021-12", "2022"]),
    ("2022-11-30", "2022", ["2022-11"]),
    ("2020", "2022", ["2020", *(f"2021-{month:02d}" for month in range(1, 13)), "2022"]),
]


def lasting(start: str, end: str | None, name: str = "x") -> str:
    """An event with an end."""
    if end is None:
        return event_toml(start, name=name)
    return event_toml(start, f"end = {end}" if len(end) == 10 else f'end = "{end}"', name=name)


@pytest.mark.parametrize(("start", "end", "months"), SPANS)
def test_an_event_is_listed_under_every_month_that_it_touches(start: str, end: str | None, months: list[str]) -> None:
    made = build_snapshot(lasting(start, end))
    view = TimelineView(timeline(made, TimelineQuery(), LATER), made.meta, get_translator("en"))
    (told,) = view.document()["events"]
    assert (told["months"], told["continued"]) == (months, False)
    tables = [block for block in view.page().blocks if isinstance(block, Table)]
    dates = [row.cells[0].text for block in tables for row in block.rows]
    assert [text.startswith("… ") for text in dates] == [False, *[True] * (len(months) - 1)]
    notes = [cell.text for block in view.page().blocks if isinstance(block, TextList) for cell in block.lines]
    assert notes[-1] == "As of Dec 31, 2023."
    assert notes.count("1 event.") == 1
    assert (notes[0] == "… continues from an earlier month; an event is counted once.") is (len(months) > 1)


@pytest.mark.parametrize(("start", "end", "months"), SPANS)
def test_month_and_year_take_what_touches_them(start: str, end: str | None, months: list[str]) -> None:
    made = build_snapshot(lasting(start, end))
    exact = {text for text in months if len(text) == 7}
    years = {text[:4] for text in months}
    for year in range(2019, 2024):
        found = timeline(made, TimelineQuery(year=year), LATER).events
        assert bool(found) is (str(year) in years)
        assert [one.continued for one in found] == [start[:4] != str(year)] * len(found)
        for month in range(1, 13):
            wanted = f"{year}-{month:02d}"
            found = timeline(made, TimelineQuery(year=year, month=month), LATER).events
            assert bool(found) is (wanted in exact), wanted
            assert [one.continued for one in found] == [not start.startswith(wanted)] * len(found)
    for month in range(1, 13):
        found = timeline(made, TimelineQuery(month=month), LATER).events
        assert bool(found) is any(text.endswith(f"-{month:02d}") for text in exact)


def test_headings_come_once_with_the_unknown_month_first() -> None:
    made = build_snapshot(
        event_toml("2022-01-01"), event_toml("2022"), event_toml("2022-01-02", name="b"), event_toml("2022-02")
    )
    page = TimelineView(timeline(made, TimelineQuery(), LATER), made.meta, get_translator("en")).page()
    titles = [block.title for block in page.blocks if isinstance(block, Table)]
    assert titles == ["2022, month not known", "January 2022", "February 2022"]


def test_dates_of_a_filter_bound_the_months_that_are_listed() -> None:
    made = build_snapshot(lasting("2022-09-30", "2022-12-02"))
    filters = TimelineQuery(since=PartialDate(2022, 10, 15), until=PartialDate(2022, 11))
    (one,) = timeline(made, filters, LATER).events
    assert (one.listed, one.continued) == (((2022, 10), (2022, 11)), True)


def test_an_event_of_two_years_counts_once_in_each_and_once_in_all() -> None:
    topic = '[[topic]]\nid = "trade"\nlabel = "Trade"\n'
    made = build_snapshot(event_toml("2021-12-30", "end = 2022-01-02", 'topics = ["trade"]'), topic=topic)
    counts = {year: (found := topics(made, year, LATER)).events + found.topics[0].events for year in (2021, 2022, None)}
    assert counts == {2021: 2, 2022: 2, None: 2}
    assert topics(made, 2023, LATER).events == 0


PEOPLE = 'participants = [{ name = "Andrés Manuel López Obrador", party = "bb" }]'


@pytest.fixture(scope="module")
def searched() -> Snapshot:
    return build_snapshot(
        event_toml("2022-01-01", PEOPLE, name="a"),
        event_toml("2022-01-02", 'title = "Visita de Estado"', 'place = "Ciudad Juárez"', name="b"),
        event_toml(
            "2022-01-03", 'title = "A state of emergency, and a visit"', 'note = "Straße, Łódź, O’Higgins"', name="c"
        ),
        event_toml("2022-01-04", "institutions = []", 'title = "State visit"', name="d"),
    )


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("lopez obrador",), "a"),
        (("OBRADOR andres",), "a"),
        (("Lo\u0301pez",), "a"),
        (("juarez",), "b"),
        (("visit state",), "cd"),
        (('"state visit"',), "d"),
        (("“State  visit”",), "d"),
        (('"visit state"',), ""),
        (('"state visit',), "d"),
        (("strasse lodz o'higgins",), "c"),
        (("2022-01-04",), "d"),
        (("talks big",), "abc"),
        (("the talks visita",), "b"),
        (("lopez", "juarez"), "ab"),
        (("lopez juarez",), ""),
        (("%",), ""),
        (("' OR 1=1 --",), ""),
    ],
)
def test_words_are_found_in_any_order_and_spelling(searched: Snapshot, texts: tuple[str, ...], expected: str) -> None:
    found = timeline(searched, TimelineQuery(text=texts), LATER).events
    assert "".join(one.event.id[-1] for one in found) == expected


def test_every_event_is_found_by_each_word_of_it() -> None:
    """Each word that a record holds, in whatever field a search looks at, finds it."""
    found = {}
    for field in ('title = "{}"', 'place = "{}"', 'note = "{}"', 'participants = [{{ name = "{}" }}]'):
        made = build_snapshot(
            event_toml("2022-01-01", field.format("Quetzalcóatl Ñandú")), event_toml("2022-01-02", name="other")
        )
        for word in ("quetzalcoatl", "ÑANDU", "nandu quetzalcóatl"):
            found[field, word] = [one.event.start for one in timeline(made, TimelineQuery(text=word), LATER).events]
    assert set(map(tuple, found.values())) == {("2022-01-01",)}


@pytest.mark.parametrize("text", [" ", '""', '" "', " ".join("w" * 60)])
def test_a_search_without_words_or_with_too_many_is_refused(searched: Snapshot, text: str) -> None:
    with pytest.raises(CbiError):
        timeline(searched, TimelineQuery(text=(text,)))


def coverage(made: Snapshot, *years: int) -> list[tuple[int, str, int, int]]:
    """What a timeline says of how far years were looked through."""
    found = timeline(made, TimelineQuery(year=years), LATER).coverage
    return [(one.year, one.status, one.covered, one.series) for one in found]


def test_a_year_that_nobody_has_looked_through_says_so() -> None:
    head = HEAD.replace("covers_until = 2022-12-31", "covers_from = 2020\ncovers_until = 2022-06-30")
    made = build_snapshot(event_toml("2014-05-01"), dataset=head)
    assert coverage(made, 2014, 2015, 2019, 2020, 2021, 2022, 2023) == [
        *((2014, "none", 0, 1), (2015, "some", 1, 1), (2019, "some", 1, 1)),
        *((2020, "all", 1, 1), (2021, "all", 1, 1), (2022, "until", 1, 1), (2023, "none", 0, 1)),
    ]
    view = TimelineView(timeline(made, TimelineQuery(year=(2014, 2019, 2022)), LATER), made.meta, get_translator("en"))
    notes = [cell.text for block in view.page().blocks if isinstance(block, TextList) for cell in block.lines]
    assert [note.partition(":")[0] for note in notes if "searched" in note] == [
        "2014 was not searched",
        "2019 was not searched completely (1 of 1 series are covered)",
        "2022 was searched only until Jun 30, 2022",
    ]


def test_the_list_of_all_events_can_end_before_the_dataset_does() -> None:
    head = HEAD.replace("covers_until = 2022-12-31", "covers_from = 2016\ncovers_to = 2017\ncovers_until = 2022-12-31")
    made = build_snapshot(event_toml("2014-05-01"), dataset=head)
    assert coverage(made, 2015, 2016, 2017, 2018, 2022) == [
        *((2015, "some", 1, 1), (2016, "all", 1, 1), (2017, "all", 1, 1)),
        *((2018, "some", 1, 1), (2022, "some", 1, 1)),
    ]


WHOLE = HEAD.replace("covers_until = 2022-12-31", "covers_from = 2020\ncovers_until = 2022-06-30")
NOT_KNOWN = "In any other year, an event that is not listed might have been held."


def notes_of(made: Snapshot, filters: TimelineQuery, lang: Lang = "en", day: date = date(2022, 6, 30)) -> list[str]:
    """The lines below a timeline."""
    blocks = TimelineView(timeline(made, filters, day), made.meta, get_translator(lang)).page().blocks
    return [cell.text for block in blocks if isinstance(block, TextList) for cell in block.lines]


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (TimelineQuery(), "Searched completely, from 2014 to 2022: 2020, 2021, 2022 until Jun 30, 2022."),
        (TimelineQuery(until=PartialDate(2017, 3)), "Searched completely, from 2014 to 2017: none."),
        (
            TimelineQuery(since=PartialDate(2018, 3)),
            "Searched completely, from 2018 to 2022: 2020, 2021, 2022 until Jun 30, 2022.",
        ),
        (TimelineQuery(year=(2013, 2014, 2020, 2021)), "Searched completely, from 2013 to 2021: 2020, 2021."),
        (TimelineQuery(since=PartialDate(2019), until=PartialDate(2023)), "2022 until Jun 30, 2022."),
    ],
)
def test_of_many_years_it_is_said_which_were_looked_through(filters: TimelineQuery, said: str) -> None:
    made = build_snapshot(event_toml("2014-05-01"), dataset=WHOLE)
    (line,) = [note for note in notes_of(made, filters) if "earched completely" in note]
    assert line.endswith(f"{said} {NOT_KNOWN}")
    spanish = [note for note in notes_of(made, filters, "es") if "Revisados por completo" in note]
    assert len(spanish) == 1


def test_where_all_was_looked_through_nothing_is_said() -> None:
    head = HEAD.replace("covers_until", "covers_from = 2014\ncovers_until")
    made = build_snapshot(event_toml("2014-05-01"), dataset=head)
    assert not [
        note for note in notes_of(made, TimelineQuery(), day=date(2022, 12, 31)) if "earched completely" in note
    ]
    assert [one.year for one in timeline(made, TimelineQuery(), date(2022, 12, 31)).coverage] == list(range(2014, 2023))
    (all_topics,) = {topics(made, None, date(2022, 12, 31)).coverage}
    assert {one.status for one in all_topics} == {"all"}


def test_bounds_that_leave_no_day_are_refused(made: Snapshot) -> None:
    for since, until in (
        (PartialDate(2022, 12, 31), PartialDate(2022, 12, 30)),
        (PartialDate(2022), PartialDate(2021)),
    ):
        with pytest.raises(CbiError, match=f"--since {since} comes after --until {until}"):
            timeline(made, TimelineQuery(since=since, until=until))
    assert names(made, TimelineQuery(since=PartialDate(2022, 3, 5), until=PartialDate(2022))) != []
    assert names(made, TimelineQuery(since=PartialDate(2022), until=PartialDate(2022, 1, 1))) != []


TITLES = [
    (TimelineQuery(year=(2022, 2022)), "2022"),
    (TimelineQuery(year=(2021, 2022), month=(10, 11, 10)), "October and November 2021 and 2022"),
    (TimelineQuery(), "all years"),
    (TimelineQuery(month=10), "October, all years"),
    (TimelineQuery(since=PartialDate(2022, 10)), "from Oct 2022"),
    (TimelineQuery(until=PartialDate(2022, 10, 13)), "until Oct 13, 2022"),
    (TimelineQuery(since=PartialDate(2021), until=PartialDate(2022, 2), month=(1,)), "January, 2021 to Feb 2022"),
    (TimelineQuery(year=2022, since=PartialDate(2022, 10)), "2022"),
]


@pytest.mark.parametrize(("filters", "title"), TITLES)
def test_the_title_names_the_time(filters: TimelineQuery, title: str, made: Snapshot) -> None:
    assert TimelineView(timeline(made, filters), made.meta, get_translator("en")).page().title == f"Timeline: {title}"


def test_what_a_timeline_leaves_out_is_said_in_options_that_give_it_again(made: Snapshot) -> None:
    filters = TimelineQuery(
        year=2022,
        since=PartialDate(2022, 2),
        until=PartialDate(2022, 3),
        institutions=("Big Talks",),
        kinds=("visit", "meeting"),
        parties=("A",),
        sources=("book#p1",),
        text=('it is "so"', "x"),
        status=("held", "planned"),
    )
    options = (
        "--since 2022-02 --until 2022-03 --institution talks --kind visit --kind meeting --party aa --source 'book#p1'"
        " --text 'it is \"so\"' --text x --status held --status planned"
    )
    assert notes_of(made, filters)[1] == f"Filtered by `{options}`."
    assert notes_of(made, filters, "es")[1] == f"Filtrado con `{options}`."
    assert TimelineView(timeline(made, filters), made.meta, get_translator("en")).document()["filters"] == {
        "since": "2022-02",
        "until": "2022-03",
        "institutions": ["talks"],
        "kinds": ["visit", "meeting"],
        "levels": [],
        "parties": ["aa"],
        "topics": [],
        "places": [],
        "sources": ["book#p1"],
        "texts": ['it is "so"', "x"],
        "statuses": ["held", "planned"],
    }
    assert TimelineView(timeline(made, TimelineQuery(status="any")), made.meta, get_translator("en")).document()[
        "filters"
    ]["statuses"] == ["any"]
    assert not [note for note in notes_of(made, TimelineQuery(year=2022, month=3)) if "Only events" in note]
    # What the title names is not said again.
    assert not [note for note in notes_of(made, TimelineQuery(since=PartialDate(2022, 2))) if "Only events" in note]


def test_without_a_first_covered_year_no_year_was_looked_through_as_a_whole(made: Snapshot) -> None:
    assert coverage(made, 2022) == [(2022, "some", 1, 1)]


TURNING = (
    event_toml("2022-02-01", kind="review", name="weak"),
    event_toml("2022-03-01", name="first"),
    event_toml("2022-04-01", name="second"),
    event_toml("2022-05-01", kind="review", name="weak-after"),
)


@pytest.mark.parametrize(
    ("events", "day", "expected"),
    [
        (TURNING, date(2022, 12, 31), [("weak", "yellow", 2022), ("first", "green", 2022)]),
        (TURNING[1:], date(2022, 12, 31), [("first", "green", 2022)]),
        (TURNING[2:], date(2022, 12, 31), [("second", "green", 2022)]),
        (TURNING, date(2022, 2, 28), [("weak", "yellow", 2022)]),
        ((event_toml("2022-03-01", kind="visit", name="visit"),), date(2022, 12, 31), []),
    ],
)
def test_the_first_event_that_counts_turned_the_light(
    events: tuple[str, ...], day: date, expected: list[tuple[str, str, int]]
) -> None:
    """By the rule of the row: a meeting counts, a review matches the weaker rule."""
    found = timeline(build_snapshot(*events), TimelineQuery(year=2022), day)
    turned = [(one.event.partition("01-")[2], one.light, one.year) for one in found.turned_lights]
    assert turned == expected


def test_an_admitted_event_turned_the_light_of_the_other_year(us_mexico: Snapshot) -> None:
    found = timeline(us_mexico, TimelineQuery(year=2023), date(2023, 3, 31))
    turned = [(one.event, one.light, one.year) for one in found.turned_lights if one.indicator == "nals"]
    summit = "2023-01-09-north-american-leaders-summit"
    assert turned == [(summit, "green", 2022), (summit, "green", 2023)]


@pytest.mark.parametrize(
    ("lang", "kinds"), [("en", "By kind: meeting 4, visit 1."), ("es", "Por tipo: reunión 4, visita 1.")]
)
def test_events_are_counted_by_kind(made: Snapshot, lang: Lang, kinds: str) -> None:
    report = timeline(made, TimelineQuery(year=2022, status="held"), date(2022, 12, 31))
    notes = page_notes(TimelineView(report, made.meta, get_translator(lang)))
    assert [note for note in notes if note.startswith(kinds.partition(":")[0])] == [kinds]


def test_a_light_is_in_the_row_of_the_event_that_turned_it() -> None:
    snapshot = build_snapshot(*TURNING)
    view = TimelineView(timeline(snapshot, TimelineQuery(year=2022), LATER), snapshot.meta, get_translator("en"))
    rows = [row for block in view.page().blocks if isinstance(block, Table) for row in block.rows]
    assert [row.cells[3].text for row in rows] == ["○●○ Talks", "●○○ Talks", "", ""]
    assert "light marks" in " ".join(page_notes(view))


def test_without_a_turned_light_there_is_no_column_for_lights() -> None:
    snapshot = build_snapshot(event_toml("2022-03-01", kind="visit", name="visit"))
    view = TimelineView(timeline(snapshot, TimelineQuery(year=2022), LATER), snapshot.meta, get_translator("en"))
    (table,) = [block for block in view.page().blocks if isinstance(block, Table)]
    assert [column.header for column in table.columns] == ["Date", "Event", "Place", "Id"]
    assert "light" not in " ".join(page_notes(view))


def page_notes(view: TimelineView) -> list[str]:
    """The lines below the tables of a timeline."""
    return [line.text for block in view.page().blocks if isinstance(block, TextList) for line in block.lines]
