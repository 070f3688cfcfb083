"""`cbi reconcile`."""

from __future__ import annotations

from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import CheckCard, DatedReportOptions, EvidenceOptions, LatestYear, require_year, resolve_as_of
from cbi_cli.cli.reports import write_report
from cbi_cli.cli.session import open_reading_session
from cbi_cli.core.settings import Settings
from cbi_cli.reports.reconcile import ReconcileQuery, compute_reconciliation
from cbi_cli.views.reconcile import REPORT


class ReconcileOptions(EvidenceOptions, DatedReportOptions):
    """The options of `cbi reconcile`."""

    year: LatestYear = None
    check: CheckCard = False


def reconcile(options: ReconcileOptions, settings: Settings) -> int:
    """Compare the computed and the published scorecard.

    Lists every row that differs or knows more, and every dispute with its evidence.

    \b
    Examples:
      cbi reconcile 2022
      cbi reconcile 2022 --format markdown --output reconciliation.md
      cbi reconcile 2022 --lang es
      cbi reconcile 2022 --evidence edition
    """
    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    year = require_year(options.year, snapshot)
    as_of = resolve_as_of(options.as_of, snapshot, settings)
    result = compute_reconciliation(snapshot, ReconcileQuery(year, as_of, options.evidence))
    write_report(REPORT, result, snapshot, options, settings)
    if options.check and not result.card.agrees:
        return DATA_ERRORS
    return OK
