"""``cbi topics``."""

from __future__ import annotations

from typing import Annotated

import typer

from cbi_cli.cli import options
from cbi_cli.cli.dataset import open_dataset
from cbi_cli.cli.run import OK
from cbi_cli.cli.runtime import show


def topics(
    year: Annotated[str | None, typer.Argument(metavar="[YEAR|all]", help="Default: the latest edition's.")] = None,
    as_of: options.AsOf = None,
    dataset: options.Dataset = None,
    at: options.At = "",
    form: options.Form = None,
    output: options.Output = None,
    lang: options.Lang = "en",
    color: options.Colors = "auto",
) -> int:
    """What the events of a year were about, beside the shares that the edition printed.

    \b
    Examples:
      cbi topics
      cbi topics all
      cbi topics 2022 --format csv
    """
    from cbi_cli.render.topics import topics_view
    from cbi_cli.reports.base import latest_edition
    from cbi_cli.reports.topics import topics as make

    store = open_dataset(dataset, at).store
    wanted = None if year == "all" else options.year(year) if year else latest_edition(store)
    show(topics_view(make(store, wanted, options.day(as_of)), store.meta, lang), form, output, lang, color)
    return OK
