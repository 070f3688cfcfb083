"""`cbi gaps`."""

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
from cbi_cli.reports.gaps import GapsQuery, compute_gaps
from cbi_cli.views.gaps import REPORT


class GapsOptions(DatedReportOptions):
    """The options of `cbi gaps`."""

    series: Annotated[
        list[str] | None,
        argument(metavar="[SERIES]...", help="Only these series, by id, name or alias.", completer=complete_series),
    ] = None


def gaps(options: GapsOptions, settings: Settings) -> int:
    """Report gaps in recurring meetings.

    Shows the state, the strip of years and every gap of each series.

    "Halted since" names the year of the last meeting held; the first missed year is next to it.

    \b
    Examples:
      cbi gaps
      cbi gaps nals hled
      cbi gaps --as-of 2020-12-31
      cbi gaps --format json
    """
    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    series = tuple(options.series or ())
    result = compute_gaps(snapshot, GapsQuery(series, resolve_as_of(options.as_of, snapshot, settings)))
    print_new_ids(snapshot, SERIES_KINDS, series)
    write_report(REPORT, result, snapshot, options, settings)
    return OK
