"""The styles of citations.

A new style is one module in this package and one entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Literal, NamedTuple

from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.cite import Citation

StyleName = Literal["text", "bibtex", "csl-json", "ris"]
StyleRenderer = Callable[[Sequence[Citation], Translator], str]


class CitationStyle(NamedTuple):
    """A style of citations.

    `renderer` names a function of this package, as `module:function`, which takes citations and a translator and
    returns text that ends with a line feed; its module is loaded only if the style is used. Titles are in the language
    of the reader, everything else for programs is in English.
    """

    name: StyleName
    renderer: str
    suffixes: tuple[str, ...]
    media_type: str

    def render(self, citation: Citation, tr: Translator) -> str:
        """Return a citation and the works that it rests on."""
        return self.render_all((citation,), tr)

    def render_all(self, citations: Sequence[Citation], tr: Translator) -> str:
        """Return a bibliography of several citations, for programs with each work once."""
        module_name, _, function_name = self.renderer.partition(":")
        module = import_module(f"cbi_cli.formats.citations.{module_name}")
        renderer: StyleRenderer = getattr(module, function_name)
        return renderer(citations, tr)


CITATION_STYLES: tuple[CitationStyle, ...] = (
    CitationStyle("text", "text:render", (".txt",), "text/plain"),
    CitationStyle("bibtex", "bibtex:render", (".bib",), "application/x-bibtex"),
    CitationStyle("csl-json", "csl_json:render", (".json",), "application/vnd.citationstyles.csl+json"),
    CitationStyle("ris", "ris:render", (".ris",), "application/x-research-info-systems"),
)
"""All styles in the order of the help; the first is the default."""

CITATION_STYLES_BY_NAME: Mapping[str, CitationStyle] = {style.name: style for style in CITATION_STYLES}
