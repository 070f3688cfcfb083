"""The page with all downloads of the dataset."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cbi_cli.formats.citations.registry import CITATION_STYLES
from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import DATA
from cbi_cli.publish.downloads import SITE_FORMATS, DownloadableFile
from cbi_cli.publish.pages.reports import list_files
from cbi_cli.publish.program_files import program_paths
from cbi_cli.publish.site import Site, WebPage
from cbi_cli.reports.cite import DATASET, compute_citation

_STYLE_NAMES = {"text": "", "bibtex": "BibTeX", "csl-json": "CSL-JSON", "ris": "RIS"}


class FileGroup(NamedTuple):
    """The files in one format; the name is an anchor of the page."""

    name: str
    title: str
    files: list[DownloadableFile]


class StyledCitation(NamedTuple):
    """How to cite the dataset in a style."""

    name: str
    text: str


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the page."""
    _ = tr.gettext
    content = {
        "groups": _file_groups(site, tr),
        "program_files": program_paths(site),
        "citations": _citations(site, tr),
        "reports": {year: list_files(site, year, tr) for year in site.reports.years},
    }
    description = _("The whole dataset as files: tables, databases and documents, with checksums.")
    yield WebPage(DATA, "data.html", _("Data"), description, content, section=DATA)


def _file_groups(site: Site, tr: Translator) -> list[FileGroup]:
    """Return the files of each format, and those that belong to all."""
    titles = format_titles(tr)
    groups: list[FileGroup] = []
    for name in (*SITE_FORMATS, ""):
        files = [file for file in site.downloads.files if file.format == name]
        if files:
            groups.append(FileGroup(name or "all", titles[name], files))
    return groups


def format_titles(tr: Translator) -> dict[str, str]:
    """Return what each format is for; an empty name is that of the files about all of them."""
    _ = tr.gettext
    return {
        "": _("About all files"),
        "csv": _("CSV: tables for spreadsheets, R, pandas and any other program"),
        "json": _("JSON: all records in one document"),
        "ndjson": _("NDJSON: one record a line"),
        "sqlite": _("SQLite: a database with keys, indexes and views"),
        "xlsx": _("Excel: a workbook with a sheet for each table"),
        "datapackage": _("Data package: the tables with a description for programs"),
    }


def _citations(site: Site, tr: Translator) -> list[StyledCitation]:
    citation = compute_citation(site.snapshot, DATASET, site.dataset["id"])
    styles: list[StyledCitation] = []
    for style in CITATION_STYLES:
        text = style.render(citation, tr).rstrip("\n")
        styles.append(StyledCitation(_STYLE_NAMES[style.name], text))
    return styles
