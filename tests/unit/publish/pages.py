"""Reads pages of a site as a browser does, with the parser of the standard library."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from cbi_cli.publish.site_files import SiteFile

Attributes = dict[str, str]
EXECUTABLE = {"", "text/javascript", "module"}
"""The types of script elements that a browser runs."""


class PageReader(HTMLParser):
    """The elements of a page with their attributes, the content of its scripts, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.scripts: list[tuple[Attributes, str]] = []
        self.text = ""
        self._in_script = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        self._in_script = tag == "script"
        if self._in_script:
            self.scripts.append((attributes, ""))

    def handle_endtag(self, tag: str) -> None:
        """Leave a script."""
        self._in_script = False

    def handle_data(self, data: str) -> None:
        """Keep text, that of a script apart."""
        if self._in_script:
            attributes, content = self.scripts[-1]
            self.scripts[-1] = (attributes, content + data)
        else:
            self.text += data

    def all(self, tag: str, **attributes: str) -> list[Attributes]:
        """The attributes of all elements with a name and some attributes."""
        return [found for name, found in self.elements if name == tag and attributes.items() <= found.items()]

    def metadata(self) -> list[Any]:
        """The documents of schema.org on the page."""
        return [json.loads(text) for found, text in self.scripts if found.get("type") == "application/ld+json"]


def read_pages(files: Iterable[SiteFile]) -> dict[str, PageReader]:
    """The pages among files, by their paths."""
    return {file.path: PageReader(file.content.decode()) for file in files if file.path.endswith(".html")}
