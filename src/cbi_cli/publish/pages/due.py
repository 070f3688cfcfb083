"""The page of what is due, overdue or expected next."""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import DUE, GAPS
from cbi_cli.publish.site import Crumb, Site, WebPage
from cbi_cli.publish.web_texts import WebTexts
from cbi_cli.reports.due import DueQuery, compute_due
from cbi_cli.views.due import DueView


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the page."""
    yield _DuePage(site, tr).web_page()


class _DuePage(DueView):
    """What is due, on the web."""

    for_web = True

    def __init__(self, site: Site, tr: Translator) -> None:
        super().__init__(compute_due(site.snapshot, DueQuery()), site.snapshot.meta, tr)
        self._web = WebTexts(site, tr)
        self.series_texts = self._web.series_texts
        self.card_texts = self._web.card_texts

    def web_page(self) -> WebPage:
        """Return the page with all series and events that wait for something."""
        title = self._("What is due next")
        description = self._(
            "Which series are due, overdue or expected by their cadence, and what is planned. "
            "A year follows from the cadence alone; no source says that there will be a meeting."
        )
        content = {"blocks_of_page": self.page().blocks, "command": "cbi due --as-of today"}
        crumbs = (Crumb(self._("Series and their gaps"), GAPS),)
        return WebPage(DUE, "report.html", title, description, content, GAPS, crumbs)

    def party_name(self, party: str) -> str:
        """Return the name of a party instead of its id."""
        return self._web.party(party)
