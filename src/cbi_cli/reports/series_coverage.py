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
from cbi_cli.reports.common import EventSummary, LocalizedText, covers_until, event_summary, row_text

_COVERAGE_QUERY = """
SELECT * FROM coverage
ORDER BY from_year, paused, COALESCE(to_year, 9999), COALESCE(direction, ''), source, basis, note
"""
_DOUBTS_QUERY = """
WITH doubtful AS (SELECT number FROM event WHERE known_by_year > year),
possible AS (
  SELECT series, event, 0 AS weaker FROM series_event WHERE event IN (SELECT number FROM doubtful)
  UNION ALL
  SELECT indicator AS series, event, 1 AS weaker FROM match
  WHERE event IN (SELECT number FROM doubtful) AND strength = 'weak'
)
SELECT p.series, p.weaker, e.year, e.known_by_year, e.sort_key, e.id, e.start_text, e.end_text,
  e.title, e.title_es, e.title_other
FROM possible AS p JOIN event AS e ON e.number = p.event
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


class Doubt(NamedTuple):
    """An event of a series that lies somewhere from one year to another.

    `weaker` says that it only meets a weaker rule.
    """

    event: EventSummary
    first_year: int
    last_year: int
    weaker: bool


class SeriesCoverage(NamedTuple):
    """The covered years of a series, and those of declared pauses.

    An open pause lasts forever. `partly` has the years that are covered in some directions only, with these
    directions. `spans` are the entries that all of this follows from. `doubts` are the events of which the year is not
    known: nobody can say of such a year that none was held, however well it was looked through.
    """

    covered: frozenset[int]
    paused: frozenset[int]
    partly: Mapping[int, tuple[str, ...]]
    spans: tuple[CoverageSpan, ...]
    doubts: tuple[Doubt, ...] = ()
    doubtful: frozenset[int] = frozenset()

    @property
    def searched(self) -> tuple[CoverageSpan, ...]:
        """The entries without the declared pauses."""
        return tuple(span for span in self.spans if not span.paused)

    def of_year(self, year: int) -> tuple[CoverageSpan, ...]:
        """Return the entries that include a year, without the declared pauses."""
        return tuple(span for span in self.searched if span.includes(year))

    def doubt(self, year: int) -> Doubt | None:
        """Return the first event that may lie in a year; one that meets only a weaker rule if there is no other."""
        weaker = None
        for doubt in self.doubts:
            if doubt.first_year <= year <= doubt.last_year:
                if not doubt.weaker:
                    return doubt
                weaker = weaker or doubt
        return weaker


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
    for series_id, doubts in _doubts_by_series(snapshot).items():
        searched = coverage.get(series_id, NO_COVERAGE)
        years = [(doubt.first_year, doubt.last_year) for doubt in doubts if not doubt.weaker]
        doubtful = _expand_spans(sorted(years))
        coverage[series_id] = searched._replace(doubts=tuple(doubts), doubtful=doubtful)
    return coverage


def _doubts_by_series(snapshot: Snapshot) -> dict[str, list[Doubt]]:
    """Return the events of which the year is not known, in order of date."""
    doubts: dict[str, list[Doubt]] = {}
    # Sorted here, since a sorted query would read every event.
    rows = sorted(snapshot.rows(_DOUBTS_QUERY), key=lambda row: row["sort_key"])
    for row in rows:
        doubt = Doubt(event_summary(row), row["year"], row["known_by_year"], bool(row["weaker"]))
        doubts.setdefault(row["series"], []).append(doubt)
    return doubts


def parties_between(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the parties that the dataset is about."""
    parties = snapshot.records("dataset")[0]["between"]
    return tuple(dict.fromkeys(parties))


def status_without_event(coverage: SeriesCoverage, year: int) -> Literal["missed", "paused", "unknown"]:
    """Return the status of a year that is over and without an event.

    The cadence is not considered.
    """
    if year not in coverage.covered or year in coverage.doubtful:
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
