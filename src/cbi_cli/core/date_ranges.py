"""Parse a range of days as people type it, in English and in Spanish: `13-15 Oct 2023`, `13 oct - 2 nov 2023`."""

from __future__ import annotations

import re
from typing import NamedTuple

from cbi_cli.core.date_parsing import parse_date
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.messages import message

_SEPARATOR = re.compile(r" (?:-|to|until|through|hasta|al?|y) | ?[–—] ?", re.IGNORECASE)
"""The sign between two days, in a text with single spaces."""

_ISO_RANGE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{4}-[0-9]{2}-[0-9]{2})")
_TWO_DAYS = re.compile(r"([^0-9]*)([0-9]{1,2})-([0-9]{1,2})\b(?=[^-/.0-9])(.*[^\W\d_].*|.*)", re.DOTALL)
_DAY = re.compile(r"(?:(?:del|de|el|from|the)\s+)?([0-9]{1,2})(?:st|nd|rd|th|ro|o|º|°)?", re.IGNORECASE)
_DAY_AND_YEAR = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?:del?\s+)?([0-9]{4})", re.IGNORECASE)
_YEAR = re.compile(r"\b[0-9]{4}\b")
_LETTER = re.compile(r"[^\W\d_]")
_LEADING_FILLER = re.compile(r"(?:del|from)\s+", re.IGNORECASE)


class DateRange(NamedTuple):
    """The first and the last day of an event."""

    first: PartialDate
    last: PartialDate


def parse_date_range(text: str) -> DateRange | None:
    """Return the range of days that a text means, None if it is no range.

    The year, or the month and the year, may be given once for both days. Raises ValueError for a range that ends before
    it begins.
    """
    text = _LEADING_FILLER.sub("", " ".join(text.split()), count=1)
    parts = _split_range(text)
    if parts is None:
        return None
    try:
        found = _complete_range(*parts)
    except ValueError:
        # It may only look like a range; whoever reads a date says what is wrong with the text.
        return None
    if found.last.first < found.first.first:
        raise ValueError(message("`{text}` ends before it begins", text=text))
    return found


def _split_range(text: str) -> tuple[str, str] | None:
    """Return what stands before and after the sign of a range."""
    iso = _ISO_RANGE.fullmatch(text)
    if iso:
        return iso[1], iso[2]
    parts = _SEPARATOR.split(text)
    if len(parts) == 2:
        return parts[0], parts[1]
    days = _TWO_DAYS.fullmatch(text)
    # In `10-11-2023` and the like, the hyphens belong to one date.
    if days and _LETTER.search(text) and _YEAR.search(text):
        before, first, last, after = days.groups()
        return f"{before}{first}{after}", f"{before}{last}{after}"
    return None


def _complete_range(first_text: str, last_text: str) -> DateRange:
    """Return the range of two texts, of which one may lack what the other says.

    Raises ValueError if they are no dates.
    """
    day_and_year = _DAY_AND_YEAR.fullmatch(last_text)
    if day_and_year:
        # `Oct 13 - 15, 2023`
        first = parse_date(f"{first_text} {day_and_year[2]}")
        return DateRange(first, _with_day(first, day_and_year[1]))
    last = parse_date(last_text)
    day = _DAY.fullmatch(first_text)
    if day:
        # `13 - 15 Oct 2023`
        return DateRange(_with_day(last, day[1]), last)
    if not _YEAR.search(first_text):
        # `13 Oct - 2 Nov 2023`
        first_text = f"{first_text} {last.year:04d}"
    return DateRange(parse_date(first_text), last)


def _with_day(date: PartialDate, day: str) -> PartialDate:
    """Return the same date with another day."""
    if date.day is None:
        raise ValueError
    return PartialDate.parse(f"{date.bound.year:04d}-{date.month:02d}-{int(day):02d}")
