"""Why a row has its light.

There are events that count, those that meet a weaker rule, and those that nearly do. If a row has no event, the reason
is which years were searched, by which source, and which pauses were declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.core.dates import day_number
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.vocabulary import VOCABULARIES
from cbi_cli.index.lookup import find_series
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import EVENTS_OF_CARD, EventSummary, event_summary
from cbi_cli.reports.gaps import Series
from cbi_cli.reports.reconcile import Dispute
from cbi_cli.reports.scorecard import Scorecard, ScorecardQuery, ScorecardRow, compute_scorecard
from cbi_cli.reports.series_coverage import CoverageSpan

# The sign before the last name keeps SQLite from reading all events in the order of its index.
_CANDIDATES_QUERY = f"""
SELECT m.strength, m.unmet, m.direction, e.*, CASE WHEN a.event IS NULL THEN 0 ELSE 1 END AS admitted
FROM match AS m
JOIN event AS e ON e.number = m.event
LEFT JOIN admission AS a ON a.year = :year AND a.indicator = m.indicator AND a.event = e.id
  AND (e.year <> :year OR e.known_by_year <> :year)
WHERE m.event IN ({EVENTS_OF_CARD}) AND m.indicator = :indicator
AND (:year BETWEEN e.year AND e.known_by_year OR a.event IS NOT NULL)
ORDER BY +e.sort_key
"""  # noqa: S608 - the text above


class ExplainQuery(NamedTuple):
    """What an explanation is asked for.

    This is a row of the scorecard of a year, by the id or name of its indicator. `as_of` and `strict_year` mean the
    same as for the scorecard.
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
    """An event that was considered for a row.

    It matches the rule (`full`), a weaker one (`weak`), or nearly (`near`). `early` says that it was not known to
    have begun by the day of the report, `doubtful` that it may lie in another year.
    """

    event: EventSummary
    strength: str
    direction: str | None
    admitted: bool
    early: bool
    misses: tuple[UnmetCondition, ...]
    doubtful: bool = False


class Explanation(NamedTuple):
    """A row of the scorecard with everything that was considered for it.

    `indicator` is the record of its indicator. `coverage` has the covered years and the declared pauses of the row,
    those that include the year first. `candidates` are in order of date; `nearest` has those that nearly count, the
    closest first.
    """

    card: Scorecard
    row: ScorecardRow
    indicator: dict[str, Any]
    coverage: tuple[CoverageSpan, ...]
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
        """The events that miss one condition of the rule, the nearest first.

        Of equally near ones the latest is first.
        """
        nearest = []
        # The sort below is stable, so of equally near events the latest stays first.
        for candidate in reversed(self.candidates):
            if candidate.strength != "near":
                continue
            if len(candidate.misses) == 1:
                nearest.append(candidate)
        nearest.sort(key=lambda candidate: measure_distance(candidate.misses[0]))
        return nearest


CONDITION_ORDER = ("statuses", "modes", "levels", "offices", "not_offices", "kinds", "parties", "not_institutions")
"""The conditions of a rule, the least important first: an event that was only postponed is nearest to counting."""


def measure_distance(miss: UnmetCondition) -> tuple[int, int]:
    """Return how far an event with one unmet condition is from counting.

    The first number is the rank of the condition, the second how far the value of the event is from a value that is
    asked for.
    """
    rank = len(CONDITION_ORDER)
    # An event of another institution is never near, so that condition has no rank.
    if miss.condition in CONDITION_ORDER:
        rank = CONDITION_ORDER.index(miss.condition)
    if miss.condition == "levels":
        return rank, _measure_levels(miss.has, miss.asked)
    if miss.condition == "parties":
        different_parties = set(miss.has) ^ set(miss.asked)
        return rank, len(different_parties)
    return rank, 0


def _measure_levels(actual: Iterable[str], requested: Iterable[str]) -> int:
    """Return the fewest steps between an actual and a requested level.

    0 if there is none on a side.
    """
    levels = VOCABULARIES["level"]
    steps: list[int] = []
    for level in actual:
        steps.extend(abs(_rank(level, levels) - _rank(other, levels)) for other in requested)
    return min(steps, default=0)


