"""Why a row has its light: the events that count, those that meet a weaker rule, those that nearly do, and why not.

For a row without an event the reason is what was looked through, by which source, and what pauses were declared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.core.dates import day_number
from cbi_cli.core.errors import CbiError
from cbi_cli.core.vocabulary import VOCABULARIES
from cbi_cli.index.lookup import find_series
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import EventSummary, LocalizedText, event_summary
from cbi_cli.reports.scorecard import Scorecard, ScorecardQuery, ScorecardRow, compute_scorecard

_CANDIDATES_QUERY = """
SELECT m.strength, m.unmet, m.direction, e.*, CASE WHEN a.event IS NULL THEN 0 ELSE 1 END AS admitted
FROM match AS m
JOIN event AS e ON e.number = m.event
LEFT JOIN admission AS a ON a.year = :year AND a.indicator = m.indicator AND a.event = e.id AND e.year <> :year
WHERE m.indicator = :indicator AND (e.year = :year OR a.event IS NOT NULL)
ORDER BY e.sort_key
"""


_COVERAGE_QUERY = """
SELECT * FROM coverage WHERE series = :indicator ORDER BY from_year, paused, COALESCE(to_year, 9999), source, note
"""


class ExplainQuery(NamedTuple):
    """What an explanation is asked for: a row by the id or name of its indicator, on the scorecard of a year.

    `as_of` and `strict_year` mean the same as for the scorecard.
    """

    year: int
    indicator: str
    as_of: date | None = None
    strict_year: bool = False


class UnmetCondition(NamedTuple):
    """A condition of the rule that an event does not meet."""

    condition: str
    has: tuple[str, ...]
    asked: tuple[str, ...]


class Candidate(NamedTuple):
    """An event that matches fully (``full``), weakly (``weak``) or nearly (``near``).

    ``early`` says that it was not known to have begun by the day of the report.
    """

    event: EventSummary
    strength: str
    direction: str | None
    admitted: bool
    early: bool
    misses: tuple[UnmetCondition, ...]


class CoverageSpan(NamedTuple):
    """The years that were searched, or a source declares a pause; ``to_year`` is None while it lasts."""

    paused: bool
    from_year: int
    to_year: int | None
    source: str
    note: LocalizedText


class Explanation(NamedTuple):
    """A row of the scorecard with everything that was considered for it; ``indicator`` is the indicator's record.

    ``looked`` holds the coverage and the declared pauses of the row, those that include the year first. ``candidates``
    come in order of date; `nearest` has those that only nearly count in the order in which they come close.
    """

    card: Scorecard
    row: ScorecardRow
    indicator: dict[str, Any]
    looked: tuple[CoverageSpan, ...]
    candidates: tuple[Candidate, ...]

    @property
    def year(self) -> int:
        """The year of the card."""
        return self.card.year

    @property
    def day(self) -> date:
        """The day that the card holds for."""
        return self.card.day

    @property
    def nearest(self) -> list[Candidate]:
        """The events that miss one condition of the rule, the nearest first, of equally near ones the latest."""
        near = [one for one in reversed(self.candidates) if one.strength == "near" and len(one.misses) == 1]
        return sorted(near, key=lambda one: measure_distance(one.misses[0]))

    def includes(self, looked: CoverageSpan) -> bool:
        """Tell whether a coverage or pause includes the year of the card."""
        return looked.from_year <= self.year and (looked.to_year is None or self.year <= looked.to_year)


CONDITION_ORDER = ("statuses", "modes", "levels", "offices", "not_offices", "kinds", "parties", "not_institutions")
"""The conditions of a rule, from those that matter least: an event that was put off is nearest to counting."""


def measure_distance(miss: UnmetCondition) -> tuple[int, int]:
    """Say how far an event with one miss is from counting: by the condition, then by how far the value is from it."""
    rank = CONDITION_ORDER.index(miss.condition) if miss.condition in CONDITION_ORDER else len(CONDITION_ORDER)
    if miss.condition == "levels":
        ranks = VOCABULARIES["level"]
        steps = [abs(ranks.index(has) - ranks.index(asked)) for has in miss.has for asked in miss.asked]
        return rank, min(steps, default=0)
    if miss.condition == "parties":
        return rank, len(set(miss.has) ^ set(miss.asked))
    return rank, 0


def compute_explanation(snapshot: Snapshot, query: ExplainQuery) -> Explanation:
    """Return everything behind one light; CbiError if the name is not that of exactly one row."""
    year = query.year
    indicator = find_series(snapshot, query.indicator)
    record = snapshot.record("indicator", indicator)
    if record is None:
        rows = ", ".join(row["id"] for row in snapshot.rows("SELECT id FROM indicator ORDER BY sort_key"))
        raise CbiError(f"the series `{indicator}` is not a row of the scorecard", f"the rows are: {rows}")
    card = compute_scorecard(snapshot, ScorecardQuery(year, query.as_of, query.strict_year))
    row = next(row for row in card.rows if row.indicator == indicator)
    found = snapshot.decoded_rows("unmet", _CANDIDATES_QUERY, year=year, indicator=indicator)
    candidates = tuple(_make_candidate(one, misses, card.day) for one, misses in found)
    result = Explanation(card, row, record, (), candidates)
    looked = (
        CoverageSpan(
            bool(one["paused"]),
            one["from_year"],
            one["to_year"],
            one["source"],
            LocalizedText(one["note"], one["note_es"]),
        )
        for one in snapshot.rows(_COVERAGE_QUERY, indicator=indicator)
    )
    return result._replace(looked=tuple(sorted(looked, key=lambda one: not result.includes(one))))


def _make_candidate(row: sqlite3.Row, missed: Iterable[tuple[str, list[str], list[str]]], day: date) -> Candidate:
    misses = tuple(UnmetCondition(name, tuple(has), tuple(asked)) for name, has, asked in missed)
    early = row["known_by_day"] > day_number(day)
    return Candidate(event_summary(row), row["strength"], row["direction"], bool(row["admitted"]), early, misses)
