"""What pages say of a series: its state, its years, what is missing, and what is next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cbi_cli.publish.texts import EventLine, Named, SiteTexts
from cbi_cli.reports.common import EventSummary
from cbi_cli.reports.due import DueSeries
from cbi_cli.reports.gaps import Gap, Series
from cbi_cli.reports.series_coverage import CoverageSpan
from cbi_cli.views.page import Cell
from cbi_cli.views.series_texts import format_gap_years

_STRIP_YEARS = 20


class StripLine(NamedTuple):
    """The years of a strip in a line of its own."""

    years: str
    strip: Cell


class SeriesLine(NamedTuple):
    """A series with its state in words and its strips of years, the latest first."""

    name: Named
    state: Cell
    strips: tuple[StripLine, ...]


class SeriesLines:
    """The texts of series in one language."""

    def __init__(self, texts: SiteTexts) -> None:
        self._texts = texts
        self._tr = texts.tr
        self._ = texts.tr.gettext

    def line(self, series_id: str) -> SeriesLine:
        """Return a series with its state and its strips."""
        series = self._texts.records.series[series_id].series
        name = self._texts.series(series_id)
        state = self._texts.series_texts.state(series)
        return SeriesLine(name, state, tuple(self._strips(series)))

    def details(self, due: DueSeries) -> dict[str, Any]:
        """Return what templates know of a series, by name; what it does not have is empty."""
        series = due.series
        details: dict[str, Any] = {"line": self.line(series.id)}
        details["cadence"] = self._tr.ngettext("every year", "every {n} years", series.cadence_years)
        details["first_held"] = self._held(series.first_held)
        details["last_held"] = self._held(series.last_held)
        details["longest_gap"] = self._longest_gap(series.longest_gap)
        details["next_due"] = self._next_due(due)
        details["perhaps_held"] = self._perhaps_held(due)
        details["host_turn"] = self._host_turn(due)
        details["successors"] = self._successors(series)
        details["pauses"] = [self._pause(span) for span in series.pauses]
        details["coverage"] = [self._texts.series_texts.coverage(span) for span in series.coverage.searched]
        return details

    def _held(self, event: EventSummary | None) -> EventLine | None:
        if event is None:
            return None
        dates = self._tr.dates(event.start, event.end)
        return EventLine(dates, self._texts.event(event))

    def _perhaps_held(self, due: DueSeries) -> str:
        if due.perhaps_held is None:
            return ""
        event = due.perhaps_held.event
        return self._tr.dates(event.start, event.end)

    def _host_turn(self, due: DueSeries) -> str:
        if due.host_turn is None:
            return ""
        return self._texts.text(due.host_turn.name)

    def _successors(self, series: Series) -> list[Named]:
        if series.successor is None:
            return []
        return [self._texts.institution(series.successor)]

    def _pause(self, span: CoverageSpan) -> str:
        years = f"{span.from_year}–{span.to_year or ''}"
        return self._texts.pause(years, span.source, self._texts.text(span.note))

    def _strips(self, series: Series) -> Iterator[StripLine]:
        """Yield the known years of a series in strips of equal length, which fit on a phone."""
        if not series.years:
            return
        last = max(series.years)
        while last >= min(series.years):
            first = max(1, last - _STRIP_YEARS + 1)
            strip = self._texts.series_texts.strip(series, first, last)
            yield StripLine(f"{first}–{last}", strip)
            last = first - 1

    def _longest_gap(self, gap: Gap | None) -> str:
        if gap is None:
            return ""
        text = self._tr.ngettext("{years} (1 year)", "{years} ({n} years)", gap.years, years=format_gap_years(gap))
        if gap.days is None:
            return text
        days = self._tr.ngettext("1 day from one to the next", "{n} days from one to the next", gap.days)
        if gap.before is None:
            days = self._tr.ngettext("1 day so far", "{n} days so far", gap.days)
        return f"{text}, {days}"

    def _next_due(self, due: DueSeries) -> str:
        """Say which year is next by the cadence, empty if none is expected."""
        if due.next_year is None:
            return ""
        return self._("{year}, by its cadence", year=due.next_year)
