"""``cbi explain``."""

from __future__ import annotations

from typing import Annotated

import typer

from cbi_cli.cli import options
from cbi_cli.cli.complete import complete_indicators
from cbi_cli.cli.dataset import open_dataset
from cbi_cli.cli.run import OK
from cbi_cli.cli.runtime import put, show
from cbi_cli.core.errors import CbiError


def explain(
    what: Annotated[
        str | None, typer.Argument(metavar="[CODE|YEAR]", help="A check's code or name, or a year.")
    ] = None,
    indicator: Annotated[
        str | None,
        typer.Argument(metavar="[INDICATOR]", help="With a year: a row.", autocompletion=complete_indicators),
    ] = None,
    strict_year: Annotated[bool, typer.Option("--strict-year", help="As in the scorecard.")] = False,
    as_of: options.AsOf = None,
    dataset: options.Dataset = None,
    at: options.At = "",
    form: options.Form = None,
    output: options.Output = None,
    lang: options.Lang = "en",
    color: options.Colors = "auto",
) -> int:
    """What a check means, or why a row of the scorecard has its light.

    With a year and a row: the rule, the events that count, and those that nearly do and why not. With the code or the
    name of a check: its page. Without anything: all checks.

    \b
    Examples:
      cbi explain 2022 cabinet-meetings
      cbi explain 2022 nals --strict-year
      cbi explain CBI202
      cbi explain near-duplicate
      cbi explain
    """
    if indicator is None:
        put(_pages(what) + "\n")
        return OK
    from cbi_cli.render.explain import explain_view
    from cbi_cli.reports.explain import explain as make
    from cbi_cli.reports.history import find_series

    store = open_dataset(dataset, at).store
    found = make(store, options.year(what or ""), find_series(store, indicator), options.day(as_of), strict_year)
    show(explain_view(found, store.meta, lang), form, output, lang, color)
    return OK


def _pages(name: str | None) -> str:
    """The page of a check, or the list of all checks."""
    from cbi_cli.core.nearest import did_you_mean
    from cbi_cli.rules.registry import CHECKS, page

    if name is None:
        return "\n".join(f"{check.code}  {check.severity:7}  {check.name}" for check in CHECKS.values())
    found = page(name)
    if found is not None:
        return found
    if name.isdigit():
        raise CbiError("a year alone is not enough", f"name a row too, as in `cbi explain {name} nals`")
    names = [*CHECKS, *(check.name for check in CHECKS.values())]
    raise CbiError(f"no check is called `{name}`", did_you_mean(name, names) or "`cbi explain` lists them")
