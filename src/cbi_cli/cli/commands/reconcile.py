"""``cbi reconcile``."""

from __future__ import annotations

from cbi_cli.cli import options
from cbi_cli.cli.call import Call, reporting_as_of
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK


@reporting_as_of
def reconcile(
    call: Call,
    year: options.LatestYear = None,
    check: options.Check = False,
) -> int:
    """Compare the computed and the published scorecard.

    Lists every difference, and every dispute with its evidence.

    \b
    Examples:
      cbi reconcile 2022
      cbi reconcile 2022 --format markdown --output reconciliation.md
      cbi reconcile 2022 --lang es
    """
    from cbi_cli.render.reconcile import reconcile_view
    from cbi_cli.reports.base import latest_edition
    from cbi_cli.reports.reconcile import reconcile as make

    store = call.store
    result = make(store, options.year(year, store) if year else latest_edition(store), call.day)
    call.show(reconcile_view(result, store.meta, call.lang))
    return DATA_ERRORS if check and not result.card.agrees else OK
