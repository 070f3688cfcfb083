"""The page of all series: the strips of their years, their states, and their gaps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import GAPS
from cbi_cli.publish.site import Site, WebPage
from cbi_cli.publish.web_texts import EventLink, LabelLink, WebTexts
from cbi_cli.publish.year_axis import YearAxis, make_year_axis
from cbi_cli.reports.due import DueQuery, compute_due
from cbi_cli.reports.gaps import GapsQuery, Series, SeriesState, compute_gaps
from cbi_cli.views.gaps import GapsView
from cbi_cli.views.page import PageBlock, YearStrip

_STATES: tuple[SeriesState, ...] = ("halted", "overdue", "active", "unknown", "ended")
"""The states in the order of the page: what a reader looks for first comes first."""


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the page."""
    page = GapsPage(site, tr)
    yield page.web_page()


class GapsPage(GapsView):
    """The gap report on the web, as its template shows it."""

    for_web = True

    def __init__(self, site: Site, tr: Translator) -> None:
        super().__init__(compute_gaps(site.snapshot, GapsQuery()), site.snapshot.meta, tr)
        self._web = WebTexts(site, tr)
        self.series_texts = self._web.series_texts
        self.card_texts = self._web.card_texts
        self.axis: YearAxis = make_year_axis(self.result.day.year)
        due = compute_due(site.snapshot, DueQuery())
        self._next_years = {one.series.id: one.next_year for one in due.series}

    def web_page(self) -> WebPage:
        """Return the page with all series."""
        title = self._("Series and their gaps")
        states = ", ".join(heading for _, heading, _ in self.groups())
        description = self._("What recurs, when it was held, and when it was not: {states}.", states=states)
        return WebPage(GAPS, "gaps.html", title, description, {"gaps": self}, GAPS)

    def groups(self) -> Iterator[tuple[SeriesState, str, list[Series]]]:
        """Yield each state with a heading that counts its series, and these."""
        for state in _STATES:
            series = [one for one in self.result.series if one.state == state]
            if series:
                yield state, f"{self.series_texts.state_name(state)} ({len(series)})", series

    def link(self, series: Series) -> LabelLink:
        """Return a series as a link to its page."""
        return self._web.series_link(series.label, series.id)

    def strip(self, series: Series) -> YearStrip | None:
        """Return the years of a series."""
        return self._web.strip(series, self.axis)

    def longest_gap(self, series: Series) -> str:
        """Say how long the longest gap of a series was, empty if there is none."""
        gap = series.longest_gap
        if gap is None:
            return ""
        return self.series_texts.gap(gap)

    def last_held(self, series: Series) -> EventLink | None:
        """Return the last event of a series."""
        if series.last_held is None:
            return None
        return self._web.event_link(series.last_held)

    def next_year(self, series: Series) -> int | None:
        """Return the next year in which a series is due, None if none is expected."""
        return self._next_years.get(series.id)

    def all_gaps(self) -> PageBlock:
        """Return the table of all gaps."""
        return self._gaps()

    def notes(self) -> Iterator[str]:
        """Yield the declared pauses, and what limits what was looked through."""
        for series in self.result.series:
            yield from self.series_texts.pauses(series)
            yield from self.series_texts.limits(series)

    def days(self) -> list[Any]:
        """Say for which day the report holds, and what that leaves out."""
        return self.day_lines(self.result.day, self.result.hidden)
