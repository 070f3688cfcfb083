"""``cbi info``."""

from __future__ import annotations

from cbi_cli.cli import options
from cbi_cli.cli.dataset import described, open_dataset
from cbi_cli.cli.run import OK
from cbi_cli.cli.runtime import show


def info(
    dataset: options.Dataset = None,
    at: options.At = "",
    form: options.Form = None,
    output: options.Output = None,
    lang: options.Lang = "en",
    color: options.Colors = "auto",
) -> int:
    """Which dataset is used, where it lies, its version, what it holds, and which years are covered.

    \b
    Examples:
      cbi info
      cbi info --dataset us-mexico --format json
    """
    from cbi_cli.render.records import info_view
    from cbi_cli.reports.records import info as make

    opened = open_dataset(dataset, at)
    view = info_view(make(opened.store), described(opened.place), opened.store.meta, lang)
    show(view, form, output, lang, color)
    return OK
