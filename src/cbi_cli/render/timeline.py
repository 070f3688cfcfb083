"""The timeline as a page and as a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from cbi_cli.render.base import document, event_json, hidden_json, hidden_lines
from cbi_cli.render.page import Block, Cell, Page, View, lines, table
from cbi_cli.render.words import joined, month_name, span, word
from cbi_cli.reports.timeline import Entry, MonthOfYear, Timeline, YearCoverage


def timeline_view(result: Timeline, meta: Mapping[str, str], lang: str) -> View:
    """The view of a timeline."""
    return View(lambda: _page(result, lang), lambda: _document(result, meta, lang))


def _page(result: Timeline, lang: str) -> Page:
    blocks: list[Block] = [
        table(headers(lang), (_cells(one, month, lang) for one in group), fixed=(0,), title=title)._replace(under=3)
        for month, title, group in _by_month(result.events, lang)
    ]
    blocks.append(lines(_notes(result, lang)))
    return Page(word("timeline", lang, what=_what(result, lang)), tuple(blocks))


def _what(result: Timeline, lang: str) -> str:
    """Name the months and years of a timeline."""
    filters = result.filters
    what = joined(tuple(map(str, filters.years)), lang, "and") or word("all-years", lang)
    months = joined(tuple(month_name(month, lang) for month in filters.months), lang, "and")
    return f"{months} {what}" if months else what


def _notes(result: Timeline, lang: str) -> Iterator[str | Cell]:
    n = len(result.events)
    if any(len(one.listed) > 1 or one.continued for one in result.events):
        yield word("continued", lang)
    if not n:
        yield word("no-events", lang)
    else:
        yield word("n-events", lang, n=n)
    yield from coverage_lines(result.coverage, lang)
    yield word("as-of", lang, day=result.day.isoformat())
    yield from hidden_lines(result.hidden, result.day, lang)


def coverage_lines(years: tuple[YearCoverage, ...], lang: str) -> Iterator[str]:
    """Say of each year that nobody has looked through as a whole that this is so."""
    for one in years:
        if one.status != "all":
            until = one.until.isoformat() if one.until else ""
            counts = {"covered": one.covered, "series": one.series}
            yield word(f"year-{one.status}", lang, year=one.year, until=until, **counts)


def coverage_json(years: tuple[YearCoverage, ...]) -> list[dict[str, Any]]:
    """Return how far each year was looked through, as the contract names it."""
    return [
        {
            "year": one.year,
            "status": one.status,
            "until": one.until and one.until.isoformat(),
            "series_covered": one.covered,
            "series": one.series,
        }
        for one in years
    ]


def headers(lang: str) -> tuple[str, ...]:
    """The column headers of a list of events."""
    return tuple(word(key, lang) for key in ("date", "event", "place", "id"))


def _by_month(events: tuple[Entry, ...], lang: str) -> Iterator[tuple[MonthOfYear, str, list[Entry]]]:
    """Yield each month with its title and the events that touch it; what has no month comes first in its year."""
    groups: dict[MonthOfYear, list[Entry]] = defaultdict(list)
    for one in events:
        for listed in one.listed:
            groups[listed].append(one)
    for year, month in sorted(groups, key=lambda pair: (pair[0], pair[1] or 0)):
        title = f"{month_name(month, lang)} {year}" if month else f"{year}, {word('month-unknown', lang)}"
        yield (year, month), title, groups[year, month]


def _cells(one: Entry, month: MonthOfYear, lang: str) -> tuple[str, ...]:
    status = "" if one.status == "held" else f" ({word(one.status, lang)})"
    when = span(one.event.start, one.event.end, lang, month[0])
    if month != (one.year, one.month):
        when = f"… {when}"
    return when, one.event.title.text(lang) + status, one.city, one.event.id


def _document(result: Timeline, meta: Mapping[str, str], lang: str) -> dict[str, Any]:
    filters = result.filters
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
            "continued": one.continued,
            "months": [month_text(year, month) for year, month in one.listed],
        }
        for one in result.events
    ]
    return document(
        "timeline",
        meta,
        result.day,
        year=only(filters.years),
        month=only(filters.months),
        years=list(filters.years),
        months=list(filters.months),
        coverage=coverage_json(result.coverage),
        hidden=hidden_json(result.hidden),
        events=events,
    )


def month_text(year: int, month: int | None) -> str:
    """Write a month as ISO 8601 does, or the year alone."""
    return f"{year:04d}-{month:02d}" if month else f"{year:04d}"


def only(values: tuple[int, ...]) -> int | None:
    """Return the only value, or None if there are none or several."""
    return values[0] if len(values) == 1 else None
