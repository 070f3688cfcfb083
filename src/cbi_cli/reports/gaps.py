"""When each series was held, when it was not, and what state it is in.

The rules stand in docs/methodology.md. A year is *missed* when somebody has looked, it is over on the day of the
report, nothing was held, and a meeting was due by the series' cadence; a year for which nobody has looked is unknown.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
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
)

SeriesState = Literal["active", "overdue", "halted", "ended", "unknown"]
YearStatus = Literal["held", "missed", "paused", "idle", "unknown"]


class GapsQuery(NamedTuple):
    """What a gap report is asked for: series by id, name, abbreviation or alias, by default all.

    Without `as_of` it holds for the last covered day.
    """

    series: tuple[str, ...] = ()
    as_of: date | None = None


class Pause(NamedTuple):
    """Years in which a source declares a series suspended; ``to_year`` is None while it lasts."""

    from_year: int
    to_year: int | None
    source: str
    note: LocalizedText


class Gap(NamedTuple):
    """A run of missed years, with the event before and the one after it.

    ``days`` lie between the end of the one and the start of the other, or the report's day if nothing followed. It is
    None if a date is not known to the day, if nobody has looked at some of the time between, or if the series ended.
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


class SeriesCoverage(NamedTuple):
    """For which years somebody has looked, or declared that nothing was held; an open pause lasts for ever."""

    covered: frozenset[int]
    paused: frozenset[int]
    pauses: tuple[Pause, ...]


NO_COVERAGE = SeriesCoverage(frozenset(), frozenset(), ())
"""The years of a series of which nothing is known."""


