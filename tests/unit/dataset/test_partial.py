"""Records with bad values: what is sound can be read, and what is not raises."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cbi_cli.core.broken import BROKEN, BrokenValue
from cbi_cli.core.dates import PartialDate
from cbi_cli.dataset.load import load_dataset, load_file
from cbi_cli.dataset.record_errors import validate_record
from cbi_cli.records.dataset_info import DatasetInfo
from cbi_cli.records.event import Event
from cbi_cli.records.indicator import Indicator
from tests.datasets import HEAD, dataset_files, event_toml

EVENT: dict[str, Any] = {
    "id": "2022-10-13-x",
    "start": date(2022, 10, 13),
    "title": "X",
    "kind": "meeting",
    "level": "cabinet",
    "parties": ["us", "mx"],
    "participants": [{"name": "A", "party": "us"}, {"name": "B", "office": "mayor"}],
    "sources": ["book"],
}


def read(model: type[Any], data: dict[str, Any]) -> Any:
    """The record without its bad values, of which there must be some."""
    record, faults, broken = validate_record(model, data, "x.toml", ())
    assert faults
    assert broken
    return record


@pytest.mark.parametrize("field", ["kind", "start", "title", "parties", "participants", "sources", "end", "office"])
def test_a_bad_value_leaves_all_other_fields_as_they_are(field: str) -> None:
    record, whole = read(Event, EVENT | {field: {"no": "value"}}), Event.model_validate(EVENT)
    for name in Event.model_fields:
        if name != field:
            assert getattr(record, name) == getattr(whole, name)
    with pytest.raises(BrokenValue):
        getattr(record, field)
    assert isinstance(record, Event)


def test_what_a_property_needs_raises_too() -> None:
    assert read(Event, EVENT | {"kind": 1}).last == PartialDate(2022, 10, 13)
    with pytest.raises(BrokenValue):
        _ = read(Event, EVENT | {"end": "2022-13"}).last


def test_a_bad_item_keeps_its_place_in_its_list() -> None:
    parties = read(Event, EVENT | {"parties": ["us", 5, "mx"]}).parties
    assert (parties[0], parties[1] is BROKEN, parties[2]) == ("us", True, "mx")
    assert "us" in parties
    for look in (lambda: "ca" in parties, lambda: set(parties), lambda: f"{parties[1]}", lambda: parties[1].name):
        with pytest.raises(BrokenValue):
            look()


def test_a_citation_that_is_too_long_is_a_broken_item() -> None:
    record, faults, broken = validate_record(Event, EVENT | {"sources": ["book", "x" * 3000]}, "x.toml", ())
    assert [(one.path, one.message) for one in faults] == [(("sources", 1), "`sources[1]`: the text is too long")]
    assert broken == {("sources", 1)}
    assert isinstance(record, Event)
    assert record.sources[0] == "book"
    assert not hasattr(BROKEN, "cache_clear")


def test_a_table_in_a_list_keeps_its_sound_fields() -> None:
    people = [{"name": "A", "party": "us"}, {"name": 5, "office": "mayor", "party": "mx"}, {"nam": "C", "name": "D"}]
    first, second, third = read(Event, EVENT | {"participants": people}).participants
    assert (first.name, second.office, second.party, third.name) == ("A", "mayor", "mx", "D")
    with pytest.raises(BrokenValue):
        _ = second.name


def test_a_table_in_a_field_keeps_its_sound_fields() -> None:
    data = {"id": "x", "label": "X", "rule": {"kinds": ["meeting", "sumit"], "levels": ["cabinet"]}}
    rule = read(Indicator, data).rule
    assert rule.levels == ("cabinet",)
    assert rule.kinds[0] == "meeting"
    assert rule.kinds[1] is BROKEN


def test_the_key_that_an_unknown_one_may_have_meant_cannot_be_read() -> None:
    without = {key: value for key, value in EVENT.items() if key != "sources"}
    record = read(Event, without | {"source": ["book"]})
    assert record.topics == ()
    with pytest.raises(BrokenValue):
        _ = record.sources
    assert read(Event, EVENT | {"source": ["book"]}).sources == ("book",)


@pytest.mark.parametrize(
    ("parties", "messages"),
    [
        ([{"id": "us", "nam": "U", "name": "U"}, {"id": "mx", "name": "M"}, {"id": "ca", "name": 5}], []),
        ([{"id": "us", "nam": "U", "name": "U"}], ["at least 2"]),
        ([], ["at least 2"]),
        ([{"id": "us"}] * 1001, ["at most 1000"]),
    ],
)
def test_a_list_is_as_long_as_the_file_has_it(parties: list[Any], messages: list[str]) -> None:
    found = validate_record(DatasetInfo, {"party": parties}, "dataset.toml", ()).errors
    assert [one.hint for one in found if one.path == ("party",)] == messages


def test_a_file_has_its_bad_records_beside_the_good_ones() -> None:
    good, bad = event_toml("2022-01-01", name="a"), event_toml("2022-02-30", 'start = "2022-02-30"', name="b")
    part = load_file("events/2022.toml", f"{bad}\n{good}".encode())
    assert [one.id for one in part.events] == ["2022-01-01-a"]
    (entry,) = part.partial
    assert (entry.kind, entry.id, entry.path) == ("event", "2022-02-30-b", ("event", 0))
    assert entry.broken == {("start",)}
    assert part.data_of(entry)["start"] == "2022-02-30"
    assert [one.id for one in part.every("event")] == ["2022-02-30-b", "2022-01-01-a"]


def test_languages_are_known_as_long_as_they_are_sound() -> None:
    given = dataset_files()
    given["dataset.toml"] = HEAD.replace('version = "1.0.0"', "version = 1").encode()
    assert load_dataset(given).languages == ("en",)
    given["dataset.toml"] = HEAD.replace('["en"]', '["en", "x-y"]').encode()
    assert load_dataset(given).languages == ()
