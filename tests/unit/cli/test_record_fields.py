"""The options of the fields of a record."""

from __future__ import annotations

import pytest

from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.record_fields import record_fields, record_parameter


@pytest.mark.parametrize(
    ("kind", "name", "choices", "metavar"),
    [
        ("institution", "succession", ("replaced", "transformed", "terminated"), None),
        ("institution", "name", (), "TEXT"),
        ("institution", "parties", (), "ID"),
        ("source", "published", (), "DATE"),
    ],
)
def test_an_option_takes_only_words_that_the_schema_fixes(
    kind: str, name: str, choices: tuple[str, ...], metavar: str | None
) -> None:
    fields = {field.name: field for field in record_fields(kind)}
    parameter = record_parameter(fields[name])
    assert (parameter.choices, parameter.metavar) == (choices, metavar)


WORDS = EventField("words", "--word", "WORD", "", "Words", choices={"one": (), "two": ()})


@pytest.mark.parametrize(
    ("field", "choices"),
    [
        (WORDS, ("one", "two")),
        # A dataset can add words to a vocabulary, and several words can stand in one text.
        (WORDS._replace(vocabulary="kind"), ()),
        (WORDS._replace(multiple=True), ()),
    ],
)
def test_words_that_are_read_later_are_no_choices(field: EventField, choices: tuple[str, ...]) -> None:
    assert record_parameter(field).choices == choices
