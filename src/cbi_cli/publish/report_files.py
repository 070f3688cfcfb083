"""The annual reports as files to keep: Markdown, and PDF where the extra `print` is installed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from cbi_cli.formats.publications import render_publication
from cbi_cli.i18n.translator import get_translator
from cbi_cli.publish.addresses import report_file_path
from cbi_cli.publish.site import Site
from cbi_cli.publish.site_files import SiteFile

_NAMES = {"pdf": "PDF", "md": "Markdown"}
"""The formats by the names of `cbi report`, which are also their suffixes, in the order of the pages."""


def make_files(site: Site) -> Iterator[SiteFile]:
    """Yield each report in each language and format."""
    for year in site.reports.years:
        for lang in site.languages:
            tr = get_translator(lang)
            publication = site.reports.publication(year, tr)
            for name in report_formats(site):
                # A note that a font lacks a character is for whoever makes a report alone: the page has it all.
                rendered = render_publication(publication, name, tr)
                yield SiteFile(report_file_path(year, lang, f".{name}"), rendered.content)


def report_formats(site: Site) -> dict[str, str]:
    """Return the formats that the site has, each with what readers call it."""
    formats = dict(_NAMES)
    # A PDF is whole in memory while it is made, which takes a gigabyte if a year has thousands of events.
    is_too_large = site.addresses.events_share_pages
    # Finding the package does not load it.
    if is_too_large or find_spec("typst") is None:
        del formats["pdf"]
    return formats
