"""A date is far from all other dates of the dataset.

Finds events, starts and ends of institutions, and a `covers_until`, that are more than 50 years after today, or 500
years or more from today and from every other year in the dataset.

Nobody plans that far ahead, and a single date in another age is usually a typo, such as the year 202 or 2202 instead
of 2022.

To fix it, look at the source. A dataset that covers several ages has other dates nearby.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from typing import Any

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.dataset.model import RecordEntry
from cbi_cli.index.records import RecordIndex
from cbi_cli.rules.sound import get_field

RULE = Rule("CBI308", "far-off-year", "error")
_MAX_YEARS_AHEAD, _MIN_YEARS_APART = 50, 500
_OTHER_YEARS = """
SELECT CAST(substr(json_extract(json, '$.published'), 1, 4) AS INTEGER) FROM record
WHERE kind IN ('source', 'edition') AND json_extract(json, '$.published') IS NOT NULL
UNION SELECT CAST(substr(json_extract(json, '$.covers_until'), 1, 4) AS INTEGER) FROM record WHERE kind = 'dataset'
"""
_DatedField = tuple[int, RecordEntry[Any], str]


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield the dates that are far off."""
    events = {year for (year,) in index.rows("SELECT DISTINCT year FROM event")}
    others = list(_iter_other_dates(index))
    known = {year for (year,) in index.rows(_OTHER_YEARS) if year} | events | {year for year, *_ in others}
    known.add(today.year)
    far = _find_far_years(sorted(known), today.year + _MAX_YEARS_AHEAD)
    for year in sorted(far & events):
        numbers = [number for (number,) in index.rows("SELECT number FROM event WHERE year = :year", year=year)]
        others += [(year, entry, "start") for entry in index.events(numbers)]
    for year, entry, field in others:
        # A last covered day that is still to come is a finding of its own (CBI306).
        if year in far and not (entry.kind == "dataset" and year > today.year):
            message = f"the year {year:04d} is far from all other dates here"
            yield entry.finding(RULE.code, field, message, "check the year in the source")


def _iter_other_dates(index: RecordIndex) -> Iterator[_DatedField]:
    """Yield the dates of institutions and of the dataset, and those of events with bad values."""
    dated = (("dataset", ("covers_until",)), ("institution", ("established", "ended")), ("event", ("start",)))
    for kind, fields in dated:
        for entry in index.partial(kind) if kind == "event" else index.every(kind):
            for field in fields:
                when = get_field(entry.record, field)
                if when is not None:
                    yield when.year, entry, field


def _find_far_years(years: list[int], last: int) -> set[int]:
    """Return the years that are far from those beside them in a sorted list, or later than ``last``."""
    far = {year for year in years if year > last}
    near = [year for year in years if year not in far]
    for year in near:
        at = bisect_left(near, year)
        beside = near[max(at - 1, 0) : at] + near[at + 1 : at + 2]
        if beside and min(abs(year - one) for one in beside) >= _MIN_YEARS_APART:
            far.add(year)
    return far
