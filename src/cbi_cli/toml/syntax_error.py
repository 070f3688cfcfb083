"""A complaint about a piece of text, and the place where the parser stopped."""

from __future__ import annotations

import re
from typing import NamedTuple

from cbi_cli.core.findings import TextRange

INVALID_SYNTAX, IMPOSSIBLE_DATE = "CBI001", "CBI105"
_MAX_QUOTE_LENGTH = 60
_WORD = re.compile(r"[^\s,\]}=#]+")


class SyntaxMessage(NamedTuple):
    """A complaint: the code of the check, message and hint, and the region inside the piece of text."""

    code: str
    message: str
    hint: str
    region: TextRange


class ErrorLocation(NamedTuple):
    """The line of the trouble, its number, and the column, from 1, where the parser stopped.

    ``inside`` is the bracket or the quote that is open there, or empty.
    """

    row: str
    line: int
    column: int
    inside: str = ""

    @property
    def rest(self) -> str:
        """The line from the place on."""
        return self.row[self.column - 1 :]

    @property
    def before(self) -> str:
        """The line up to the place, without blanks at its end."""
        return self.row[: self.column - 1].rstrip()

    @property
    def word(self) -> str:
        """What stands at the place, up to the next blank or comma."""
        found = _WORD.match(self.rest)
        return found[0] if found else self.rest[:1]


def message_at(
    stop: ErrorLocation, message: str, hint: str, column: int = 0, length: int = 0, code: str = INVALID_SYNTAX
) -> SyntaxMessage:
    """A complaint about a stretch of the line; without one about the word at the place."""
    column = column or stop.column
    end = column + max(length or len(stop.word), 1)
    return SyntaxMessage(code, message, hint, TextRange(stop.line, column, stop.line, end))


def quote_text(text: str) -> str:
    """A piece of the user's text as a message shows it: short."""
    return f"`{text if len(text) <= _MAX_QUOTE_LENGTH else text[: _MAX_QUOTE_LENGTH - 3] + '...'}`"


def suggest_quotes(text: str) -> str:
    """A hint that gives a text as TOML has it, if that is short."""
    if len(text) > _MAX_QUOTE_LENGTH or not text.isprintable():
        return "put it in quotes"
    if '"' not in text and "\\" not in text:
        return f'write "{text}"'
    if "'" not in text:
        return f"write '{text}'"
    return 'put it in quotes, and write \\" for a quote and \\\\ for a backslash inside'
