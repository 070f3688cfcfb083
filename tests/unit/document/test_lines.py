"""What is read line by line is what the standard library reads; the rest is left to it."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbi_cli.document.lines import read_lines
from tests.conftest import US_MEXICO

FILES = sorted(US_MEXICO.rglob("*.toml"))
TEXTS = [path.read_text(encoding="utf-8") for path in FILES]
PIECES = [piece for text in TEXTS for piece in text.split("\n\n")[:8]]
LINES = sorted({line for text in TEXTS for line in text.split("\n") if len(line) < 40})
ODD = ["[a.b]", "[[a.b]]", "[a]", "[[a]]", "a = 1", 'a = ["x"]', "a = [", "]", "[a.]", "[[a]", "b = { c = 1 }", "[b.d]"]
SIGNS = st.text("\"'[]{}=,.#\n\r\t \\u0041-:TZ+_e\0é", max_size=3)


def by_the_library(text: str) -> dict[str, Any] | str:
    """What the standard library says of a text: its data, or the fault."""
    try:
        return tomllib.loads(text)
    except ValueError as error:
        return str(error)


def check_against_the_library(text: str) -> None:
    found = read_lines(text, by_the_library)
    if found is not None:
        assert found == tomllib.loads(text)
        assert repr(found) == repr(tomllib.loads(text))  # the same types, in the same order


@pytest.mark.parametrize("text", TEXTS, ids=[path.name for path in FILES])
def test_the_shipped_files_are_read(text: str) -> None:
    assert read_lines(text, by_the_library) == tomllib.loads(text)


@given(st.sampled_from(PIECES), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 4), SIGNS), max_size=4))
def test_a_text_that_was_edited_is_read_right_or_not_at_all(text: str, edits: list[tuple[int, int, str]]) -> None:
    for at, gone, new in edits:
        text = text[:at] + new + text[at + gone :]
    check_against_the_library(text)


@given(st.lists(st.sampled_from([*ODD, *ODD, *LINES]), max_size=9))
def test_lines_in_any_order_are_read_right_or_not_at_all(lines: list[str]) -> None:
    check_against_the_library("\n".join(lines))


def test_only_what_is_rare_is_asked_about() -> None:
    asked: list[str] = []

    def judge(text: str) -> dict[str, Any] | str:
        asked.append(text)
        return by_the_library(text)

    text = 'plain = "a"\nday = 2022-10-13\nmany = ["a", "b"]\nodd = 1_000\nagain = 1_000\n'
    assert read_lines(text, judge) == tomllib.loads(text)
    assert asked == ["value = 1_000"]


@pytest.mark.parametrize(
    "text",
    [
        "a = 1\na = 2",
        "a.b = 1",
        '"a" = 1',
        "[a.]\nb = 1",
        "[[a]\nb = 1",
        "[a]\n[a]",
        "a = { b = 1 }\n[a.c]",
        "a = []\n[[a]]",
        "[a]\n[[a]]",
        'a = """\nb = 1\n"""',
        "a = [\n  1,\n",
        "a = 2022-02-30",
        "a = 1\r\nb = 2\r\n",
        "# \x07",
        ' a = "b"',
        'a = ["b",\n  "c"]',
    ],
)
def test_what_is_wrong_or_doubtful_is_left_to_the_library(text: str) -> None:
    assert read_lines(text, by_the_library) is None
