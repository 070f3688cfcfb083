"""The pages of ids that a record had before, and of records that were withdrawn: every id answers for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.site import Site, WebPage
from cbi_cli.publish.texts import Named, SiteTexts
from cbi_cli.reports.common import record_text

_FORMER_QUERY = """
SELECT r.kind, r.id, f.value AS former FROM record AS r, json_each(r.json, '$.former_ids') AS f
WHERE r.kind <> 'dataset' ORDER BY r.kind, r.id, f.key
"""


class FormerId(NamedTuple):
    """An id that a record had before."""

    kind: str
    former: str
    id: str


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield a page for each id that is not in use anymore."""
    texts = SiteTexts(site, tr)
    # A series shares its folder with the rows of the card, and an id may have been that of several records.
    made = {site.addresses.record("series", one) for one in site.records.series}
    for one in find_former_ids(site):
        path = site.addresses.former(one.kind, one.former)
        if path not in made:
            made.add(path)
            yield _former_page(site, texts, one, path)
    for entry in site.snapshot.records("withdrawn"):
        path = site.addresses.former(entry["kind"], entry["id"])
        if path not in made:
            made.add(path)
            yield _withdrawn_page(site, texts, entry, path)


def find_former_ids(site: Site) -> Iterator[FormerId]:
    """Yield the ids that records had before and that no record of their kind has now."""
    for row in site.snapshot.rows(_FORMER_QUERY):
        kind = row["kind"]
        record_id = row["id"]
        former = row["former"]
        # A page of the id itself has the address already.
        if site.snapshot.record(kind, former) is not None:
            continue
        yield FormerId(kind, former, record_id)
        if kind == "institution" and record_id in site.records.series:
            yield FormerId("series", former, record_id)


def _former_page(site: Site, texts: SiteTexts, former: FormerId, path: str) -> WebPage:
    record = texts.record(former.kind, former.id)
    title = texts.tr.gettext("{id} is now {new}", id=former.former, new=former.id)
    content = {"former": former.former, "record": record}
    moved_to = site.addresses.record(former.kind, former.id)
    return WebPage(path, "former.html", title, record.text, content, moved_to=moved_to)


def _withdrawn_page(site: Site, texts: SiteTexts, entry: Mapping[str, Any], path: str) -> WebPage:
    title = texts.text(record_text(entry, "title"))
    reason = texts.text(record_text(entry, "reason"))
    content: dict[str, Any] = {"id": entry["id"]}
    content["title"] = title
    content["reason"] = reason
    content["day"] = texts.tr.date(entry["date"])
    content["note"] = texts.note(entry)
    content["replacement"] = _replacement(site, texts, entry)
    return WebPage(path, "withdrawn.html", title, reason, content)


def _replacement(site: Site, texts: SiteTexts, entry: Mapping[str, Any]) -> Named | None:
    """Return the record that replaces a withdrawn one; None if there is none that has a page."""
    replaced_by = entry.get("replaced_by")
    if not replaced_by or not site.addresses.has_page(entry["kind"]):
        return None
    return texts.record(entry["kind"], replaced_by)
