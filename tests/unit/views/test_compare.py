"""How a comparison names what one side lacks, and why."""

from __future__ import annotations

from tests.datasets import HEAD, build_snapshot, event_toml

from cbi_cli import api
from cbi_cli.core.language_codes import Lang
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.views.compare import REPORT
from cbi_cli.views.page import RecordRef, TextList

COVERS = HEAD + "covers_from = 2015\n"
PEOPLE = 'participants = [{ name = "Ada Lovelace", party = "aa" }]'
TRIP = event_toml("2020-05-01", PEOPLE, 'host = "bb"', "end = 2020-05-03", 'title = "A trip"', name="trip")
CALL = event_toml("2020-05-02", PEOPLE, 'host = "bb"', 'title = "Something else"', name="call")
WITHDRAWN = """
[[withdrawn]]
id = "2020-05-02-call"
kind = "event"
title = "Something else"
date = 2022-01-01
reason = "It never was"
"""


def lists(here: Snapshot, there: Snapshot, lang: Lang = "en") -> dict[str, TextList]:
    """The lists of a page by their titles."""
    page = REPORT.make_view(here, api.compare(here, there), lang).page()
    return {block.title: block for block in page.blocks if isinstance(block, TextList)}


def texts(block: TextList) -> list[str]:
    return [line.text for line in block.lines]


def test_a_meeting_within_a_trip_names_the_trip() -> None:
    here, there = build_snapshot(TRIP, CALL, dataset=COVERS), build_snapshot(TRIP, dataset=COVERS)
    found = lists(here, there)["Only here (1)"]
    assert texts(found) == ["May 2, 2020: Something else; like May 1–3, 2020: A trip, which has another partner"]
    assert found.lines[0].ref == RecordRef("event", "2020-05-02-call")
    back = lists(there, here)["Only there (1)"]
    assert texts(back) == texts(found)
    # The record of another dataset is none of this one.
    assert back.lines[0].ref is None


def test_a_withdrawn_event_is_named_with_the_reason() -> None:
    here, there = build_snapshot(CALL), build_snapshot(event_toml("2018-01-01"), withdrawn=WITHDRAWN)
    assert texts(lists(here, there)["Only here (1)"]) == [
        "May 2, 2020: Something else; withdrawn there: It never was",
    ]
    assert "May 2, 2020: Something else; withdrawn here: It never was" in texts(lists(there, here)["Only there (1)"])


def test_what_is_not_covered_is_counted_with_its_years() -> None:
    years = ("1999", "2000", "2001", "2005")
    here = build_snapshot(*(event_toml(f"{year}-05-01") for year in years), event_toml("2005-07-07"))
    there = build_snapshot(event_toml("2010-05-01"))
    page = REPORT.make_view(here, api.compare(here, there), "en").page()
    counts, notes = page.blocks[0], page.blocks[-1]
    assert isinstance(counts, TextList)
    assert isinstance(notes, TextList)
    assert notes.lines == ()
    assert texts(counts) == [
        "They agree on 0 events; 0 differ, 0 are only here, 0 are only there.",
        "Nothing was compared: no event is of what both cover.",
        "Not covered there: 5 events (1999–2001, 2005).",
        "Not covered here: 1 event (2010).",
    ]


def test_a_comparison_in_spanish() -> None:
    here, there = build_snapshot(CALL), build_snapshot(event_toml("2018-01-01"), withdrawn=WITHDRAWN)
    assert texts(lists(here, there, "es")["Solo aquí (1)"]) == [
        "2 may 2020: Something else; retirado allá: It never was",
    ]
