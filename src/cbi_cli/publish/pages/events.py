"""The page of each event, or of the events of a month if they are too many for a page each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cbi_cli.exports.schema_org import JsonLd
from cbi_cli.exports.schema_org_event import EventDescriber
from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.event_details import EventDetails, EventTexts
from cbi_cli.publish.metadata import make_publication
from cbi_cli.publish.site import Crumb, Site, WebPage
from cbi_cli.publish.site_records import Fields
from cbi_cli.publish.texts import Named, SiteTexts


class _Neighbor(NamedTuple):
    """The event before or after another one."""

    dates: str
    event: Named


class _EventPage(NamedTuple):
    """An event with the month in which it began."""

    details: EventDetails
    year: int
    month: int | None
    fields: Fields


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the pages of the events, in order of date."""
    pages = _EventPages(site, tr)
    if site.addresses.events_share_pages:
        return pages.of_months()
    return pages.of_events()


class _EventPages:
    """The pages of events in one language."""

    def __init__(self, site: Site, tr: Translator) -> None:
        self._site = site
        self._tr = tr
        self._addresses = site.addresses
        self._index = site.addresses.index("event")
        self._texts = SiteTexts(site, tr)
        self._event_texts = EventTexts(self._texts)
        self._describer = EventDescriber(site.snapshot, make_publication(site, tr), tr.data_lang)

    def of_events(self) -> Iterator[WebPage]:
        """Yield a page for each event, with links to the one before and the one after it."""
        earlier: _EventPage | None = None
        shown: _EventPage | None = None
        for event in self._site.records.events():
            details = self._event_texts.details(event)
            later = _EventPage(details, event.row["year"], event.row["month"], event.fields)
            if shown is not None:
                yield self._event_page(shown, earlier, later)
            earlier = shown
            shown = later
        if shown is not None:
            yield self._event_page(shown, earlier, None)

    def _event_page(self, shown: _EventPage, earlier: _EventPage | None, later: _EventPage | None) -> WebPage:
        details = shown.details
        content: dict[str, Any] = {"event": details}
        content["earlier"] = _neighbor(earlier)
        content["later"] = _neighbor(later)
        crumbs = self._crumbs(shown.year)
        if shown.month is not None:
            month = self._addresses.timeline(shown.year, shown.month)
            crumbs.append(Crumb(self._tr.month(shown.month), month))
        path = self._addresses.record("event", details["id"])
        title = details["title"].text
        description = self._event_texts.describe(details)
        metadata: tuple[JsonLd, ...] = ()
        if self._site.options.base_url:
            metadata = (self._describer.describe(shown.fields),)
        return WebPage(path, "event.html", title, description, content, self._index, tuple(crumbs), metadata)

    def of_months(self) -> Iterator[WebPage]:
        """Yield a page for each month with the events that began in it.

        Those of which only the year is known are on the page of the year.
        """
        for year, month in self._site.months:
            if month is None:
                continue
            heading = self._texts.month_heading(year, month)
            content: dict[str, Any] = {"heading": heading}
            content["events"] = self._event_texts.of_month(year, month)
            path = self._addresses.timeline(year, month)
            description = self._tr.gettext("The events that began in {month}", month=heading)
            crumbs = tuple(self._crumbs(year))
            yield WebPage(path, "month.html", heading, description, content, self._index, crumbs)

    def _crumbs(self, year: int) -> list[Crumb]:
        timeline = Crumb(self._tr.gettext("Timeline"), self._index)
        return [timeline, Crumb(str(year), self._addresses.timeline(year))]


def _neighbor(page: _EventPage | None) -> _Neighbor | None:
    if page is None:
        return None
    return _Neighbor(page.details["dates"], page.details["title"])
