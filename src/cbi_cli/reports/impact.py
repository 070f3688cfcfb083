"""The effect of a change of a dataset on its reports.

These are the lights of its scorecards, and the states and gaps of its series.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from cbi_cli.core.messages import message
from cbi_cli.reports.common import LocalizedText
from cbi_cli.reports.edition_comparison import PublishedDifference
from cbi_cli.reports.gaps import Series
from cbi_cli.reports.scorecard import Light, LightRow, ScorecardRow

AnyScorecardRow = ScorecardRow | LightRow

_STATES = {
    "active": message("active"),
    "overdue": message("overdue"),
    "halted": message("halted"),
    "ended": message("ended"),
    "unknown": message("unknown"),
}


class RowImpact(NamedTuple):
    """A row of which anything differs; a side is None if it has no such row."""

    indicator: str
    label: LocalizedText
    before: AnyScorecardRow | None
    after: AnyScorecardRow | None

    @property
    def light_changes(self) -> bool:
        """Whether the light is different, or exists on one side only."""
        if self.before is None or self.after is None:
            return self.before is not self.after
        return self.before.light != self.after.light

    @property
    def appeared(self) -> tuple[PublishedDifference, ...]:
        """Differences from the published card that were not there before."""
        return _new_differences(self.before, self.after)

    @property
    def vanished(self) -> tuple[PublishedDifference, ...]:
        """Differences from the published card that are no longer there."""
        return _new_differences(self.after, self.before)


class ScorecardImpact(NamedTuple):
    """The effect on the scorecard of a year as of a day.

    It has the rows that differ, and the number of rows of each light on both sides. `to_year` is a later year if
    all years up to it change in the same way. `published` says that the year had an edition before the change.
    `day_before` is the day of the older side, which is a different one only in a `DayChangeImpact`.
    """

    year: int
    to_year: int
    day: date
    day_before: date
    published: bool
    rows: tuple[RowImpact, ...]
    before: Mapping[Light, int]
    after: Mapping[Light, int]

    @property
    def years(self) -> int:
        """The number of years that change in this way."""
        return self.to_year - self.year + 1

    @property
    def published_lights(self) -> tuple[RowImpact, ...]:
        """The rows of a published card whose light changes or disappears."""
        if not self.published:
            return ()
        return tuple(row for row in self.rows if row.before is not None and row.light_changes)


class SeriesImpact(NamedTuple):
    """A series whose state, gaps, or last one held differ.

    A side is None if it has no such series.
    """

    id: str
    label: LocalizedText
    before: Series | None
    after: Series | None

    @property
    def states(self) -> tuple[str, str]:
        """The state of both sides in words.

        It is "none" for a side that has no such series.
        """
        return _format_state(self.before), _format_state(self.after)


def _format_state(series: Series | None) -> str:
    if series is None:
        return message("none")
    if series.halted_since:
        return message("halted since {year}", year=series.halted_since)
    return _STATES[series.state]


class DayChangeImpact(NamedTuple):
    """What a reader sees change because the reports hold for another day.

    Each side is as of its own day. What differs in the same way as of one day is left out. `before` and `after` are
    the days of the series.
    """

    before: date
    after: date
    cards: tuple[ScorecardImpact, ...]
    series: tuple[SeriesImpact, ...]


class Impact(NamedTuple):
    """The effect on the cards of all years, and on all series as of `day`.

    Cards of editions and of the last covered year are always included, all others if a row differs.
    """

    cards: tuple[ScorecardImpact, ...]
    day: date
    series: tuple[SeriesImpact, ...]
    by_day: DayChangeImpact | None

    @property
    def all_cards(self) -> tuple[ScorecardImpact, ...]:
        """The cards as of the same day, then those that the other day changes."""
        if self.by_day is None:
            return self.cards
        return (*self.cards, *self.by_day.cards)

    @property
    def all_series(self) -> tuple[SeriesImpact, ...]:
        """The series as of the same day, then those that the other day changes."""
        if self.by_day is None:
            return self.series
        return (*self.series, *self.by_day.series)

    @property
    def published_lights(self) -> tuple[RowImpact, ...]:
        """The lights of published editions that change."""
        rows: list[RowImpact] = []
        for card in self.all_cards:
            rows.extend(card.published_lights)
        return tuple(rows)

    @property
    def lights(self) -> int:
        """The number of lights that change, each year counted separately."""
        lights = 0
        for card in self.all_cards:
            changed = [row for row in card.rows if row.light_changes]
            lights += card.years * len(changed)
        return lights

    @property
    def states(self) -> int:
        """The number of series that change."""
        changed = {series.id for series in self.series}
        if self.by_day is not None:
            changed.update(series.id for series in self.by_day.series)
        return len(changed)


def published_differences(row: AnyScorecardRow | None) -> tuple[PublishedDifference, ...]:
    """Return how a row differs from the published card."""
    if row is None or row.published is None:
        return ()
    return row.published.differences


def _new_differences(before: AnyScorecardRow | None, after: AnyScorecardRow | None) -> tuple[PublishedDifference, ...]:
    """Return the published differences that only the second row has."""
    known = published_differences(before)
    differences = [difference for difference in published_differences(after) if difference not in known]
    return tuple(differences)


def visible_row(row: AnyScorecardRow | None) -> object:
    """Return what a reader sees of a row.

    This is light, count, dates, and how it differs from the published one.
    """
    if row is None:
        return None
    occurrences = []
    for occurrence in row.occurrences:
        event = occurrence.event
        occurrences.append((event.start, event.end, occurrence.admitted))
    return row.light, row.counted, tuple(occurrences), published_differences(row)


def visible_series(series: Series | None) -> object:
    """Return what a reader sees of a series.

    This is its state, the last one held, and the gaps by their years and days.
    """
    if series is None:
        return None
    last = None
    if series.last_held is not None:
        last = series.last_held.start, series.last_held.end
    gaps = [(gap.from_year, gap.to_year, gap.days) for gap in series.gaps]
    return series.state, series.halted_since, series.first_missed, last, tuple(gaps)
