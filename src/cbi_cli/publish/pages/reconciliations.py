"""A page for each edition: its printed card beside the computed one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import HOME
from cbi_cli.publish.site import Crumb, Site, WebPage
from cbi_cli.publish.web_texts import DisputeLink, EventLink, LabelLink, WebTexts
from cbi_cli.reports.reconcile import ReconcileQuery, compute_reconciliation
from cbi_cli.reports.scorecard import ScorecardRow
from cbi_cli.views.card_texts import AGREEMENT_SYMBOLS
from cbi_cli.views.reconcile import MAX_FURTHER_EVENTS, ReconcileView


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the page of each edition."""
    for year in site.editions:
        page = ReconcilePage(site, tr, year)
        yield page.web_page()


class ReconcilePage(ReconcileView):
    """A reconciliation on the web, as its template shows it."""

    for_web = True

    def __init__(self, site: Site, tr: Translator, year: int) -> None:
        query = ReconcileQuery(year)
        reconciliation = compute_reconciliation(site.snapshot, query)
        super().__init__(reconciliation, site.snapshot.meta, tr)
        self._site = site
        self._web = WebTexts(site, tr)
        self.series_texts = self._web.series_texts
        self.card_texts = self._web.card_texts
        self.year = year

    def web_page(self) -> WebPage:
        """Return the page of the year."""
        title = self._("Printed and computed, {year}", year=self.year)
        description = self._(
            "The card of {edition}, held row by row against the one that follows from dated and sourced events.",
            edition=self.result.edition["title"],
        )
        path = self._site.addresses.reconcile(self.year)
        card = self._("Scorecard {year}", year=self.year)
        crumbs = (Crumb(card, self._site.addresses.scorecard(self.year)),)
        return WebPage(path, "reconcile.html", title, description, {"both": self}, HOME, crumbs)

    @property
    def rows(self) -> Sequence[ScorecardRow]:
        """The rows of the card."""
        return self.result.card.rows

    def counts(self) -> Iterator[tuple[str, int]]:
        """Yield each way to agree or differ in words, with the number of rows."""
        for agreement in AGREEMENT_SYMBOLS:
            alike = [row for row in self.rows if row.published is not None and row.published.agreement == agreement]
            if alike:
                yield self.card_texts.agreement(alike[0]).text, len(alike)

    def days(self) -> list[Any]:
        """Say for which day the card holds, and what that leaves out."""
        return self.day_lines(self.result.card.day, self.result.card.hidden)

    def link(self, row: ScorecardRow) -> LabelLink:
        """Return a row as a link to its light."""
        return self._web.light_link(row.label, self.year, row.indicator)

    def dates(self, row: ScorecardRow) -> str:
        """Return the dates that a row shows."""
        return self._dates(row)

    def differing(self) -> list[ScorecardRow]:
        """Return the rows that are not as published."""
        return [row for row in self.rows if row.published is not None and row.published.differences]

    def differences(self, row: ScorecardRow) -> Iterator[str]:
        """Yield each published value of a row that is not the computed one."""
        if row.published is not None:
            for difference in row.published.differences:
                yield self.card_texts.difference(difference, self.year)

    def further(self, row: ScorecardRow) -> list[EventLink]:
        """Return events of a row that were not published, not more than a page holds."""
        if row.published is None:
            return []
        further = row.published.further[:MAX_FURTHER_EVENTS]
        return [self._web.event_link(event, self.year) for event in further]

    def left_out(self, row: ScorecardRow) -> int:
        """Return how many more events were not published."""
        if row.published is None:
            return 0
        return max(0, len(row.published.further) - MAX_FURTHER_EVENTS)

    def explained_by(self, row: ScorecardRow) -> list[DisputeLink]:
        """Return the disputes that explain why a row is not as published."""
        disputes = self.result.explained_by[row.indicator]
        return [self._web.dispute_link(dispute) for dispute in disputes]
