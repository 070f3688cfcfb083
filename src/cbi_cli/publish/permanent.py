"""The permanent address of each record, `id/<kind>/<id>/`: the name of the thing, whatever its pages are called.

The page there leads to those in each language, and to the record as JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cbi_cli.core.languages import plain_language
from cbi_cli.index.lookup import RecordKey
from cbi_cli.publish.addresses import permanent_path
from cbi_cli.publish.pages.former_ids import find_former_ids
from cbi_cli.publish.renderer import render_root_page
from cbi_cli.publish.site import Site
from cbi_cli.publish.site_files import SiteFile
from cbi_cli.reports.common import LocalizedText, row_text
from cbi_cli.reports.records import RECORD_KINDS, record_title

_EVENTS_QUERY = "SELECT id, title, title_es, title_other, year FROM event ORDER BY sort_key"


class _PageTitle(NamedTuple):
    """The page of a record in one language; `lang` is the language of its title."""

    text: str
    lang: str
    page_lang: str
    path: str


def make_files(site: Site) -> Iterator[SiteFile]:
    """Yield a page for each record, former id and withdrawn record.

    Events that share the page of their month have none: there are too many of them.
    """
    for kind in RECORD_KINDS:
        if kind != "event":
            for record in site.snapshot.records(kind):
                record_id = str(record["year"] if kind == "edition" else record["id"])
                yield _record_page(site, RecordKey(kind, record_id), record_title(record))
    if not site.addresses.events_share_pages:
        for row in site.snapshot.iter_rows(_EVENTS_QUERY):
            json_path = f"api/1/event/{row['year']}.json"
            yield _record_page(site, RecordKey("event", row["id"]), row_text(row, "title"), json_path)
    yield from _former_pages(site)


def _former_pages(site: Site) -> Iterator[SiteFile]:
    """Yield the pages of former ids, which lead to the record, and of withdrawn records, which say why."""
    made: set[RecordKey] = set()
    for former in find_former_ids(site):
        key = RecordKey(former.kind, former.former)
        record = site.snapshot.record(former.kind, former.id)
        # A series is an institution, too, and an id may have been that of several records.
        if record is None or key in made:
            continue
        made.add(key)
        path = site.addresses.record(former.kind, former.id)
        yield _page(site, key, record_title(record), path)
    for entry in site.snapshot.records("withdrawn"):
        key = RecordKey(entry["kind"], entry["id"])
        if key not in made:
            made.add(key)
            title = record_title(entry)
            yield _page(site, key, title, site.addresses.former(key.kind, key.id))


def _record_page(site: Site, key: RecordKey, title: LocalizedText, json_path: str = "") -> SiteFile:
    path = site.addresses.record(key.kind, key.id)
    return _page(site, key, title, path, json_path)


def _page(site: Site, key: RecordKey, title: LocalizedText, target: str, json_path: str = "") -> SiteFile:
    """Return the page of an id, which leads to a path in each language."""
    plain = plain_language(site.dataset["languages"])
    titles: list[_PageTitle] = []
    for lang in site.languages:
        text = title.text(lang)
        text_lang = plain if text == title.en else lang
        path = f"{lang}/{target}"
        titles.append(_PageTitle(text, text_lang, lang, path))
    content = {"root": "../../../", "kind": key.kind, "id": key.id, "titles": titles, "json": json_path}
    return render_root_page(site, f"{permanent_path(key.kind, key.id)}index.html", "permanent.html", content)
