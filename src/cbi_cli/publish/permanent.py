"""The permanent address of each record, `id/<kind>/<id>/`: the name of the thing, whatever its pages are called.

The page there leads to those in each language, and to the record as JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cbi_cli.core.languages import plain_language
from cbi_cli.publish.renderer import render_root_page
from cbi_cli.publish.site import Site, SiteFile
from cbi_cli.reports.common import LocalizedText, row_text
from cbi_cli.reports.records import RECORD_KINDS, record_title

_EVENTS_QUERY = "SELECT id, title, title_es, title_other, year FROM event ORDER BY sort_key"


class _PageTitle(NamedTuple):
    """The page of a record in one language; `lang` is the language of its title."""

    text: str
    lang: str
    page_lang: str
    path: str


def permanent_path(kind: str, record_id: str) -> str:
    """Return the path of the permanent address of a record, which needs no `index.html` on a server."""
    return f"id/{kind}/{record_id}/"


def make_files(site: Site) -> Iterator[SiteFile]:
    """Yield a page for each record that has pages.

    Events that share the page of their month have none: there are too many of them.
    """
    for kind in RECORD_KINDS:
        if kind != "event":
            for record in site.snapshot.records(kind):
                record_id = str(record["year"] if kind == "edition" else record["id"])
                yield _page(site, kind, record_id, record_title(record), "")
    if site.addresses.events_share_pages:
        return
    for row in site.snapshot.iter_rows(_EVENTS_QUERY):
        yield _page(site, "event", row["id"], row_text(row, "title"), f"api/1/event/{row['year']}.json")


def _page(site: Site, kind: str, record_id: str, title: LocalizedText, json_path: str) -> SiteFile:
    plain = plain_language(site.dataset["languages"])
    titles: list[_PageTitle] = []
    for lang in site.languages:
        text = title.text(lang)
        text_lang = plain if text == title.en else lang
        path = f"{lang}/{site.addresses.record(kind, record_id)}"
        titles.append(_PageTitle(text, text_lang, lang, path))
    content = {"root": "../../../", "kind": kind, "id": record_id, "titles": titles, "json": json_path}
    return render_root_page(site, f"{permanent_path(kind, record_id)}index.html", "permanent.html", content)
