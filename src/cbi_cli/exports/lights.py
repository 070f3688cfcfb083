"""The tables with what the program computes: the lights of every year, and the events that they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.dates import day_number
from cbi_cli.exports.tables import Column, ForeignKey, Row, Rows, Table
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import known_years, report_day
from cbi_cli.reports.scorecard import LIGHTS, LightRow, light_rows

_YEAR = Column("year", "integer", "The year of the scorecard", required=True)
_INDICATOR = Column("indicator", "text", "The row of the scorecard", required=True)
_LIGHT_KEY = ("year", "indicator")

LIGHT = Table(
    "light",
    "Computed: the light of each indicator in each year, as `cbi scorecard` shows it",
    (
        _YEAR,
        _INDICATOR,
        Column("as_of", "date", "The day for which it holds", required=True),
        Column("status", "text", "The light", required=True, choices=LIGHTS),
        Column(
            "why",
            "text",
            "`counts`: an event counts; `weaker`: one meets a weaker rule; `none`: the year was looked through; "
            "`paused`: a source declares a pause; `not-looked`: nobody has looked; `not-yet`: the year is not over; "
            "`doubtful`: an event may lie in it",
            required=True,
        ),
        Column("counted", "integer", "How many events count", required=True),
    ),
    _LIGHT_KEY,
    (ForeignKey(("indicator",), "indicator", ("id",)),),
)

LIGHT_EVENT = Table(
    "light_event",
    "Computed: the events that count for a light, or that meet a weaker rule of its indicator",
    (
        _YEAR,
        _INDICATOR,
        Column("event", "text", "The event", required=True),
        Column("strength", "text", "`full`: it counts; `weak`: it meets a weaker rule", True, ("full", "weak")),
        Column("admitted", "boolean", "Whether the edition admits it from another year", required=True),
        Column("shown", "boolean", "Whether the scorecard shows it: the latest, or of each direction", required=True),
    ),
    (*_LIGHT_KEY, "event"),
    (
        ForeignKey(_LIGHT_KEY, "light", _LIGHT_KEY),
        ForeignKey(("indicator",), "indicator", ("id",)),
        ForeignKey(("event",), "event", ("id",)),
    ),
)

_EVENTS_QUERY = """
SELECT m.indicator, e.id, m.strength, 0 AS admitted, i.sort_key AS indicator_key, m.sort_key
FROM match AS m
JOIN event AS e ON e.number = m.event
JOIN indicator AS i ON i.id = m.indicator
WHERE m.year = :year AND m.known_by_year = :year AND m.known_by_day <= :day AND m.strength IN ('full', 'weak')
UNION
SELECT m.indicator, e.id, m.strength, 1 AS admitted, i.sort_key AS indicator_key, m.sort_key
FROM admission AS a
JOIN event AS e ON e.id = a.event
JOIN match AS m ON m.event = e.number AND m.indicator = a.indicator
JOIN indicator AS i ON i.id = m.indicator
WHERE a.year = :year AND (e.year <> :year OR e.known_by_year <> :year)
  AND m.known_by_day <= :day AND m.strength IN ('full', 'weak')
ORDER BY indicator_key, m.sort_key
"""


def light_batches(snapshot: Snapshot) -> Iterator[Rows]:
    """Yield the rows of both tables, year by year, each year as of the day of its own scorecard."""
    years = known_years(snapshot)
    days: dict[int, date] = {}
    for year in range(years[0], years[-1] + 1):
        days[year] = report_day(snapshot, year)
    cards = light_rows(snapshot, days)
    for year, day in days.items():
        card = cards[year]
        lights = [_light_row(year, day, light) for light in card]
        events = list(_event_rows(snapshot, year, day, card))
        yield {LIGHT.name: lights, LIGHT_EVENT.name: events}


def _light_row(year: int, day: date, light: LightRow) -> Row:
    return year, light.indicator, day.isoformat(), light.light, light.why, light.counted


def _event_rows(snapshot: Snapshot, year: int, day: date, lights: tuple[LightRow, ...]) -> Iterator[Row]:
    shown: set[tuple[str, str]] = set()
    for light in lights:
        for occurrence in light.occurrences:
            key = (light.indicator, occurrence.event.id)
            shown.add(key)
    number = day_number(day)
    for row in snapshot.iter_rows(_EVENTS_QUERY, year=year, day=number):
        key = (row["indicator"], row["id"])
        is_shown = key in shown
        is_admitted = bool(row["admitted"])
        yield year, *key, row["strength"], is_admitted, is_shown
