"""What each series has due, overdue or expected by its cadence, and what else waits to be done.

The states are those of the gap report, where an `active` series is here due, expected or paused; see
docs/methodology.md. Nothing here is a fact about the future: a year follows from the cadence, and a host from an
alternation that the events show.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import Literal, NamedTuple

from cbi_cli.core.dates import day_number
from cbi_cli.index.lookup import find_series
from cbi_cli.index.snapshot import Snapshot, decode_json
from cbi_cli.reports.common import (
    EventSummary,
    HiddenEvents,
    LocalizedText,
    covers_until,
    dataset_title,
    event_summary,
    is_year_complete,
    record_text,
)
from cbi_cli.reports.gaps import GapsQuery, Series, compute_gaps
from cbi_cli.reports.series_coverage import Doubt

DueState = Literal["overdue", "due", "expected", "paused", "unknown", "halted", "ended"]
DUE_STATES: tuple[DueState, ...] = ("overdue", "due", "expected", "paused", "unknown", "halted", "ended")
"""The states, the most urgent first."""

YEAR_END_DAYS = 92
"""How many days before the end of a year it counts as ending soon: from October on."""

_HOSTS_QUERY = """
SELECT s.series, e.id, e.start_text, e.end_text, e.title, e.title_es, e.title_other, e.year, r.json
FROM series_event AS s JOIN event AS e ON e.number = s.event JOIN record AS r ON r.number = e.number
WHERE s.known_by_day <= :day AND s.year >= :first_year ORDER BY s.series, e.sort_key
"""
_PLANNED_QUERY = """
SELECT e.id, e.start_text, e.end_text, e.title, e.title_es, e.title_other, e.status, e.number, e.start_day,
MAX(e.end_day, e.known_by_day) AS last_day FROM event AS e
WHERE e.status IN ('planned', 'postponed') ORDER BY e.sort_key
"""
# For each institution of the event, the first event that follows; then the first of these.
_FOLLOWING_QUERY = """
SELECT e.id, e.start_text, e.end_text, e.title, e.title_es, e.title_other FROM event AS e WHERE e.number IN (
  SELECT (
    SELECT f.number FROM event_institution AS other JOIN event AS f ON f.number = other.event
    WHERE other.institution = mine.institution AND other.start_day >= :start AND f.held = 1 AND f.known_by_day <= :day
    ORDER BY other.start_day, f.sort_key LIMIT 1
  )
  FROM event_institution AS mine WHERE mine.event = :number
)
ORDER BY e.sort_key LIMIT 1
"""
_PARTIAL_QUERY = """
SELECT e.number, e.id, e.start_text, e.end_text, e.title, e.title_es, e.title_other, e.known_by_year AS year
FROM event AS e
WHERE e.is_exact = 0 AND e.held = 1 AND e.known_by_day <= :day ORDER BY e.sort_key
"""
_SERIES_OF_EVENTS_QUERY = """
SELECT x.event, s.id AS series FROM event_institution AS x
JOIN event AS e ON e.number = x.event JOIN series AS s ON s.institution = x.institution
WHERE e.held = 0 OR e.is_exact = 0
UNION
SELECT m.event, m.indicator AS series FROM match AS m JOIN event AS e ON e.number = m.event
WHERE m.strength IN ('full', 'weak') AND (e.held = 0 OR e.is_exact = 0)
"""


class DueQuery(NamedTuple):
    """What the report is asked for.

    Series are given by id, name, abbreviation or alias; without any, all are reported. Without `as_of` it holds for
    the last covered day.
    """

    series: tuple[str, ...] = ()
    as_of: date | None = None


class HostTurn(NamedTuple):
    """Whose turn it is to host, inferred from a strict alternation.

    `shown_by` are the events that show it, each with its host.
    """

    party: str
    name: LocalizedText
    shown_by: tuple[tuple[EventSummary, str], ...]


class DueSeries(NamedTuple):
    """A series with its state on the day, and the next year in which it is expected.

    `next_year` is the end of the next period of its cadence that is not over, None if no meeting is expected.
    `years_missed` and `years_unknown` are the years since the last meeting that were missed, and those up to the day
    of which nothing is known. `perhaps_held` is a meeting that may lie in the next year.
    """

    series: Series
    state: DueState
    next_year: int | None
    days_left: int | None
    years_missed: tuple[int, ...]
    years_unknown: tuple[int, ...]
    perhaps_held: Doubt | None = None
    host_turn: HostTurn | None = None


class PlannedEvent(NamedTuple):
    """An event that is planned or postponed.

    `is_ahead` is false if its last day is over. `followed_by` is the first event of one of its institutions that was
    held since its first day.
    """

    event: EventSummary
    status: str
    is_ahead: bool
    followed_by: EventSummary | None


class YearEnd(NamedTuple):
    """The year of the day, if it ends soon, and the series of which nothing is known in it."""

    year: int
    days_left: int
    not_covered: tuple[Series, ...]


class Due(NamedTuple):
    """The report: the series by urgency, planned events, dates known in part, and the end of the year.

    `is_own_day` says that nobody asked for another day.
    """

    day: date
    is_own_day: bool
    covers_until: date
    series: tuple[DueSeries, ...]
    planned: tuple[PlannedEvent, ...]
    partial: tuple[EventSummary, ...]
    year_end: YearEnd | None
    hidden: HiddenEvents
    title: LocalizedText


def compute_due(snapshot: Snapshot, query: DueQuery) -> Due:
    """Report what is due as of a day.

    Raises CbiError if a name is not that of exactly one series.
    """
    requested = frozenset(find_series(snapshot, name) for name in query.series)
    gaps = compute_gaps(snapshot, GapsQuery(query.series, query.as_of))
    day = gaps.day
    due_series = [_make_due_series(series, day) for series in gaps.series]
    turns = _find_host_turns(snapshot, due_series, day)
    due_series = [one._replace(host_turn=turns.get(one.series.id)) for one in due_series]
    # The sort is stable, so series that are equally urgent keep the order of the indicators.
    due_series.sort(key=_urgency)
    wanted = _events_of_series(snapshot, requested)
    planned = _find_planned(snapshot, day, wanted)
    partial = _find_partial(snapshot, day, wanted)
    year_end = _find_year_end(gaps.series, day)
    covered = covers_until(snapshot)
    title = dataset_title(snapshot)
    is_own_day = query.as_of is None
    return Due(day, is_own_day, covered, tuple(due_series), planned, partial, year_end, gaps.hidden, title)


def _events_of_series(snapshot: Snapshot, requested: frozenset[str]) -> frozenset[int] | None:
    """Return the numbers of the events of some series; None for all events if no series is asked for."""
    if not requested:
        return None
    rows = snapshot.rows(_SERIES_OF_EVENTS_QUERY)
    return frozenset(row["event"] for row in rows if row["series"] in requested)


def _urgency(one: DueSeries) -> tuple[int, int]:
    """Return what the series are sorted by: first the state, then how urgent it is within that."""
    order = DUE_STATES.index(one.state)
    if one.state == "overdue":
        return order, -len(one.years_missed)
    if one.state == "expected" and one.next_year is not None:
        return order, one.next_year
    if one.state == "halted":
        return order, -(one.series.halted_since or 0)
    return order, 0


def _make_due_series(series: Series, day: date) -> DueSeries:
    next_year = _next_year(series, day)
    state = _due_state(series, next_year, day)
    days_left = None
    if state == "due":
        days_left = (date(day.year, 12, 31) - day).days
    missed: tuple[int, ...] = ()
    if state in ("overdue", "halted") and series.first_missed is not None:
        missed = tuple(year for year in series.years_with_status("missed", "paused") if year >= series.first_missed)
    perhaps_held = None
    if next_year is not None:
        perhaps_held = series.coverage.doubt(next_year)
        if perhaps_held is not None and perhaps_held.weaker:
            perhaps_held = None
    return DueSeries(series, state, next_year, days_left, missed, _unknown_years(series), perhaps_held)


def _next_year(series: Series, day: date) -> int | None:
    """Return the next year in which a series is due by its cadence and that is not over, None if none is expected."""
    held = series.years_with_status("held")
    if series.state not in ("active", "overdue") or not held:
        return None
    year = held[-1] + series.cadence_years
    while is_year_complete(year, day):
        year += series.cadence_years
    if year in series.coverage.paused:
        return None
    return year


def _due_state(series: Series, next_year: int | None, day: date) -> DueState:
    """Return the state of a series; that of the gap report unless it is active."""
    if series.state != "active":
        return series.state
    if next_year is None:
        return "paused"
    if next_year == day.year:
        return "due"
    return "expected"


def _unknown_years(series: Series) -> tuple[int, ...]:
    """Return the last years of a series, as far back as nothing is known of them."""
    if series.state == "ended":
        return ()
    unknown = takewhile(lambda year: series.years[year] == "unknown", reversed(list(series.years)))
    return tuple(sorted(unknown))


def _find_host_turns(snapshot: Snapshot, due_series: Iterable[DueSeries], day: date) -> dict[str, HostTurn]:
    """Return whose turn it is to host, by series, where the events show a strict alternation."""
    first_years: dict[str, int] = {}
    for one in due_series:
        if one.next_year is not None:
            first_years[one.series.id] = _first_certain_year(one.series)
    if not first_years:
        return {}
    events: dict[str, list[tuple[EventSummary, str | None]]] = {}
    first_year = min(first_years.values())
    rows = snapshot.rows(_HOSTS_QUERY, day=day_number(day), first_year=first_year)
    for row in rows:
        series_id = row["series"]
        if series_id not in first_years or row["year"] < first_years[series_id]:
            continue
        record = decode_json(row["json"])
        hosted = events.setdefault(series_id, [])
        hosted.append((event_summary(row), record.get("host")))
    names = _party_names(snapshot)
    turns: dict[str, HostTurn] = {}
    for series_id, hosted in events.items():
        party = next_host([host for _, host in hosted])
        if party is None:
            continue
        name = names.get(party, LocalizedText(party))
        shown_by = tuple((event, str(host)) for event, host in hosted)
        turns[series_id] = HostTurn(party, name, shown_by)
    return turns


def _first_certain_year(series: Series) -> int:
    """Return the first year since which every year of a series is known.

    Before it there may be meetings that nobody knows, so that hosts in a row may not have followed each other.
    """
    unknown = series.years_with_status("unknown")
    if unknown:
        return unknown[-1] + 1
    return min(series.years)


def next_host(hosts: Sequence[str | None]) -> str | None:
    """Return who comes next in a strict alternation of hosts, None if there is none.

    Each of them must have hosted in the same order each time, and all but one of them twice.
    """
    parties = list(dict.fromkeys(hosts))
    number = len(parties)
    if None in parties or number < 2 or len(hosts) < 2 * number - 1:
        return None
    for position, host in enumerate(hosts):
        if host != parties[position % number]:
            return None
    return parties[len(hosts) % number]


def _party_names(snapshot: Snapshot) -> dict[str, LocalizedText]:
    parties: Sequence[Mapping[str, str]] = snapshot.records("dataset")[0]["party"]
    return {party["id"]: record_text(party, "name") for party in parties}


def _find_planned(snapshot: Snapshot, day: date, wanted: frozenset[int] | None) -> tuple[PlannedEvent, ...]:
    """Return the events that are planned or postponed."""
    rows = snapshot.rows(_PLANNED_QUERY)
    return tuple(_make_planned(snapshot, row, day) for row in rows if wanted is None or row["number"] in wanted)


def _make_planned(snapshot: Snapshot, row: sqlite3.Row, day: date) -> PlannedEvent:
    following = snapshot.rows(_FOLLOWING_QUERY, number=row["number"], start=row["start_day"], day=day_number(day))
    followed_by = None
    if following:
        followed_by = event_summary(following[0])
    return PlannedEvent(event_summary(row), row["status"], row["last_day"] >= day_number(day), followed_by)


def _find_partial(snapshot: Snapshot, day: date, wanted: frozenset[int] | None) -> tuple[EventSummary, ...]:
    """Return the events that were held on a date that is known in part."""
    rows = snapshot.rows(_PARTIAL_QUERY, day=day_number(day))
    return tuple(event_summary(row) for row in rows if wanted is None or row["number"] in wanted)


def _find_year_end(series: Iterable[Series], day: date) -> YearEnd | None:
    """Return the year of a day if it is not over but ends soon."""
    days_left = (date(day.year, 12, 31) - day).days
    if not 0 < days_left <= YEAR_END_DAYS:
        return None
    not_covered = []
    for one in series:
        is_known = day.year in one.years or day.year in one.coverage.covered
        if not is_known and one.state not in ("ended", "halted"):
            not_covered.append(one)
    return YearEnd(day.year, days_left, tuple(not_covered))
