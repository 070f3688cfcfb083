"""Citations in the texts of reports, as links to the pages of their sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.site import Site
from cbi_cli.reports.common import record_text

_CITATION = re.compile(r"\[([^\[\]\s]+)\]")
"""A citation in a text of a report, such as `[cbi-2022#scorecard]`."""


class CitedSource(NamedTuple):
    """A source as a page cites it.

    `title` is in the language `lang`, `part` the name of the cited part in the language of the page, empty if the
    source is cited as a whole. `path` is that of the page of the source.
    """

    title: str
    lang: str
    part: str
    path: str
    url: str
    archive_url: str


class CitedSources:
    """The sources of a site as its pages in one language cite them."""

    def __init__(self, site: Site, tr: Translator) -> None:
        self._site = site
        self._tr = tr

    def find(self, citation: str) -> CitedSource | None:
        """Return the source that an id names, with its part after `#`; None if no source has the id."""
        source_id, _, part_id = citation.partition("#")
        source = self._site.sources.get(source_id)
        if source is None:
            return None
        part = ""
        for locator in source.get("locators", ()):
            if locator["id"] == part_id:
                part = record_text(locator, "title").text(self._tr.data_lang)
        lang = source.get("language", "en")
        path = self._site.addresses.record("source", source_id)
        return CitedSource(source["title"], lang, part, path, source.get("url", ""), source.get("archive_url", ""))

    def split(self, text: str) -> Iterator[str | CitedSource]:
        """Yield the parts of a text, each citation in brackets as its source."""
        end = 0
        for match in _CITATION.finditer(text):
            source = self.find(match[1])
            if source is not None:
                yield text[end : match.start()]
                yield source
                end = match.end()
        yield text[end:]
