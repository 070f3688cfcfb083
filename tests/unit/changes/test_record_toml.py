"""The table of a new event, as a person would write it."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbi_cli.changes.record_toml import record_to_toml
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.toml.document import parse
from cbi_cli.toml.formatter import format_document


def test_the_whole_table() -> None:
    fields = {
        "note": 'He said "no"\\',
        "mode": "virtual",
        "status": "held",
        "title": "Second meeting\nof two",
        "id": "2022-10-13-x",
        "start": PartialDate(2022, 10, 13),
        "end": PartialDate(2022, 10),
        "place": "",
        "office": None,
        "institutions": ("hlsd",),
        "edition_number": 2,
        "guests": (),
        "parties": ["us", "mx"],
        "participants": ({"name": "Ñ", "office": "trade"}, {"name": "B", "party": None}),
        "sources": ("cbi-2022#timeline",),
    }
    assert record_to_toml("event", fields) == (
        "[[event]]\n"
        'id = "2022-10-13-x"\n'
        "start = 2022-10-13\n"
        'end = "2022-10"\n'
        'title = "Second meeting\\nof two"\n'
        'institutions = ["hlsd"]\n'
        "edition_number = 2\n"
        'parties = ["us", "mx"]\n'
        'participants = [{ name = "Ñ", office = "trade" }, { name = "B" }]\n'
        'mode = "virtual"\n'
        'sources = ["cbi-2022#timeline"]\n'
        'note = "He said \\"no\\"\\\\"\n'
    )


def test_a_field_that_events_do_not_have() -> None:
    with pytest.raises(CbiError, match="no field `town`") as caught:
        record_to_toml("event", {"id": "x", "town": "Tijuana"})
    assert caught.value.hint.startswith("it has id, ")
    assert "place" in caught.value.hint


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
TEXTS = st.lists(TEXT, min_size=1, max_size=3)
FIELDS = st.fixed_dictionaries(
    {"id": TEXT, "start": st.dates(), "title": TEXT},
    optional={
        "place": TEXT,
        "institutions": TEXTS,
        "participants": st.lists(st.fixed_dictionaries({"name": TEXT}, optional={"party": TEXT}), min_size=1),
        "edition_number": st.integers(1, 2**62),
        "sources": TEXTS,
        "note": TEXT,
    },
)


@given(FIELDS)
@settings(max_examples=200, deadline=None)
def test_it_reads_back(fields: dict[str, Any]) -> None:
    given_fields = {**fields, "start": PartialDate.from_date(fields["start"])}
    text = record_to_toml("event", given_fields)
    assert tomllib.loads(text) == {"event": [fields]}
    assert format_document(parse("events/2022.toml", text.encode())) == text


def test_a_long_list_has_a_line_for_each_item() -> None:
    people = [{"name": name * 20, "office": "trade", "party": "us"} for name in "AB"]
    assert record_to_toml("event", {"id": "x", "participants": people}) == (
        '[[event]]\nid = "x"\nparticipants = [\n'
        f'  {{ name = "{"A" * 20}", office = "trade", party = "us" }},\n'
        f'  {{ name = "{"B" * 20}", office = "trade", party = "us" }},\n'
        "]\n"
    )


def test_half_a_character_is_refused() -> None:
    with pytest.raises(CbiError, match="not Unicode"):
        record_to_toml("event", {"id": "x", "title": "\udcff"})


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (PartialDate(2022), "2022"),
        (PartialDate(2022, 3), "2022-03"),
        (PartialDate(987, 3, 4), date(987, 3, 4)),
    ],
)
def test_dates_as_far_as_they_are_known(start: PartialDate, expected: object) -> None:
    assert tomllib.loads(record_to_toml("event", {"start": start})) == {"event": [{"start": expected}]}
