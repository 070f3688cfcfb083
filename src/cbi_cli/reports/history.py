"""One series, year by year: where it was held, by whom, and when it was not."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from cbi_cli.core.dates import day_number
from cbi_cli.index.lookup import find_series
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import EventSummary, HiddenEvents, count_hidden_events, covers_until, event_summary
from cbi_cli.reports.gaps import Series, YearStatus, series_as_of

_EVENTS_QUERY = """
SELECT e.*, r.json FROM series_event AS m
JOIN event AS e ON e.number = m.event
JOIN record AS r ON r.kind = 'event' AND r.id = e.id
WHERE m.series = :series AND e.known_by_day <= :day
ORDER BY e.sort_key
"""


_HIDDEN_QUERY = "SELECT COUNT(*) AS n FROM series_event WHERE series = :series AND known_by_day > :day"


class HistoryQuery(NamedTuple):
    """What a history is asked for: a series by id, name, abbreviation or alias.

    Without `as_of` it holds for the last covered day.
    """

    series: str
    as_of: date | None = None


class Meeting(NamedTuple):
    """One meeting of a series: host and guests as the names of their leaders with the party, or the party alone."""

    event: EventSummary
    number: int | None
    city: str
    mode: str
    host: str
    guests: tuple[str, ...]
    sources: tuple[str, ...]


class HistoryYear(NamedTuple):
    """One year of a series: its mark, whether a pause was declared for it, and the meetings held in it."""

    year: int
    mark: YearStatus
    paused: bool
    meetings: tuple[Meeting, ...]


class History(NamedTuple):
    """A series as of a day, year by year."""

    day: date
    series: Series
    years: tuple[HistoryYear, ...]
    hidden: HiddenEvents


def compute_history(snapshot: Snapshot, query: HistoryQuery) -> History:
    """List the meetings of a series; CbiError if the name is not that of exactly one series."""
    series_id = find_series(snapshot, query.series)
    day = query.as_of or covers_until(snapshot)
    series = next(one for one in series_as_of(snapshot, day) if one.id == series_id)
    meetings: dict[int, list[Meeting]] = {}
    for row, record in snapshot.decoded_rows("json", _EVENTS_QUERY, series=series_id, day=day_number(day)):
        meetings.setdefault(row["year"], []).append(_make_meeting(event_summary(row), record))
    years = (
        HistoryYear(year, mark, series.in_pause(year), tuple(meetings.get(year, ())))
        for year, mark in series.years.items()
    )
    hidden = count_hidden_events(snapshot, day, _HIDDEN_QUERY, series=series_id)
    return History(day, series, tuple(years), hidden)


def _make_meeting(event: EventSummary, record: dict[str, Any]) -> Meeting:
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
