"""What a change of a dataset does: to the lights of its scorecards, and to the states and gaps of its series.

All years that either side touches are looked at. Both sides are seen as of the same day, so that a difference comes
from the data alone. If the change moves the day that the reports hold for, it is said apart what a reader sees change
by that.
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
    LIGHTS,
    Light,
    LightRow,
    ScorecardQuery,
    ScorecardRow,
    compute_scorecard,
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
        """Whether the light is another one, or there on one side only."""
        if self.before is None or self.after is None:
            return self.before is not self.after
        return self.before.light != self.after.light

    @property
    def appeared(self) -> tuple[PublishedDifference, ...]:
        """Differences from the printed card that were not there before."""
        old = _published_differences(self.before)
        return tuple(difference for difference in _published_differences(self.after) if difference not in old)

    @property
    def vanished(self) -> tuple[PublishedDifference, ...]:
        """Differences from the printed card that are no longer there."""
        new = _published_differences(self.after)
        return tuple(difference for difference in _published_differences(self.before) if difference not in new)


class ScorecardImpact(NamedTuple):
    """What a change does to the scorecard of a year as of a day: the rows that differ, and all lights by number.

    ``to_year`` is a later year if all years up to it change in the same way. ``published`` says that the year had an
    edition before the change. ``day_before`` is the day of the older side, which is another one only in a
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
        """How many years change in this way."""
        return self.to_year - self.year + 1

    @property
    def published_lights(self) -> tuple[RowImpact, ...]:
        """The rows of a published edition's card whose light becomes another one or goes away."""
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
        before, after = map(_format_state, (self.before, self.after))
        return before, after


def _format_state(series: Series | None) -> str:
    if series is None:
        return "none"
    return f"halted since {series.halted_since}" if series.halted_since else series.state


class DayChangeImpact(NamedTuple):
    """What a reader sees change because the reports hold for another day: each side as of its own day.

    What differs in the same way as of one day is left out. ``before`` and ``after`` are the days of the series.
    """

    before: date
    after: date
    cards: tuple[ScorecardImpact, ...]
    series: tuple[SeriesImpact, ...]


class Impact(NamedTuple):
    """The effect on the cards of all years, and on all series as of ``day``.

    Cards of editions and of the last covered year are always there, all others if a row differs.
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
        return tuple(row for card in self.all_cards for row in card.published_lights)

    @property
    def lights(self) -> int:
        """How many lights change, each year counted by itself."""
        return sum(card.years for card in self.all_cards for row in card.rows if row.light_changes)

    @property
    def states(self) -> int:
        """How many series change."""
        changed = {series.id for series in self.series}
        if self.by_day is not None:
            changed.update(series.id for series in self.by_day.series)
        return len(changed)


class _ReportDays(NamedTuple):
    """The days that two sides are seen as of: of the years with an edition, and of all else."""

    editions: Mapping[int, date]
    others: date

    def of(self, year: int) -> date:
        """Return the day of a year's card."""
        return self.editions.get(year, self.others)


def impact(
    before: Snapshot,
    after: Snapshot,
    day: date | None = None,
    known: date | None = None,
    event_years: Collection[int] | None = None,
) -> Impact:
    """Work out the effect of a change on the cards of all years, and on every series.

    Each card holds for its own day, the later one of both sides; the series for the later ``covers_until``. What was
    changed may lie beyond that: ``known`` is the day from which all of it is known, and the series and the cards of
    years without an edition hold for that day if it comes later, its own year among them. A given ``day`` is used for
    all of them. ``event_years`` are the years in which events can differ, if the caller knows them.
    """
    edition_years: set[int] = set()
    for snapshot in (before, after):
        edition_years.update(row["year"] for row in snapshot.rows("SELECT year FROM edition"))
    editions = sorted(edition_years)
    old, new = _report_days(before, editions, day), _report_days(after, editions, day)
    last = day or max(old.others, new.others, known or date.min)
    same = _ReportDays({year: max(old.of(year), new.of(year)) for year in editions}, last)
    always = {*editions, old.others.year, new.others.year, last.year}
    changed = years_with_changed_events(before, after) if event_years is None else event_years
    ranges = affected_years(before, after, always, changed)
    names = renamed_ids(before, after)
    cards = _scorecard_impacts(before, after, always, ranges, (same, same), names)
    series = _series_impacts(before, after, (last, last), names)
    if old == same and new == same:
        return Impact(cards, last, series, None)
    # Each side as of its own day shows what a reader sees change because the reports hold for another day.
    between = YearRange(*sorted((old.others.year, new.others.year)))
    ranges = affected_years(before, after, between, changed, between)
    moved = _compare_on_own_days(before, after, ranges, (old, new), names)
    return Impact(cards, last, series, _drop_known_changes(moved, cards, series))


