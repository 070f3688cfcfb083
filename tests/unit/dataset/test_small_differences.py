"""Where a small difference of the code would change what is read, matched or said."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.findings import RawFinding
from cbi_cli.dataset.event_ids import make_record_id, suggest_event_id
from cbi_cli.dataset.event_matching import (
    ComparableEvent,
    DaySpan,
    _date_rank,
    _is_only,
    _is_same,
    _match_ids,
    comparable_event,
)
from cbi_cli.dataset.load import load_file
from cbi_cli.dataset.partial import read_valid_fields
from cbi_cli.dataset.record_errors import find_value_errors, quote_value, validate_record
from cbi_cli.dataset.references import find_references
from cbi_cli.dataset.similarity import _is_title_relevant, event_features
from cbi_cli.records.dataset_info import DatasetInfo
from cbi_cli.records.dispute import Dispute
from cbi_cli.records.event import Event
from cbi_cli.records.terms import NO_TERMS
from cbi_cli.records.topic import Topic
from tests.datasets import EDITION, HEAD, event_toml

LIMIT = 70
"""Characters of an id, after its date."""


@pytest.mark.parametrize(
    ("name", "record_id"),
    [
        ("North Capital Forum", "north-capital-forum"),
        (f"{'a' * 30} {'b' * 39}", f"{'a' * 30}-{'b' * 39}"),
        (f"{'a' * 30} {'b' * 40}", "a" * 30),
        ("a" * 80, "a" * LIMIT),
    ],
)
def test_ids_of_records_have_all_words_that_fit(name: str, record_id: str) -> None:
    assert make_record_id(name) == record_id


def test_the_fallback_of_an_id_keeps_a_number_after_a_day() -> None:
    assert suggest_event_id(PartialDate(2022, 5, 1), "会議", (), "22 talks") == "2022-05-01-22-talks"
    assert suggest_event_id(PartialDate(2022, 5), "会議", (), "22 talks") == "2022-05-talks"


@pytest.mark.parametrize(
    ("first", "second", "rank"),
    [
        (DaySpan(5, 5, 6, 6), DaySpan(5, 5, 6, 6), 0),
        (DaySpan(5, 5, 6, 6), DaySpan(5, 5, 9, 9), 1),
        (DaySpan(5, 5, 6, 6), DaySpan(4, 4, 6, 6), 2),
        (DaySpan(5, 5, 6, 6), DaySpan(8, 8, 9, 9), 3),
        (DaySpan(5, 6, 6, 6), DaySpan(5, 6, 6, 6), 3),
    ],
)
def test_dates_have_a_rank(first: DaySpan, second: DaySpan, rank: int) -> None:
    assert _date_rank(first, second) == rank


def test_one_of_two_fields_may_contradict_if_the_other_agrees() -> None:
    assert _is_only(("place",), "place", "host", ("host",))
    assert _is_only(("host",), "place", "host", ("place",))
    assert not _is_only(("host",), "place", "host", ("people",))
    assert not _is_only(("level",), "place", "host", ("place", "host"))


def test_a_title_on_the_same_days_outweighs_one_contradiction() -> None:
    assert _is_same(("days", "institution", "title"), ("host",), 0)
    assert not _is_same(("days", "institution", "title"), ("host", "place"), 0)
    assert not _is_same(("institution", "title"), ("host",), 3)
    assert _is_same(("institution", "title"), (), 3)
    assert not _is_same(("institution",), (), 3)


def compared(number: int, **fields: Any) -> ComparableEvent:
    """Return an event of a day for comparison."""
    return comparable_event(number, {"start": "2022-05-01", **fields}, (), ("title",))


def test_an_event_without_parties_can_be_compared() -> None:
    event = compared(7, kind="agreement")
    assert event.features.parties == frozenset()
    assert event.features.number == 7
    assert event.features.is_document
    assert not compared(7, kind="meeting").features.is_document
    assert compared(7, kind="meeting", mode="document").features.is_document


def test_an_id_in_use_is_not_taken_by_a_former_one() -> None:
    there = [compared(1, id="x"), compared(2, id="y", former_ids=["x"])]
    assert [(link.here, link.there) for link in _match_ids([compared(0, id="x")], there)] == [(0, 0)]


def test_a_record_without_an_id_has_an_empty_one() -> None:
    part = load_file("topics.toml", b'[[topic]]\nlabel = "Trade"\n', NO_TERMS)
    assert [entry.id for entry in part.partial] == [""]


def test_a_file_of_one_record_keeps_what_is_valid_beside_a_broken_table() -> None:
    text = EDITION.replace("published = 2023-03-01", "published = 3")
    part = load_file("editions/2022.toml", f"{text}\n[[row]\nindicator = 3\n".encode(), NO_TERMS)
    (entry,) = part.partial
    assert (entry.record.year, entry.record.title) == (2022, "The report")


def test_items_of_a_list_that_is_too_short_are_read() -> None:
    data = tomllib.loads(HEAD) | {"between": ["aa"], "version": "one"}
    record = read_valid_fields(DatasetInfo, data, {("version",)})
    assert isinstance(record, DatasetInfo)
    assert record.between == ("aa",)


def test_errors_of_a_table_that_is_no_record_have_the_file() -> None:
    assert find_value_errors(Topic, {"id": "trade", "label": "Trade"}, "m.toml") == ()
    assert find_value_errors(Topic, {"id": "trade"}, "m.toml") == (
        RawFinding("CBI102", "m.toml", ("label",), "the key `label` is missing", "add `label = ...`"),
    )


def said(model: type[Any], data: dict[str, Any]) -> list[tuple[str, str]]:
    """Return message and hint of each error of a record."""
    return [(one.message, one.hint) for one in validate_record(model, data, "some.toml", ()).errors]


def test_keys_of_an_older_format_and_of_other_languages_have_hints() -> None:
    event = tomllib.loads(event_toml("2022-05-01"))["event"][0]
    assert said(Event, event | {"city": "El Paso"}) == [
        ("unknown key `city`", "it is called `place` now; the value is the id of a place")
    ]
    assert said(Event, event | {"title_fr": "Rencontre"}) == [
        (
            "unknown key `title_fr`",
            "`languages` in dataset.toml does not list `fr`, or the text in it has the key without an ending",
        )
    ]


def test_an_older_format_is_named() -> None:
    found = said(DatasetInfo, tomllib.loads(HEAD) | {"schema": 1})
    assert found[0][0] == "`schema`: this dataset has the older file format 1"


def test_truth_is_quoted_as_toml_has_it() -> None:
    assert [quote_value(value) for value in (True, False)] == ["`true`", "`false`"]


def test_a_list_with_an_invalid_item_that_is_too_long_has_both_errors() -> None:
    event = tomllib.loads(event_toml("2022-05-01"))["event"][0]
    found = said(Event, event | {"topics": [f"t{number}" for number in range(1_000)] + [3]})
    assert ("`topics`: the list has too many items", "at most 1000") in found


def test_values_that_a_source_claims_are_references() -> None:
    dispute = {
        "id": "d",
        "record": "event",
        "about": "2022-05-01-meeting",
        "field": "parties",
        "claims": [
            {"value": "A", "source": "book", "values": {"parties": ["aa"]}},
            {"value": "B", "source": "book"},
        ],
        "chosen": "A",
        "why": "So it was.",
    }
    found = [(one.path, one.kinds, one.id) for one in find_references(Dispute.model_validate(dispute))]
    assert (("claims", 0, "values", "parties", 0), ("party",), "aa") in found
    del dispute["about"]
    partial = read_valid_fields(Dispute, dispute, {("about",)})
    assert isinstance(partial, Dispute)
    assert [one.kinds for one in find_references(partial)] == [("source",), ("source",), ("party",)]


def test_titles_of_events_with_other_hosts_say_nothing() -> None:
    def hosted(number: int, host: str) -> Any:
        lines = ("institutions = []", f'host = "{host}"', f'guests = ["{"bb" if host == "aa" else "aa"}"]')
        toml = event_toml("2022-05-01", *lines, 'sources = ["a"]')
        return event_features(number, Event.model_validate(tomllib.loads(toml)["event"][0]))

    assert not _is_title_relevant(hosted(0, "aa"), hosted(1, "bb"))
    assert _is_title_relevant(hosted(0, "aa"), hosted(1, "aa"))
