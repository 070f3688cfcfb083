"""`cbi history`."""

from __future__ import annotations

from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import DatedReportOptions, SeriesName, resolve_as_of
from cbi_cli.cli.reports import write_report
from cbi_cli.cli.session import open_reading_session, print_new_ids
from cbi_cli.core.settings import Settings
from cbi_cli.index.lookup import SERIES_KINDS
from cbi_cli.reports.history import HistoryQuery, compute_history
from cbi_cli.views.history import REPORT


class HistoryOptions(DatedReportOptions):
    """The options of `cbi history`."""

    series: SeriesName


def history(options: HistoryOptions, settings: Settings) -> int:
    """Show one series year by year.

    Lists date, place, host and guests for each year, or says that no meeting was held.

    A year that was not searched is "not known", never "no meeting".

    \b
    Examples:
      cbi history nals
      cbi history "Three Amigos Summit" --lang es
      cbi history border-governors --format markdown
    """
    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    as_of = resolve_as_of(options.as_of, snapshot, settings)
    result = compute_history(snapshot, HistoryQuery(options.series, as_of))
    print_new_ids(snapshot, SERIES_KINDS, [options.series])
    write_report(REPORT, result, snapshot, options, settings)
    return OK
