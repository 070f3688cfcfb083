"""Split any text into the tokens of TOML, in one pass.

The work grows no faster than the text. Every character belongs to one token, whether or not the text is TOML. A text in
quotes that has no end is a token too (`open`): it reaches to the end of its line, or of the file if it may take several
lines. So no character is read from two starting points, which is what makes scanners slow on a text of many quotes.
"""

from __future__ import annotations

import re

# `++` and `*+` never backtrack, so the time grows no faster than the text.
_MULTILINE_BASIC = r'"""(?>(?:[^"\\]++|\\[\s\S]|"(?!""))*)'
_MULTILINE_LITERAL = r"'''(?>(?:[^']++|'(?!''))*)"
_BASIC = r'"(?>(?:[^"\\\n]++|\\[^\n])*)'
_LITERAL = r"'[^'\n]*+"

LINE_TEXT = rf"""(?:(?!\"\"\"){_BASIC}"|(?!'''){_LITERAL}')"""
"""A text in quotes on one line."""

# TOML 1.0 allows one or two quotes directly before the closing three.
TEXT = rf"""(?:{_MULTILINE_BASIC}"{{3,5}}|{_MULTILINE_LITERAL}'{{3,5}}|{LINE_TEXT})"""
"""A text in quotes."""

KEY_PART = rf"(?:[A-Za-z0-9_-]++|{LINE_TEXT})"
KEY = rf"{KEY_PART}(?>(?:[ \t]*+\.[ \t]*+{KEY_PART})*)"

TOKEN = re.compile(
    rf"""(?P<text>{TEXT})"""
    rf"""|(?P<open>{_MULTILINE_BASIC}|{_MULTILINE_LITERAL}|{_BASIC}|{_LITERAL})"""
    r"""|(?P<comment>\#[^\n]*+)|(?P<bare>[A-Za-z0-9_-]++)|(?P<blank>[ \t\r]++)|(?P<line>\n)"""
    r"""|(?P<sign>[\[\]{}=,.])|(?P<other>[^\[\]{}=,."'\#\sA-Za-z0-9_-]++|[\s\S])"""
)
"""One token; `lastgroup` of a match names its kind."""

MAX_KEY_PARTS = 200
"""A dotted key with this many parts is refused; far more than the levels that are allowed."""


def has_long_key(text: str) -> bool:
    """Tell whether a text has a dotted key of too many parts.

    Time and memory that the standard library takes for a key grow with the square of its parts.
    """
    if text.count(".") < MAX_KEY_PARTS:
        return False
    # Keys are on one line each, and most long texts have no line with so many dots.
    if not any(row.count(".") >= MAX_KEY_PARTS for row in text.split("\n")):
        return False
    dots = 0
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "sign" and token[0] == ".":
            dots += 1
            if dots >= MAX_KEY_PARTS:
                return True
        elif kind not in ("bare", "text", "blank"):
            dots = 0
    return False
