"""Compute the effect of a change on the scorecards and series.

All years that either side affects are compared. Both sides are computed as of the same day, so that a difference comes
from the data alone. If the change moves the day that the reports hold for, what a reader sees change by that is
reported separately.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import report_day
from cbi_cli.reports.gaps import Series, series_as_of
from cbi_cli.reports.impact import (
    AnyScorecardRow,
    DayChangeImpact,
    Impact,
    RowImpact,
    ScorecardImpact,
    SeriesImpact,
    visible_row,
    visible_series,
)
from cbi_cli.reports.scorecard import ScorecardQuery, compute_scorecard, count_lights, light_rows
from cbi_cli.reports.touched import YearRange, affected_years, renamed_ids, years_with_changed_events

T = TypeVar("T")


class _Side(NamedTuple):
    """One side of the comparison.

    It has a snapshot and the days that its reports hold for. `edition_days` are those of the years that have an
    edition on a side. `names` are the new ids of renamed series.
    """

    snapshot: Snapshot
    edition_days: Mapping[int, date]
    other_day: date
    names: Mapping[str, str]

    def day_of(self, year: int) -> date:
        """Return the day of a year's card."""
        return self.edition_days.get(year, self.other_day)

    def scorecard_rows(self, year: int) -> list[AnyScorecardRow]:
        """Return the rows of the card of a year."""
        query = ScorecardQuery(year, self.day_of(year))
        card = compute_scorecard(self.snapshot, query)
        return self._rename(card.rows)

    def light_rows(self, years: Iterable[int]) -> dict[int, list[AnyScorecardRow]]:
        """Return the rows of the cards of years without an edition."""
        days = dict.fromkeys(years, self.other_day)
        rows_by_year = light_rows(self.snapshot, days)
        return {year: self._rename(rows) for year, rows in rows_by_year.items()}

    def series(self) -> dict[str, Series]:
        """Return all series by id."""
        series = series_as_of(self.snapshot, self.other_day)
        return {self._new_id(one.id): one for one in series}

    def _rename(self, rows: Iterable[AnyScorecardRow]) -> list[AnyScorecardRow]:
        return [row._replace(indicator=self._new_id(row.indicator)) for row in rows]

    def _new_id(self, series: str) -> str:
        return self.names.get(series, series)


def compute_impact(
    before: Snapshot,
    after: Snapshot,
    as_of: date | None = None,
    known: date | None = None,
    event_years: Collection[int] | None = None,
) -> Impact:
    """Compute the effect of a change on all cards and all series.

    Each card holds for its own day, the later one of both sides; the series for the later `covers_until`. What was
    changed may be after that: `known` is the day from which all of it is known, and the series and the cards of
    years without an edition hold for that day if it is later, its own year among them. A given `as_of` is used for
    all of them. `event_years` are the years in which events can differ, if the caller knows them.
    """
    editions = _edition_years(before, after)
    names = renamed_ids(before, after)
    # The old side takes the new ids, so that a renamed series is compared with itself.
    old = _make_side(before, editions, as_of, names)
    new = _make_side(after, editions, as_of, {})
    last = max(old.other_day, new.other_day)
    # A change that the reports do not show yet is shown as of the day on which they will.
    if as_of is None and known is not None:
        last = max(last, known)
    later_days = {year: max(old.day_of(year), new.day_of(year)) for year in editions}
    same_old = old._replace(edition_days=later_days, other_day=last)
    same_new = new._replace(edition_days=later_days, other_day=last)
    if event_years is None:
        event_years = years_with_changed_events(before, after)
    first_year = min(old.other_day, new.other_day).year
    last_year = max(old.other_day, new.other_day).year
    always = {*editions, first_year, last_year, last.year}
    ranges = affected_years(before, after, always, event_years)
    cards = _scorecard_impacts(same_old, same_new, always, ranges)
    series = _series_impacts(same_old, same_new)
    if old == same_old and new == same_new:
        return Impact(cards, last, series, None)
    # Each side as of its own day shows what a reader sees change because the reports hold for another day.
    between = YearRange(first_year, last_year)
    ranges = affected_years(before, after, between, event_years, between)
    moved = _compare_on_own_days(old, new, ranges)
    by_day = _drop_known_changes(moved, cards, series)
    return Impact(cards, last, series, by_day)


def _edition_years(before: Snapshot, after: Snapshot) -> list[int]:
    """Return the years that have an edition on either side."""
    years: set[int] = set()
    for snapshot in (before, after):
        rows = snapshot.rows("SELECT year FROM edition")
        years.update(row["year"] for row in rows)
    return sorted(years)


