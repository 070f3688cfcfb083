"""Which years of a series were looked through, in which direction of travel, and on what basis.

Every report takes it from here. A year is covered if it is in every direction between the parties that the dataset is
about: by a coverage without a direction, or by one for each. A declared pause covers its years.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import permutations
from typing import Literal, NamedTuple

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText, covers_until, row_text

_COVERAGE_QUERY = """
SELECT * FROM coverage
ORDER BY from_year, paused, COALESCE(to_year, 9999), COALESCE(direction, ''), source, basis, note
"""
_YearSpan = tuple[int, int]


class CoverageSpan(NamedTuple):
    """Years that were looked through, or in which a source declares a pause.

    `to_year` is None while a pause lasts. `direction` is the only direction of travel that was looked through, None if
    all were. `basis` says how the source covers the years; a pause has none. The note limits what was looked through.
    """

    paused: bool
    from_year: int
    to_year: int | None
    direction: str | None
    basis: str | None
    source: str
    note: LocalizedText

    def includes(self, year: int) -> bool:
        """Tell whether a year is one of the span."""
        if year < self.from_year:
            return False
        return self.to_year is None or year <= self.to_year

    @property
    def is_limited(self) -> bool:
        """Whether a reader must know more of it than its source: a limit, or that nobody searched."""
        return bool(self.note.en or self.direction) or self.basis == "numbering"


class SeriesCoverage(NamedTuple):
    """The covered years of a series, and those of declared pauses.

    An open pause lasts forever. `partly` has the years that are covered in some directions only, with these
    directions. `spans` are the entries that all of this follows from.
    """

    covered: frozenset[int]
    paused: frozenset[int]
    partly: Mapping[int, tuple[str, ...]]
    spans: tuple[CoverageSpan, ...]

    @property
    def searched(self) -> tuple[CoverageSpan, ...]:
        """The entries without the declared pauses."""
        return tuple(span for span in self.spans if not span.paused)

    def of_year(self, year: int) -> tuple[CoverageSpan, ...]:
        """Return the entries that include a year, without the declared pauses."""
        return tuple(span for span in self.searched if span.includes(year))


NO_COVERAGE = SeriesCoverage(frozenset(), frozenset(), {}, ())
"""The coverage of a series of which nothing is known."""


def coverage_by_series(snapshot: Snapshot) -> dict[str, SeriesCoverage]:
    """Return the coverage of each series that has one.

    An open pause covers the years to the last covered one.
    """
    until = covers_until(snapshot).year
    parties = parties_between(snapshot)
    rows_by_series: dict[str, list[sqlite3.Row]] = {}
    for row in snapshot.rows(_COVERAGE_QUERY):
        rows_by_series.setdefault(row["series"], []).append(row)
    coverage: dict[str, SeriesCoverage] = {}
    for series_id, rows in rows_by_series.items():
        spans = tuple(_make_span(row) for row in rows)
        coverage[series_id] = _combine(spans, parties, until)
    return coverage


def parties_between(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the parties that the dataset is about."""
    parties = snapshot.records("dataset")[0]["between"]
    return tuple(dict.fromkeys(parties))


def status_without_event(coverage: SeriesCoverage, year: int) -> Literal["missed", "paused", "unknown"]:
    """Return the status of a year that is over and without an event.

    The cadence is not considered.
    """
    if year not in coverage.covered:
        return "unknown"
    if year in coverage.paused:
        return "paused"
    return "missed"


def _make_span(row: sqlite3.Row) -> CoverageSpan:
    note = row_text(row, "note")
    years = (row["from_year"], row["to_year"])
    return CoverageSpan(bool(row["paused"]), *years, row["direction"], row["basis"], row["source"], note)


def _combine(spans: tuple[CoverageSpan, ...], parties: Sequence[str], until: int) -> SeriesCoverage:
    """Return the coverage of a series by its entries, which are sorted by their first years."""
    in_all: list[_YearSpan] = []
    paused: list[_YearSpan] = []
    by_direction: dict[str, list[_YearSpan]] = {}
    for span in spans:
        if span.paused:
            paused.append((span.from_year, span.to_year or date.max.year))
        # The years of a declared pause count as covered.
        years = (span.from_year, span.to_year or until)
        if span.direction is None:
            in_all.append(years)
        else:
            by_direction.setdefault(span.direction, []).append(years)
    covered = _expand_spans(in_all)
    if not by_direction:
        return SeriesCoverage(covered, _expand_spans(paused), {}, spans)
    years_by_direction = {name: _expand_spans(by_direction[name]) for name in sorted(by_direction)}
    covered |= _covered_each_way(years_by_direction, parties)
    partly: dict[int, tuple[str, ...]] = {}
    for year in sorted(frozenset.union(*years_by_direction.values()) - covered):
        partly[year] = tuple(name for name, searched in years_by_direction.items() if year in searched)
    return SeriesCoverage(covered, _expand_spans(paused), partly, spans)


def _covered_each_way(years_by_direction: Mapping[str, frozenset[int]], parties: Sequence[str]) -> frozenset[int]:
    """Return the years that are covered in each direction between the parties."""
    # Of very many parties there are too many directions to try them all.
    if len(years_by_direction) < len(parties) * (len(parties) - 1):
        return frozenset()
    asked = [f"{traveler}>{host}" for traveler, host in permutations(parties, 2)]
    years = [years_by_direction.get(direction, frozenset()) for direction in asked]
    return frozenset.intersection(*years)


def _expand_spans(spans: Iterable[_YearSpan]) -> frozenset[int]:
    """Return all years in spans that are sorted by first year.

    The time that it takes does not grow with their overlaps.
    """
    years: set[int] = set()
    reached = 0
    for first, last in spans:
        years.update(range(max(first, reached + 1), last + 1))
        reached = max(reached, last)
    return frozenset(years)
