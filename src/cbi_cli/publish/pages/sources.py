"""The page of each source, with what rests on it, and the list of the sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.event_lists import MAX_LISTED, EventList, list_events, make_index
from cbi_cli.publish.site import Crumb, Site, WebPage
from cbi_cli.publish.site_records import Fields
from cbi_cli.publish.texts import Named, SiteTexts
from cbi_cli.reports.common import record_text
from cbi_cli.views.records import kind_name

_USES_QUERY = """
SELECT DISTINCT kind, id FROM reference
WHERE to_kind = 'source' AND to_id = :id AND kind NOT IN ('event', 'source', 'withdrawn', 'dataset') ORDER BY kind, id
"""


class _Part(NamedTuple):
    """A part of a source, and the events that rest on it; the title is empty for the source as a whole."""

    title: str
    events: EventList


class _Uses(NamedTuple):
    """The records of a kind other than events that rest on a source."""

    heading: str
    records: tuple[Named, ...]


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the list of the sources and the page of each."""
    texts = SiteTexts(site, tr)
    yield _index(site, texts)
    for record in site.records.sources.values():
        yield _page(site, texts, record)


def _index(site: Site, texts: SiteTexts) -> WebPage:
    titles = []
    remarks = {}
    for record in site.records.sources.values():
        source = texts.source(record)
        titles.append(source.source)
        remarks[record["id"]] = _join_known(source.author, source.publisher, source.published)
    description = texts.tr.ngettext("1 source", "{n} sources", len(titles))
    return make_index(texts, "source", titles, texts.tr.gettext("Sources"), description, remarks)


def _page(site: Site, texts: SiteTexts, record: Fields) -> WebPage:
    source_id = record["id"]
    source = texts.source(record)
    title = source.source.text
    content: dict[str, Any] = {"source": source}
    content["language"] = record.get("language", "en")
    content["parts"] = _parts(texts, record)
    content["uses"] = _uses(site, texts, source_id)
    content["disputes"] = texts.disputes("source", source_id)
    content["cite"] = texts.cite("source", source_id)
    content["note"] = texts.note(record)
    description = _join_known(title, source.publisher, source.published)
    index = site.addresses.index("source")
    crumb = Crumb(texts.tr.gettext("Sources"), index)
    path = site.addresses.record("source", source_id)
    return WebPage(path, "source.html", title, f"{description}.", content, index, (crumb,))


def _join_known(*texts: str) -> str:
    """Join the texts that are not empty."""
    return ", ".join(text for text in texts if text)


def _parts(texts: SiteTexts, record: Fields) -> list[_Part]:
    """Return the parts of a source that events rest on, first the source as a whole."""
    parts = []
    left = MAX_LISTED
    titles = {"": ""}
    for locator in record.get("locators", ()):
        titles[locator["id"]] = texts.text(record_text(locator, "title"))
    for part_id, title in titles.items():
        events = list_events(texts, "source", record["id"], part_id, left)
        left -= events.shown
        if events.total:
            parts.append(_Part(title, events))
    return parts


def _uses(site: Site, texts: SiteTexts, source_id: str) -> list[_Uses]:
    """Return the records other than events that rest on a source, by kind."""
    by_kind: dict[str, list[Named]] = {}
    for row in site.snapshot.rows(_USES_QUERY, id=source_id):
        record = texts.record(row["kind"], row["id"])
        by_kind.setdefault(record.kind, []).append(record)
    uses = []
    for kind, records in by_kind.items():
        heading = kind_name(kind, texts.tr)
        uses.append(_Uses(heading, tuple(records)))
    return uses
