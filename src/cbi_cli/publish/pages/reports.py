"""The pages of annual reports, and the list of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cbi_cli.formats.styles import LIGHT_STYLES
from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import CARDS, HOME, REPORTS, report_file_path
from cbi_cli.publish.report_files import report_formats
from cbi_cli.publish.site import Crumb, Site, WebPage
from cbi_cli.views.page import Cell, Code, RecordRef, Table
from cbi_cli.views.publication import Heading, NumberedList, Publication
from cbi_cli.views.report_sources import ANCHOR

_DISPUTE = "dispute-"
_LAMPS = "●○"


class ReportFile(NamedTuple):
    """A report as a file, with the name of its format."""

    name: str
    path: str


class ReportPage:
    """What the page of a report shows: its blocks, and to which pages of the site they lead."""

    def __init__(self, site: Site, tr: Translator, year: int) -> None:
        self._site = site
        self.year = year
        self.publication: Publication = site.reports.publication(year, tr)
        self.files = list_files(site, year, tr)

    @property
    def sections(self) -> list[Heading]:
        """The headings of the sections."""
        headings = [block for block in self.publication.blocks if isinstance(block, Heading)]
        return [heading for heading in headings if heading.level == 2]

    def heading_path(self, heading: Heading) -> str:
        """Return the path of the record that a heading names; empty if it names none."""
        if heading.anchor.startswith(_DISPUTE):
            return self._site.record_path("dispute", heading.anchor.removeprefix(_DISPUTE))
        if heading.level == 3 and heading.anchor:
            return self._site.record_path("series", heading.anchor)
        return ""

    def path_of(self, ref: RecordRef | None) -> str:
        """Return the path of the record of a row; that of a row of the card is its light in the year."""
        if ref is None:
            return ""
        if ref.kind == "indicator":
            return self._site.addresses.light(self.year, ref.id)
        return self._site.record_path(ref.kind, ref.id)

    def header_of(self, table: Table) -> int:
        """Return which cell names a row: that with the most room, or the first one that is no light."""
        for position, column in enumerate(table.columns):
            if column.expand:
                return position
        if table.rows and self.light_word(table.rows[0].cells[0]):
            return 1
        return 0

    def light_word(self, cell: Cell) -> str:
        """Return the word of a light that a cell shows; empty if it shows none."""
        lamps, _, word = cell.text.partition(" ")
        if cell.style in (*LIGHT_STYLES, "unknown") and lamps and not set(lamps) - set(_LAMPS):
            return word
        return ""

    def source_path(self, numbers: NumberedList, code: Code) -> str:
        """Return the path of the source that a line of the list of sources names by its id."""
        if numbers.anchor != ANCHOR:
            return ""
        return self._site.record_path("source", code.text)


def list_files(site: Site, year: int, tr: Translator) -> list[ReportFile]:
    """Return the files of the report on a year in the language of a page."""
    files = []
    for suffix, name in report_formats(site).items():
        path = report_file_path(year, tr.lang, f".{suffix}")
        files.append(ReportFile(name, path))
    return files


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield a page for each report, and the list; none if the dataset has no edition."""
    if not site.reports.years:
        return
    _ = tr.gettext
    title = _("Annual reports")
    reports = [ReportPage(site, tr, year) for year in site.reports.years]
    description = _("One for each edition: its lights, histories and disputes, with every source that they rest on.")
    cards = Crumb(_("All scorecards"), CARDS)
    yield WebPage(REPORTS, "annual_reports.html", title, description, {"reports": reports}, HOME, (cards,))
    crumbs = (cards, Crumb(title, REPORTS))
    for report in reports:
        path = site.addresses.report(report.year)
        subtitle = report.publication.subtitle
        yield WebPage(path, "annual_report.html", report.publication.title, subtitle, {"report": report}, HOME, crumbs)
