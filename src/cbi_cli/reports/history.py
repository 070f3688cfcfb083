"""One series, year by year.

It shows where it was held, by whom, and when it was not held.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.core.dates import PartialDate, day_number
from cbi_cli.index.lookup import find_series
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import (
    PLACE_COLUMNS,
    PLACE_JOIN,
    EventPlace,
    EventSummary,
    HiddenEvents,
    count_hidden_events,
    covers_until,
    event_place,
    event_summary,
)
from cbi_cli.reports.gaps import Series, YearStatus, series_as_of

_EVENTS_QUERY = f"""
SELECT e.id, e.start_text, e.end_text, e.title, e.title_es, e.title_other, e.year, {PLACE_COLUMNS}, r.json
FROM series_event AS m
JOIN event AS e ON e.number = m.event
JOIN record AS r ON r.kind = 'event' AND r.id = e.id
{PLACE_JOIN}
WHERE m.series = :series AND e.known_by_day <= :day
ORDER BY e.sort_key
"""  # noqa: S608 - our own columns
_HIDDEN_QUERY = "SELECT COUNT(*) AS n FROM series_event WHERE series = :series AND known_by_day > :day"


class HistoryQuery(NamedTuple):
    """What a history is asked for.

    The series is given by id, name, abbreviation or alias. Without `as_of` it holds for the last covered day.
    """

    series: str
    as_of: date | None = None


class Meeting(NamedTuple):
    """One meeting of a series.

    Host and guests are the names of leaders with their party, or the party alone.
    """

    event: EventSummary
    number: int | None
    place: EventPlace
    mode: str
    host: str
    guests: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def city(self) -> str:
        """The name of the place in English, or the text that the event has for it."""
        return self.place.city


class HistoryYear(NamedTuple):
    """One year of a series with the meetings held in it.

    `paused` says whether a pause was declared for it.
    """

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
    """List the meetings of a series.

    Raises CbiError if the name is not that of exactly one series.
    """
    series_id = find_series(snapshot, query.series)
    day = query.as_of or covers_until(snapshot)
    all_series = series_as_of(snapshot, day)
    series_by_id = {series.id: series for series in all_series}
    return history_of(snapshot, series_by_id[series_id], day)


def history_of(snapshot: Snapshot, series: Series, day: date) -> History:
    """List the meetings of a series that is known as of a day."""
    meetings = _load_meetings(snapshot, series.id, day)
    years = []
    for year, status in series.years.items():
        paused = series.in_pause(year)
        held = tuple(sorted(meetings.get(year, ()), key=_display_order))
        years.append(HistoryYear(year, status, paused, held))
    hidden = count_hidden_events(snapshot, day, _HIDDEN_QUERY, series=series.id)
    return History(day, series, tuple(years), hidden)


def _load_meetings(snapshot: Snapshot, series: str, day: date) -> dict[int, list[Meeting]]:
    """Return the meetings of a series by year."""
    meetings: dict[int, list[Meeting]] = {}
    rows = snapshot.decoded_rows("json", _EVENTS_QUERY, series=series, day=day_number(day))
    for row, record in rows:
        event = event_summary(row)
        meeting = _make_meeting(event, event_place(row), record)
        meetings.setdefault(row["year"], []).append(meeting)
    return meetings


def _display_order(meeting: Meeting) -> tuple[date, int]:
    """Return what the meetings of a year are sorted by; those that are alike keep their order.

    One that lies between two dates comes after all that the first of the two can mean, since it is a later one. Of
    several between the same dates, the one with the lower number comes first.
    """
    start = PartialDate.parse(meeting.event.start)
    if start.until is None:
        return start.first, 0
    return start.bound.last, meeting.number or 0


def _make_meeting(event: EventSummary, place: EventPlace, record: dict[str, Any]) -> Meeting:
    leaders = _leaders_by_party(record)
    host = ""
    if record.get("host"):
        host = _format_party(record["host"], leaders)
    guests = [_format_party(party, leaders) for party in record.get("guests", ())]
    number = record.get("edition_number")
    # Records in the snapshot are as their files have them, without defaults.
    mode = record.get("mode", "unknown")
    sources = tuple(record["sources"])
    return Meeting(event, number, place, mode, host, tuple(guests), sources)


def _leaders_by_party(record: dict[str, Any]) -> dict[str, str]:
    """Return the name of the first participant of each party."""
    leaders: dict[str, str] = {}
    for participant in record.get("participants", ()):
        # The first participant of a party is its leader.
        party = participant.get("party")
        if party:
            leaders.setdefault(party, participant["name"])
    return leaders


def _format_party(party: str, leaders: Mapping[str, str]) -> str:
    name = party.upper()
    if party in leaders:
        return f"{leaders[party]} ({name})"
    return name
