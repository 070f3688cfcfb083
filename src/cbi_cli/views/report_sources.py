"""The sources of a publication, numbered in the order in which they are cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.common import record_text
from cbi_cli.views.page import Cell, Code, Inline, InnerLink, Link, Styled

ANCHOR = "source"
_CITATION = re.compile(r"\[([a-z0-9][a-z0-9-]*)(#[a-z0-9][a-z0-9-]*)?\]")
"""How shared texts cite a source, or a part of it."""


class SourceNumbers:
    """Gives each source a number when it is cited for the first time."""

    def __init__(self, sources: Mapping[str, Mapping[str, Any]], tr: Translator) -> None:
        self._sources = sources
        self._tr = tr
        self._numbers: dict[str, int] = {}

    def cite(self, citations: Iterable[str]) -> Iterator[Inline]:
        """Yield the numbers of sources in brackets after a space, such as ` [1, 4]`; nothing for no source.

        Parts of one source have its number, which is given once.
        """
        sources = [citation.partition("#")[0] for citation in citations]
        separator = " ["
        for source in dict.fromkeys(sources):
            yield separator
            yield self._link(source)
            separator = ", "
        if sources:
            yield "]"

    def cell(self, citations: Iterable[str]) -> Cell:
        """Return a cell with nothing but the numbers of sources."""
        # A column of numbers needs no brackets, which are the first and the last part.
        content = tuple(self.cite(citations))
        return Cell(content[1:-1])

    def number_citations(self, text: str) -> Cell:
        """Return a text in which the numbers of sources stand for their ids in brackets."""
        content: list[Inline] = []
        position = 0
        for match in _CITATION.finditer(text):
            if match[1] not in self._sources:
                continue
            content += [f"{text[position : match.start()]}[", self._link(match[1]), "]"]
            position = match.end()
        content.append(text[position:])
        return Cell(tuple(content))

    def entries(self) -> tuple[Cell, ...]:
        """Return what each number means, in order."""
        return tuple(self._entry(self._sources[source]) for source in self._numbers)

    def count_without_archive(self) -> int:
        """Return how many of the cited sources have an address and no archived copy."""
        cited = [self._sources[source] for source in self._numbers]
        return sum("url" in source and "archive_url" not in source for source in cited)

    @property
    def count(self) -> int:
        """How many sources are cited so far."""
        return len(self._numbers)

    def _link(self, source: str) -> InnerLink:
        number = self._numbers.setdefault(source, len(self._numbers) + 1)
        return InnerLink(str(number), f"{ANCHOR}-{number}")

    def _entry(self, source: Mapping[str, Any]) -> Cell:
        _ = self._tr.gettext
        content: list[Inline] = []
        author = source.get("author", "")
        if author:
            content.append(f"{author}. ")
        title = record_text(source, "title").text(self._tr.data_lang)
        content.append(Styled(title, "emphasis", source.get("language", "en")))
        published = source.get("published", "")
        if published:
            published = self._tr.date(str(published))
        details = [part for part in (source.get("publisher", ""), published) if part]
        content.append(f". {', '.join(details)}." if details else ".")
        url = source.get("url", "")
        if url:
            content += [" ", Link(url, url)]
        archive_url = source.get("archive_url", "")
        if archive_url:
            content += [" ", _("archived:"), " ", Link(archive_url, archive_url)]
        content += [" ", Code(source["id"])]
        return Cell(tuple(content))
