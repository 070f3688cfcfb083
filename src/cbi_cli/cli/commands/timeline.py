"""``cbi timeline``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from cbi_cli.cli import options
from cbi_cli.cli.call import Call, reporting_as_of
from cbi_cli.cli.complete import (
    complete_institutions,
    complete_parties,
    complete_sources,
    complete_topics,
    complete_words,
)
from cbi_cli.cli.declared import Declared, Offers, option
from cbi_cli.cli.run import OK
from cbi_cli.core.errors import CbiError
from cbi_cli.store.snapshot import Store

Many = list[str] | None


def _option(
    name: str, short: str, metavar: str, text: str, complete: Callable[[str], Offers] | None = None
) -> Declared:
    return option(name, *([short] if short else []), metavar=metavar, help=text, complete=complete)


Year = Annotated[str | None, _option("--year", "-y", "YEAR|all", "Default: the latest edition's year.")]
Month = Annotated[str | None, _option("--month", "-m", "MONTH", "A month: 10, oct, October, octubre.")]
Since = Annotated[str | None, _option("--since", "", "DATE", "Not over before this date.")]
Until = Annotated[str | None, _option("--until", "", "DATE", "Begun by this date.")]
Institution = Annotated[
    Many,
    _option("--institution", "-i", "NAME", "Only events of this institution, by id or name.", complete_institutions),
]
Kind = Annotated[Many, _option("--kind", "-k", "KIND", "Of this kind, as visit.", complete_words("kind"))]
Level = Annotated[Many, _option("--level", "-l", "LEVEL", "At this level, as cabinet.", complete_words("level"))]
Party = Annotated[Many, _option("--party", "-p", "NAME", "Only events with this party, e.g. ca.", complete_parties)]
Topic = Annotated[Many, _option("--topic", "-t", "NAME", "Only events about this topic.", complete_topics)]
Source = Annotated[
    Many,
    _option("--source", "-s", "ID[#PART]", "Only events from this source, or from this part of it.", complete_sources),
]
Words = Annotated[str, _option("--text", "", "WORDS", "With these words in it.")]
Status = Annotated[
    Literal["held", "planned", "postponed", "cancelled", "any"], option("--status", help="In this state.")
]


@reporting_as_of
def timeline(
    call: Call,
    year: Year = None,
    month: Month = None,
    since: Since = None,
    until: Until = None,
    institution: Institution = None,
    kind: Kind = None,
    level: Level = None,
    party: Party = None,
    topic: Topic = None,
    source: Source = None,
    text: Words = "",
    status: Status = "held",
) -> int:
    """Events in order of date, month by month.

    An option given several times takes events that match any of its values.

    \b
    Examples:
      cbi timeline --month oct
      cbi timeline --year 2022 --source cbi-2022#timeline
      cbi timeline --year all --institution nals
      cbi timeline --year all --institution "Three Amigos Summit"
      cbi timeline --since 2022-06 --until 2022-09-15 --level cabinet
      cbi timeline --party ca --format csv
    """
    from cbi_cli.render.timeline import timeline_view
    from cbi_cli.reports.timeline import Filters
    from cbi_cli.reports.timeline import timeline as make

    store = call.store
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
    call.show(timeline_view(make(store, filters, call.day), store.meta, call.lang))
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
        raise CbiError(f"--month: {error}") from None


def _known(option: str, values: Many) -> tuple[str, ...]:
    """The values, each a word of the vocabulary; CbiError with the nearest word otherwise."""
    from cbi_cli.core.nearest import did_you_mean
    from cbi_cli.core.vocabulary import VOCABULARIES

    for value in values or ():
        if value not in VOCABULARIES[option]:
            raise CbiError(f"--{option}: `{value}` is not known", did_you_mean(value, VOCABULARIES[option]))
    return tuple(values or ())
