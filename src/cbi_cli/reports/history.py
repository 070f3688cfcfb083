"""One series, year by year: where it was held, by whom, and when it was not."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.core.dates import day_number
from cbi_cli.core.errors import CbiError
from cbi_cli.core.nearest import did_you_mean
from cbi_cli.reports.base import Held, held
from cbi_cli.reports.gaps import Mark, Series, gaps
from cbi_cli.store.snapshot import Store

_EVENTS = """
SELECT e.*, r.json FROM series_event AS m
JOIN event AS e ON e.number = m.event
JOIN record AS r ON r.kind = 'event' AND r.id = e.id
WHERE m.series = :series AND e.known_day <= :day
ORDER BY e.seq
"""


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


def history(store: Store, name: str, day: date | None = None) -> History:
    """The history of a series, asked for by id, name, abbreviation or alias.

    Raises CbiError when no series has that name.
    """
    series_id = find_series(store, name)
    report = gaps(store, day)
    series = next(one for one in report.series if one.id == series_id)
    meetings: dict[int, list[Meeting]] = {}
    for row in store.rows(_EVENTS, series=series_id, day=day_number(report.day)):
        meetings.setdefault(row["year"], []).append(_meeting(held(row), json.loads(row["json"])))
    years = (
        Year(year, mark, series.in_pause(year), tuple(meetings.get(year, ()))) for year, mark in series.years.items()
    )
    return History(report.day, series, tuple(years))


def find_series(store: Store, name: str) -> str:
    """The id of the series with a name; CbiError with the nearest one where there is none."""
    rows = store.rows("SELECT series FROM series_name WHERE name = :name", name=name.casefold().strip())
    if rows:
        return str(rows[0]["series"])
    known = [row["name"] for row in store.rows("SELECT name FROM series_name ORDER BY name")]
    hint = did_you_mean(name, known) if name else ""
    raise CbiError(f"no series is called `{name}`", hint or "`cbi gaps` lists them")


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
