"""The page about the dataset: what it is, what it covers, who keeps it, and how it may be used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cbi_cli.core.messages import Count
from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import ABOUT
from cbi_cli.publish.site import Site, WebPage
from cbi_cli.publish.web_texts import LabelLink, WebTexts
from cbi_cli.reports.common import covers_until, record_text
from cbi_cli.reports.gaps import Series, series_as_of
from cbi_cli.reports.info import InfoQuery, compute_overview
from cbi_cli.views.records import kind_name


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the page."""
    about = AboutPage(site, tr)
    title = tr.gettext("About the data")
    description = tr.gettext("What {title} contains, what it covers, and who keeps it.", title=about.dataset_title)
    yield WebPage(ABOUT, "about.html", title, description, {"about": about}, ABOUT)


class AboutPage(WebTexts):
    """The dataset as a whole, as the template shows it."""

    def __init__(self, site: Site, tr: Translator) -> None:
        super().__init__(site, tr)
        self._tr = tr
        self.overview = compute_overview(site.snapshot, InfoQuery())
        self._until = covers_until(site.snapshot)
        self.series: Sequence[Series] = series_as_of(site.snapshot, self._until)

    def field(self, name: str) -> str:
        """Return a text of the dataset's own record."""
        return self.text(record_text(self.overview.fields, name))

    def until(self) -> str:
        """Return the last day that the dataset covers."""
        return self._tr.date(self._until)

    def counts(self) -> Iterator[tuple[str, int]]:
        """Yield each kind of record with the number of records."""
        for kind, count in self.overview.counts.items():
            yield kind_name(kind, self._tr), Count(count)

    def link(self, series: Series) -> LabelLink:
        """Return a series as a link to its page."""
        return self.series_link(series.label, series.id)

    def coverage(self, series: Series) -> list[str]:
        """Return what was looked through for a series."""
        return [self.series_texts.coverage(span) for span in series.coverage.spans]
