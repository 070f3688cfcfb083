"""The axis of years that all strips of a page have in common."""

from __future__ import annotations

from typing import NamedTuple

_TICK = 5
_LEAST_YEARS = 20


class YearAxis(NamedTuple):
    """The years of the strips of a page: from a multiple of five, 20 to 24 of them."""

    first: int
    last: int

    @property
    def labels(self) -> list[str]:
        """A text for each year, empty for those between two ticks."""
        labels = []
        for year in range(self.first, self.last + 1):
            is_tick = year % _TICK == 0 or year == self.first
            labels.append(str(year) if is_tick else "")
        return labels


def make_year_axis(last: int) -> YearAxis:
    """Return the axis of the strips that end with a year."""
    first = (last - _LEAST_YEARS + 1) // _TICK * _TICK
    # There is no year 0.
    return YearAxis(max(1, first), last)
