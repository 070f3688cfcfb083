"""The card of each edition; that of the latest is the home page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.site import Site, WebPage
from cbi_cli.reports.scorecard import Scorecard, ScorecardQuery, ScorecardRow, compute_scorecard
from cbi_cli.views.page import Cell, make_cell
from cbi_cli.views.scorecard import ScorecardView


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the cards."""
    for year in site.editions:
        card = compute_scorecard(site.snapshot, ScorecardQuery(year))
        texts = _CardPage(card, site, tr)
        yield texts.web_page(site.addresses.scorecard(year))
        if year == site.editions[0]:
            yield texts.web_page("index.html")


class _CardPage(ScorecardView):
    """The texts of a card on the web."""

    def __init__(self, card: Scorecard, site: Site, tr: Translator) -> None:
        super().__init__(card, site.snapshot.meta, tr)

    def web_page(self, path: str) -> WebPage:
        """Return the card as the page at a path."""
        card = self.result
        title = self._("Scorecard {year}", year=card.year)
        return WebPage(
            path,
            "scorecard.html",
            title,
            self._headline(),
            {
                "headline": self._headline(),
                "day_text": self._("As of {day}.", day=self.tr.date(card.day)),
                "headers": self._headers(),
                "rows": [self._web_row(row) for row in card.rows],
                "notes": [note if isinstance(note, Cell) else make_cell(note) for note in self._notes()],
            },
            section="index.html",
        )

    def _headline(self) -> str:
        """Say in a sentence how many of the encounters took place."""
        card = self.result
        return self._(
            "{held} of {all} regular encounters took place in {year}",
            held=card.totals["green"],
            all=len(card.rows),
            year=card.year,
        )

    def _headers(self) -> list[str]:
        headers = [column.header for column in self.card_columns()]
        if self.has_edition:
            headers.append(self._("Published"))
        return headers

    def _web_row(self, row: ScorecardRow) -> Mapping[str, Any]:
        occurrences = []
        for occurrence in row.occurrences:
            event = occurrence.event
            dates = self.tr.dates(event.start, event.end, self.result.year)
            entry = {"dates": dates, "id": event.id, "title": self.text(event.title), "admitted": occurrence.admitted}
            occurrences.append(entry)
        return {
            "indicator": row.indicator,
            "label": self.text(row.label),
            "light": row.light,
            "light_name": self.card_texts.light_name(row.light),
            "occurrences": occurrences,
            "reason": self.card_texts.reason(row, self.result),
            "agreement": self.card_texts.agreement(row) if self.has_edition else None,
        }
