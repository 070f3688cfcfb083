"""The effect of a change of a dataset on the lights of its scorecards, and on the states and gaps of its series.

All years that either side affects are compared. Both sides are computed as of the same day, so that a difference comes
from the data alone. If the change moves the day that the reports hold for, what a reader sees change by that is
reported separately.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText, report_day
from cbi_cli.reports.edition_comparison import PublishedDifference
from cbi_cli.reports.gaps import Series, series_as_of
from cbi_cli.reports.scorecard import (
    Light,
    LightRow,
    ScorecardQuery,
    ScorecardRow,
    compute_scorecard,
    count_lights,
    light_rows,
)
from cbi_cli.reports.touched import YearRange, affected_years, renamed_ids, years_with_changed_events

T = TypeVar("T")
AnyScorecardRow = ScorecardRow | LightRow


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
    """The effect on the scorecard of a year as of a day: the rows that differ, and the number of rows of each light.

    `to_year` is a later year if all years up to it change in the same way. `published` says that the year had an
    edition before the change. `day_before` is the day of the older side, which is a different one only in a
    `DayChangeImpact`.
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
        """The rows of a published edition's card whose light changes or disappears."""
        if not self.published:
            return ()
        return tuple(row for row in self.rows if row.before is not None and row.light_changes)


class SeriesImpact(NamedTuple):
    """A series whose state, gaps, or last one held differ; a side is None if it has no such series."""

    id: str
    label: LocalizedText
    before: Series | None
    after: Series | None

    @property
    def states(self) -> tuple[str, str]:
        """The state of both sides in words, "none" for a side that has no such series."""
        return _format_state(self.before), _format_state(self.after)


def _format_state(series: Series | None) -> str:
    if series is None:
        return "none"
    if series.halted_since:
        return f"halted since {series.halted_since}"
    return series.state


class DayChangeImpact(NamedTuple):
    """What a reader sees change because the reports hold for another day: each side as of its own day.

    What differs in the same way as of one day is left out. `before` and `after` are the days of the series.
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


class _ReportDays(NamedTuple):
    """The days that the reports of one side hold for: of the years with an edition, and of everything else."""

    editions: Mapping[int, date]
    others: date

    def of(self, year: int) -> date:
        """Return the day of a year's card."""
        return self.editions.get(year, self.others)


def impact(
    before: Snapshot,
    after: Snapshot,
    as_of: date | None = None,
    known: date | None = None,
    event_years: Collection[int] | None = None,
) -> Impact:
    """Compute the effect of a change on the cards of all years, and on every series.

    Each card holds for its own day, the later one of both sides; the series for the later `covers_until`. What was
    changed may be after that: `known` is the day from which all of it is known, and the series and the cards of years
    without an edition hold for that day if it is later, its own year among them. A given `as_of` is used for all of
    them. `event_years` are the years in which events can differ, if the caller knows them.
    """
    editions = _edition_years(before, after)
    old, new = _report_days(before, editions, as_of), _report_days(after, editions, as_of)
    last = as_of or max(old.others, new.others, known or date.min)
    later_days = {year: max(old.of(year), new.of(year)) for year in editions}
    same = _ReportDays(later_days, last)
    if event_years is None:
        event_years = years_with_changed_events(before, after)
    always = {*editions, old.others.year, new.others.year, last.year}
    ranges = affected_years(before, after, always, event_years)
    names = renamed_ids(before, after)
    cards = _scorecard_impacts(before, after, always, ranges, (same, same), names)
    series = _series_impacts(before, after, (last, last), names)
    if old == same and new == same:
        return Impact(cards, last, series, None)
    # Each side as of its own day shows what a reader sees change because the reports hold for another day.
    first_year, last_year = sorted((old.others.year, new.others.year))
    between = YearRange(first_year, last_year)
    ranges = affected_years(before, after, between, event_years, between)
    moved = _compare_on_own_days(before, after, ranges, (old, new), names)
    return Impact(cards, last, series, _drop_known_changes(moved, cards, series))


def _edition_years(before: Snapshot, after: Snapshot) -> list[int]:
    """Return the years that have an edition on either side."""
    years: set[int] = set()
    for snapshot in (before, after):
        years.update(row["year"] for row in snapshot.rows("SELECT year FROM edition"))
    return sorted(years)


