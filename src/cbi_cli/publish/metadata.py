"""What pages tell search engines and link previews about themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from cbi_cli.core.sanitize import escape_hidden_characters, one_line
from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.site import Site, WebPage

_LOCALES = {"en": "en_US", "es": "es_MX"}

JsonLd = Mapping[str, Any]
"""A document of schema.org."""


class Alternate(NamedTuple):
    """The address of a page in a language, `x-default` for readers of any other one."""

    lang: str
    address: str


class PageHead(NamedTuple):
    """The metadata of a page: its full address, those in all languages, and documents of schema.org."""

    address: str
    locale: str
    alternates: tuple[Alternate, ...]
    documents: tuple[JsonLd, ...]


def make_head(site: Site, tr: Translator, page: WebPage) -> PageHead | None:
    """Return the metadata of a page; None without the address of the site, which all of it needs."""
    base_url = site.options.base_url
    if not base_url:
        return None
    documents = [*page.metadata]
    if page.crumbs:
        documents.append(_breadcrumbs(site, tr, page))
    return PageHead(
        # A former id is answered by a page that stands for another one.
        address=f"{base_url}{tr.lang}/{page.moved_to or page.path}",
        locale=_LOCALES[tr.lang],
        alternates=page_alternates(site, page.moved_to or page.path),
        documents=tuple(documents),
    )


def page_alternates(site: Site, path: str) -> tuple[Alternate, ...]:
    """Return the addresses of a page in all languages, which name each other; none if there is only one."""
    if len(site.languages) < 2:
        return ()
    base_url = site.options.base_url
    alternates = [Alternate(lang, f"{base_url}{lang}/{path}") for lang in site.languages]
    # The page above the languages lets readers choose; any other page has no such twin.
    default = f"{base_url}{site.languages[0]}/{path}"
    if path == "index.html":
        default = f"{base_url}index.html"
    alternates.append(Alternate("x-default", default))
    return tuple(alternates)


def _breadcrumbs(site: Site, tr: Translator, page: WebPage) -> JsonLd:
    """Return the way from the home page to a page."""
    steps = [(crumb.title, crumb.path) for crumb in page.crumbs]
    steps.append((page.title, page.path))
    items: list[JsonLd] = []
    for position, (title, path) in enumerate(steps, 1):
        address = f"{site.options.base_url}{tr.lang}/{path}"
        items.append({"@type": "ListItem", "position": position, "name": one_line(title), "item": address})
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}


def dump_script_json(document: object) -> str:
    """Return a document as JSON for a script element, which no text in it can end."""
    text = escape_hidden_characters(json.dumps(document, ensure_ascii=False))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
