"""Messages about a text that cannot be parsed.

They say where the parser stopped.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cbi_cli.core.findings import TextRange
from cbi_cli.core.messages import message

INVALID_SYNTAX, IMPOSSIBLE_DATE = "CBI001", "CBI105"
_MAX_QUOTE_LENGTH = 60
_WORD = re.compile(r"[^\s,\]}=#]+")


class SyntaxMessage(NamedTuple):
    """The message about an error: code of the check, message, hint and region."""

    code: str
    message: str
    hint: str
    region: TextRange


class ErrorLocation(NamedTuple):
    """The place at which the parser stopped.

    `row` is the text of the line; line and column count from 1. `inside` is the bracket or the quote that is open
    there, or empty.
    """

    row: str
    line: int
    column: int
    inside: str = ""

    @property
    def rest(self) -> str:
        """The line from the column on."""
        return self.row[self.column - 1 :]

    @property
    def before(self) -> str:
        """The line up to the column, without blanks at its end."""
        return self.row[: self.column - 1].rstrip()

    @property
    def word(self) -> str:
        """The text at the column, up to the next blank or comma."""
        rest = self.rest
        match = _WORD.match(rest)
        if match is None:
            return rest[:1]
        return match[0]

    @property
    def indent(self) -> int:
        """The number of blanks at the beginning of the line."""
        return len(self.row) - len(self.row.lstrip())


def message_at(
    location: ErrorLocation, message: str, hint: str, column: int = 0, length: int = 0, code: str = INVALID_SYNTAX
) -> SyntaxMessage:
    """Build a message about a part of the line.

    By default it is about the word at the location.
    """
    if not column:
        column = location.column
    if not length:
        length = len(location.word)
    end = column + max(length, 1)
    region = TextRange(location.line, column, location.line, end)
    return SyntaxMessage(code, message, hint, region)


def quote_text(text: str) -> str:
    """Quote a text of the user in a message, and shorten it if it is long."""
    if len(text) > _MAX_QUOTE_LENGTH:
        text = text[: _MAX_QUOTE_LENGTH - 3] + "..."
    return f"`{text}`"


def suggest_quotes(text: str) -> str:
    """Return a hint that shows a text as a TOML string, if it is short."""
    if len(text) > _MAX_QUOTE_LENGTH or not text.isprintable():
        return message("put it in quotes")
    if '"' not in text and "\\" not in text:
        return message('write "{text}"', text=text)
    if "'" not in text:
        return message("write '{text}'", text=text)
    return message('put it in quotes, and write \\" for a quote and \\\\ for a backslash inside')
