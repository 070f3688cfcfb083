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
from cbi_cli.reports.base import Held, Names, held
from cbi_cli.reports.scorecard import Row, Scorecard, scorecard
from cbi_cli.store.lookup import find_series
from cbi_cli.store.snapshot import Store

_CANDIDATES = """
SELECT m.strength, m.misses, m.direction, e.*, CASE WHEN a.event IS NULL THEN 0 ELSE 1 END AS admitted
FROM match AS m
JOIN event AS e ON e.number = m.event
LEFT JOIN admission AS a ON a.year = :year AND a.indicator = m.indicator AND a.event = e.id AND e.year <> :year
WHERE m.indicator = :indicator AND (e.year = :year OR a.event IS NOT NULL)
ORDER BY e.seq
"""


_LOOKED = """
SELECT * FROM looked WHERE series = :indicator ORDER BY from_year, paused, COALESCE(to_year, 9999), source, note
"""


class Miss(NamedTuple):
    """A condition of the rule that an event does not meet."""

    condition: str
    has: tuple[str, ...]
    asked: tuple[str, ...]


class Candidate(NamedTuple):
    """An event that matches fully (``full``), weakly (``weak``) or nearly (``near``).

    ``early`` says that it was not known to have begun by the day of the report.
    """

    event: Held
    strength: str
    direction: str | None
    admitted: bool
    early: bool
    misses: tuple[Miss, ...]


class Looked(NamedTuple):
    """The years that were searched, or a source declares a pause; ``to_year`` is None while it lasts."""

    paused: bool
    from_year: int
    to_year: int | None
    source: str
    note: Names


class Explanation(NamedTuple):
    """A row of the scorecard with everything that was considered for it; ``indicator`` is the indicator's record.

    ``looked`` holds the coverage and the declared pauses of the row, those that include the year first. ``candidates``
    come in order of date; `nearest` has those that only nearly count in the order in which they come close.
    """

    card: Scorecard
    row: Row
    indicator: dict[str, Any]
    looked: tuple[Looked, ...]
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
        return sorted(near, key=lambda one: distance(one.misses[0]))

    def includes(self, looked: Looked) -> bool:
        """Tell whether a coverage or pause includes the year of the card."""
        return looked.from_year <= self.year and (looked.to_year is None or self.year <= looked.to_year)


NEARNESS = ("statuses", "modes", "levels", "offices", "not_offices", "kinds", "parties", "not_institutions")
"""The conditions of a rule, from those that matter least: an event that was put off is nearest to counting."""


def distance(miss: Miss) -> tuple[int, int]:
    """Say how far an event with one miss is from counting: by the condition, then by how far the value is from it."""
    rank = NEARNESS.index(miss.condition) if miss.condition in NEARNESS else len(NEARNESS)
    if miss.condition == "levels":
        ranks = VOCABULARIES["level"]
        steps = [abs(ranks.index(has) - ranks.index(asked)) for has in miss.has for asked in miss.asked]
        return rank, min(steps, default=0)
    if miss.condition == "parties":
        return rank, len(set(miss.has) ^ set(miss.asked))
    return rank, 0


def explain(store: Store, year: int, indicator: str, day: date | None = None, strict: bool = False) -> Explanation:
    """Return everything behind one light; the row is given by id or by name.

    Raises CbiError if the name is not that of exactly one row.
    """
    indicator = find_series(store, indicator)
    record = store.record("indicator", indicator)
    if record is None:
        rows = ", ".join(row["id"] for row in store.rows("SELECT id FROM indicator ORDER BY seq"))
        raise CbiError(f"the series `{indicator}` is not a row of the scorecard", f"the rows are: {rows}")
    card = scorecard(store, year, day, strict)
    row = next(row for row in card.rows if row.indicator == indicator)
    found = store.decoded("misses", _CANDIDATES, year=year, indicator=indicator)
    candidates = tuple(_candidate(one, misses, card.day) for one, misses in found)
    result = Explanation(card, row, record, (), candidates)
    looked = (
        Looked(bool(one["paused"]), one["from_year"], one["to_year"], one["source"], Names(one["note"], one["note_es"]))
        for one in store.rows(_LOOKED, indicator=indicator)
    )
    return result._replace(looked=tuple(sorted(looked, key=lambda one: not result.includes(one))))


def _candidate(row: sqlite3.Row, missed: Iterable[tuple[str, list[str], list[str]]], day: date) -> Candidate:
    misses = tuple(Miss(name, tuple(has), tuple(asked)) for name, has, asked in missed)
    early = row["known_day"] > day_number(day)
    return Candidate(held(row), row["strength"], row["direction"], bool(row["admitted"]), early, misses)
