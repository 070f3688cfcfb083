"""The dataset as a whole: what it says of itself, and what it contains."""

from __future__ import annotations

from typing import Any, NamedTuple

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.records import RECORD_KINDS

_COVERAGE_QUERY = """
SELECT c.series, c.from_year, c.to_year, c.direction FROM coverage AS c
JOIN series AS s ON s.id = c.series
ORDER BY s.sort_key, c.from_year, c.to_year, COALESCE(c.direction, '')
"""


class InfoQuery(NamedTuple):
    """Ask for the overview of a dataset, which has no options."""


class DatasetOverview(NamedTuple):
    """The dataset's own record, and what the dataset contains.

    `counts` has the number of records of each kind, `coverage` the covered years of each series. `years` are those
    of the first and the last event, None if there are no events. `origin` says where the dataset is, if the caller
    knows.
    """

    fields: dict[str, Any]
    counts: dict[str, int]
    years: tuple[int, int] | None
    coverage: tuple[tuple[str, str], ...]
    origin: str = ""


def compute_overview(snapshot: Snapshot, query: InfoQuery) -> DatasetOverview:
    """Describe a dataset."""
    counts = dict.fromkeys(RECORD_KINDS, 0)
    for row in snapshot.rows("SELECT kind, COUNT(*) AS n FROM record GROUP BY kind"):
        if row["kind"] in counts:
            counts[row["kind"]] = row["n"]
    years = None
    if counts["event"]:
        span = snapshot.rows("SELECT MIN(year) AS first, MAX(year) AS last FROM event")[0]
        years = (span["first"], span["last"])
    fields = snapshot.records("dataset")[0]
    coverage = _covered_years(snapshot)
    return DatasetOverview(fields, counts, years, coverage)


def _covered_years(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """Return the id of each series with its covered years as text."""
    spans: dict[str, list[str]] = {}
    for row in snapshot.rows(_COVERAGE_QUERY):
        first = row["from_year"]
        last = row["to_year"]
        span = str(first)
        # An open pause has no last year.
        if last is not None and last != first:
            span = f"{first}–{last}"
        if row["direction"]:
            span = f"{span} ({row['direction']})"
        series_spans = spans.setdefault(row["series"], [])
        series_spans.append(span)
    coverage = []
    for series, years in spans.items():
        coverage.append((series, ", ".join(years)))
    return tuple(coverage)
