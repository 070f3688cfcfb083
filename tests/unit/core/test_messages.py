"""A message is its English text, and can be translated with all that it was made of."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import Message, message, message_from_json, message_to_json, plural_message


def test_a_message_is_its_english_text() -> None:
    text = message("`{year}` is not a year", year="20x2")
    assert text == "`20x2` is not a year"
    assert f"cbi: {text}" == "cbi: `20x2` is not a year"
    assert json.dumps([text]) == '["`20x2` is not a year"]'
    assert text in {"`20x2` is not a year"}


def test_braces_without_values_are_text() -> None:
    assert message("write {id} as it is") == "write {id} as it is"


@pytest.mark.parametrize(("n", "text"), [(0, "0 files"), (1, "1 file"), (2, "2 files")])
def test_a_message_with_a_number_has_the_fitting_form(n: int, text: str) -> None:
    assert plural_message("{n} file", "{n} files", n) == text


def test_an_exception_keeps_its_message() -> None:
    text = message("`{word}` is empty", word="x")
    for error in (ValueError(text), CbiError(text)):
        assert isinstance(str(error), Message)
        assert str(error) == "`x` is empty"


def test_a_copy_is_a_message_with_the_same_parts() -> None:
    text = plural_message("{n} file in {folder}", "{n} files in {folder}", 2, folder=message("the top folder"))
    for other in (copy.deepcopy(text), pickle.loads(pickle.dumps(text))):  # noqa: S301 - it was written here
        assert other == "2 files in the top folder"
        assert (other.template, other.plural, other.number) == ("{n} file in {folder}", "{n} files in {folder}", 2)
        assert other.values == {"n": 2, "folder": "the top folder"}
        assert isinstance(other.values["folder"], Message)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("as it is", "as it is"),
        (message("delete it"), ["delete it"]),
        (
            message("there is no {kind} `{id}`", kind="event", id="x"),
            ["there is no {kind} `{id}`", {"kind": "event", "id": "x"}],
        ),
        (
            plural_message("{n:,} file in {folder}", "{n:,} files in {folder}", 2000, folder=message("the top")),
            ["{n:,} file in {folder}", {"n": 2000, "folder": ["the top"]}, "{n:,} files in {folder}", 2000],
        ),
        (message("{start} is too late", start=date(2022, 10, 13)), ["{start} is too late", {"start": "2022-10-13"}]),
    ],
)
def test_a_message_can_be_written_as_json(text: str, value: object) -> None:
    assert message_to_json(text) == value
    read = message_from_json(json.loads(json.dumps(value)))
    assert read == text
    assert type(read) is type(text)
    assert message_to_json(read) == value
