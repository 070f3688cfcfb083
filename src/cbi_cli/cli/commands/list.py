"""``cbi list``."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cbi_cli.cli import options
from cbi_cli.cli.dataset import open_dataset
from cbi_cli.cli.run import OK
from cbi_cli.cli.runtime import show

Kinds = Literal["events", "institutions", "indicators", "sources", "topics", "editions", "disputes"]


def list_(
    kind: Annotated[Kinds, typer.Argument(help="What to list.")],
    dataset: options.Dataset = None,
    at: options.At = "",
    form: options.Form = None,
    output: options.Output = None,
    lang: options.Lang = "en",
    color: options.Colors = "auto",
) -> int:
    """All records of a kind, with their ids.

    \b
    Examples:
      cbi list institutions
      cbi list sources --format csv
      cbi list events --lang es
    """
    from cbi_cli.render.records import list_view
    from cbi_cli.reports.records import list_records

    store = open_dataset(dataset, at).store
    show(
        list_view(kind, list_records(store, kind.removesuffix("s")), store.meta, lang),
        form,
        output,
        lang,
        color,
    )
    return OK
