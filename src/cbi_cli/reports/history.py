"""One series, year by year: where it was held, by whom, and when it was not."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from cbi_cli.core.dates import day_number
from cbi_cli.reports.base import Held, Hidden, covers_until, held, hidden_events
from cbi_cli.reports.gaps import Mark, Series, series_as_of
from cbi_cli.store.lookup import find_series
from cbi_cli.store.snapshot import Store

_EVENTS = """
SELECT e.*, r.json FROM series_event AS m
JOIN event AS e ON e.number = m.event
JOIN record AS r ON r.kind = 'event' AND r.id = e.id
WHERE m.series = :series AND e.known_day <= :day
ORDER BY e.seq
"""


_HIDDEN = "SELECT COUNT(*) AS n FROM series_event WHERE series = :series AND known_day > :day"


class Meeting(NamedTuple):
    """One meeting of a series: host and guests as the names of their leaders with the party, or the party alone."""

    event: Held
    number: int | None
    city: str
    mode: str
    host: str
    guests: tuple[str, ...]
    sources: tuple[str, ...]


class Year(NamedTuple):
    """One year of a series: its mark, whether a pause was declared for it, and the meetings held in it."""

    year: int
    mark: Mark
    paused: bool
    meetings: tuple[Meeting, ...]


class History(NamedTuple):
    """A series as of a day, year by year."""

    day: date
    series: Series
    years: tuple[Year, ...]
    hidden: Hidden


def history(store: Store, name: str, day: date | None = None) -> History:
    """The history of a series, asked for by id, name, abbreviation or alias.

    Raises CbiError if the name is not that of exactly one series.
    """
    series_id = find_series(store, name)
    day = day or covers_until(store)
    series = next(one for one in series_as_of(store, day) if one.id == series_id)
    meetings: dict[int, list[Meeting]] = {}
    for row, record in store.decoded("json", _EVENTS, series=series_id, day=day_number(day)):
        meetings.setdefault(row["year"], []).append(_meeting(held(row), record))
    years = (
        Year(year, mark, series.in_pause(year), tuple(meetings.get(year, ()))) for year, mark in series.years.items()
    )
    hidden = hidden_events(store, day, _HIDDEN, series=series_id)
    return History(day, series, tuple(years), hidden)


def _meeting(event: Held, record: dict[str, Any]) -> Meeting:
    leaders = {p["party"]: p["name"] for p in reversed(record.get("participants", [])) if p.get("party")}

    def named(party: str) -> str:
        return f"{leaders[party]} ({party.upper()})" if party in leaders else party.upper()

    return Meeting(
        event=event,
        number=record.get("edition_number"),
        city=record.get("city", ""),
        mode=record.get("mode", "in-person"),
        host=named(record["host"]) if record.get("host") else "",
        guests=tuple(named(party) for party in record.get("guests", ())),
        sources=tuple(record["sources"]),
    )
