"""``cbi timeline``."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cbi_cli.cli import options
from cbi_cli.cli.complete import complete_sources, complete_topics
from cbi_cli.cli.dataset import open_dataset
from cbi_cli.cli.run import OK
from cbi_cli.cli.runtime import show
from cbi_cli.core.errors import CbiError
from cbi_cli.store.snapshot import Store

Many = list[str] | None


def timeline(
    year: Annotated[
        str | None,
        typer.Option("--year", "-y", metavar="YEAR|all", help="Default: the latest edition's year."),
    ] = None,
    month: Annotated[str | None, typer.Option("--month", "-m", help="A month: 10, oct, October, octubre.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="Not over before this date.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Begun by this date.")] = None,
    institution: options.Institutions = None,
    kind: Annotated[Many, typer.Option("--kind", "-k", help="Of this kind, as visit.")] = None,
    level: Annotated[Many, typer.Option("--level", "-l", help="At this level, as cabinet.")] = None,
    party: Annotated[Many, typer.Option("--party", "-p", help="With this party, as ca.")] = None,
    topic: Annotated[
        Many, typer.Option("--topic", "-t", help="About this topic.", autocompletion=complete_topics)
    ] = None,
    source: Annotated[
        Many,
        typer.Option(
            "--source",
            "-s",
            metavar="ID[#PART]",
            help="From this source, or from this part of it.",
            autocompletion=complete_sources,
        ),
    ] = None,
    text: Annotated[str, typer.Option("--text", metavar="WORDS", help="With these words in it.")] = "",
    status: Annotated[
        Literal["held", "planned", "postponed", "cancelled", "any"],
        typer.Option("--status", help="In this state."),
    ] = "held",
    as_of: options.AsOf = None,
    dataset: options.Dataset = None,
    at: options.At = "",
    form: options.Form = None,
    output: options.Output = None,
    lang: options.Lang = "en",
    color: options.Colors = "auto",
) -> int:
    """Events in order of date, month by month.

    An option given several times takes events that match any of its values.

    \b
    Examples:
      cbi timeline --month oct
      cbi timeline --year 2022 --source cbi-2022#timeline
      cbi timeline --year all --institution nals
      cbi timeline --since 2022-06 --until 2022-09-15 --level cabinet
      cbi timeline --party ca --format csv
    """
    from cbi_cli.render.timeline import timeline_view
    from cbi_cli.reports.timeline import Filters
    from cbi_cli.reports.timeline import timeline as make

    store = open_dataset(dataset, at).store
    bounds = options.partial(since, "--since"), options.partial(until, "--until")
    filters = Filters(
        _year(store, year, bounds != (None, None)),
        _month(month),
        *bounds,
        tuple(institution or ()),
        _known("kind", kind),
        _known("level", level),
        tuple(party or ()),
        tuple(topic or ()),
        tuple(source or ()),
        text,
        status,
    )
    show(timeline_view(make(store, filters, options.day(as_of)), store.meta, lang), form, output, lang, color)
    return OK


def _year(store: Store, text: str | None, bounded: bool) -> int | None:
    """The year asked for; without one all years where dates bound the timeline, else the latest edition's."""
    from cbi_cli.reports.base import latest_edition

    if text == "all" or (text is None and bounded):
        return None
    return options.year(text) if text else latest_edition(store)


def _month(text: str | None) -> int | None:
    from cbi_cli.edit.human import read_month

    if text is None:
        return None
    try:
        return read_month(text)
    except ValueError as error:
        raise CbiError(f"--month: {error}", "write it as 10, oct or October") from None


def _known(option: str, values: Many) -> tuple[str, ...]:
    """The values, each a word of the vocabulary; CbiError with the nearest word otherwise."""
    from cbi_cli.core.nearest import did_you_mean
    from cbi_cli.core.vocabulary import VOCABULARIES

    for value in values or ():
        if value not in VOCABULARIES[option]:
            raise CbiError(f"--{option}: `{value}` is not known", did_you_mean(value, VOCABULARIES[option]))
    return tuple(values or ())
