"""Every name that a record holds of another, by the path where it stands."""

from __future__ import annotations

import pytest

from cbi_cli.dataset.load import load_dataset, load_file
from cbi_cli.dataset.references import RecordReference, find_all_references, find_references
from tests.datasets import HEAD, dataset_files, event_toml

EVENT = event_toml(
    "2022-05-04",
    'institutions = ["talks", "other"]',
    'host = "aa"',
    'guests = ["bb", "cc"]',
    'participants = [{ name = "A", party = "aa" }, { name = "B", party = "bb" }]',
    'topics = ["trade"]',
    'sources = ["book", "book#p1"]',
    'distinct_from = ["other-event"]',
    'attendance = [{ party = "cc", count = 1 }, { party = "bb", count = 2, source = "book#p1" }]',
    'side_event_of = "main-event"',
)
INSTITUTION = """
[[institution]]
id = "talks"
name = "The Talks"
type = "dialogue"
parties = ["aa", "bb"]
replaced_by = "forum"
part_of = "treaty"
pauses = [{ from = 2016, source = "book#p1" }]
coverage = [{ from = 2015, to = 2015, source = "book" }]
sources = ["paper"]
"""
INDICATOR = """
[[indicator]]
id = "row"
label = "Row"
rule = { kinds = ["meeting"], institutions = ["one"], not_institutions = ["two"], parties = ["aa"] }
weaker = [{ kinds = ["review"], institutions = ["three"], reason = "less" }]
coverage = [{ from = 2015, to = 2015, source = "book#p2" }]
sources = ["paper"]
"""
EDITION = """
year = 2022
title = "The report"
published = 2023-03-01
source = "book"
row = [{ indicator = "row", label = "Row", status = "red" }]
admission = [{ indicator = "row", event = "talk", reason = "late", source = "book#p3" }]
recommendation = [{ text = "More of it", source = "paper" }]

[[graph]]
title = "Topics"
series = "row"
from = 2015
to = 2022
source = "book#p4"
shares = [{ topic = "trade", percent = 1.0 }]
"""
DISPUTE = """
[[dispute]]
id = "when"
record = "event"
about = "talk"
field = "start"
claims = [{ value = "May", source = "book" }, { value = "June", source = "paper#p1" }]
chosen = "May"
why = "It was there"
"""
FOUND = {
    "dataset.toml": (HEAD, [(("between", 0), "party", "aa"), (("between", 1), "party", "bb")]),
    "events/2022.toml": (
        EVENT,
        [
            (("institutions", 0), "institution", "talks"),
            (("institutions", 1), "institution", "other"),
            (("parties", 0), "party", "aa"),
            (("parties", 1), "party", "bb"),
            (("host",), "party", "aa"),
            (("guests", 0), "party", "bb"),
            (("guests", 1), "party", "cc"),
            (("participants", 0, "party"), "party", "aa"),
            (("participants", 1, "party"), "party", "bb"),
            (("topics", 0), "topic", "trade"),
            (("sources", 0), "source", "book"),
            (("sources", 1), "source", "book#p1"),
            (("distinct_from", 0), "event", "other-event"),
            (("side_event_of",), "event", "main-event"),
            (("attendance", 0, "party"), "party", "cc"),
            (("attendance", 1, "party"), "party", "bb"),
            (("attendance", 1, "source"), "source", "book#p1"),
        ],
    ),
    "institutions.toml": (
        INSTITUTION,
        [
            (("parties", 0), "party", "aa"),
            (("parties", 1), "party", "bb"),
            (("replaced_by",), "institution", "forum"),
            (("part_of",), "institution", "treaty"),
            (("pauses", 0, "source"), "source", "book#p1"),
            (("coverage", 0, "source"), "source", "book"),
            (("sources", 0), "source", "paper"),
        ],
    ),
    "indicators.toml": (
        INDICATOR,
        [
            (("rule", "institutions", 0), "institution", "one"),
            (("rule", "not_institutions", 0), "institution", "two"),
            (("rule", "parties", 0), "party", "aa"),
            (("weaker", 0, "institutions", 0), "institution", "three"),
            (("coverage", 0, "source"), "source", "book#p2"),
            (("sources", 0), "source", "paper"),
        ],
    ),
    "editions/2022.toml": (
        EDITION,
        [
            (("source",), "source", "book"),
            (("row", 0, "indicator"), "indicator", "row"),
            (("admission", 0, "indicator"), "indicator", "row"),
            (("admission", 0, "event"), "event", "talk"),
            (("admission", 0, "source"), "source", "book#p3"),
            (("graph", 0, "series"), "indicator|institution", "row"),
            (("graph", 0, "source"), "source", "book#p4"),
            (("graph", 0, "shares", 0, "topic"), "topic", "trade"),
            (("recommendation", 0, "source"), "source", "paper"),
        ],
    ),
    "disputes.toml": (
        DISPUTE,
        [
            (("about",), "event", "talk"),
            (("claims", 0, "source"), "source", "book"),
            (("claims", 1, "source"), "source", "paper#p1"),
        ],
    ),
    "topics.toml": ('[[topic]]\nid = "trade"\nlabel = "Trade"\n', []),
}


def plain(one: RecordReference) -> tuple[object, str, str]:
    return one.path, "|".join(one.kinds), f"{one.id}#{one.locator}" if one.locator else one.id


@pytest.mark.parametrize("file", FOUND)
def test_each_name_has_its_path_its_kinds_and_its_part(file: str) -> None:
    text, expected = FOUND[file]
    part = load_file(file, text.encode())
    assert part.errors == ()
    (entry,) = part.entries()
    assert [plain(one) for one in find_references(entry.record)] == expected
    assert [(one.id, plain(found)) for one, found in find_all_references(part)] == [(entry.id, one) for one in expected]


def test_fields_of_events_can_be_left_out() -> None:
    (entry,) = load_dataset(dataset_files(EVENT)).events
    lists = frozenset({"institutions", "parties", "topics", "sources"})
    assert [one.path[0] for one in find_references(entry.record, lists)] == [
        *("host", "guests", "guests", "participants", "participants", "distinct_from"),
        *("side_event_of", "attendance", "attendance", "attendance"),
    ]


def test_a_name_that_is_not_given_is_none() -> None:
    without = event_toml("2022-05-04", 'participants = [{ name = "A" }]')
    (entry,) = load_dataset(dataset_files(without)).events
    assert {one.path[0] for one in find_references(entry.record)} == {"institutions", "parties", "sources"}


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ('host = "aa"', ("host",)),
        ('guests = ["bb"]', ("guests", 0)),
        ('participants = [{ name = "A", party = "aa" }]', ("participants", 0, "party")),
    ],
)
def test_whoever_traveled_or_took_part_is_named_alone_too(line: str, path: tuple[str | int, ...]) -> None:
    (entry,) = load_dataset(dataset_files(event_toml("2022-05-04", line))).events
    lists = frozenset({"institutions", "parties", "topics", "sources"})
    assert [one.path for one in find_references(entry.record, lists)] == [path]
