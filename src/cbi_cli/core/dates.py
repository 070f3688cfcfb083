"""Dates of which the month or the day may be unknown, and the day count that the reports use."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

PARTIAL_DATE_PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class PartialDate(NamedTuple):
    """A calendar date known to the year, the month or the day; orders by what is known."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def from_date(cls, day: date) -> PartialDate:
        """The full date."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2022``, ``2022-10`` or ``2022-10-13``.

        Raises ValueError when the text has another form or names a day that the calendar does not have.
        """
        found = PARTIAL_DATE_PATTERN.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is not a date of the form 2022, 2022-10 or 2022-10-13")
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None  # noqa: S101 - the pattern has matched
        if not 1 <= year <= 9999:
            raise ValueError("the year is not between 1 and 9999")
        found_date = cls(year, month, day)
        _ = found_date.first
        return found_date

    @property
    def first(self) -> date:
        """The first day that it can mean."""
        return date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @property
    def last(self) -> date:
        """The last day that it can mean: the day from which an event with this date is known to have happened."""
        month = 12 if self.month is None else self.month
        if self.day is not None or month == 12:
            return date(self.year, month, 31 if self.day is None else self.day)
        return date(self.year, month + 1, 1) - timedelta(days=1)

    @property
    def day_range(self) -> tuple[int, int]:
        """The numbers of the first and the last day that it can mean."""
        return _day_range(self)

    @property
    def is_full(self) -> bool:
        """Whether the day is known."""
        return self.day is not None

    def __str__(self) -> str:
        """ISO 8601, as far as it is known."""
        return _format_iso(self)


@lru_cache(4096)
def _day_range(when: PartialDate) -> tuple[int, int]:
    first = day_number(when.first)
    return first, first if when.is_full else day_number(when.last)


@lru_cache(4096)
def _format_iso(when: PartialDate) -> str:
    year, month, day = when
    if month is None:
        return f"{year:04d}"
    return f"{year:04d}-{month:02d}" if day is None else f"{year:04d}-{month:02d}-{day:02d}"


def known_months(start: PartialDate, end: PartialDate) -> tuple[int, int] | None:
    """Return the first and the last month that a span is known to touch, as numbers from `month_number`.

    A span from "2021" to "2022-02" touches January and February 2022 for certain; in 2021 no month is known. Returns
    None if no month is known at all.
    """
    first = month_number(start.year, start.month) if start.month else month_number(start.year + 1, 1)
    last = month_number(end.year, end.month) if end.month else month_number(end.year - 1, 12)
    # A date known to the month always counts, even if the other one only names the year around it.
    if start.month:
        return first, max(first, last)
    if end.month:
        return min(first, last), last
    return (first, last) if first <= last else None


def month_number(year: int, month: int) -> int:
    """Number the months of all years one after the other."""
    return year * 12 + month - 1


def day_number(day: date) -> int:
    """The integer that the reports count days with: days since 0001-01-01, which is 1."""
    return day.toordinal()


def day_from_number(number: int) -> date:
    """The date of a day number; the inverse of `day_number`."""
    return date.fromordinal(number)
