"""What the memory of releases says about a dataset and its records."""

from __future__ import annotations

from datetime import date

from cbi_cli.reports.common import LocalizedText
from cbi_cli.reports.releases import (
    CurrentIds,
    RecordAges,
    ReleasedLight,
    ReleasedRecord,
    ReleasedState,
    list_releases,
)
from tests.datasets import build_snapshot, event_toml

OLD = event_toml("2022-03-01", 'former_ids = ["2022-03-01-old"]', kind="review")
NEW = event_toml("2022-05-04")
FIRST = '[[release]]\nversion = "1.0.0"\ndate = 2026-01-01\n'
NINTH = """
[[release]]
version = "1.9.0"
date = 2026-02-01
since = "1.0.0"
added = { event = ["2022-05-04-meeting"] }
changed = { event = ["2022-03-01-old"], source = ["book"] }
note = "A meeting."
"""
TENTH = """
[[release]]
version = "1.10.0"
date = 2026-03-01
since = "1.9.0"
changed = { event = ["2022-05-04-meeting"] }
renamed = [{ kind = "event", id = "2022-03-01-review", former_id = "2022-03-01-old" }]
withdrawn = { event = ["2022-01-01-gone"] }
lights = [
  { indicator = "talks-row", year = 2022, to_year = 2023, before = "red", after = "green", as_of = 2023-12-31 },
]
states = [{ series = "talks-row", before = "halted", before_since = 2019, after = "active" }]
"""
GONE = """
[[withdrawn]]
kind = "event"
id = "2022-01-01-gone"
title = "Gone"
date = 2026-03-01
reason = "It was a plan."
"""


def test_releases_are_newest_first_by_number() -> None:
    tenth, ninth, first = list_releases(build_snapshot(OLD, NEW, release=FIRST + NINTH + TENTH))
    assert (first.version, first.day, first.since, first.records) == ("1.0.0", date(2026, 1, 1), "", ())
    assert (ninth.version, ninth.note) == ("1.9.0", LocalizedText("A meeting."))
    assert ninth.records == (
        ReleasedRecord("added", "event", "2022-05-04-meeting"),
        ReleasedRecord("changed", "event", "2022-03-01-old"),
        ReleasedRecord("changed", "source", "book"),
    )
    assert (tenth.version, tenth.count("changed"), tenth.count("renamed")) == ("1.10.0", 1, 1)
    assert ReleasedRecord("renamed", "event", "2022-03-01-review", "2022-03-01-old") in tenth.records
    assert tenth.lights == (ReleasedLight("talks-row", 2022, 2023, "red", "green", date(2023, 12, 31)),)
    assert tenth.states == (ReleasedState("talks-row", "halted", 2019, "active", None, None),)


def test_the_age_of_a_record_counts_the_releases_that_changed_it() -> None:
    snapshot = build_snapshot(OLD, NEW, release=FIRST + NINTH + TENTH)
    ages = RecordAges(snapshot)

    def told(kind: str, record_id: str) -> tuple[str, str, int]:
        age = ages.of(kind, record_id)
        return age.added.version if age.added else "", age.last.version if age.last else "", age.changes

    assert told("event", "2022-03-01-review") == ("", "1.10.0", 2)
    assert told("event", "2022-05-04-meeting") == ("1.9.0", "1.10.0", 1)
    assert told("source", "book") == ("", "1.9.0", 1)
    # It was in the first release, or is in none yet.
    assert told("institution", "talks") == ("", "", 0)


def test_a_record_is_called_as_now_or_as_it_was_when_it_was_withdrawn() -> None:
    ids = CurrentIds(build_snapshot(OLD, release=TENTH, withdrawn=GONE))
    assert ids.of("event", "2022-03-01-old").id == "2022-03-01-review"
    assert ids.title("event", "2022-03-01-old") == LocalizedText("Event 2022-03-01 ")
    assert ids.title("event", "2022-01-01-gone") == LocalizedText("Gone")
    assert ids.title("event", "2001-01-01-nothing") == LocalizedText("2001-01-01-nothing")
    assert ids.title("source", "book") == LocalizedText("The book")
