"""``cbi gaps``."""

from __future__ import annotations

from typing import Annotated

import typer

from cbi_cli.cli import options
from cbi_cli.cli.complete import complete_series
from cbi_cli.cli.dataset import open_dataset
from cbi_cli.cli.run import OK
from cbi_cli.cli.runtime import show


def gaps(
    series: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SERIES]...", help="Only these series.", autocompletion=complete_series),
    ] = None,
    as_of: options.AsOf = None,
    dataset: options.Dataset = None,
    at: options.At = "",
    form: options.Form = None,
    output: options.Output = None,
    lang: options.Lang = "en",
    color: options.Colors = "auto",
) -> int:
    """When each series was held and when not: its state, the strip of years, every gap.

    "Halted since" names the year of the last one held; the first missed year stands beside it.

    \b
    Examples:
      cbi gaps
      cbi gaps nals hled
      cbi gaps --as-of 2020-12-31
      cbi gaps --format json
    """
    from cbi_cli.render.gaps import gaps_view
    from cbi_cli.reports.gaps import gaps as make
    from cbi_cli.reports.history import find_series
    from cbi_cli.reports.records import dataset_title

    store = open_dataset(dataset, at).store
    wanted = [find_series(store, name) for name in series or ()]
    result = make(store, options.day(as_of))
    if wanted:
        result = result._replace(series=tuple(one for one in result.series if one.id in wanted))
    show(gaps_view(result, store.meta, lang, dataset_title(store).text(lang)), form, output, lang, color)
    return OK
