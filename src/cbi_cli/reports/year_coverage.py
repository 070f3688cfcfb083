"""How far years were searched, event by event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from cbi_cli.core.dates import PartialDate
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import covers_until, is_year_complete, known_years
from cbi_cli.reports.series_coverage import coverage_by_series


class YearCoverage(NamedTuple):
    """How far a year was searched, event by event.

    `status` is `all`, `until` (up to the day `until`), or, if the dataset does not cover the year as a whole, `some` or
    `none`, depending on whether the coverage of a series includes it in every direction of travel. That of `covered` of
    `series` series does.
    """

    year: int
    status: Literal["all", "until", "some", "none"]
    until: date | None
    covered: int
    series: int


def years_between(snapshot: Snapshot, since: PartialDate | None, until: PartialDate | None, day: date) -> range:
    """Return the years within bounds.

    Without them, from the first that the dataset knows to that of the day.
    """
    last = until.year if until else day.year
    # Without bounds, the years before the first known one say nothing.
    if since:
        return range(since.year, last + 1)
    known = known_years(snapshot)
    return range(known[0], last + 1)


def compute_coverage(snapshot: Snapshot, years: Iterable[int]) -> tuple[YearCoverage, ...]:
    """Return how far each year was searched according to the dataset."""
    until = covers_until(snapshot)
    info = snapshot.records("dataset")[0]
    covers_from = info.get("covers_from")
    covers_to = info.get("covers_to", until.year)
    counts = snapshot.rows("SELECT COUNT(*) AS n FROM series")
    series_count = counts[0]["n"]
    covered_years = [series.covered for series in coverage_by_series(snapshot).values()]
    coverage = []
    for year in years:
        covered = sum(year in years_of_series for years_of_series in covered_years)
        status: Literal["all", "until", "some", "none"] = "some" if covered else "none"
        covered_until = None
        if covers_from is not None and covers_from <= year <= covers_to:
            if is_year_complete(year, until):
                status = "all"
            elif year == until.year:
                status = "until"
                covered_until = until
        coverage.append(YearCoverage(year, status, covered_until, covered, series_count))
    return tuple(coverage)
