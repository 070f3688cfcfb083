"""``cbi history``."""

from __future__ import annotations

from cbi_cli.cli.call import ReportContext
from cbi_cli.cli.dataset import print_new_ids
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import DatedReportOptions, SeriesName


class HistoryOptions(DatedReportOptions):
    """The options of `cbi history`."""

    series: SeriesName


def history(options: HistoryOptions) -> int:
    """Show one series year by year.

    Lists date, place, host and guests for each year, or says that no meeting was held.

    A year that was not searched is "not known", never "no meeting".

    \b
    Examples:
      cbi history nals
      cbi history "Three Amigos Summit" --lang es
      cbi history border-governors --format markdown
    """
    from cbi_cli.render.history import HistoryView
    from cbi_cli.reports.history import history as make
    from cbi_cli.store.lookup import SERIES_KINDS

    context = ReportContext(options)
    store = context.store
    result = make(store, options.series, context.day)
    print_new_ids(store, SERIES_KINDS, [options.series])
    context.show(HistoryView(result, store.meta, context.tr))
    return OK
