"""``cbi reconcile``."""

from __future__ import annotations

from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import CheckCard, DatedReportOptions, LatestYear, resolve_day, resolve_year
from cbi_cli.cli.output import write_view
from cbi_cli.cli.session import reading_session
from cbi_cli.core.settings import Settings
from cbi_cli.i18n.translator import translate


class ReconcileOptions(DatedReportOptions):
    """The options of `cbi reconcile`."""

    year: LatestYear = None
    check: CheckCard = False


def reconcile(options: ReconcileOptions, settings: Settings) -> int:
    """Compare the computed and the published scorecard.

    Lists every difference, and every dispute with its evidence.

    \b
    Examples:
      cbi reconcile 2022
      cbi reconcile 2022 --format markdown --output reconciliation.md
      cbi reconcile 2022 --lang es
    """
    from cbi_cli.render.reconcile import ReconcileView
    from cbi_cli.reports.reconcile import reconcile as make

    store = reading_session(settings, options.dataset, options.at).snapshot
    result = make(store, resolve_year(options.year, store), resolve_day(options.as_of, store, settings))
    view = ReconcileView(result, store.meta, translate(settings.lang))
    write_view(view, options, settings)
    return DATA_ERRORS if options.check and not result.card.agrees else OK