def _rank(level: str, levels: Sequence[str]) -> int:
    """Return the rank of a level; those of a dataset come after those of the program."""
    return levels.index(level) if level in levels else len(levels)


def compute_explanation(snapshot: Snapshot, query: ExplainQuery) -> Explanation:
    """Return everything behind one light.

    Raises CbiError if the name is not that of exactly one row.
    """
    indicator = find_series(snapshot, query.indicator)
    record = snapshot.record("indicator", indicator)
    if record is None:
        raise _not_a_row(snapshot, indicator)
    card_query = ScorecardQuery(query.year, query.as_of, query.strict_year)
    card = compute_scorecard(snapshot, card_query)
    rows_by_id = {row.indicator: row for row in card.rows}
    return _explain_row(snapshot, card, rows_by_id[indicator], record)


def explain_rows(snapshot: Snapshot, card: Scorecard) -> Iterator[Explanation]:
    """Yield everything behind each light of a card, in the order of its rows."""
    indicators = {record["id"]: record for record in snapshot.records("indicator")}
    for row in card.rows:
        yield _explain_row(snapshot, card, row, indicators[row.indicator])


def _explain_row(snapshot: Snapshot, card: Scorecard, row: ScorecardRow, record: dict[str, Any]) -> Explanation:
    coverage = _coverage_of(row.series, card.year)
    candidates = _load_candidates(snapshot, row.indicator, card.year, card.day)
    return Explanation(card, row, record, coverage, candidates)


def _not_a_row(snapshot: Snapshot, series: str) -> CbiError:
    """Return the error for a series that is not an indicator."""
    rows = snapshot.rows("SELECT id FROM indicator ORDER BY sort_key")
    known = ", ".join(row["id"] for row in rows)
    hint = message("the rows are: {rows}", rows=known)
    return CbiError(message("the series `{series}` is not a row of the scorecard", series=series), hint)


def _coverage_of(series: Series, year: int) -> tuple[CoverageSpan, ...]:
    """Return the covered years and the pauses of a series.

    Those that include a year are first.
    """
    spans = series.coverage.spans
    including = [span for span in spans if span.includes(year)]
    others = [span for span in spans if not span.includes(year)]
    return (*including, *others)


def _load_candidates(snapshot: Snapshot, indicator: str, year: int, day: date) -> tuple[Candidate, ...]:
    candidates = []
    for row, unmet in snapshot.decoded_rows("unmet", _CANDIDATES_QUERY, year=year, indicator=indicator):
        misses = []
        for condition, has, asked in unmet:
            miss = UnmetCondition(condition, tuple(has), tuple(asked))
            misses.append(miss)
        # An event that is dated by its year alone is known to have begun only when the year is over.
        early = row["known_by_day"] > day_number(day)
        admitted = bool(row["admitted"])
        doubtful = not admitted and row["year"] != row["known_by_year"]
        event = event_summary(row)
        candidate = Candidate(event, row["strength"], row["direction"], admitted, early, tuple(misses), doubtful)
        candidates.append(candidate)
    return tuple(candidates)


def disputes_of_light(explanation: Explanation, disputes: Iterable[Dispute]) -> tuple[Dispute, ...]:
    """Return the disputes on which a light may rest.

    They are those about its row, about an institution that its rule names, about the event last held, and about an
    event that meets the rule or a weaker one.
    """
    subjects = {("indicator", explanation.row.indicator)}
    for institution in explanation.indicator["rule"].get("institutions", ()):
        subjects.add(("institution", institution))
    if explanation.row.last_held is not None:
        subjects.add(("event", explanation.row.last_held.id))
    for candidate in explanation.candidates:
        if candidate.strength != "near":
            subjects.add(("event", candidate.event.id))
    return tuple(dispute for dispute in disputes if dispute.subject in subjects)
