"""``cbi history``."""

from __future__ import annotations

from cbi_cli.cli import options
from cbi_cli.cli.dataset import open_dataset
from cbi_cli.cli.run import OK
from cbi_cli.cli.runtime import show


def history(
    series: options.SeriesName,
    as_of: options.AsOf = None,
    dataset: options.Dataset = None,
    at: options.At = "",
    form: options.Form = None,
    output: options.Output = None,
    lang: options.Lang = "en",
    color: options.Colors = "auto",
) -> int:
    """One series year by year: date, place, host and guests, or that no meeting was held.

    A year for which nobody has looked is "not known", never "no meeting".

    \b
    Examples:
      cbi history nals
      cbi history "Three Amigos Summit" --lang es
      cbi history border-governors --format markdown
    """
    from cbi_cli.render.history import history_view
    from cbi_cli.reports.history import history as make

    store = open_dataset(dataset, at).store
    show(history_view(make(store, series, options.day(as_of)), store.meta, lang), form, output, lang, color)
    return OK
