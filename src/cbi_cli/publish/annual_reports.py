"""The annual reports of a dataset as publications, each made once for all files that show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.language_codes import Lang
from cbi_cli.i18n.translator import Translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.reports.annual_report import ReportQuery
from cbi_cli.reports.report_parts import make_annual_report
from cbi_cli.views.annual_report import make_publication
from cbi_cli.views.publication import Publication
from cbi_cli.workspace.report_reader import ReportFiles, read_all_report_files, read_report_files


class FaultyReport(NamedTuple):
    """A report that is shown without its prose, and what is wrong with it, with the place."""

    year: int
    problem: str


class UsableReports(NamedTuple):
    """The files of annual reports by year and name that this version of the program can use, and what it cannot."""

    files: dict[int, ReportFiles]
    faulty: tuple[FaultyReport, ...]


class AnnualReports:
    """The reports on the years of editions, the latest first.

    `files` are those beside each edition by year and name: the plan and the prose of its report.
    """

    def __init__(self, snapshot: Snapshot, years: Sequence[int], files: Mapping[int, Mapping[str, bytes]]) -> None:
        self._snapshot = snapshot
        self._files = files
        self.years = tuple(years)
        self._made: dict[tuple[int, str], Publication] = {}

    def publication(self, year: int, tr: Translator) -> Publication:
        """Return the report on a year; raises CbiError, with the place, if a file of it is faulty."""
        key = year, tr.lang
        if key not in self._made:
            files = self._files.get(year, {})
            report, _ = make_annual_report(self._snapshot, ReportQuery(year), files, tr.lang)
            self._made[key] = make_publication(report, self._snapshot.meta, tr)
        return self._made[key]


def edition_years(snapshot: Snapshot) -> tuple[int, ...]:
    """Return the years with an edition, the latest first."""
    rows = snapshot.rows("SELECT year FROM edition ORDER BY year DESC")
    return tuple(row["year"] for row in rows)


def read_usable_reports(session: Session, languages: Iterable[Lang]) -> UsableReports:
    """Read the files of all annual reports of a dataset, those of a faulty report only as far as they can be used.

    So a released version, which nobody can mend, is shown all the same.
    """
    files: dict[int, ReportFiles] = {}
    faulty: list[FaultyReport] = []
    for year in edition_years(session.snapshot):
        files[year] = {}
        try:
            read = read_report_files(session.location, year)
            _refuse_faults(session.snapshot, year, read, languages)
            files[year] = read
        except CbiError as error:
            faulty.append(FaultyReport(year, error.message))
    return UsableReports(files, tuple(faulty))


def _refuse_faults(snapshot: Snapshot, year: int, files: ReportFiles, languages: Iterable[Lang]) -> None:
    """Raise CbiError, with the place, if a report cannot be made in one of some languages."""
    if not files:
        return
    for lang in languages:
        make_annual_report(snapshot, ReportQuery(year), files, lang)


def read_reports_of(session: Session) -> dict[int, ReportFiles]:
    """Read the files of all annual reports of a dataset, by year; raises CbiError if one cannot be read."""
    return read_all_report_files(session.location, edition_years(session.snapshot))
