"""A date is far from all other dates of the dataset.

Finds events, starts and ends of institutions, and a `covers_until`, that are more than 50 years after today, or 500
years or more from today and from every other year in the dataset.

Nobody plans that far ahead, and a single date in another age is usually a typo, such as the year 202 or 2202 instead
of 2022.

To fix it, look at the source. A dataset that covers several ages has other dates nearby.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import RecordEntry
from cbi_cli.index.records import RecordIndex
from cbi_cli.rules.common import get_field

RULE = Rule("CBI308", "far-off-year", "error")
_MAX_YEARS_AHEAD = 50
_MIN_YEARS_APART = 500
_OTHER_YEARS = """
SELECT CAST(substr(json_extract(json, '$.published'), 1, 4) AS INTEGER) FROM record
WHERE kind IN ('source', 'edition') AND json_extract(json, '$.published') IS NOT NULL
UNION SELECT CAST(substr(json_extract(json, '$.covers_until'), 1, 4) AS INTEGER) FROM record WHERE kind = 'dataset'
"""
_DATED_FIELDS = (("dataset", ("covers_until",)), ("institution", ("established", "ended")), ("event", ("start",)))


class _DatedField(NamedTuple):
    """A field with a date, and the year of that date."""

    year: int
    entry: RecordEntry[Any]
    field: str


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield the dates that are far from all others."""
    event_years = {year for (year,) in index.rows("SELECT DISTINCT year FROM event")}
    dated_fields = list(_iter_dated_fields(index))
    years = {today.year, *event_years}
    for (year,) in index.rows(_OTHER_YEARS):
        if year:
            years.add(year)
    for dated in dated_fields:
        years.add(dated.year)
    far_years = _find_far_years(sorted(years), today.year + _MAX_YEARS_AHEAD)
    for year in sorted(far_years & event_years):
        numbers = [number for (number,) in index.rows("SELECT number FROM event WHERE year = :year", year=year)]
        dated_fields += [_DatedField(year, entry, "start") for entry in index.events(numbers)]
    for year, entry, field in dated_fields:
        if year not in far_years:
            continue
        # A last covered day in the future is a finding of its own (CBI306).
        if entry.kind == "dataset" and year > today.year:
            continue
        description = message("the year {year:04d} is far from all other dates here", year=year)
        yield entry.finding(RULE.code, field, description, message("check the year in the source"))


def _iter_dated_fields(index: RecordIndex) -> Iterator[_DatedField]:
    """Yield the dates of all records except valid events."""
    for kind, fields in _DATED_FIELDS:
        # The years of valid events are in a table.
        entries = index.partial(kind) if kind == "event" else index.every(kind)
        for entry in entries:
            for field in fields:
                value = get_field(entry.record, field)
                if value is not None:
                    yield _DatedField(value.year, entry, field)


def _find_far_years(years: list[int], last: int) -> set[int]:
    """Return the years of a sorted list that are far from all others.

    These are the years that are later than `last` or far from both neighbors.
    """
    far_years = {year for year in years if year > last}
    # A year that is too late must not be the neighbor that makes another one plausible.
    candidates = [year for year in years if year not in far_years]
    for position, year in enumerate(candidates):
        distances: list[int] = []
        if position > 0:
            distances.append(year - candidates[position - 1])
        if position + 1 < len(candidates):
            distances.append(candidates[position + 1] - year)
        if distances and min(distances) >= _MIN_YEARS_APART:
            far_years.add(year)
    return far_years