def _report_days(snapshot: Snapshot, editions: Iterable[int], as_of: date | None) -> _ReportDays:
    """Return the days that the reports of one side hold for."""
    card_days = {year: report_day(snapshot, year, as_of) for year in editions}
    return _ReportDays(card_days, report_day(snapshot, None, as_of))


def _compare_on_own_days(
    before: Snapshot,
    after: Snapshot,
    ranges: Collection[YearRange],
    days: tuple[_ReportDays, _ReportDays],
    names: Mapping[str, str],
) -> DayChangeImpact:
    """Compare both sides, each as of its own day."""
    old, new = days
    moved = {year for year in old.editions if old.of(year) != new.of(year)}
    cards = _scorecard_impacts(before, after, moved, ranges, days, names)
    changed_cards = [card for card in cards if card.rows]
    series = _series_impacts(before, after, (old.others, new.others), names)
    return DayChangeImpact(old.others, new.others, tuple(changed_cards), series)


def _drop_known_changes(
    moved: DayChangeImpact, cards: Iterable[ScorecardImpact], series: Iterable[SeriesImpact]
) -> DayChangeImpact | None:
    """Leave out what differs in the same way as of one day; None if nothing is left."""
    known_rows: set[tuple[int, object]] = set()
    for card in cards:
        for row in card.rows:
            known_rows.update(_visible_by_year(card, row))
    other_cards: list[ScorecardImpact] = []
    for card in moved.cards:
        rows = [row for row in card.rows if not known_rows.issuperset(_visible_by_year(card, row))]
        if rows:
            other_cards.append(card._replace(rows=tuple(rows)))
    known_series = {_visible_change(one) for one in series}
    other_series = [one for one in moved.series if _visible_change(one) not in known_series]
    if not other_cards and not other_series:
        return None
    return moved._replace(cards=tuple(other_cards), series=tuple(other_series))


def _visible_by_year(card: ScorecardImpact, row: RowImpact) -> set[tuple[int, object]]:
    """Return what a reader sees of a row that differs, once for each year of its card."""
    visible = row.indicator, _visible_row(row.before), _visible_row(row.after)
    return {(year, visible) for year in range(card.year, card.to_year + 1)}


def _visible_change(series: SeriesImpact) -> object:
    return series.id, _visible_series(series.before), _visible_series(series.after)


def _scorecard_impacts(
    before: Snapshot,
    after: Snapshot,
    always: Collection[int],
    ranges: Collection[YearRange],
    days: tuple[_ReportDays, _ReportDays],
    names: Mapping[str, str],
) -> tuple[ScorecardImpact, ...]:
    """Return the effects on cards in order: those of some years always, those of others if a row differs.

    All years of a range are alike on each side, so its first year represents all of them. `names` are the new ids of
    renamed series by their old ones.
    """
    old_days, new_days = days
    editions = set(old_days.editions)
    # A year with an edition has a card of its own, even if the years next to it change in the same way.
    single_years = set(always)
    single_years.update(span.first for span in ranges if span.first in editions)
    spans = {YearRange(year, year) for year in single_years - editions}
    for span in ranges:
        is_single = span.first == span.last and span.first in single_years
        if not is_single and span.first not in editions:
            spans.add(span)
    cards = [_edition_impact(before, after, year, days, names) for year in editions & single_years]
    years = sorted({span.first for span in spans})
    old_rows = light_rows(before, {year: old_days.of(year) for year in years})
    new_rows = light_rows(after, {year: new_days.of(year) for year in years})
    for span in spans:
        year = span.first
        rows_before = _rename_rows(old_rows[year], names)
        card_days = old_days.of(year), new_days.of(year)
        card = _scorecard_impact(span, card_days, False, rows_before, new_rows[year])
        if year not in always:
            card = _drop_empty_rows(card)
        cards.append(card)
    return tuple(sorted(card for card in cards if card.rows or card.year in always))


def _edition_impact(
    before: Snapshot,
    after: Snapshot,
    year: int,
    days: tuple[_ReportDays, _ReportDays],
    names: Mapping[str, str],
) -> ScorecardImpact:
    """Return the effect on the card of a year that has an edition on a side."""
    old_day, new_day = days[0].of(year), days[1].of(year)
    was_published = before.rows("SELECT 1 FROM edition WHERE year = :year", year=year)
    old_card = compute_scorecard(before, ScorecardQuery(year, old_day))
    new_card = compute_scorecard(after, ScorecardQuery(year, new_day))
    rows_before = _rename_rows(old_card.rows, names)
    card_days = old_day, new_day
    return _scorecard_impact(YearRange(year, year), card_days, bool(was_published), rows_before, new_card.rows)


