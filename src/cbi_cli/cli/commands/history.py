"""``cbi history``."""

from __future__ import annotations

from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import DatedReportOptions, SeriesName, resolve_as_of
from cbi_cli.cli.output import write_view
from cbi_cli.cli.session import open_reading_session, print_new_ids
from cbi_cli.core.settings import Settings
from cbi_cli.i18n.translator import get_translator


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
    from cbi_cli.index.lookup import SERIES_KINDS
    from cbi_cli.reports.history import history as make
    from cbi_cli.views.history import HistoryView

    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    result = make(snapshot, options.series, resolve_as_of(options.as_of, snapshot, settings))
    print_new_ids(snapshot, SERIES_KINDS, [options.series])
    view = HistoryView(result, snapshot.meta, get_translator(settings.lang))
    write_view(view, options, settings)
    return OK
