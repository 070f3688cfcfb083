"""Built pages, read as a browser reads them: by a parser that knows nothing of the templates."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish.build import build_site
from cbi_cli.publish.site import SiteOptions

_VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})


class Element(NamedTuple):
    """An element with its attributes, the names of those around it, and all text inside it."""

    tag: str
    attributes: dict[str, str]
    path: tuple[str, ...]
    texts: list[str]

    @property
    def text(self) -> str:
        """The text with single spaces."""
        return " ".join(" ".join(self.texts).split())


class PageReader(HTMLParser):
    """All elements of a page; raises AssertionError if they are not nested properly."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()
        assert not self._open, [one.tag for one in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        names = tuple(one.tag for one in self._open)
        element = Element(tag, {name: value or "" for name, value in attrs}, names, [])
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an element without content."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which must be the one that ends."""
        assert self._open, tag
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        """Add a text to all elements around it."""
        for element in self._open:
            element.texts.append(data)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements of a tag that have some attributes; `class_` is one of the classes."""
        found = []
        for element in self.elements:
            if tag not in (element.tag, "*"):
                continue
            if all(_has(element, name, value) for name, value in attributes.items()):
                found.append(element)
        return found

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the only element of a tag that has some attributes."""
        (element,) = self.all(tag, **attributes)
        return element


def _has(element: Element, name: str, value: str) -> bool:
    if name == "class_":
        return value in element.attributes.get("class", "").split()
    return element.attributes.get(name) == value


def build_pages(snapshot: Snapshot) -> dict[str, str]:
    """Return the pages of a site by path."""
    files = {file.path: file.content for file in build_site(snapshot, SiteOptions())}
    return {path: content.decode() for path, content in files.items() if path.endswith(".html")}