class Series(NamedTuple):
    """One series as of a day.

    ``years`` has one mark per year, from the first known to the last that is over on the day, or was when the series
    ended. ``looked`` holds for the years after that too.
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
    pauses: tuple[Pause, ...]
    successor: str | None
    looked: SeriesCoverage = NO_COVERAGE

    def in_pause(self, year: int) -> bool:
        """Tell whether a declared pause includes a year, even if something was held in it."""
        return any(one.from_year <= year and (one.to_year is None or year <= one.to_year) for one in self.pauses)

    @property
    def longest_gap(self) -> Gap | None:
        """The gap with most missed years; of equal ones the longer in days."""
        return max(self.gaps, key=lambda gap: (gap.years, gap.days or 0), default=None)

    def years_with_status(self, *marks: YearStatus) -> list[int]:
        """The years that carry one of these marks."""
        return [year for year, mark in self.years.items() if mark in marks]


class Gaps(NamedTuple):
    """The gap report: all series as of a day, and the title of the dataset."""

    day: date
    series: tuple[Series, ...]
    hidden: HiddenEvents
    title: LocalizedText


def compute_gaps(snapshot: Snapshot, query: GapsQuery) -> Gaps:
    """Report the gaps of series; CbiError if a name is not that of exactly one series."""
    requested = [find_series(snapshot, name) for name in query.series]
    day = query.as_of or covers_until(snapshot)
    series = series_as_of(snapshot, day)
    values: dict[str, object] = {}
    condition = "known_by_day > :day"
    if requested:
        series = tuple(one for one in series if one.id in requested)
        values = {f"series{number}": series_id for number, series_id in enumerate(requested)}
        condition += f" AND series IN ({', '.join(f':{name}' for name in values)})"
    count = f"SELECT COUNT(DISTINCT event) AS n FROM series_event WHERE {condition}"  # noqa: S608 - of the conditions above
    return Gaps(day, series, count_hidden_events(snapshot, day, count, **values), dataset_title(snapshot))


def series_as_of(snapshot: Snapshot, day: date) -> tuple[Series, ...]:
    """Return every series as of a day."""
    events: dict[str, list[sqlite3.Row]] = {}
    for row in snapshot.rows(load_sql("gaps"), day=day_number(day), year=day.year):
        events.setdefault(row["series"], []).append(row)
    looked = coverage_by_series(snapshot)
    series = snapshot.rows("SELECT * FROM series ORDER BY sort_key")
    until = covers_until(snapshot)
    return tuple(
        _make_series(one, events.get(one["id"], []), looked.get(one["id"], NO_COVERAGE), day, until) for one in series
    )


def coverage_by_series(snapshot: Snapshot) -> dict[str, SeriesCoverage]:
    """Return what is known of the years of each series; an open pause covers them to the last covered year."""
    until = covers_until(snapshot)
    spans: dict[str, list[sqlite3.Row]] = {}
    for row in snapshot.rows(
        "SELECT * FROM coverage ORDER BY from_year, paused, COALESCE(to_year, 9999), source, note"
    ):
        spans.setdefault(row["series"], []).append(row)
    return {name: _make_coverage(rows, until.year) for name, rows in spans.items()}


def status_without_event(looked: SeriesCoverage, year: int) -> Literal["missed", "paused", "unknown"]:
    """Return the mark of a year that is over and in which nothing was held, whatever the cadence says of it."""
    if year not in looked.covered:
        return "unknown"
    return "paused" if year in looked.paused else "missed"


def _make_coverage(rows: Sequence[sqlite3.Row], until: int) -> SeriesCoverage:
    declared = [row for row in rows if row["paused"]]
    return SeriesCoverage(
        _expand_spans((row["from_year"], until if row["to_year"] is None else row["to_year"]) for row in rows),
        _expand_spans(
            (row["from_year"], date.max.year if row["to_year"] is None else row["to_year"]) for row in declared
        ),
        tuple(
            Pause(row["from_year"], row["to_year"], row["source"], LocalizedText(row["note"], row["note_es"]))
            for row in declared
        ),
    )


def _expand_spans(spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    """All years in spans that come in order of their first year; each is looked at once, however many overlap."""
    found: set[int] = set()
    reached = 0
    for first, last in spans:
        found.update(range(max(first, reached + 1), last + 1))
        reached = max(reached, last)
    return frozenset(found)


def _make_series(
    row: sqlite3.Row, events: Sequence[sqlite3.Row], looked: SeriesCoverage, day: date, until: date
) -> Series:
    ended = row["ended_day"]
    if ended is not None and ended > day_number(day):
        ended = None
    last = day if ended is None else day_from_number(ended)
    years = _year_statuses(events, looked, row["cadence_years"], last)
    last_year = events[-1]["year"] if events else None
    found = _find_gaps(events, years, None if ended is not None or _is_beyond_coverage(looked, day, until) else day)
    lasting = [gap.from_year for gap in found if gap.before is None]
    state = _series_state(row, last_year, years, looked, day)
    return Series(
        id=row["id"],
        label=LocalizedText(row["label"], row["label_es"]),
        state=state,
        cadence_years=row["cadence_years"],
        first_held=event_summary(events[0]) if events else None,
        last_held=event_summary(events[-1]) if events else None,
        halted_since=last_year if state == "halted" else None,
        first_missed=lasting[0] if lasting and state in ("halted", "overdue") else None,
        years=years,
        gaps=found,
        pauses=looked.pauses,
        successor=row["successor"] if state == "ended" else None,
        looked=looked,
    )


def _year_statuses(
    events: Sequence[sqlite3.Row], looked: SeriesCoverage, cadence: int, day: date
) -> dict[int, YearStatus]:
    """Mark each year, from the first held or covered to the last that is over or held in.

    The day is the report's, or that on which the series ended before it. A series of which nothing is known has no year
    at all, whatever the day.
    """
    held_years = {row["year"] for row in events}
    known_years = held_years | looked.covered
    if not known_years:
        return {}
    first = min(known_years)
    marks: dict[int, YearStatus] = {}
    last_held: int | None = None
    last = day.year if day.year in held_years else _last_complete_year(day)
    for year in range(first, last + 1):
        if year in held_years:
            marks[year], last_held = "held", year
        elif year not in looked.covered:
            marks[year] = "unknown"
        elif year in looked.paused:
            marks[year] = "paused"
        else:
            marks[year] = "idle" if last_held is not None and year - last_held < cadence else "missed"
    return marks


def _series_state(
    row: sqlite3.Row, last_year: int | None, years: Mapping[int, YearStatus], looked: SeriesCoverage, day: date
) -> SeriesState:
    """The state by the periods that have come due since the last one held; see docs/methodology.md."""
    if row["ended_day"] is not None and row["ended_day"] <= day_number(day):
        return "ended"
    if day.year in looked.paused:
        return "halted"
    if last_year is None:
        return "unknown"
    cadence = row["cadence_years"]
    due = range(last_year + cadence, _last_complete_year(day) + 1, cadence)
    known = [all(years[y] != "unknown" for y in range(year - cadence + 1, year + 1)) for year in due]
    if not all(known):
        return "unknown"
    return ("active", "overdue", "halted")[min(len(due), 2)]


def _last_complete_year(day: date) -> int:
    """The last year that is over on a day."""
    return day.year if is_year_complete(day.year, day) else day.year - 1


def _is_beyond_coverage(looked: SeriesCoverage, day: date, until: date) -> bool:
    """Tell whether a day lies beyond all that anybody has looked at, in a year without coverage of its own."""
    return day > until and day.year not in looked.covered


def _find_gaps(events: Sequence[sqlite3.Row], years: Mapping[int, YearStatus], day: date | None) -> tuple[Gap, ...]:
    """Return the runs of missed years; ``day`` is None if it is not known that nothing was held up to it."""
    missed = [year for year, mark in years.items() if mark in ("missed", "paused")]
    runs = ([year for _, year in run] for _, run in groupby(enumerate(missed), lambda pair: pair[1] - pair[0]))
    return tuple(_make_gap(events, years, (run[0], run[-1]), day) for run in runs)


def _make_gap(
    events: Sequence[sqlite3.Row], years: Mapping[int, YearStatus], run: tuple[int, int], day: date | None
) -> Gap:
    at = bisect([row["year"] for row in events], run[0])
    after = events[at - 1] if at else None
    before = events[at] if at < len(events) else None
    return Gap(
        *run,
        event_summary(after) if after else None,
        event_summary(before) if before else None,
        _count_gap_days(after, before, years, day),
    )


def _count_gap_days(
    after: sqlite3.Row | None, before: sqlite3.Row | None, years: Mapping[int, YearStatus], day: date | None
) -> int | None:
    """Count the days between two events, or up to the day if nothing followed, if all of that time is known."""
    if after is None or not after["is_exact"] or (before is not None and not before["is_exact"]):
        return None
    if before is None and day is None:
        return None
    following = before["year"] if before is not None else max(years) + 1
    if any(years[year] == "unknown" for year in range(after["year"] + 1, following)):
        return None
    end: int = before["start_day"] if before is not None else day_number(day or date.max)
    return end - int(after["end_day"])
