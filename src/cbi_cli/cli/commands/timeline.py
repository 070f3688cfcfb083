"""``cbi timeline``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from cbi_cli.cli import options
from cbi_cli.cli.call import Call, reporting_as_of
from cbi_cli.cli.complete import (
    complete_institutions,
    complete_parties,
    complete_sources,
    complete_topics,
    complete_words,
)
from cbi_cli.cli.dataset import print_new_ids
from cbi_cli.cli.declared import Declared, Offers, option
from cbi_cli.cli.exit_codes import OK
from cbi_cli.core.errors import CbiError
from cbi_cli.store.snapshot import Store

Many = list[str] | None


def _option(
    name: str, short: str, metavar: str, text: str, complete: Callable[[str], Offers] | None = None
) -> Declared:
    return option(name, *([short] if short else []), metavar=metavar, help=text, complete=complete, group="Filters")


def _complete_status(incomplete: str) -> Offers:
    return [*complete_words("status")(incomplete), *[("any", "")][: "any".startswith(incomplete)]]


Year = Annotated[Many, _option("--year", "-y", "YEAR|all", "Filter by year. Default: the year of the latest edition.")]
Month = Annotated[Many, _option("--month", "-m", "MONTH", "Filter by month, e.g. 10, oct, October, octubre.")]
Since = Annotated[str | None, _option("--since", "", "DATE", "Only events that ended on or after this date.")]
Until = Annotated[str | None, _option("--until", "", "DATE", "Only events that started on or before this date.")]
Institution = Annotated[
    Many, _option("--institution", "-i", "NAME", "Filter by institution (id or name).", complete_institutions)
]
Kind = Annotated[Many, _option("--kind", "-k", "KIND", "Filter by kind, e.g. visit.", complete_words("kind"))]
Level = Annotated[Many, _option("--level", "-l", "LEVEL", "Filter by level, e.g. cabinet.", complete_words("level"))]
Party = Annotated[Many, _option("--party", "-p", "NAME", "Filter by party, e.g. ca.", complete_parties)]
Topic = Annotated[Many, _option("--topic", "-t", "NAME", "Filter by topic.", complete_topics)]
Source = Annotated[
    Many, _option("--source", "-s", "ID[#PART]", "Filter by source, or by a part of one.", complete_sources)
]
Words = Annotated[Many, _option("--text", "", "WORDS", 'Search for all these words, in any order, or for a "phrase".')]
Status = Annotated[
    Many,
    _option("--status", "", "STATUS|any", "Filter by status, e.g. planned. Default: held.", _complete_status),
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
    text: Words = None,
    status: Status = None,
) -> int:
    """List events in date order.

    If a filter is given several times, events that match any of its values are listed. An event that lasts longer
    belongs to every month and year that it touches.

    \b
    Examples:
      cbi timeline --month oct
      cbi timeline --month oct --month nov --text "lopez obrador"
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
        _years(store, year, bounded=bounds != (None, None)),
        tuple(_month(one) for one in month or ()),
        *bounds,
        tuple(institution or ()),
        _known("kind", kind),
        _known("level", level),
        tuple(party or ()),
        tuple(topic or ()),
        tuple(source or ()),
        tuple(text or ()),
        _known("status", status, "any") or ("held",),
    )
    result = make(store, filters, call.day)
    for named, texts in (("institution", institution), ("party", party), ("topic", topic), ("source", source)):
        print_new_ids(store, (named,), texts or ())
    call.show(timeline_view(result, store.meta, call.lang))
    return OK


def _years(store: Store, texts: Many, bounded: bool) -> tuple[int, ...]:
    """Return the years asked for, none for all.

    Without one these are all years if dates bound the timeline, else the latest edition's.
    """
    from cbi_cli.reports.base import latest_edition

    if not texts:
        return () if bounded else (latest_edition(store),)
    if "all" in texts:
        return ()
    return tuple(dict.fromkeys(options.year(text, store) for text in texts))


def _month(text: str) -> int:
    from cbi_cli.edit.human import read_month

    try:
        return read_month(text)
    except ValueError as error:
        raise CbiError(f"--month: {error}") from None


def _known(option: str, values: Many, *more: str) -> tuple[str, ...]:
    """Return the values, each a word of the vocabulary or one more; CbiError with the nearest word otherwise."""
    from cbi_cli.core.nearest import did_you_mean
    from cbi_cli.core.vocabulary import VOCABULARIES, find_word

    words = (*VOCABULARIES[option], *more)
    found: list[str] = []
    for value in values or ():
        word = value if value in more else find_word(option, value)
        if word is None:
            raise CbiError(f"--{option}: `{value}` is not known", did_you_mean(value, words))
        found.append(word)
    return tuple(found)
