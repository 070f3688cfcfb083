"""Columns line up whatever the script: wide characters take two columns, combining ones none."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from rich.cells import cell_len

from cbi_cli.core.sanitize import display_width
from cbi_cli.formats.plain_text import render_plain_text
from cbi_cli.formats.terminal import render_terminal
from cbi_cli.views.page import Page, make_table
from tests.hostile.texts import ACCEPTED_TEXTS

BY_HAND = {
    "plain": ("Reunión", 7),
    "apart": (unicodedata.normalize("NFD", "Reunión"), 7),
    "chinese": ("第三次", 6),
    "japanese": ("ひらカタ", 8),
    "half width": ("ｶﾀ", 2),
    "full width": ("ＡＢ", 4),
    "korean": ("제차", 4),
    "korean letters": ("\u1100\u1161", 2),
    "thai": ("ที่", 1),
    "hindi": ("नि", 1),
    "arabic": ("قمة", 3),
    "arabic vowels": ("قِمَّة", 3),
    "hebrew": ("פסגה", 4),
    "emoji": ("🙂", 2),
    "heart as emoji": ("❤\ufe0f", 2),
    "heart as sign": ("❤", 1),
    "flags": ("🇲🇽🇺🇸", 4),
    "family": ("👩\u200d👩\u200d👧", 2),
    "persian, letters kept apart": ("می\u200cشود", 5),
    "zalgo": (ACCEPTED_TEXTS["zalgo"], 2),
    "nothing": ("", 0),
}
"""Texts with the columns that they take, counted by hand."""
_SAME_IN_ALL_RELEASES = ("plain", "apart", "chinese", "japanese", "full width", "korean", "thai", "arabic", "emoji")


@pytest.mark.parametrize("name", BY_HAND)
def test_a_text_takes_the_columns_that_it_has(name: str) -> None:
    text, columns = BY_HAND[name]
    assert display_width(text) == columns


def test_the_columns_of_a_table_line_up() -> None:
    page = Page("", (make_table(["Text", "End"], [[text, "|"] for text, _ in BY_HAND.values()]),))
    widest = max(columns for _, columns in BY_HAND.values())
    rows = render_plain_text(page).splitlines()[2:]
    assert rows == [text + " " * (widest - columns) + "  |" for text, columns in BY_HAND.values()]


def test_the_columns_on_a_terminal_line_up() -> None:
    texts = [BY_HAND[name][0] for name in _SAME_IN_ALL_RELEASES]
    shown = render_terminal(Page("", (make_table(["Text", "End"], [[text, "|"] for text in texts]),)), 100, False)
    begins = [display_width(line[: line.index("|")]) for line in shown.splitlines() if "|" in line]
    assert len(begins) == len(texts)
    assert len(set(begins)) == 1


def test_a_narrow_terminal_cuts_no_wide_character_in_half() -> None:
    page = Page("", (make_table(["Text", "End"], [["漢" * 30, "|"], ["e\u0301" * 30, "|"], ["ab" * 30, "|"]]),))
    for columns in (20, 21):
        shown = render_terminal(page, columns, False)
        assert all(cell_len(line) <= columns for line in shown.splitlines())
        assert (shown.count("漢"), shown.count("e\u0301"), shown.count("a") + shown.count("b")) == (30, 30, 60)
        assert not any(unicodedata.combining(line[:1] or " ") for line in shown.splitlines())


def test_dashes_below_a_head_are_as_long_as_the_column() -> None:
    head, rule, *rows = render_plain_text(
        Page("", (make_table(["會", "b"], [["漢字", "x"], ["🙂", "y"]]),))
    ).splitlines()
    assert (head, rule, rows) == ("會    b", "----  -", ["漢字  x", "🙂    y"])
    assert all(left <= right for left, right in pairwise([display_width(head), display_width(rule)]))
