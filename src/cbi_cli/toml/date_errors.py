"""Dates without quotes that cannot stand so."""

from __future__ import annotations

import re
from datetime import date

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
"""Characters of a line that are looked at, on either side of the trouble."""

_DATE_LIKE = re.compile(r"(?<![\w.\"'-])(-?\d{1,9})([-/.])(\d{1,4})(?:\2(\d{1,4}))?(?=[Tt]\d|[^\w\"'/.-]|\.?\Z)")


def describe_bare_date(stop: ErrorLocation) -> SyntaxMessage | None:
    """What is wrong with a bare date at the place, if there is one."""
    start = max(stop.column - _SEARCH_WIDTH, 0)
    for found in _DATE_LIKE.finditer(stop.row, start, stop.column + 20):
        if found.start() < stop.column <= found.end() + 1 and not _is_quoted(stop.row, found.start()):
            told = _describe_date_error(found)
            if told:
                code, message, hint = told
                return message_at(stop, message, hint, found.start() + 1, len(found[0]), code)
    return None


def _is_quoted(row: str, offset: int) -> bool:
    """Say whether an offset of a line is inside a text in quotes or a comment."""
    for token in TOKEN.finditer(row[: offset + _SEARCH_WIDTH]):
        if token.end() > offset:
            return token.lastgroup in ("text", "comment") and token.start() < offset
    return False


def _describe_date_error(found: re.Match[str]) -> tuple[str, str, str] | None:
    """Code, message and hint for numbers that look like a date and cannot stand so; None for a good one."""
    text, (first, sign, second, third) = found[0], found.groups()
    if sign == "." and (third is None or 4 not in (len(first), len(third))):
        return None  # a number, or a version of three numbers
    if len(first) != 4 or sign != "-":
        return (
            INVALID_SYNTAX,
            f"{quote_text(text)} is not in the date format used here",
            "write year-month-day, e.g. 2022-10-13",
        )
    if len(second) != 2 or (third and len(third) != 2):
        return (
            INVALID_SYNTAX,
            f"{quote_text(text)} is not a date",
            "write two digits for the month and for the day, e.g. 2022-01-05",
        )
    if not _is_calendar_date(int(first), int(second), int(third or 1)):
        hint = "write a day that the calendar has" if third else "write a month from 01 to 12"
        return IMPOSSIBLE_DATE, f"the calendar has no {quote_text(text)}", hint
    if third:
        return None
    return (
        INVALID_SYNTAX,
        f"{quote_text(text)} has no quotes",
        f'write "{text}", in quotes because the day is not given',
    )


def _is_calendar_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
