"""What is said of a record whose shape is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from cbi_cli.core.findings import RawFinding
from cbi_cli.dataset import record_errors
from cbi_cli.dataset.record_errors import quote_value, validate_record
from cbi_cli.records.edition import Edition
from cbi_cli.records.event import Event
from cbi_cli.records.indicator import Indicator
from cbi_cli.records.topic import Topic

TOPIC: dict[str, Any] = {"id": "trade", "label": "Trade"}


def faults(model: type[Any], data: dict[str, Any]) -> list[tuple[str, tuple[str | int, ...], str, str, bool]]:
    """Code, path inside the record, message, hint, and whether the key is meant."""
    _, found, broken = validate_record(model, data, "some.toml", ("it", 3))
    assert bool(broken) == bool(found)
    assert all(one.file == "some.toml" and one.path[:2] == ("it", 3) for one in found)
    return [(one.code, one.path[2:], one.message, one.hint, one.at_key) for one in found]


def test_a_record_of_the_right_shape_has_no_faults() -> None:
    assert validate_record(Topic, TOPIC, "topics.toml", ("topic", 0)) == (Topic(**TOPIC), (), frozenset())


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (
            {"label": None},
            (
                "CBI103",
                ("label",),
                "`label`: `None` is not text in quotes",
                'write text in quotes, e.g. "text"',
            ),
        ),
        ({"label": ""}, ("CBI106", ("label",), "`label`: the text is empty", "at least 1")),
        ({"label": "x" * 4001}, ("CBI106", ("label",), "`label`: the text is too long", "at most 4000")),
        (
            {"id": "A b"},
            (
                "CBI106",
                ("id",),
                "`id`: `A b` has the wrong format",
                "an id is lower-case letters and digits, with single hyphens between words",
            ),
        ),
    ],
)
def test_a_wrong_value_is_told_in_words(changed: dict[str, Any], fault: tuple[Any, ...]) -> None:
    assert faults(Topic, TOPIC | changed) == [(*fault, False)]


def test_a_missing_key_and_one_too_many_are_told_of() -> None:
    assert faults(Topic, {"id": "trade", "lable": "Trade"}) == [
        ("CBI102", ("label",), "the key `label` is missing", "add `label = ...`", False),
        ("CBI101", ("lable",), "unknown key `lable`", "did you mean `label`?", True),
    ]


RULE = {"kinds": ["meeting"]}
ROW = {"id": "row", "label": "Row", "rule": RULE}


def test_a_word_of_a_fixed_list_has_the_nearest_one_as_a_hint() -> None:
    assert faults(Indicator, ROW | {"rule": {"modes": ["virtaul"]}}) == [
        (
            "CBI104",
            ("rule", "modes", 0),
            "`rule.modes[0]`: `virtaul` is not a known value",
            "did you mean `virtual`?",
            False,
        )
    ]
    ((*_, hint, _at_key),) = faults(Indicator, ROW | {"rule": {"modes": ["?"]}})
    assert hint == "one of: in-person, virtual, document, unknown"


@pytest.mark.parametrize(("years", "hint"), [(0, "at least 1"), (51, "at most 50")])
def test_a_number_has_its_bound_as_a_hint(years: int, hint: str) -> None:
    ((code, path, message, told, _),) = faults(Indicator, ROW | {"cadence_years": years})
    size = "small" if years == 0 else "large"
    assert (code, path, told) == ("CBI106", ("cadence_years",), hint)
    assert message == f"`cadence_years`: the number is too {size}"


PRINTED = {"indicator": "row", "label": "Row", "status": "red"}
BOOK = {"year": 2022, "title": "The report", "published": "2023-03", "source": "book"}


def test_keys_are_those_of_the_table_however_deep_it_stands() -> None:
    occurrence = {"start": "2022", "text": "May", "strat": "2022"}
    given = BOOK | {"row": [PRINTED, PRINTED | {"occurrences": [occurrence]}], "grahp": []}
    assert faults(Edition, given) == [
        (
            *("CBI101", ("row", 1, "occurrences", 0, "strat"), "unknown key `strat`"),
            *("did you mean `start`?", True),
        ),
        ("CBI101", ("grahp",), "unknown key `grahp`", "did you mean `graph`?", True),
    ]
    rule = ROW | {"rule": RULE | {"kidns": []}}
    assert faults(Indicator, rule)[0][2:4] == ("unknown key `kidns`", "did you mean `kinds`?")


def test_a_table_in_place_of_a_text_is_named_as_one() -> None:
    table, several = faults(Topic, {"id": {"a": 1}, "label": ["a"]})
    assert table[2] == "`id`: a table is not text in quotes"
    assert several[2] == "`label`: a list is not text in quotes"
    ((*_, message, _hint, _at_key),) = faults(Indicator, ROW | {"rule": 1})
    assert message == "`rule`: `1` is not a table"


@pytest.mark.parametrize(
    ("value", "text"),
    [("x" * 60, f"`{'x' * 60}`"), ("x" * 61, f"`{'x' * 57}...`"), (5, "`5`"), ({}, "a table"), ([1], "a list")],
)
def test_a_value_is_shown_short(value: object, text: str) -> None:
    assert quote_value(value) == text


@pytest.mark.parametrize("most", [3, 2])
def test_a_record_of_very_many_faults_has_one(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_errors, "MAX_FINDINGS_PER_RECORD", most)
    found = validate_record(Topic, {"a": 1, "b": 2} | TOPIC | {"label": 3}, "topics.toml", ("topic", 0))[1]
    if most == 3:
        assert len(found) == 3
    else:
        told = "this record has 3 errors; only the first 2 are listed"
        hint = "check its first keys, and the program that wrote the file"
        assert found == (RawFinding("CBI106", "topics.toml", ("topic", 0), told, hint),)


def test_dates_are_told_of_in_words() -> None:
    found = {
        path[-1]: (code, message) for code, path, message, *_ in faults(Event, {"start": "May", "end": "2022-02-30"})
    }
    assert found["start"] == ("CBI103", '`start`: `"May"` is not a date')
    assert found["end"] == ("CBI105", "`end`: the calendar has no `2022-02-30`")


def test_what_pydantic_may_say_besides_is_told_as_it_says_it() -> None:
    other: Any = {"type": "of_another_version", "loc": ("label",), "msg": "Value error, it is odd", "input": 1}
    assert record_errors._describe_invalid_value(other, str) == ("CBI106", "it is odd", "")
    form: Any = {"type": "string_pattern_mismatch", "loc": (), "msg": "", "input": "x", "ctx": {"pattern": "^x$"}}
    assert record_errors._describe_invalid_value(form, str) == ("CBI106", "`x` has the wrong format", "")
