"""Messages about dates without quotes that are not TOML."""

from __future__ import annotations

import re
from datetime import date

from cbi_cli.core.messages import message
from cbi_cli.toml.syntax_error import (
    IMPOSSIBLE_DATE,
    INVALID_SYNTAX,
    ErrorLocation,
    SyntaxMessage,
    message_at,
    quote_text,
)
from cbi_cli.toml.tokens import TOKEN

_SEARCH_WIDTH = 1000
"""Characters of a line that are searched on either side of an error."""

_DATE_LIKE = re.compile(r"(?<![\w.\"'-])(-?\d{1,9})([-/.])(\d{1,4})(?:\2(\d{1,4}))?(?=[Tt]\d|[^\w\"'/.-]|\.?\Z)")


def describe_bare_date(location: ErrorLocation) -> SyntaxMessage | None:
    """Describe what is wrong with a bare date at a location, if there is one."""
    start = max(location.column - _SEARCH_WIDTH, 0)
    for match in _DATE_LIKE.finditer(location.row, start, location.column + 20):
        # The parser stops in the date, or at the character after it.
        contains_location = match.start() < location.column <= match.end() + 1
        if not contains_location or _is_quoted(location.row, match.start()):
            continue
        date_error = _describe_date_error(match)
        if date_error is not None:
            code, description, hint = date_error
            return message_at(location, description, hint, match.start() + 1, len(match[0]), code)
    return None


def _is_quoted(row: str, offset: int) -> bool:
    """Tell whether an offset of a line is in a quoted text or a comment."""
    for token in TOKEN.finditer(row[: offset + _SEARCH_WIDTH]):
        if token.end() > offset:
            return token.lastgroup in ("text", "comment") and token.start() < offset
    return False


def _describe_date_error(match: re.Match[str]) -> tuple[str, str, str] | None:
    """Return code, message and hint for numbers that look like a date.

    None if they are a valid date.
    """
    text = match[0]
    first, sign, second, third = match.groups()
    if sign == "." and (third is None or 4 not in (len(first), len(third))):
        # A number, or a version of three numbers.
        return None
    if len(first) != 4 or sign != "-":
        description = message("{text} is not in the date format used here", text=quote_text(text))
        return INVALID_SYNTAX, description, message("write year-month-day, e.g. 2022-10-13")
    if len(second) != 2 or (third and len(third) != 2):
        description = message("{text} is not a date", text=quote_text(text))
        return INVALID_SYNTAX, description, message("write two digits for the month and for the day, e.g. 2022-01-05")
    # If only the month is given, it is checked with its first day.
    if not _is_calendar_date(int(first), int(second), int(third or 1)):
        description = message("the calendar has no {text}", text=quote_text(text))
        if third:
            return IMPOSSIBLE_DATE, description, message("write a day that the calendar has")
        return IMPOSSIBLE_DATE, description, message("write a month from 01 to 12")
    if third:
        return None
    description = message("{text} has no quotes", text=quote_text(text))
    return INVALID_SYNTAX, description, message('write "{text}", in quotes because the day is not given', text=text)


def _is_calendar_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
