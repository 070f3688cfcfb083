"""The timeline as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from cbi_cli.render.base import document, event_json
from cbi_cli.render.page import Block, Page, View, lines, table
from cbi_cli.render.words import month_name, span, word
from cbi_cli.reports.timeline import Entry, Timeline


def timeline_view(result: Timeline, meta: Mapping[str, str], lang: str) -> View:
    """The view of a timeline."""
    return View(lambda: _page(result, lang), lambda: _document(result, meta, lang), "events")


def _page(result: Timeline, lang: str) -> Page:
    filters = result.filters
    what = str(filters.year) if filters.year else word("all-years", lang)
    if filters.month:
        what = f"{month_name(filters.month, lang)} {what}"
    blocks: list[Block] = [
        table(headers(lang), (_cells(one, lang) for one in group), fixed=(0,), title=title)._replace(under=3)
        for title, group in _by_month(result.events, lang)
    ]
    n = len(result.events)
    count = word("no-events" if not n else "one-event" if n == 1 else "n-events", lang, n=n)
    blocks.append(lines([count, word("as-of", lang, day=result.day.isoformat())]))
    return Page(word("timeline", lang, what=what), tuple(blocks))


def headers(lang: str) -> tuple[str, ...]:
    """The column headers of a list of events."""
    return tuple(word(key, lang) for key in ("date", "event", "place", "id"))


def _by_month(events: tuple[Entry, ...], lang: str) -> Iterator[tuple[str, list[Entry]]]:
    for (year, month), group in groupby(events, key=lambda one: (one.year, one.month)):
        name = month_name(month, lang) if month else word("month-unknown", lang)
        yield f"{name} {year}" if month else f"{year}, {name}", list(group)


def _cells(one: Entry, lang: str) -> tuple[str, ...]:
    status = "" if one.status == "held" else f" ({word(one.status, lang)})"
    when = span(one.event.start, one.event.end, lang, one.year)
    return when, one.event.title.text(lang) + status, one.city, one.event.id


def _document(result: Timeline, meta: Mapping[str, str], lang: str) -> dict[str, Any]:
    events = [
        {
            **(event_json(one.event, lang) or {}),
            "kind": one.kind,
            "level": one.level,
            "status": one.status,
            "institutions": list(one.institutions),
            "parties": list(one.parties),
            "city": one.city,
            "sources": list(one.sources),
        }
        for one in result.events
    ]
    return document("timeline", meta, result.day, year=result.filters.year, month=result.filters.month, events=events)
