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


BETWEEN = ".."
"""What stands between the two dates of a date that lies somewhere from the first to the second."""

MAX_YEARS_BETWEEN = 100
"""A date between two cannot leave more years open."""


class PartialDate(NamedTuple):
    """A calendar date known to the year, the month or the day, or to lie between two such dates.

    `until` is the second of the two dates; year, month and day are then those of the first.
    """

    year: int
    month: int | None = None
    day: int | None = None
    until: PartialDate | None = None

    @classmethod
    def from_date(cls, day: date) -> PartialDate:
        """Make a full date."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Parse `2022`, `2022-10`, `2022-10-13`, or two of these with `..` between them.

        Raises ValueError if the text has another form or names a day that the calendar does not have.
        """
        first, separator, second = text.partition(BETWEEN)
        if separator:
            return cls.between(cls.parse(first), cls.parse(second))
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

    @classmethod
    def between(cls, first: PartialDate, second: PartialDate) -> PartialDate:
        """Make a date that lies somewhere from the first date to the second.

        Raises ValueError if they are the same, in the wrong order, or very far apart.
        """
        text = f"{first}{BETWEEN}{second}"
        if first.until or second.until:
            raise ValueError(message("`{text}` has more than two dates", text=text))
        if first == second:
            raise ValueError(message("`{text}` is the same date twice; write `{date}`", text=text, date=first))
        if second.last < first.first:
            problem = message(
                "`{text}` begins after it ends; write `{ordered}`", text=text, ordered=f"{second}{BETWEEN}{first}"
            )
            raise ValueError(problem)
        if second.year - first.year > MAX_YEARS_BETWEEN:
            problem = message("`{text}` leaves more than {n} years open", text=text, n=MAX_YEARS_BETWEEN)
            raise ValueError(problem)
        return cls(first.year, first.month, first.day, second)

    @property
    def bound(self) -> PartialDate:
        """The first of two dates, or the date itself."""
        return self._replace(until=None)

    @property
    def first(self) -> date:
        """The first day that it can mean."""
        if self.month is None:
            return date(self.year, 1, 1)
        return date(self.year, self.month, self.day or 1)

    @property
    def last(self) -> date:
        """The last day that it can mean.

        From this day on, an event with this date is known to have happened.
        """
        if self.until:
            return self.until.last
        if self.month is None:
            return date(self.year, 12, 31)
        if self.day is not None:
            return date(self.year, self.month, self.day)
        if self.month == 12:
            return date(self.year, 12, 31)
        return date(self.year, self.month + 1, 1) - timedelta(days=1)

    @property
    def day_range(self) -> tuple[int, int]:
        """The numbers of the first and the last day that it can mean."""
        return _day_range(self)

    @property
    def is_full(self) -> bool:
        """Whether the day is known."""
        return self.day is not None and self.until is None

    @property
    def known_month(self) -> int | None:
        """The month if it is known, as a number from `month_number`."""
        if self.month is None:
            return None
        first = month_number(self.year, self.month)
        if self.until is None:
            return first
        last = month_number(self.last.year, self.last.month)
        return first if first == last else None

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
    year, month, day, until = partial
    text = f"{year:04d}"
    if month is not None:
        text = f"{text}-{month:02d}"
    if day is not None:
        text = f"{text}-{day:02d}"
    if until:
        return f"{text}{BETWEEN}{until}"
    return text


@lru_cache(4096)
def known_months(start: PartialDate, end: PartialDate) -> tuple[int, int] | None:
    """Return the first and the last month that a span is known to touch.

    They are numbers from `month_number`. A span from "2021" to "2022-02" touches January and February 2022 for certain;
    in 2021 no month is known. Returns None if no month is known at all.
    """
    first = start.known_month
    last = end.known_month
    # Of a date whose month is not known, only the months between are certain.
    after_start = month_number(start.last.year, start.last.month) + 1
    before_end = month_number(end.first.year, end.first.month) - 1
    # A date known to the month always counts, even if the other one only names the year around it.
    if first is not None:
        return first, max(first, before_end if last is None else last)
    if last is not None:
        return min(after_start, last), last
    if after_start > before_end:
        return None
    return after_start, before_end


def begins_with_start(event_id: str, start: PartialDate) -> bool:
    """Tell whether the id of an event begins with its start.

    Of a start between two dates, it is enough to begin with the first of them or with its year.
    """
    prefixes = [start.bound]
    if start.until:
        prefixes.append(PartialDate(start.year))
    return any(event_id.startswith(f"{prefix}-") for prefix in prefixes)


def month_number(year: int, month: int) -> int:
    """Return the number of a month, counted through all years."""
    return year * 12 + month - 1


def month_of_year(when: PartialDate) -> int | None:
    """Return the month of a date, 1 to 12, if it is known."""
    known_month = when.known_month
    if known_month is None:
        return None
    return known_month % 12 + 1


def day_number(day: date) -> int:
    """Return the number of a day, as the reports count days: 0001-01-01 is 1."""
    return day.toordinal()


def day_from_number(number: int) -> date:
    """Return the date of a day number; the inverse of `day_number`."""
    return date.fromordinal(number)
