"""What a change of a dataset does: to the lights of a scorecard, and to the states and gaps of the series.

Both sides are seen as of the same day, so that a difference comes from the data alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from cbi_cli.reports.base import Names, covers_until, report_day
from cbi_cli.reports.gaps import Series, gaps
from cbi_cli.reports.published import Difference
from cbi_cli.reports.scorecard import LIGHTS, Light, Row, scorecard
from cbi_cli.store.snapshot import Store

T = TypeVar("T")


class RowEffect(NamedTuple):
    """A row of which anything differs; a side is None where it has no such row."""

    indicator: str
    label: Names
    before: Row | None
    after: Row | None

    @property
    def light_changes(self) -> bool:
        """Whether the light is another one, or there on one side only."""
        return (self.before and self.before.light) != (self.after and self.after.light)

    @property
    def appeared(self) -> tuple[Difference, ...]:
        """Differences from the printed card that were not there before."""
        return tuple(one for one in _differences(self.after) if one not in _differences(self.before))

    @property
    def vanished(self) -> tuple[Difference, ...]:
        """Differences from the printed card that are no longer there."""
        return tuple(one for one in _differences(self.before) if one not in _differences(self.after))


class CardEffect(NamedTuple):
    """What a change does to the scorecard of a year as of a day: the rows that differ, and all lights by number.

    ``published`` says that the year had an edition before the change.
    """

    year: int
    day: date
    published: bool
    rows: tuple[RowEffect, ...]
    before: Mapping[Light, int]
    after: Mapping[Light, int]

    @property
    def published_lights(self) -> tuple[RowEffect, ...]:
        """The rows of a published edition's card whose light becomes another one or goes away."""
        if not self.published:
            return ()
        return tuple(row for row in self.rows if row.before is not None and row.light_changes)


class SeriesEffect(NamedTuple):
    """A series whose state, gaps, or last one held differ; a side is None where it has no such series."""

    id: str
    label: Names
    before: Series | None
    after: Series | None


class Effect(NamedTuple):
    """The effect on the card of each year, and on all series as of ``day``."""

    cards: tuple[CardEffect, ...]
    day: date
    series: tuple[SeriesEffect, ...]

    @property
    def published_lights(self) -> tuple[RowEffect, ...]:
        """The lights of published editions that change."""
        return tuple(row for card in self.cards for row in card.published_lights)


def effect(before: Store, after: Store, day: date | None = None, known: date | None = None) -> Effect:
    """The effect on the cards of every edition of either side and of the last covered year, and on every series.

    Each card holds for its own day, the later one of both sides; the series for the later ``covers_until``. What was
    changed may lie beyond that: ``known`` is the day from which all of it is known, and the series and the cards of
    years without an edition hold for that day where it comes later, its own year among them. A given ``day`` stands
    for all of them.
    """
    editions = {row["year"] for store in (before, after) for row in store.rows("SELECT year FROM edition")}
    last = day or max(_later(before, after, None), known or date.min)
    years = editions | {covers_until(store).year for store in (before, after)} | {last.year}
    days = {year: day or (_later(before, after, year) if year in editions else last) for year in years}
    cards = (card_effect(before, after, year, days[year]) for year in sorted(years))
    return Effect(tuple(cards), last, series_effect(before, after, last))


def card_effect(before: Store, after: Store, year: int, day: date) -> CardEffect:
    """The rows of the scorecard of a year that differ as of a day, in the order of the new card."""
    old, new = ({row.indicator: row for row in scorecard(store, year, day).rows} for store in (before, after))
    rows = (RowEffect(name, _one(old, new, name).label, old.get(name), new.get(name)) for name in _all(new, old))
    differ = tuple(row for row in rows if _told(row.before) != _told(row.after))
    published = bool(before.rows("SELECT 1 FROM edition WHERE year = :year", year=year))
    return CardEffect(year, day, published, differ, _totals(old.values()), _totals(new.values()))


def series_effect(before: Store, after: Store, day: date) -> tuple[SeriesEffect, ...]:
    """The series that differ as of a day, in the order of the new gap report."""
    old, new = ({one.id: one for one in gaps(store, day).series} for store in (before, after))
    found = (SeriesEffect(name, _one(old, new, name).label, old.get(name), new.get(name)) for name in _all(new, old))
    return tuple(one for one in found if _standing(one.before) != _standing(one.after))


def _later(before: Store, after: Store, year: int | None) -> date:
    return max(report_day(before, year), report_day(after, year))


def _all(new: Iterable[str], old: Iterable[str]) -> Iterator[str]:
    """The names of both sides, each once, the new ones first."""
    yield from dict.fromkeys((*new, *old))


def _one(old: Mapping[str, T], new: Mapping[str, T], name: str) -> T:
    """What has a name, as it is in the end, or as it was where it is gone."""
    return new[name] if name in new else old[name]


def _differences(row: Row | None) -> tuple[Difference, ...]:
    return row.published.differences if row and row.published else ()


def _told(row: Row | None) -> object:
    """What a reader would see of a row: light, count, dates, and how it differs from the printed one."""
    if row is None:
        return None
    shown = [(one.event.start, one.event.end, one.admitted) for one in row.occurrences]
    return row.light, row.counted, shown, _differences(row)


def _standing(series: Series | None) -> object:
    """What a reader would see of a series: its state, the last one held, and the gaps by their years and days."""
    if series is None:
        return None
    last = series.last_held and (series.last_held.start, series.last_held.end)
    runs = [(gap.from_year, gap.to_year, gap.days) for gap in series.gaps]
    return series.state, series.halted_since, series.first_missed, last, runs


def _totals(rows: Iterable[Row]) -> dict[Light, int]:
    lights = [row.light for row in rows]
    return {light: lights.count(light) for light in LIGHTS}
