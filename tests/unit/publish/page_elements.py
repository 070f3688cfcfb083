"""Built pages, read as a browser reads them: by a parser that knows nothing of the templates."""

from __future__ import annotations

from html.parser import HTMLParser
from importlib import import_module
from typing import NamedTuple

from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish.renderer import PageRenderer
from cbi_cli.publish.site import Site, SiteOptions

_VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})


class Element(NamedTuple):
    """An element with its attributes, the elements inside it at any depth, and all text inside it."""

    tag: str
    attributes: dict[str, str]
    depth: int
    inside: list[Element]
    texts: list[str]

    @property
    def text(self) -> str:
        """The text with single spaces."""
        return " ".join("".join(self.texts).split())

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements inside with a tag and some attributes; `class_` is one of the classes."""
        named = [element for element in self.inside if element.tag == tag]
        return [one for one in named if all(_has(one, name, value) for name, value in attributes.items())]

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the only element inside with a tag and some attributes."""
        (element,) = self.all(tag, **attributes)
        return element

    def children(self, tag: str) -> list[Element]:
        """Return the elements directly inside."""
        return [element for element in self.all(tag) if element.depth == self.depth + 1]


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
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, len(self._open), [], [])
        self.elements.append(element)
        for outer in self._open:
            outer.inside.append(element)
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
        """Return the elements with a tag and some attributes."""
        return Element("", {}, -1, self.elements, []).all(tag, **attributes)

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the only element with a tag and some attributes."""
        (element,) = self.all(tag, **attributes)
        return element


def _has(element: Element, name: str, value: str) -> bool:
    if name == "class_":
        return value in element.attributes.get("class", "").split()
    return element.attributes.get(name) == value


def build_pages(snapshot: Snapshot, *groups: str) -> dict[str, str]:
    """Return the pages of some groups in every language of a dataset, by path."""
    site = Site(snapshot, SiteOptions())
    pages = {}
    for lang in site.languages:
        tr = get_translator(lang)
        renderer = PageRenderer(site, tr)
        for group in groups:
            for page in import_module(f"cbi_cli.publish.pages.{group}").make_pages(site, tr):
                file = renderer.render(page)
                pages[file.path] = file.content.decode()
    return pages
