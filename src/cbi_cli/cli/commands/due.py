"""`cbi due`."""

from __future__ import annotations

from typing import Annotated

from cbi_cli.cli.completers import complete_series
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import DatedReportOptions, resolve_as_of
from cbi_cli.cli.parser import argument
from cbi_cli.cli.reports import write_report
from cbi_cli.cli.session import open_reading_session, print_new_ids
from cbi_cli.core.settings import Settings
from cbi_cli.index.lookup import SERIES_KINDS
from cbi_cli.reports.due import DueQuery, compute_due
from cbi_cli.views.due import REPORT


class DueOptions(DatedReportOptions):
    """The options of `cbi due`."""

    series: Annotated[
        list[str] | None,
        argument(metavar="[SERIES]...", help="Only these series, by id, name or alias.", completer=complete_series),
    ] = None


def due(options: DueOptions, settings: Settings) -> int:
    """List what is due, overdue or expected.

    What each series has due by its cadence as of a day, the most urgent first; planned events; dates known in part.

    The states are those of `cbi gaps`. A host's turn is inferred from a strict alternation, and marked as such. The
    default day is the last one that the dataset covers; `--as-of today` shows what is due today.

    \b
    Examples:
      cbi due
      cbi due --as-of today
      cbi due nals hled --as-of 2023-10-15
      cbi due --format json
    """
    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    series = tuple(options.series or ())
    result = compute_due(snapshot, DueQuery(series, resolve_as_of(options.as_of, snapshot, settings)))
    print_new_ids(snapshot, SERIES_KINDS, series)
    write_report(REPORT, result, snapshot, options, settings)
    return OK