def _make_side(snapshot: Snapshot, editions: Iterable[int], as_of: date | None, names: Mapping[str, str]) -> _Side:
    """Return a side as of the days that its own reports hold for."""
    edition_days = {year: report_day(snapshot, year, as_of) for year in editions}
    other_day = report_day(snapshot, None, as_of)
    return _Side(snapshot, edition_days, other_day, names)


def _compare_on_own_days(old: _Side, new: _Side, ranges: Collection[YearRange]) -> DayChangeImpact:
    """Compare both sides, each as of its own day."""
    moved: set[int] = set()
    for year in old.edition_days:
        if old.day_of(year) != new.day_of(year):
            moved.add(year)
    cards = _scorecard_impacts(old, new, moved, ranges)
    changed_cards = [card for card in cards if card.rows]
    series = _series_impacts(old, new)
    return DayChangeImpact(old.other_day, new.other_day, tuple(changed_cards), series)


def _drop_known_changes(
    moved: DayChangeImpact, cards: Iterable[ScorecardImpact], series: Iterable[SeriesImpact]
) -> DayChangeImpact | None:
    """Leave out what differs in the same way as of one day.

    Returns None if nothing is left.
    """
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
    """Return what a reader sees of a row, for each year of its card."""
    visible_before = visible_row(row.before)
    visible_after = visible_row(row.after)
    visible = row.indicator, visible_before, visible_after
    years = range(card.year, card.to_year + 1)
    return {(year, visible) for year in years}


def _visible_change(series: SeriesImpact) -> object:
    return series.id, visible_series(series.before), visible_series(series.after)


def _scorecard_impacts(
    old: _Side, new: _Side, always: Collection[int], ranges: Iterable[YearRange]
) -> tuple[ScorecardImpact, ...]:
    """Return the effects on cards in order.

    Those of some years are always included, those of others if a row differs. All years of a range are alike on
    each side, so its first year represents all of them.
    """
    editions = set(old.edition_days)
    # A year with an edition has a card of its own, even if the years next to it change in the same way.
    single_years = set(always)
    single_years.update(span.first for span in ranges if span.first in editions)
    spans = {YearRange(year, year) for year in single_years - editions}
    for span in ranges:
        if span.first not in editions:
            spans.add(span)
    cards = [_edition_impact(old, new, year) for year in editions & single_years]
    years = sorted({span.first for span in spans})
    old_rows = old.light_rows(years)
    new_rows = new.light_rows(years)
    days = old.other_day, new.other_day
    for span in spans:
        year = span.first
        card = _scorecard_impact(span, days, False, old_rows[year], new_rows[year])
        # A row of an indicator that has just been added says nothing in a year without events.
        if year not in always:
            card = _drop_empty_rows(card)
        if card.rows or year in always:
            cards.append(card)
    cards.sort()
    return tuple(cards)


def _edition_impact(old: _Side, new: _Side, year: int) -> ScorecardImpact:
    """Return the effect on the card of a year that has an edition on a side."""
    days = old.day_of(year), new.day_of(year)
    editions = old.snapshot.rows("SELECT 1 FROM edition WHERE year = :year", year=year)
    # An edition that the change itself adds was not published before.
    was_published = bool(editions)
    rows_before = old.scorecard_rows(year)
    rows_after = new.scorecard_rows(year)
    span = YearRange(year, year)
    return _scorecard_impact(span, days, was_published, rows_before, rows_after)


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
        row_before = old.get(indicator)
        row_after = new.get(indicator)
        if visible_row(row_before) != visible_row(row_after):
            label = _current_or_former(old, new, indicator).label
            rows.append(RowImpact(indicator, label, row_before, row_after))
    old_totals = count_lights(old.values())
    new_totals = count_lights(new.values())
    day_before, day = days
    first, last = span
    return ScorecardImpact(first, last, day, day_before, published, tuple(rows), old_totals, new_totals)


def _series_impacts(old_side: _Side, new_side: _Side) -> tuple[SeriesImpact, ...]:
    """Return the series that differ, in the order of the new report.

    Each side is computed as of its day.
    """
    old = old_side.series()
    new = new_side.series()
    changed: list[SeriesImpact] = []
    for series_id in _merge_ids(new, old):
        series_before = old.get(series_id)
        series_after = new.get(series_id)
        if visible_series(series_before) != visible_series(series_after):
            label = _current_or_former(old, new, series_id).label
            changed.append(SeriesImpact(series_id, label, series_before, series_after))
    return tuple(changed)


def _merge_ids(new: Iterable[str], old: Iterable[str]) -> list[str]:
    """Return the ids of both sides, each once, the new ones first."""
    return list(dict.fromkeys((*new, *old)))


def _current_or_former(old: Mapping[str, T], new: Mapping[str, T], record_id: str) -> T:
    """Return what has an id on the newer side, or else on the older one."""
    if record_id in new:
        return new[record_id]
    return old[record_id]
