"""`cbi compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cbi_cli.cli.completers import complete_datasets
from cbi_cli.cli.console import print_message
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import InstitutionFilter, KindFilter, OptionalList, ReportOptions, parse_year, validate_choices
from cbi_cli.cli.parser import argument, option
from cbi_cli.cli.reports import write_report
from cbi_cli.cli.session import open_other_session, open_reading_session, print_new_ids
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.dataset.event_matching import DAYS_APART
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.compare import CompareQuery, compute_comparison
from cbi_cli.reports.compared_events import EventCollection, collect_from_dataset
from cbi_cli.views.compare import REPORT
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.paths import current_directory

_MAX_DAYS = 366


class CompareOptions(ReportOptions):
    """The options of `cbi compare`."""

    heading = "Filters"

    other: Annotated[
        str,
        argument(
            metavar="OTHER",
            help="The other dataset, by folder or name, or a table: CSV, JSON lines or Excel.",
            completer=complete_datasets,
        ),
    ]
    mapping: Annotated[
        Path | None,
        option(
            "--mapping",
            metavar="FILE",
            heading="Options",
            help="The file that maps columns to fields. Default: OTHER with the suffix .mapping.toml.",
        ),
    ] = None
    days: Annotated[
        str | None,
        option(
            "--days",
            metavar="N",
            heading="Options",
            help=f"Set how many days apart the same event can be in the two. Default: {DAYS_APART}.",
        ),
    ] = None
    check: Annotated[
        bool, option("--check", heading="Options", help="Exit with 1 if the two are not known to agree.")
    ] = False
    kind: KindFilter = None
    institution: InstitutionFilter = None
    year: Annotated[OptionalList, option("--year", "-y", metavar="YEAR|all", help="Filter by year. Default: all.")] = (
        None
    )


def compare(options: CompareOptions, settings: Settings) -> int:
    """Compare the events with another dataset or a table.

    Lists what each of the two lacks, and where they disagree on dates, place, people, host, level or status. Events
    are matched by id, then by what they have in common; each pair says by what. What can mean several events is listed
    and not decided. What one side does not cover is not missing there. Nothing is written.

    A filter keeps what either side has in it.

    \b
    Examples:
      cbi compare us-mexico
      cbi compare us-mexico --year 2022 --kind visit
      cbi compare us-mexico --institution nals --check --format csv
    """
    session = open_reading_session(settings, options.dataset, options.at)
    snapshot = session.snapshot
    query = CompareQuery(
        other=_read_other(options, snapshot, session.location, settings),
        years=_parse_years(options.year, snapshot),
        kinds=validate_choices(snapshot, "kind", options.kind),
        institutions=tuple(options.institution or ()),
        max_days=_parse_days(options.days),
    )
    result = compute_comparison(snapshot, query)
    print_new_ids(snapshot, ("institution",), options.institution or ())
    write_report(REPORT, result, snapshot, options, settings)
    if not options.check:
        return OK
    if result.is_empty:
        print_message(message("cbi: nothing was compared, so nothing is known to agree"))
        return DATA_ERRORS
    return DATA_ERRORS if result.has_differences else OK


def _read_other(
    options: CompareOptions, snapshot: Snapshot, compared: DatasetLocation, settings: Settings
) -> EventCollection:
    """Return the events of the other dataset, or of a table.

    Raises CbiError if it is neither, or if a table cannot be read.
    """
    path = current_directory() / options.other
    if path.is_file():
        # A comparison of two datasets needs neither models nor parser.
        from cbi_cli.reports.compared_table import read_compared_table

        return read_compared_table(Path(options.other), options.mapping, snapshot)
    if options.mapping is not None:
        problem = message("--mapping is for a table, and {other} is no file", other=options.other)
        raise CbiError(problem, message("leave out --mapping, or name a CSV, JSON lines or Excel file"))
    return collect_from_dataset(open_other_session(settings, options.other, compared).snapshot)


def _parse_years(texts: OptionalList, snapshot: Snapshot) -> tuple[int, ...]:
    """Return the years asked for, none for all."""
    years: dict[int, None] = {}
    for text in texts or ():
        # One `all` among several years means all.
        if text.lower() == "all":
            return ()
        years[parse_year(text, snapshot)] = None
    return tuple(years)


def _parse_days(text: str | None) -> int:
    if text is None:
        return DAYS_APART
    if not (text.isascii() and text.isdigit()) or len(text) > 3 or int(text) > _MAX_DAYS:
        problem = message("--days: `{text}` is not a number of days", text=text)
        raise CbiError(problem, message("give a whole number from 0 to {n}", n=_MAX_DAYS))
    return int(text)
