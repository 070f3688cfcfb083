"""Why a row has its light: the events that count, those that meet a weaker rule, those that nearly do, and why not."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.core.dates import day_number
from cbi_cli.core.errors import CbiError
from cbi_cli.reports.base import Held, held
from cbi_cli.reports.scorecard import Row, scorecard
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


class Explanation(NamedTuple):
    """A row of the scorecard with everything that was considered for it; ``rule`` is the indicator's record."""

    year: int
    day: date
    row: Row
    indicator: dict[str, Any]
    candidates: tuple[Candidate, ...]


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
    found = store.rows(_CANDIDATES, year=year, indicator=indicator)
    candidates = tuple(_candidate(one, card.day) for one in found)
    return Explanation(year, card.day, row, record, candidates)


def _candidate(row: sqlite3.Row, day: date) -> Candidate:
    misses = tuple(Miss(name, tuple(has), tuple(asked)) for name, has, asked in json.loads(row["misses"]))
    early = row["known_day"] > day_number(day)
    return Candidate(held(row), row["strength"], row["direction"], bool(row["admitted"]), early, misses)
