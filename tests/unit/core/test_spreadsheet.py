"""A text that would be a formula is marked, and comes back exactly."""

from __future__ import annotations

import pytest

from cbi_cli.core.spreadsheet import FORMULA_PREFIXES, escape_formula, unescape_formula
from tests.hostile.texts import ALL_TEXTS

MARKED = {
    "=1+1": "'=1+1",
    "-2": "'-2",
    "\uff1d1": "'\uff1d1",
    # A text that looks as if it were marked already is marked once more.
    "'=1": "''=1",
    "''@x": "'''@x",
    "'quoted'": "'quoted'",
    "'": "'",
    "": "",
    "a=b": "a=b",
}


@pytest.mark.parametrize(("text", "cell"), MARKED.items())
def test_a_formula_gets_one_apostrophe(text: str, cell: str) -> None:
    assert escape_formula(text) == cell
    assert unescape_formula(cell) == text


@pytest.mark.parametrize("text", [*ALL_TEXTS.values(), *(f"''{sign}x" for sign in FORMULA_PREFIXES)])
def test_every_text_comes_back_and_none_is_a_formula(text: str) -> None:
    cell = escape_formula(text)
    assert not cell.startswith(FORMULA_PREFIXES)
    assert unescape_formula(cell) == text
