"""The quick parser says what the standard library says, or leaves the word to it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbi_cli.document.attempt import Trouble, attempt
from cbi_cli.document.quick import parse_quickly
from tests.conftest import US_MEXICO

pytest.importorskip("toml_rs", reason="the extra `fast` is not installed for this version of Python")

FILES = sorted(US_MEXICO.rglob("*.toml"))
PIECES = [piece for path in FILES for piece in path.read_text(encoding="utf-8").split("\n\n")[:8]]
SIGNS = st.text("\"'[]{}=,.#\n\t \\u0041-:TZ+_e\0é", max_size=3)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_shipped_files_read_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert parse_quickly(text) == tomllib.loads(text)


@given(st.sampled_from(PIECES), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 4), SIGNS), max_size=4))
def test_what_it_takes_the_standard_library_takes_too(text: str, edits: list[tuple[int, int, str]]) -> None:
    for at, gone, new in edits:
        text = text[:at] + new + text[at + gone :]
    found = parse_quickly(text)
    assert found is None or found == tomllib.loads(text)


@pytest.mark.parametrize("word", ["[", "{a=", '["]",', "['}',", '["""]""",'])
def test_brackets_deep_inside_each_other_are_not_given_to_it(word: str) -> None:
    text = "a=" + word * 100_000
    assert parse_quickly(text) is None
    assert isinstance(attempt(text), Trouble)


def test_brackets_in_texts_and_comments_are_no_depth() -> None:
    text = "a = '" + "[" * 100 + "'\nb = \"" + "{" * 100 + '"  # ' + "[" * 100
    assert parse_quickly(text) == {"a": "[" * 100, "b": "{" * 100}