def _rename_rows(rows: Iterable[AnyScorecardRow], names: Mapping[str, str]) -> list[AnyScorecardRow]:
    """Return rows with the new ids of their indicators."""
    return [row._replace(indicator=names.get(row.indicator, row.indicator)) for row in rows]


def _drop_empty_rows(card: ScorecardImpact) -> ScorecardImpact:
    """Leave out the rows that exist on one side only and say nothing there."""
    rows = [row for row in card.rows if not _is_empty(row)]
    return card._replace(rows=tuple(rows))


def _is_empty(row: RowImpact) -> bool:
    if row.before is not None and row.after is not None:
        return False
    only = row.before or row.after
    return only is not None and only.light == "unknown" and not only.counted


def _scorecard_impact(
    span: YearRange,
    days: tuple[date, date],
    published: bool,
    before: Iterable[AnyScorecardRow],
    after: Iterable[AnyScorecardRow],
) -> ScorecardImpact:
    """Return the rows of a card that differ, in the order of the new card."""
    old = {row.indicator: row for row in before}
    new = {row.indicator: row for row in after}
    rows: list[RowImpact] = []
    for indicator in _merge_ids(new, old):
        label = _current_or_former(old, new, indicator).label
        row = RowImpact(indicator, label, old.get(indicator), new.get(indicator))
        if _visible_row(row.before) != _visible_row(row.after):
            rows.append(row)
    old_totals, new_totals = count_lights(old.values()), count_lights(new.values())
    day_before, day = days
    return ScorecardImpact(span.first, span.last, day, day_before, published, tuple(rows), old_totals, new_totals)


def _series_impacts(
    before: Snapshot, after: Snapshot, days: tuple[date, date], names: Mapping[str, str]
) -> tuple[SeriesImpact, ...]:
    """Return the series that differ, each side as of its day, in the order of the new report."""
    old = {names.get(series.id, series.id): series for series in series_as_of(before, days[0])}
    new = {series.id: series for series in series_as_of(after, days[1])}
    changed: list[SeriesImpact] = []
    for series_id in _merge_ids(new, old):
        label = _current_or_former(old, new, series_id).label
        change = SeriesImpact(series_id, label, old.get(series_id), new.get(series_id))
        if _visible_series(change.before) != _visible_series(change.after):
            changed.append(change)
    return tuple(changed)


def _merge_ids(new: Iterable[str], old: Iterable[str]) -> list[str]:
    """Return the ids of both sides, each once, the new ones first."""
    return list(dict.fromkeys((*new, *old)))


def _current_or_former(old: Mapping[str, T], new: Mapping[str, T], record_id: str) -> T:
    """Return what has an id on the newer side, or on the older one if it is gone."""
    if record_id in new:
        return new[record_id]
    return old[record_id]


def _published_differences(row: AnyScorecardRow | None) -> tuple[PublishedDifference, ...]:
    if row is None or row.published is None:
        return ()
    return row.published.differences


def _new_differences(before: AnyScorecardRow | None, after: AnyScorecardRow | None) -> tuple[PublishedDifference, ...]:
    """Return the differences from the published card that only the second row has."""
    known = _published_differences(before)
    differences = [difference for difference in _published_differences(after) if difference not in known]
    return tuple(differences)


def _visible_row(row: AnyScorecardRow | None) -> object:
    """Return what a reader sees of a row: light, count, dates, and how it differs from the published one."""
    if row is None:
        return None
    occurrences = []
    for occurrence in row.occurrences:
        event = occurrence.event
        occurrences.append((event.start, event.end, occurrence.admitted))
    return row.light, row.counted, tuple(occurrences), _published_differences(row)


def _visible_series(series: Series | None) -> object:
    """Return what a reader sees of a series: its state, the last one held, and the gaps by their years and days."""
    if series is None:
        return None
    last = None
    if series.last_held is not None:
        last = series.last_held.start, series.last_held.end
    gaps = [(gap.from_year, gap.to_year, gap.days) for gap in series.gaps]
    return series.state, series.halted_since, series.first_missed, last, tuple(gaps)
