"""``cbi reconcile``."""

from __future__ import annotations

from typing import Annotated

import typer

from cbi_cli.cli import options
from cbi_cli.cli.dataset import open_dataset
from cbi_cli.cli.run import DATA_ERRORS, OK
from cbi_cli.cli.runtime import show


def reconcile(
    year: Annotated[str | None, typer.Argument(help="The year. Default: the latest edition's.")] = None,
    check: options.Check = False,
    as_of: options.AsOf = None,
    dataset: options.Dataset = None,
    at: options.At = "",
    form: options.Form = None,
    output: options.Output = None,
    lang: options.Lang = "en",
    color: options.Colors = "auto",
) -> int:
    """The computed card held against the printed one: every difference, and every dispute with its evidence.

    \b
    Examples:
      cbi reconcile 2022
      cbi reconcile 2022 --format markdown --output reconciliation.md
      cbi reconcile 2022 --lang es
    """
    from cbi_cli.render.reconcile import reconcile_view
    from cbi_cli.reports.base import latest_edition
    from cbi_cli.reports.reconcile import reconcile as make

    store = open_dataset(dataset, at).store
    result = make(store, options.year(year) if year else latest_edition(store), options.day(as_of))
    show(reconcile_view(result, store.meta, lang), form, output, lang, color)
    differs = any(row.published and not row.published.agrees for row in result.card.rows)
    return DATA_ERRORS if check and differs else OK
