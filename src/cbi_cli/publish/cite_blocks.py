"""How a record is cited: in words, and for programs that keep references."""

from __future__ import annotations

from typing import NamedTuple

from cbi_cli.formats.citations.registry import CITATION_STYLES_BY_NAME, StyleName
from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import permanent_path
from cbi_cli.publish.site import Site
from cbi_cli.reports.cite import CitationMaker

_STYLE_LABELS: dict[StyleName, str] = {"bibtex": "BibTeX", "csl-json": "CSL-JSON", "ris": "RIS"}
"""The styles for programs, by their own names in every language."""


class StyledCitation(NamedTuple):
    """A citation in a style for programs."""

    label: str
    text: str


class CiteBlock(NamedTuple):
    """The citation of a record in words, its permanent address, and the citation in other styles.

    `kind` is that of the record. The address is empty if nobody said where the site will be.
    """

    kind: str
    text: str
    address: str
    styles: tuple[StyledCitation, ...]


class CiteBlocks:
    """The citations of records in one language.

    The works that a record rests on are left out: its page lists them.
    """

    def __init__(self, site: Site, tr: Translator) -> None:
        self._tr = tr
        self._base_url = site.options.base_url
        self._maker = CitationMaker(site.snapshot)
        # The months of a large dataset have very many events on a page.
        self._styles: dict[StyleName, str] = {} if site.addresses.events_share_pages else _STYLE_LABELS

    def block(self, kind: str, record_id: str) -> CiteBlock:
        """Return the citation of a record."""
        citation = self._maker.make(kind, record_id)._replace(sources=())
        address = ""
        if self._base_url:
            address = f"{self._base_url}{permanent_path(kind, record_id)}"
            # A source is cited as the work that it is, which has an address of its own.
            if kind != "source":
                citation = citation._replace(url=address)
        text = CITATION_STYLES_BY_NAME["text"].render(citation, self._tr)
        styles = []
        for name, label in self._styles.items():
            rendered = CITATION_STYLES_BY_NAME[name].render(citation, self._tr)
            styles.append(StyledCitation(label, rendered))
        return CiteBlock(kind, text.strip(), address, tuple(styles))
