"""The sitemap: the full address of every page, with those of the same page in other languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from cbi_cli.publish.metadata import page_alternates
from cbi_cli.publish.site import Site
from cbi_cli.publish.site_files import SiteFile

MAX_ADDRESSES = 50_000
"""How many addresses the protocol allows in one file."""

_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def make_sitemap(site: Site, pages: Sequence[tuple[str, str]]) -> Iterator[SiteFile]:
    """Yield the sitemap of pages, each a language and a path in it; nothing if the address of the site is not known.

    If there are more than `MAX_ADDRESSES`, `sitemap.xml` lists several files.
    """
    base_url = site.options.base_url
    if not base_url:
        return
    if len(pages) <= MAX_ADDRESSES:
        yield SiteFile("sitemap.xml", _address_list(site, pages).encode())
        return
    names: list[str] = []
    for start in range(0, len(pages), MAX_ADDRESSES):
        name = f"sitemap-{len(names) + 1}.xml"
        names.append(name)
        paths = pages[start : start + MAX_ADDRESSES]
        text = _address_list(site, paths)
        yield SiteFile(name, text.encode())
    lines = [f"<sitemap><loc>{escape(base_url + name)}</loc></sitemap>" for name in names]
    yield SiteFile("sitemap.xml", _document("sitemapindex", lines).encode())


def _address_list(site: Site, pages: Sequence[tuple[str, str]]) -> str:
    day = site.dataset.get("released")
    lines: list[str] = []
    for lang, path in pages:
        address = f"{site.options.base_url}{lang}/{path}"
        parts = [f"<loc>{escape(address)}</loc>"]
        # Nothing is said about the day of a version that has none.
        if day:
            parts.append(f"<lastmod>{escape(str(day))}</lastmod>")
        for other in page_alternates(site, path):
            link = f'<xhtml:link rel="alternate" hreflang="{other.lang}" href={quoteattr(other.address)}/>'
            parts.append(link)
        lines.append(f"<url>{''.join(parts)}</url>")
    return _document("urlset", lines)


def _document(name: str, lines: Sequence[str]) -> str:
    content = "\n".join(lines)
    return f"{_DECLARATION}<{name} {_NAMESPACES}>\n{content}\n</{name}>\n"