def _report_days(snapshot: Snapshot, editions: Iterable[int], day: date | None) -> _ReportDays:
    """Return the days that the reports of one side hold for."""
    card_days = {year: report_day(snapshot, year, day) for year in editions}
    return _ReportDays(card_days, report_day(snapshot, None, day))


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
    cards = tuple(card for card in _scorecard_impacts(before, after, moved, ranges, days, names) if card.rows)
    series = _series_impacts(before, after, (old.others, new.others), names)
    return DayChangeImpact(old.others, new.others, cards, series)


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
        rows = tuple(row for row in card.rows if not known_rows.issuperset(_visible_by_year(card, row)))
        if rows:
            other_cards.append(card._replace(rows=rows))
    known_series = {_visible_change(one) for one in series}
    other_series = tuple(one for one in moved.series if _visible_change(one) not in known_series)
    if not other_cards and not other_series:
        return None
    return moved._replace(cards=tuple(other_cards), series=other_series)


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

    All years of a range are alike on each side, so its first year speaks for all of them. ``names`` are the new ids of
    renamed series by their old ones.
    """
    editions = set(days[0].editions)
    # A year with an edition has a card of its own, even if the years beside it change in the same way.
    single_years = set(always)
    single_years.update(span.first for span in ranges if span.first in editions)
    spans = {YearRange(year, year) for year in single_years - editions}
    for span in ranges:
        is_single = span.first == span.last and span.first in single_years
        if not is_single and span.first not in editions:
            spans.add(span)
    years = sorted({span.first for span in spans})
    old = light_rows(before, {year: days[0].of(year) for year in years})
    new = light_rows(after, {year: days[1].of(year) for year in years})
    cards: list[ScorecardImpact] = []
    for year in editions & single_years:
        card_days = days[0].of(year), days[1].of(year)
        published = bool(before.rows("SELECT 1 FROM edition WHERE year = :year", year=year))
        rows_before = _rename_rows(compute_scorecard(before, ScorecardQuery(year, card_days[0])).rows, names)
        rows_after = compute_scorecard(after, ScorecardQuery(year, card_days[1])).rows
        cards.append(_scorecard_impact(YearRange(year, year), card_days, published, rows_before, rows_after))
    for span in spans:
        year = span.first
        card = _scorecard_impact(
            span, (days[0].of(year), days[1].of(year)), False, _rename_rows(old[year], names), new[year]
        )
        if year not in always:
            card = _drop_empty_rows(card)
        cards.append(card)
    return tuple(sorted(card for card in cards if card.rows or card.year in always))


def _rename_rows(rows: Iterable[AnyScorecardRow], names: Mapping[str, str]) -> list[AnyScorecardRow]:
    """Return rows with the new ids of their indicators."""
    return [row._replace(indicator=names.get(row.indicator, row.indicator)) for row in rows]


def _drop_empty_rows(card: ScorecardImpact) -> ScorecardImpact:
    """Leave out the rows that are there on one side only and say nothing there."""
    rows = tuple(row for row in card.rows if not _is_empty(row))
    return card._replace(rows=rows)


def _is_empty(row: RowImpact) -> bool:
    there = [one for one in (row.before, row.after) if one is not None]
    return len(there) == 1 and there[0].light == "unknown" and not there[0].counted


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
        row = RowImpact(
            indicator, _current_or_former(old, new, indicator).label, old.get(indicator), new.get(indicator)
        )
        if _visible_row(row.before) != _visible_row(row.after):
            rows.append(row)
    totals = _count_lights(old.values()), _count_lights(new.values())
    return ScorecardImpact(span.first, span.last, days[1], days[0], published, tuple(rows), *totals)


def _series_impacts(
    before: Snapshot, after: Snapshot, days: tuple[date, date], names: Mapping[str, str]
) -> tuple[SeriesImpact, ...]:
    """Return the series that differ, each side as of its day, in the order of the new report."""
    old = {names.get(one.id, one.id): one for one in series_as_of(before, days[0])}
    new = {one.id: one for one in series_as_of(after, days[1])}
    changed: list[SeriesImpact] = []
    for series_id in _merge_ids(new, old):
        series = SeriesImpact(
            series_id, _current_or_former(old, new, series_id).label, old.get(series_id), new.get(series_id)
        )
        if _visible_series(series.before) != _visible_series(series.after):
            changed.append(series)
    return tuple(changed)


def _merge_ids(new: Iterable[str], old: Iterable[str]) -> list[str]:
    """Return the ids of both sides, each once, the new ones first."""
    return list(dict.fromkeys((*new, *old)))


def _current_or_former(old: Mapping[str, T], new: Mapping[str, T], record_id: str) -> T:
    """Return what has an id, as it is in the end, or as it was if it is gone."""
    return new[record_id] if record_id in new else old[record_id]


def _published_differences(row: AnyScorecardRow | None) -> tuple[PublishedDifference, ...]:
    return row.published.differences if row and row.published else ()


def _visible_row(row: AnyScorecardRow | None) -> object:
    """Return what a reader sees of a row: light, count, dates, and how it differs from the printed one."""
    if row is None:
        return None
    shown = [(one.event.start, one.event.end, one.admitted) for one in row.occurrences]
    return row.light, row.counted, tuple(shown), _published_differences(row)


def _visible_series(series: Series | None) -> object:
    """Return what a reader sees of a series: its state, the last one held, and the gaps by their years and days."""
    if series is None:
        return None
    last = series.last_held and (series.last_held.start, series.last_held.end)
    runs = tuple((gap.from_year, gap.to_year, gap.days) for gap in series.gaps)
    return series.state, series.halted_since, series.first_missed, last, runs


def _count_lights(rows: Iterable[AnyScorecardRow]) -> dict[Light, int]:
    lights = [row.light for row in rows]
    return {light: lights.count(light) for light in LIGHTS}
