"""``cbi reconcile``."""

from __future__ import annotations

from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import CheckCard, DatedReportOptions, LatestYear, resolve_as_of, resolve_year
from cbi_cli.cli.output import write_view
from cbi_cli.cli.session import open_reading_session
from cbi_cli.core.settings import Settings
from cbi_cli.i18n.translator import get_translator


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
    from cbi_cli.reports.reconcile import reconcile as make
    from cbi_cli.views.reconcile import ReconcileView

    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    result = make(snapshot, resolve_year(options.year, snapshot), resolve_as_of(options.as_of, snapshot, settings))
    view = ReconcileView(result, snapshot.meta, get_translator(settings.lang))
    write_view(view, options, settings)
    return DATA_ERRORS if options.check and not result.card.agrees else OK
