"""Build a site in memory, and read its pages as a browser would."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish.build import build_site
from cbi_cli.publish.site import SiteOptions


class PageReader(HTMLParser):
    """What a page has: ids, addresses of links, the language of each link to another one, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.other_languages: dict[str, str] = {}
        self.language = ""
        self.scripts = 0
        self._texts: list[str] = []
        self._heads = 0
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """The text of the page without markup, with single spaces."""
        return " ".join("".join(self._texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what links and ids say."""
        values = {name: value or "" for name, value in attrs}
        if tag not in ("a", "span", "code", "strong", "time"):
            self._texts.append(" ")
        if tag == "html":
            self.language = values["lang"]
        if tag == "script":
            self.scripts += 1
        if "id" in values:
            self.ids.append(values["id"])
        for name in ("href", "src"):
            if name in values:
                self.links.append(values[name])
        if tag == "a" and "hreflang" in values:
            self.other_languages[values["hreflang"]] = values["href"]

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self._texts.append(data)


def build_files(snapshot: Snapshot, options: SiteOptions | None = None) -> dict[str, bytes]:
    """Build a site; no path is made twice."""
    files: dict[str, bytes] = {}
    for file in build_site(snapshot, options or SiteOptions()):
        assert file.path not in files, file.path
        files[file.path] = file.content
    return files


def read_pages(files: Mapping[str, bytes]) -> dict[str, PageReader]:
    """Read all pages among the files of a site."""
    return {path: PageReader(content.decode()) for path, content in files.items() if path.endswith(".html")}


def local_target(page: str, link: str) -> tuple[str, str] | None:
    """Return the path and the anchor to which a link of a page leads; None for one that leaves the site."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    path = page
    if parts.path:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
    return path, unquote(parts.fragment)


def find_faults(files: Mapping[str, bytes], only: Container[str] | None = None) -> Iterator[str]:
    """Yield what is wrong with the links and the ids of a site, or of only some of its pages."""
    ids: dict[str, list[str]] = {}
    for path, content in files.items():
        if not path.endswith(".html") or (only is not None and path not in only):
            continue
        page = PageReader(content.decode())
        ids[path] = page.ids
        for name, count in Counter(page.ids).items():
            if count > 1:
                yield f"{path}: the id {name} is there {count} times"
        for link in page.links:
            target = local_target(path, link)
            if target is None:
                continue
            to_path, anchor = target
            if to_path not in files:
                yield f"{path}: {link} leads nowhere"
                continue
            if anchor and to_path not in ids:
                ids[to_path] = PageReader(files[to_path].decode()).ids
            if anchor and anchor not in ids[to_path]:
                yield f"{path}: {link} has no such anchor"
