"""When each series was held, when it was not, and what state it is in.

The rules are described in docs/methodology.md. A year is *missed* if it is covered and over on the day of the report,
nothing was held, and a meeting was due by the cadence of the series. A year that is not covered, or in one direction of
travel only, is unknown.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from cbi_cli.core.dates import day_from_number, day_number
from cbi_cli.index.lookup import find_series
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import (
    EventSummary,
    HiddenEvents,
    LocalizedText,
    count_hidden_events,
    covers_until,
    dataset_title,
    event_summary,
    is_year_complete,
    load_sql,
    row_text,
)
from cbi_cli.reports.series_coverage import (
    NO_COVERAGE,
    CoverageSpan,
    SeriesCoverage,
    coverage_by_series,
    status_without_event,
)

SeriesState = Literal["active", "overdue", "halted", "ended", "unknown"]
YearStatus = Literal["held", "missed", "paused", "idle", "unknown"]


class GapsQuery(NamedTuple):
    """What a gap report is asked for.

    Series are given by id, name, abbreviation or alias; without any, all are reported. Without `as_of` it holds for
    the last covered day.
    """

    series: tuple[str, ...] = ()
    as_of: date | None = None


class Gap(NamedTuple):
    """A run of missed years.

    `after` is the event before the gap, `before` the one that followed. `days` are counted from the end of the one
    to the start of the other, or to the report's day if nothing followed. It is None if a date is not known to the
    day, if some of the time between is not covered, or if the series ended.
    """

    from_year: int
    to_year: int
    after: EventSummary | None
    before: EventSummary | None
    days: int | None

    @property
    def years(self) -> int:
        """How many calendar years were missed."""
        return self.to_year - self.from_year + 1


class Series(NamedTuple):
    """One series as of a day.

    `years` has the status of each year, from the first known to the last that is over on the day, or was when the
    series ended. `coverage` extends to the years after that too.
    """

    id: str
    label: LocalizedText
    state: SeriesState
    cadence_years: int
    first_held: EventSummary | None
    last_held: EventSummary | None
    halted_since: int | None
    first_missed: int | None
    years: Mapping[int, YearStatus]
    gaps: tuple[Gap, ...]
    pauses: tuple[CoverageSpan, ...]
    successor: str | None
    coverage: SeriesCoverage = NO_COVERAGE

    def in_pause(self, year: int) -> bool:
        """Tell whether a declared pause includes a year.

        A meeting may have been held in it all the same.
        """
        return any(pause.includes(year) for pause in self.pauses)

    @property
    def longest_gap(self) -> Gap | None:
        """The gap with the most missed years; of equal ones the longer in days."""
        return max(self.gaps, key=lambda gap: (gap.years, gap.days or 0), default=None)

    def years_with_status(self, *statuses: YearStatus) -> list[int]:
        """Return the years that have one of these statuses."""
        return [year for year, status in self.years.items() if status in statuses]


class Gaps(NamedTuple):
    """The gap report: all series as of a day, and the title of the dataset."""

    day: date
    series: tuple[Series, ...]
    hidden: HiddenEvents
    title: LocalizedText


def compute_gaps(snapshot: Snapshot, query: GapsQuery) -> Gaps:
    """Report the gaps of series.

    Raises CbiError if a name is not that of exactly one series.
    """
    requested = [find_series(snapshot, name) for name in query.series]
    day = query.as_of or covers_until(snapshot)
    series = series_as_of(snapshot, day)
    if requested:
        series = tuple(one for one in series if one.id in requested)
    hidden = _count_hidden(snapshot, day, requested)
    title = dataset_title(snapshot)
    return Gaps(day, series, hidden, title)


def _count_hidden(snapshot: Snapshot, day: date, requested: Iterable[str]) -> HiddenEvents:
    """Count the events that a day hides.

    Those in the report are those of the requested series, by default of all.
    """
    query = "SELECT COUNT(DISTINCT event) AS n FROM series_event WHERE known_by_day > :day"
    values: dict[str, object] = {}
    for number, series_id in enumerate(requested):
        values[f"series{number}"] = series_id
    if values:
        placeholders = ", ".join(f":{name}" for name in values)
        query += f" AND series IN ({placeholders})"
    return count_hidden_events(snapshot, day, query, **values)


def series_as_of(snapshot: Snapshot, day: date) -> tuple[Series, ...]:
    """Return every series as of a day."""
    events: dict[str, list[sqlite3.Row]] = {}
    query = load_sql("gaps")
    for row in snapshot.rows(query, day=day_number(day), year=day.year):
        events.setdefault(row["series"], []).append(row)
    coverage = coverage_by_series(snapshot)
    until = covers_until(snapshot)
    halts = snapshot.claimed_halts()
    series = []
    for row in snapshot.rows("SELECT * FROM series ORDER BY sort_key"):
        series_id = row["id"]
        series_events = events.get(series_id, [])
        series_coverage = coverage.get(series_id, NO_COVERAGE)
        one = _make_series(row, series_events, series_coverage, day, until)
        if halts.get(series_id, day.year) < day.year:
            one = _halt_since(one, halts[series_id])
        series.append(one)
    return tuple(series)


def _halt_since(series: Series, year: int) -> Series:
    """Return a series that a source says is halted since a year.

    An event of another year is not the last one by that source.
    """
    last_held = series.last_held
    if last_held is not None and int(last_held.start[:4]) != year:
        last_held = None
    missed = [one for one in series.years_with_status("missed", "paused") if one > year]
    first_missed = min(missed, default=None)
    return series._replace(state="halted", halted_since=year, last_held=last_held, first_missed=first_missed)


def _make_series(
    row: sqlite3.Row, events: Sequence[sqlite3.Row], coverage: SeriesCoverage, day: date, until: date
) -> Series:
    ended_day = row["ended_day"]
    has_ended = ended_day is not None and ended_day <= day_number(day)
    last_day = day
    if has_ended:
        last_day = day_from_number(ended_day)
    years = _year_statuses(events, coverage, row["cadence_years"], last_day)
    first_held = last_held = last_year = None
    if events:
        first_held = event_summary(events[0])
        last_held = event_summary(events[-1])
    certain_years = [row["year"] for row in events if _is_year_known(row)]
    if certain_years:
        last_year = certain_years[-1]
    gaps_until: date | None = day
    # Nothing says that no meeting was held after the end of a series, or after the last covered day.
    if has_ended or _is_beyond_coverage(coverage, day, until):
        gaps_until = None
    found_gaps = _find_gaps(events, years, gaps_until)
    state = _series_state(row, last_year, years, coverage, day)
    halted_since = successor = None
    if state == "halted":
        halted_since = last_year
    elif state == "ended":
        successor = row["successor"]
    pauses = tuple(span for span in coverage.spans if span.paused)
    first_missed = _first_missed(found_gaps, state)
    return Series(
        id=row["id"],
        label=row_text(row, "label"),
        state=state,
        cadence_years=row["cadence_years"],
        first_held=first_held,
        last_held=last_held,
        halted_since=halted_since,
        first_missed=first_missed,
        years=years,
        gaps=found_gaps,
        pauses=pauses,
        successor=successor,
        coverage=coverage,
    )


def _is_year_known(row: sqlite3.Row) -> bool:
    """Tell whether an event lies in one year for certain."""
    return bool(row["year"] == row["known_by_year"])


def _first_missed(found_gaps: Iterable[Gap], state: SeriesState) -> int | None:
    """Return the first year of the gap that still lasts.

    Returns None if the state of the series says that no gap lasts.
    """
    if state not in ("halted", "overdue"):
        return None
    for gap in found_gaps:
        if gap.before is None:
            return gap.from_year
    return None


def _year_statuses(
    events: Iterable[sqlite3.Row], coverage: SeriesCoverage, cadence: int, day: date
) -> dict[int, YearStatus]:
    """Return the status of each year.

    The years are those from the first held or looked through to the last that is over or held in. The day is the
    report's, or that on which the series ended before it. A series of which nothing is known has no year at all,
    whatever the day.
    """
    held_years = {row["year"] for row in events if _is_year_known(row)}
    known_years = held_years | coverage.covered | coverage.partly.keys() | coverage.doubtful
    if not known_years:
        return {}
    statuses: dict[int, YearStatus] = {}
    last_held: int | None = None
    # A year that is not over has a status only if something was held in it.
    last = day.year if day.year in held_years else _last_complete_year(day)
    for year in range(min(known_years), last + 1):
        if year in held_years:
            statuses[year] = "held"
            last_held = year
            continue
        status: YearStatus = status_without_event(coverage, year)
        # A biennial series does not miss the year after a meeting.
        if status == "missed" and last_held is not None and year - last_held < cadence:
            status = "idle"
        elif status == "missed" and _may_be_idle(coverage, year, cadence):
            status = "unknown"
        statuses[year] = status
    return statuses


def _may_be_idle(coverage: SeriesCoverage, year: int, cadence: int) -> bool:
    """Tell whether a meeting of which the year is not known may have been held less than a period before a year."""
    return any(earlier in coverage.doubtful for earlier in range(year - cadence + 1, year))


def _series_state(
    row: sqlite3.Row, last_year: int | None, years: Mapping[int, YearStatus], coverage: SeriesCoverage, day: date
) -> SeriesState:
    """Return the state by the periods that have come due.

    They are counted from the last meeting; see docs/methodology.md.
    """
    if row["ended_day"] is not None and row["ended_day"] <= day_number(day):
        return "ended"
    # A source that declares a pause is believed, however recent the last meeting is.
    if day.year in coverage.paused:
        return "halted"
    if last_year is None:
        return "unknown"
    cadence = row["cadence_years"]
    due_years = range(last_year + cadence, _last_complete_year(day) + 1, cadence)
    for due in due_years:
        period = range(due - cadence + 1, due + 1)
        # A meeting may have been held in a year that was not searched.
        if any(years[year] == "unknown" for year in period):
            return "unknown"
    if not due_years:
        return "active"
    if len(due_years) == 1:
        return "overdue"
    return "halted"


def _last_complete_year(day: date) -> int:
    """Return the last year that is over on a day."""
    if is_year_complete(day.year, day):
        return day.year
    return day.year - 1


def _is_beyond_coverage(coverage: SeriesCoverage, day: date, until: date) -> bool:
    """Tell whether a day is after everything that is covered.

    This is so after the last covered day, in a year that the series itself does not cover.
    """
    return day > until and day.year not in coverage.covered


def _find_gaps(events: Sequence[sqlite3.Row], years: Mapping[int, YearStatus], day: date | None) -> tuple[Gap, ...]:
    """Return the runs of missed years.

    `day` is None if it is not known that nothing was held up to it.
    """
    runs: list[list[int]] = []
    for year, status in years.items():
        if status not in ("missed", "paused"):
            continue
        if not runs or runs[-1][-1] != year - 1:
            runs.append([])
        runs[-1].append(year)
    return tuple(_make_gap(events, years, run, day) for run in runs)


def _make_gap(
    events: Sequence[sqlite3.Row], years: Mapping[int, YearStatus], run: Sequence[int], day: date | None
) -> Gap:
    event_years = [row["year"] for row in events]
    following = bisect(event_years, run[0])
    after = before = None
    if following > 0:
        after = events[following - 1]
    if following < len(events):
        before = events[following]
    days = _count_gap_days(after, before, years, day)
    return Gap(run[0], run[-1], _summary_or_none(after), _summary_or_none(before), days)


def _summary_or_none(row: sqlite3.Row | None) -> EventSummary | None:
    if row is None:
        return None
    return event_summary(row)


def _count_gap_days(
    after: sqlite3.Row | None, before: sqlite3.Row | None, years: Mapping[int, YearStatus], day: date | None
) -> int | None:
    """Count the days between two events, or up to the day.

    All of that time must be covered.
    """
    # Days can be counted only from a date that is known to the day.
    if after is None or not after["is_exact"]:
        return None
    if before is not None:
        if not before["is_exact"]:
            return None
        following_year = before["year"]
        end = before["start_day"]
    elif day is not None:
        following_year = max(years) + 1
        end = day_number(day)
    else:
        return None
    between = range(after["year"] + 1, following_year)
    # Years after the end of a series have no status.
    if any(years.get(year) == "unknown" for year in between):
        return None
    return int(end) - int(after["end_day"])
