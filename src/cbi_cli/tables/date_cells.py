"""Parse the dates of tables: as people type them, ranges, and Excel's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from cbi_cli.core.date_parsing import parse_date, parse_date_between
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.folding import fold
from cbi_cli.core.messages import message
from cbi_cli.core.month_names import MONTH_NUMBERS

DateMode = Literal["typed", "day-first", "month-first", "excel"]
DateSpan = tuple[PartialDate, PartialDate | None]
"""The first day, and the last one if there is one."""

_EXCEL_EPOCH = date(1899, 12, 30)
_SERIAL = re.compile(r"([1-9][0-9]{4})(?:\.[0-9]+)?")
_SLASHED = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?Z?$")
_RANGE_SIGN = re.compile(r"(?<!\s)\s+(?:to|until|through|hasta|al?|[-–—])\s+|(?:(?<!\s)\s+)?[–—]\s*|-|/")
_RANGE_START = re.compile(r"(?:from|del?|desde)\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+|[0-9]+")


def parse_date_cell(text: str, mode: DateMode) -> PartialDate:
    """Return the date in a cell.

    `mode` says what 03/04/2022 and 44847 mean, which can only be known from the table. Raises ValueError for a text
    that is no date, or more than one.
    """
    text = _MIDNIGHT.sub("", text.strip())
    serial = _SERIAL.fullmatch(text)
    if serial:
        day = _EXCEL_EPOCH + timedelta(days=int(serial[1]))
        if mode == "excel":
            return PartialDate.from_date(day)
        raise ValueError(
            message(
                "`{text}` may be Excel's number of a day ({day}); format the column as dates, or write "
                'dates = "excel" into the mapping',
                text=text,
                day=day,
            )
        )
    slashed = _SLASHED.fullmatch(text)
    if slashed and mode in ("day-first", "month-first"):
        day_text = slashed[1]
        month_text = slashed[2]
        year = slashed[3]
        if mode == "month-first":
            day_text, month_text = month_text, day_text
        return parse_date(f"{year}-{int(month_text):02d}-{int(day_text):02d}")
    return parse_date_between(text)


def parse_span_cell(text: str, mode: DateMode) -> DateSpan:
    """Return the first and the last day in a cell that has a date or a range.

    Raises ValueError if it has neither, or if the range can be read in several ways.
    """
    try:
        return parse_date_cell(text, mode), None
    except ValueError as error:
        problem = error
    spans = list(dict.fromkeys(_find_spans(text, mode)))
    if len(spans) != 1:
        raise problem
    start, end = spans[0]
    if end.last < start.first:
        raise ValueError(message("`{text}` ends before it begins", text=text))
    return start, end


def _find_spans(text: str, mode: DateMode) -> Iterator[tuple[PartialDate, PartialDate]]:
    """Yield what a text means if it is a range, split at each sign."""
    for sign in _RANGE_SIGN.finditer(text):
        first = _RANGE_START.sub("", text[: sign.start()].strip(" ,"), count=1)
        last = text[sign.end() :].strip(" ,")
        try:
            start = _parse_part(first, last, mode)
            end = _parse_part(last, first, mode)
        except ValueError:
            continue
        yield start, end


def _parse_part(part: str, other: str, mode: DateMode) -> PartialDate:
    """Return the date of one side of a range.

    What it leaves out, the other side says: 13 to 15 Oct 2022.
    """
    try:
        return parse_date_cell(part, mode)
    except ValueError:
        return parse_date(_complete(part, other))


def _complete(part: str, other: str) -> str:
    """Add the month and the year of the other side if they are missing."""
    words = _WORD.findall(part)
    other_words = _WORD.findall(other)
    months = [word for word in other_words if fold(word) in MONTH_NUMBERS]
    years = [word for word in other_words if len(word) == 4 and word.isdigit()]
    if not any(fold(word) in MONTH_NUMBERS for word in words):
        part = " ".join([part, *months[:1]])
    if not any(len(word) == 4 and word.isdigit() for word in words):
        part = " ".join([part, *years[:1]])
    return part
