"""Dates of which the month or the day may be unknown.

The reports use their day count.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from cbi_cli.core.messages import message

PARTIAL_DATE_PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class PartialDate(NamedTuple):
    """A calendar date known to the year, the month or the day."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def from_date(cls, day: date) -> PartialDate:
        """Make a full date."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Parse `2022`, `2022-10` or `2022-10-13`.

        Raises ValueError if the text has another form or names a day that the calendar does not have.
        """
        match = PARTIAL_DATE_PATTERN.fullmatch(text)
        if match is None:
            problem = message("{text} is not a date of the form 2022, 2022-10 or 2022-10-13", text=repr(text))
            raise ValueError(problem)
        year = int(match[1])
        if not 1 <= year <= 9999:
            raise ValueError(message("the year is not between 1 and 9999"))
        if match[2] is None:
            return cls(year)
        month = int(match[2])
        if match[3] is None:
            # Raises ValueError if there is no such month.
            date(year, month, 1)
            return cls(year, month)
        day = int(match[3])
        date(year, month, day)
        return cls(year, month, day)

    @property
    def first(self) -> date:
        """The first day that it can mean."""
        year, month, day = self
        if month is None:
            return date(year, 1, 1)
        if day is None:
            return date(year, month, 1)
        return date(year, month, day)

    @property
    def last(self) -> date:
        """The last day that it can mean.

        From this day on, an event with this date is known to have happened.
        """
        year, month, day = self
        if month is None:
            return date(year, 12, 31)
        if day is not None:
            return date(year, month, day)
        if month == 12:
            return date(year, 12, 31)
        return date(year, month + 1, 1) - timedelta(days=1)

    @property
    def day_range(self) -> tuple[int, int]:
        """The numbers of the first and the last day that it can mean."""
        return _day_range(self)

    @property
    def is_full(self) -> bool:
        """Whether the day is known."""
        return self.day is not None

    def __str__(self) -> str:
        """Return the date in ISO 8601, as far as it is known."""
        return _format_iso(self)


@lru_cache(4096)
def _day_range(partial: PartialDate) -> tuple[int, int]:
    first = day_number(partial.first)
    if partial.is_full:
        return first, first
    return first, day_number(partial.last)


@lru_cache(4096)
def _format_iso(partial: PartialDate) -> str:
    year, month, day = partial
    if month is None:
        return f"{year:04d}"
    if day is None:
        return f"{year:04d}-{month:02d}"
    return f"{year:04d}-{month:02d}-{day:02d}"


def known_months(start: PartialDate, end: PartialDate) -> tuple[int, int] | None:
    """Return the first and the last month that a span is known to touch.

    They are numbers from `month_number`. A span from "2021" to "2022-02" touches January and February 2022 for certain;
    in 2021 no month is known. Returns None if no month is known at all.
    """
    # Of a date known to the year, only the years between are certain.
    first = month_number(start.year + 1, 1)
    if start.month:
        first = month_number(start.year, start.month)
    last = month_number(end.year - 1, 12)
    if end.month:
        last = month_number(end.year, end.month)
    # A date known to the month always counts, even if the other one only names the year around it.
    if start.month:
        return first, max(first, last)
    if end.month:
        return min(first, last), last
    if first > last:
        return None
    return first, last


def month_number(year: int, month: int) -> int:
    """Return the number of a month, counted through all years."""
    return year * 12 + month - 1


def day_number(day: date) -> int:
    """Return the number of a day, as the reports count days: 0001-01-01 is 1."""
    return day.toordinal()


def day_from_number(number: int) -> date:
    """Return the date of a day number; the inverse of `day_number`."""
    return date.fromordinal(number)
