"""The page of each place with its events, and the list of the places."""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.event_lists import make_index, make_subject_page
from cbi_cli.publish.site import Crumb, Site, WebPage
from cbi_cli.publish.texts import SiteTexts


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the list of the places and the page of each."""
    texts = SiteTexts(site, tr)
    title = tr.gettext("Places")
    places = [texts.place(one) for one in site.records.places]
    description = tr.ngettext("1 place", "{n} places", len(places))
    yield make_index(texts, "place", places, title, description)
    crumb = Crumb(title, site.addresses.index("place"))
    for place in places:
        record = site.records.places[place.id]
        description = tr.gettext("Events in {place}", place=place.text)
        yield make_subject_page(texts, place, record, description, crumb)
