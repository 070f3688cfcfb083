"""``cbi reconcile``."""

from __future__ import annotations

from cbi_cli.cli.call import ReportContext
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import CheckCard, DatedReportOptions, LatestYear, resolve_year


class ReconcileOptions(DatedReportOptions):
    """The options of `cbi reconcile`."""

    year: LatestYear = None
    check: CheckCard = False


def reconcile(options: ReconcileOptions) -> int:
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

    context = ReportContext(options)
    store = context.store
    result = make(store, resolve_year(options.year, store), context.day)
    context.show(ReconcileView(result, store.meta, context.tr))
    return DATA_ERRORS if options.check and not result.card.agrees else OK
