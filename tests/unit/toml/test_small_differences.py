"""Where a small difference of the code would explain an error wrongly."""

from __future__ import annotations

import pytest

from cbi_cli.toml.document import _suggest_split, parse


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[ }", "expected a key, found `}`", "a key is made of the letters a to z, digits, _ and -"),
        ("x = {\r\r", "expected a key, found `\r`", "a key is made of the letters a to z, digits, _ and -"),
        ("rem x = 1", "the key `rem x` has a space", "write rem_x"),
        ("x = yesX", "`yesX` has no quotes", 'write "yesX"'),
        ("x = nullX", "`nullX` has no quotes", 'write "nullX"'),
    ],
)
def test_the_cause_is_that_of_the_whole_word(text: str, message: str, hint: str) -> None:
    (error,) = parse("topics.toml", text.encode()).errors
    assert (error.message, error.hint) == (message, hint)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("sources.toml", "at most 64 MiB are allowed for this file: remove what is not data of this kind"),
        ("events/2022.toml", "split it into several files below events/2022/, e.g. events/2022/01.toml for January"),
        ("events/2022/may.toml", "split it into several files of events/2022/"),
    ],
)
def test_only_events_can_be_split(name: str, hint: str) -> None:
    assert _suggest_split(name) == hint


@pytest.mark.parametrize(
    "text", ["# x\r", "x = 1 # it's\r", "x = 1\r", "x = { a = 1 }\r", "# \"x = '\r", "x = 1\r\n# y\r"]
)
def test_a_carriage_return_at_the_end_of_a_file_is_said_to_be_one(text: str) -> None:
    (error,) = parse("topics.toml", text.encode()).errors
    line = text.count("\n") + 1
    column = len(text.rpartition("\n")[2])
    assert error.message == "the control character U+000D is not allowed here"
    assert error.region is not None
    assert error.region[:2] == (line, column)
