"""The formats of publications. A new one is a module in this package and an entry here."""

from __future__ import annotations

from typing import NamedTuple

from cbi_cli.formats.rendered import RenderedPublication
from cbi_cli.formats.suffixes import group_by_suffix
from cbi_cli.i18n.translator import Translator
from cbi_cli.views.publication import Publication


class PublicationFormat(NamedTuple):
    """A format of publications; one that is not `is_text` is no output for a terminal."""

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    is_text: bool = True


PUBLICATION_FORMATS: tuple[PublicationFormat, ...] = (
    PublicationFormat("md", (".md", ".markdown"), "text/markdown"),
    PublicationFormat("html", (".html", ".htm"), "text/html"),
    PublicationFormat("pdf", (".pdf",), "application/pdf", is_text=False),
)
"""All formats in the order of the help; the first is the default."""

FORMATS_BY_NAME = {entry.name: entry for entry in PUBLICATION_FORMATS}
FORMATS_BY_SUFFIX = group_by_suffix(PUBLICATION_FORMATS)


def render_publication(publication: Publication, name: str, tr: Translator) -> RenderedPublication:
    """Return a publication in the format with a name.

    Raises CbiError if the format needs a package that is not installed.
    """
    # Each format is loaded when it is used.
    if name == "pdf":
        from cbi_cli.formats.typst import render_pdf

        return render_pdf(publication)
    if name == "html":
        from cbi_cli.formats import publication_html

        return RenderedPublication(publication_html.render_publication(publication, tr).encode("utf-8", "replace"))
    from cbi_cli.formats import publication_markdown

    return RenderedPublication(publication_markdown.render_publication(publication).encode("utf-8", "replace"))
