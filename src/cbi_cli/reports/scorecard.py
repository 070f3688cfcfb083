"""The scorecard of a year as of a day: a light for each indicator, computed from events by its rule.

The rules stand in docs/methodology.md.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from cbi_cli.core.dates import day_number
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import (
    EventSummary,
    HiddenEvents,
    LocalizedText,
    count_hidden_events,
    dataset_title,
    event_summary,
    is_year_complete,
    load_sql,
    report_day,
)
from cbi_cli.reports.edition_comparison import PublishedRow, published_rows
from cbi_cli.reports.gaps import NO_COVERAGE, Series, coverage_by_series, series_as_of, status_without_event

Light = Literal["green", "yellow", "red", "unknown"]
LIGHTS: tuple[Light, ...] = ("green", "yellow", "red", "unknown")
LightReason = Literal["counts", "weaker", "none", "paused", "not-yet", "not-looked"]


_HIDDEN_QUERY = """
SELECT COUNT(DISTINCT m.event) AS n FROM match AS m JOIN event AS e ON e.number = m.event
LEFT JOIN admission AS a ON a.year = :year AND a.indicator = m.indicator AND a.event = e.id AND :strict = 0
WHERE m.strength IN ('full', 'weak') AND m.known_by_day > :day AND (m.year = :year OR a.event IS NOT NULL)
"""


class ScorecardQuery(NamedTuple):
    """What a scorecard is asked for.

    Without `as_of` it holds for the publication day of the year's edition, or else for the last covered day.
    `compare_year` names another year whose card is computed as of the same day.
    """

    year: int
    as_of: date | None = None
    strict_year: bool = False
    compare_year: int | None = None


class Occurrence(NamedTuple):
    """An event that counts: its direction of travel (``guest>host`` or None), and why it was admitted, if it was."""

    event: EventSummary
    direction: str | None
    admitted: bool
    admission: LocalizedText
    admission_source: str


class LightRow(NamedTuple):
    """A row of a year without an edition as far as its light goes: the events that it shows, how many counted."""

    indicator: str
    label: LocalizedText
    light: Light
    occurrences: tuple[Occurrence, ...]
    counted: int

    @property
    def published(self) -> None:
        """Nothing was printed of it."""
        return None


class ScorecardRow(NamedTuple):
    """One row: its light and why, the occurrences that the row shows, how many counted in all.

    ``series`` is the row's series at the end of the year or on the day, whichever comes first. ``why_weaker`` gives
    the weaker rule's reason for yellow; ``near`` holds the event that met it.
    """

    indicator: str
    label: LocalizedText
    light: Light
    why: LightReason
    why_weaker: LocalizedText
    near: EventSummary | None
    occurrences: tuple[Occurrence, ...]
    counted: int
    series: Series
    published: PublishedRow | None

    @property
    def last_held(self) -> EventSummary | None:
        """The latest one that counts, or the last before the year."""
        return self.occurrences[-1].event if self.occurrences else self.series.last_held


class Scorecard(NamedTuple):
    """The scorecard: its year, the day that it holds for, and its rows in the order of the indicators.

    ``before_publication`` says that the year's edition came out after that day, so that differences from the printed
    card are to be expected. ``published_on`` is the date of that edition if the scorecard holds for it, ``title`` that
    of the dataset, ``compared_with`` the card of another year as of the same day, if one was asked for.
    """

    year: int
    day: date
    strict_year: bool
    rows: tuple[ScorecardRow, ...]
    before_publication: bool
    hidden: HiddenEvents
    title: LocalizedText
    published_on: str | None = None
    compared_with: Scorecard | None = None

    @property
    def agrees(self) -> bool:
        """Whether no row differs from the printed card."""
        return all(row.published is None or row.published.agrees for row in self.rows)

    @property
    def totals(self) -> dict[Light, int]:
        """How many rows have each light."""
        return {light: sum(row.light == light for row in self.rows) for light in LIGHTS}


def compute_scorecard(snapshot: Snapshot, query: ScorecardQuery) -> Scorecard:
    """Compute the scorecard of a year as of a day."""
    card = _compute_card(snapshot, query.year, query.as_of, query.strict_year)
    if query.as_of is None:
        edition = snapshot.record("edition", str(query.year))
        if edition is not None:
            card = card._replace(published_on=str(edition["published"]))
    if query.compare_year is not None:
        other = _compute_card(snapshot, query.compare_year, query.as_of, query.strict_year)
        card = card._replace(compared_with=other)
    return card


def _compute_card(snapshot: Snapshot, year: int, as_of: date | None, strict_year: bool) -> Scorecard:
    day = report_day(snapshot, year, as_of)
    found = _load_matches(snapshot, year, day, strict_year)
    end = min(day, date(year, 12, 31))
    series = {one.id: one for one in series_as_of(snapshot, end)}
    printed = published_rows(snapshot, year)
    rows = []
    for indicator in snapshot.rows("SELECT * FROM indicator ORDER BY sort_key"):
        name = indicator["id"]
        full, weak = found[name, "full"], found[name, "weak"]
        row = _make_row(snapshot, indicator, full, weak, series[name], is_year_complete(year, day), year)
        rows.append(row._replace(published=_compare_with_published(row, printed.get(name))))
    later = snapshot.rows(
        "SELECT 1 FROM edition WHERE year = :year AND published_day > :day", year=year, day=day_number(day)
    )
    hidden = count_hidden_events(snapshot, day, _HIDDEN_QUERY, year=year, strict=int(strict_year))
    return Scorecard(year, day, strict_year, tuple(rows), bool(later), hidden, dataset_title(snapshot))


def light_rows(snapshot: Snapshot, days: Mapping[int, date]) -> dict[int, tuple[LightRow, ...]]:
    """Return the lights of several years, each as of its day: the same ones as on the scorecards, with less work."""
    looked = coverage_by_series(snapshot)
    indicators = snapshot.rows("SELECT * FROM indicator ORDER BY sort_key")
    cards: dict[int, tuple[LightRow, ...]] = {}
    for year, day in days.items():
        found, over = _load_matches(snapshot, year, day), is_year_complete(year, day)
        rows: list[LightRow] = []
        for one in indicators:
            full, weak = found[one["id"], "full"], found[one["id"], "weak"]
            mark = status_without_event(looked.get(one["id"], NO_COVERAGE), year)
            light, _ = _decide_light(bool(full), bool(weak), over, mark)
            counted = full[0]["counted"] if full else 0
            label = LocalizedText(one["label"], one["label_es"])
            rows.append(LightRow(one["id"], label, light, tuple(_select_occurrences(full)), counted))
        cards[year] = tuple(rows)
    return cards


def _load_matches(
    snapshot: Snapshot, year: int, day: date, strict_year: bool = False
) -> dict[tuple[str, str], list[sqlite3.Row]]:
    """Return the events that count for a year, the latest in each direction, by indicator and strength."""
    found: dict[tuple[str, str], list[sqlite3.Row]] = defaultdict(list)
    for match in snapshot.rows(load_sql("scorecard"), year=year, day=day_number(day), strict=int(strict_year)):
        found[match["indicator"], match["strength"]].append(match)
    return found


def _make_row(
    snapshot: Snapshot,
    indicator: sqlite3.Row,
    full: Sequence[sqlite3.Row],
    weak: Sequence[sqlite3.Row],
    series: Series,
    over: bool,
    year: int,
) -> ScorecardRow:
    light, why = _decide_light(bool(full), bool(weak), over, status_without_event(series.looked, year))
    return ScorecardRow(
        indicator=indicator["id"],
        label=LocalizedText(indicator["label"], indicator["label_es"]),
        light=light,
        why=why,
        why_weaker=_weaker_reason(snapshot, indicator["id"], weak[-1]["weaker"])
        if light == "yellow"
        else LocalizedText(""),
        near=event_summary(weak[-1]) if light == "yellow" else None,
        occurrences=tuple(_select_occurrences(full)),
        counted=full[0]["counted"] if full else 0,
        series=series,
        published=None,
    )


def _decide_light(full: bool, weak: bool, over: bool, mark: str) -> tuple[Light, LightReason]:
    """The light and its reason, by the table in docs/methodology.md."""
    if full:
        return "green", "counts"
    if weak:
        return "yellow", "weaker"
    if not over:
        return "unknown", "not-yet"
    if mark == "unknown":
        return "unknown", "not-looked"
    return "red", "paused" if mark == "paused" else "none"


def _select_occurrences(rows: Sequence[sqlite3.Row]) -> list[Occurrence]:
    """The latest in each direction; those without one only where none has one."""
    directed = [row for row in rows if row["direction"]]
    return [
        Occurrence(
            event_summary(row),
            row["direction"],
            bool(row["admitted"]),
            LocalizedText(row["reason"] or "", row["reason_es"] or ""),
            row["admission_source"] or "",
        )
        for row in directed or rows
    ]


def _weaker_reason(snapshot: Snapshot, indicator: str, position: int) -> LocalizedText:
    record = snapshot.record("indicator", indicator) or {}
    weaker = record["weaker"][position]
    return LocalizedText(weaker["reason"], weaker.get("reason_es", ""))


def _compare_with_published(row: ScorecardRow, printed: PublishedRow | None) -> PublishedRow | None:
    """The printed row with what differs from the computed one."""
    if printed is None:
        return None
    dates = [(one.event.start, one.event.end) for one in row.occurrences]
    return printed.compare(row.light, dates, row.series.halted_since if not row.occurrences else None)
