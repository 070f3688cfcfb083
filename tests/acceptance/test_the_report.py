"""The shipped dataset against the report, transcribed here by hand and apart from the data."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pytest

from cbi_cli import api
from cbi_cli.api import Snapshot, TimelineQuery
from cbi_cli.reports.edition_comparison import published_rows
from tests.conftest import Cli

# Table 2 of the report: row, light, dates as printed.
CARD = [
    ("presidential-meetings", "green", ["2022-07-12"]),
    ("foreign-affairs-meetings", "green", ["2022-11-09", "2022-12-16"]),
    ("cabinet-meetings", "green", ["2022-10-29", "2022-12-01"]),
    ("hled", "green", ["2022-09-12"]),
    ("nals", "green", ["2023-01-09"]),
    ("usmca-chapter-26", "red", []),
    ("border-management", "green", ["2022-12-01"]),
    ("hlsd", "green", ["2022-10-13"]),
    ("interparliamentary-meetings", "red", []),
    ("border-governors", "red", []),
    ("governor-visits", "green", ["2022-11-01", "2022-12-12"]),
]

# What the card becomes with everything that other sources tell of 2022, worked out by hand from the events of the year
# and the rules of the rows: of the visits, the latest in each direction of travel.
CARD_OF_ALL_EVIDENCE = {
    **{row: (light, dates) for row, light, dates in CARD},
    # The deputy of November 9 is no secretary; the Secretary of State came on September 12.
    "foreign-affairs-meetings": ("green", ["2022-09-12", "2022-12-16"]),
    # A presidential advisor came on December 12; four secretaries went to Washington on December 16.
    "cabinet-meetings": ("green", ["2022-12-12", "2022-12-16"]),
    # The committee of the chapter was at work in 2022, but no source has a date of a meeting.
    "usmca-chapter-26": ("yellow", []),
    # The governor of Sonora went to Phoenix on a day after that of the governor of Chihuahua in Washington.
    "governor-visits": ("green", ["2022-11-20..2022-11-22", "2022-12-12"]),
}

# The sidebars of the report: month, day or days, a word of the entry.
TIMELINE = """
01-12 deputies, 01-20 energy, 01-31 plan,
02-09 climate, 02-16 chicago, 02-28 economic,
03-08 los angeles, 03-12 washington, 03-14 homeland, 03-22 customs, 03-23 border, 03-29 dallas,
04-04 labor, 04-18 economic dialogue, 04-27 water, 04-27 bicentennial,
05-11 homeland, 05-12 border,
06-07/06-10 americas, 06-10 foreign, 06-10 youth, 06-15/06-16 miami, 06-22 miami, 06-24 three, 06-24 labor,
06-30 memorandum,
07-12 presidents, 07-12/07-13 ceo, 07-22 minors,
08-01 electric, 08-10 cyber, 08-18 minute 328, 08-25 congress, 08-26 prosecutors,
09-12 economic dialogue, 09-26 los angeles, 09-28 chicago, 09-28/09-30 forum,
10-05/10-07 binational, 10-13 security, 10-24 otay, 10-28 consular,
11-03 trade, 11-09 deputy, 11-12 observatory, 11-24 san diego,
12-01 border, 12-01 trade, 12-12 200, 12-16 foreign
"""

# Table 1 of the report: year, place, host, guests; years without a summit have none.
SUMMITS = {
    2005: ("Waco", "George W. Bush", {"Vicente Fox", "Paul Martin"}),
    2006: ("Cancún", "Vicente Fox", {"George W. Bush", "Stephen Harper"}),
    2007: ("Montebello", "Stephen Harper", {"George W. Bush", "Felipe Calderón"}),
    2008: ("New Orleans", "George W. Bush", {"Felipe Calderón", "Stephen Harper"}),
    2009: ("Guadalajara", "Felipe Calderón", {"Stephen Harper", "Barack Obama"}),
    2012: ("Washington", "Barack Obama", {"Felipe Calderón", "Stephen Harper"}),
    2014: ("Toluca", "Enrique Peña Nieto", {"Stephen Harper", "Barack Obama"}),
    2016: ("Ottawa", "Justin Trudeau", {"Barack Obama", "Enrique Peña Nieto"}),
    2021: ("Washington", "Joe Biden", {"Justin Trudeau", "Andrés Manuel López Obrador"}),
    2023: ("Mexico City", "Andrés Manuel López Obrador", {"Joe Biden", "Justin Trudeau"}),
}


def test_the_card_of_2022_comes_out_of_the_rules(us_mexico: Snapshot) -> None:
    card = api.scorecard(us_mexico, 2022)
    found = {row.indicator: (row.light, [one.event.start for one in row.occurrences]) for row in card.rows}
    assert found == CARD_OF_ALL_EVIDENCE
    assert card.totals == {"green": 8, "yellow": 1, "red": 2, "unknown": 0}
    assert card.day == date(2023, 3, 31)


def test_the_edition_is_the_card_as_printed(us_mexico: Snapshot) -> None:
    printed = published_rows(us_mexico, 2022)
    found = [(name, row.status, [start for (start, _), _ in row.occurrences]) for name, row in printed.items()]
    assert found == CARD
    assert {name: row.since for name, row in printed.items() if row.since} == {
        "interparliamentary-meetings": 2019,
        "border-governors": 2009,
    }


def test_four_rows_differ_from_the_print_and_of_one_more_is_known(us_mexico: Snapshot) -> None:
    rows = api.scorecard(us_mexico, 2022).rows
    found = {row.indicator: row.published for row in rows if row.published and row.published.agreement != "agrees"}
    differences = {name: [tuple(one) for one in row.differences] for name, row in found.items()}
    assert differences == {
        # November 9 does not count: see the dispute on the level of the deputy secretary.
        "foreign-affairs-meetings": [("dates", "2022-11-09, 2022-12-16", "2022-09-12, 2022-12-16")],
        # The envoy met the president on October 28 by every other source.
        "cabinet-meetings": [("dates", "2022-10-29, 2022-12-01", "2022-12-12, 2022-12-16")],
        "usmca-chapter-26": [("light", "red", "yellow")],
        "border-governors": [("since", "2009", "2012")],
        "governor-visits": [("dates", "2022-11-01, 2022-12-12", "2022-11-20..2022-11-22, 2022-12-12")],
    }
    # Both printed visits of governors count, so that more is known and nothing differs.
    assert {name for name, row in found.items() if row.agreement == "more-known"} == {"governor-visits"}


def test_the_reading_of_the_edition_agrees_in_every_row(us_mexico: Snapshot) -> None:
    card = api.scorecard(us_mexico, 2022, evidence="edition")
    found = [(row.indicator, row.light, [one.event.start for one in row.occurrences]) for row in card.rows]
    assert found == CARD
    assert card.totals == {"green": 8, "yellow": 0, "red": 3, "unknown": 0}
    assert [row.published.agreement for row in card.rows if row.published] == ["agrees"] * 11
    halted = {row.indicator: row.series.halted_since for row in card.rows if row.series.halted_since}
    assert {name: halted.get(name) for name in ("interparliamentary-meetings", "border-governors")} == {
        "interparliamentary-meetings": 2019,
        "border-governors": 2009,
    }


def test_the_dates_of_the_fifty_entries_are_in_the_reading_of_the_edition(us_mexico: Snapshot) -> None:
    found = api.timeline(us_mexico, TimelineQuery(year=2022, evidence="edition")).events
    dates = Counter((entry.event.start, entry.event.end) for entry in found)
    expected: Counter[tuple[str, str | None]] = Counter()
    for entry in TIMELINE.split(","):
        start, _, end = entry.split()[0].partition("/")
        expected[f"2022-{start}", f"2022-{end}" if end else None] += 1
    assert expected.total() == 50
    # The reading has events of the other parts of the report besides.
    assert expected <= dates


def test_strictly_by_year_the_summit_is_not_green(us_mexico: Snapshot) -> None:
    strict = {row.indicator: row.light for row in api.scorecard(us_mexico, 2022, strict_year=True).rows}
    usual = {name: light for name, (light, _) in CARD_OF_ALL_EVIDENCE.items()}
    assert strict == {**usual, "nals": "yellow"}


def test_in_june_only_what_was_known_in_june_counts(us_mexico: Snapshot) -> None:
    lights = {row.indicator: row.light for row in api.scorecard(us_mexico, 2022, date(2022, 6, 30)).rows}
    known = {
        "foreign-affairs-meetings": "green",
        "cabinet-meetings": "green",
        # Governors of five states and of Utah had travelled in April.
        "governor-visits": "green",
        # So far only a review by under secretaries, and delegations under the framework of the dialogue.
        "hled": "yellow",
        "hlsd": "yellow",
    }
    assert lights == {name: known.get(name, "unknown") for name, _, _ in CARD}


def test_the_timeline_has_the_fifty_entries(us_mexico: Snapshot) -> None:
    # Entries of one day have no order in the report that means anything; here they come in the order of their ids.
    expected = [entry.strip().partition(" ") for entry in TIMELINE.split(",")]
    query = TimelineQuery(year=2022, sources=("cbi-2022#timeline",), evidence="edition")
    found = api.timeline(us_mexico, query).events
    assert len(expected) == len(found) == 50
    left = {}
    for entry in found:
        event = entry.event
        text = f"{event.title.en} {event.id} {' '.join(entry.institutions)} {entry.city}"
        left[event.id] = (event.start, event.end, text.lower().replace("-", " "))
    for dates, _, words in expected:
        start, _, end = dates.partition("/")
        span = (f"2022-{start}", f"2022-{end}" if end else None)
        matching = [
            name for name, (*days, text) in left.items() if (*days,) == span and words.replace("-", " ") in text
        ]
        assert matching, (dates, words)
        del left[matching[0]]
    assert not left
    ordered = [(entry.event.start, entry.event.id) for entry in found]
    assert ordered == sorted(ordered)


def test_one_entry_of_the_timeline_has_another_date_by_other_sources(us_mexico: Snapshot) -> None:
    dates = {}
    for evidence in ("edition", "all"):
        query = TimelineQuery(year=2022, sources=("cbi-2022#timeline",), evidence=evidence)
        dates[evidence] = {
            (one.event.id, one.event.start, one.event.end) for one in api.timeline(us_mexico, query).events
        }
    # The prosecutors met from August 23 to 25; see the dispute.
    prosecutors = "2022-08-26-district-prosecutors-meeting"
    assert dates["edition"] - dates["all"] == {(prosecutors, "2022-08-26", None)}
    assert dates["all"] - dates["edition"] == {(prosecutors, "2022-08-23", "2022-08-25")}


def test_no_event_of_the_timeline_lies_outside_2022(us_mexico: Snapshot) -> None:
    found = api.timeline(us_mexico, TimelineQuery(sources=("cbi-2022#timeline",)), date(2026, 1, 1)).events
    assert len(found) == 50


def test_the_summits_are_those_of_table_1(us_mexico: Snapshot) -> None:
    years = {year.year: year for year in api.history(us_mexico, "NALS").years}
    assert list(years) == list(range(2005, 2024))
    for number, year in years.items():
        if number not in SUMMITS:
            assert year.mark == ("paused" if 2017 <= number <= 2020 else "missed")
            continue
        (meeting,) = year.meetings
        place, host, guests = SUMMITS[number]
        assert meeting.city.startswith(place)
        assert meeting.host.rpartition(" (")[0] == host
        assert {guest.rpartition(" (")[0] for guest in meeting.guests} == guests


def test_the_gaps_of_the_summit_and_of_the_legislators(us_mexico: Snapshot) -> None:
    published = date(2023, 3, 31)
    series = {one.id: one for one in api.gaps(us_mexico, published).series}
    nals = series["nals"]
    assert nals.years_with_status("missed", "paused") == [2010, 2011, 2013, 2015, 2017, 2018, 2019, 2020, 2022]
    longest = nals.longest_gap
    assert longest is not None
    # From 2016-06-29 to 2021-11-18: five years with one leap day (in 2020), and 142 days.
    assert (longest.from_year, longest.to_year, longest.years, longest.days) == (2017, 2020, 4, 5 * 365 + 1 + 142)
    assert [(pause.from_year, pause.to_year) for pause in nals.pauses] == [(2017, 2020)]
    legislators = series["interparliamentary-meetings"]
    assert (legislators.state, legislators.halted_since, legislators.first_missed) == ("halted", 2019, 2020)
    assert [one.id for one in series.values() if one.state == "halted"] == [
        "interparliamentary-meetings",
        "border-governors",
    ]
    # Nobody looked through 2023 for the two, so that at its end their state is not known.
    later = {one.id: one.state for one in api.gaps(us_mexico, date(2023, 12, 31)).series}
    assert (later["interparliamentary-meetings"], later["border-governors"]) == ("unknown", "unknown")


def test_the_topics_of_graph_1_are_as_stated(us_mexico: Snapshot) -> None:
    (graph,) = api.topics(us_mexico, 2022).graphs
    assert {share.topic: share.percent for share in graph.shares if share.percent} == {
        "drugs": 56,
        "border": 52,
        "trade": 48,
    }
    assert (graph.from_year, graph.to_year) == (1961, 2011)
    assert [share.topic for share in graph.shares if share.percent is None] == [
        "environment",
        "human-rights",
        "technology",
    ]


@pytest.mark.parametrize("name", ["Act 328", "ibwc minute 328"])
def test_the_other_name_of_a_minute_is_known(us_mexico: Snapshot, name: str) -> None:
    (found,) = api.show(us_mexico, name).records
    assert (found.kind, found.id) == ("institution", "ibwc-minute-328")


def test_every_row_of_the_card_is_explained_by_events(us_mexico: Snapshot) -> None:
    for name, (light, _) in CARD_OF_ALL_EVIDENCE.items():
        found = api.explain(us_mexico, 2022, name).candidates
        # An event between two dates that reaches into the year is a candidate, but no reason for a light.
        counted = {one.strength for one in found if not one.doubtful}
        assert ("full" in counted) == (light == "green"), name
        assert ("weak" in counted) or light != "yellow", name


def test_the_json_of_the_card_keeps_its_contract(cli: Cli) -> None:
    document = json.loads(cli("scorecard", "2022", "--format", "json").out)
    assert document["schema"] == "cbi/scorecard/1"
    assert document["dataset"] == {"id": "us-mexico", "version": "1.0.0"}
    assert document["as_of"] == "2023-03-31"
    row = next(row for row in document["rows"] if row["indicator"] == "nals")
    assert row["occurrences"][0] | {"title": ""} == {
        "id": "2023-01-09-north-american-leaders-summit",
        "start": "2023-01-09",
        "end": "2023-01-10",
        "title": "",
        "direction": None,
        "admitted": True,
        "admission": row["occurrences"][0]["admission"],
    }
    directions = {row["indicator"]: [one["direction"] for one in row["occurrences"]] for row in document["rows"]}
    assert directions["governor-visits"] == ["mx>us", "us>mx"]
    assert directions["cabinet-meetings"] == ["us>mx", "mx>us"]
