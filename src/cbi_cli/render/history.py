"""The history of a series as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cbi_cli.render.base import document, event_json, hidden_json, hidden_lines
from cbi_cli.render.gaps import pause_lines
from cbi_cli.render.page import Cell, Page, View, lines, table
from cbi_cli.render.words import span, word
from cbi_cli.reports.gaps import Mark
from cbi_cli.reports.history import History, Meeting, Year

_EMPTY: dict[Mark, str] = {
    "missed": "no-meeting",
    "paused": "no-meeting-paused",
    "idle": "no-meeting-idle",
    "unknown": "not-known",
}


def history_view(result: History, meta: Mapping[str, str], lang: str) -> View:
    """The view of a history."""
    return View(lambda: _page(result, lang), lambda: _document(result, meta, lang))


def _page(result: History, lang: str) -> Page:
    heads = [word(key, lang) for key in ("year", "date", "place", "host", "guests")]
    rows = [row for year in _runs(result.years) for row in _rows(year, lang)]
    notes: list[str | Cell] = list(pause_lines(result.series, lang))
    if not result.years:
        notes.append(word("no-year-known", lang))
    notes.append(word("as-of", lang, day=result.day.isoformat()))
    notes += hidden_lines(result.hidden, result.day, lang)
    title = word("history", lang, label=result.series.label.text(lang))
    return Page(title, (table(heads, rows, fixed=(0,)), lines(notes)))


def _runs(years: tuple[Year, ...]) -> Iterator[tuple[Year, int]]:
    """Each year with the last one of its run: years for which nothing is known stand together in one line."""
    run: list[Year] = []
    for year in years:
        if run and not (year.mark == run[0].mark == "unknown"):
            yield run[0], run[-1].year
            run = []
        run.append(year)
    if run:
        yield run[0], run[-1].year


def _rows(run: tuple[Year, int], lang: str) -> Iterator[tuple[str | Cell, ...]]:
    year, last = run
    name = str(year.year) if last == year.year else f"{year.year}–{last}"
    if not year.meetings:
        yield name, "", Cell(word(_EMPTY[year.mark], lang), "dim"), "", ""
    for meeting in year.meetings:
        event = meeting.event
        date = "" if len(event.start) == 4 else span(event.start, event.end, lang, year.year)
        place = meeting.city or (word("virtual", lang) if meeting.mode == "virtual" else "")
        yield name, date, place, meeting.host, ", ".join(meeting.guests)


def _document(result: History, meta: Mapping[str, str], lang: str) -> dict[str, Any]:
    years = [
        {
            "year": one.year,
            "status": {"held": "held", "unknown": "unknown"}.get(one.mark, "none"),
            "paused": one.paused,
            "events": [_meeting(meeting, lang) for meeting in one.meetings],
        }
        for one in result.years
    ]
    series = result.series
    return document(
        "history",
        meta,
        result.day,
        series=series.id,
        label=series.label.text(lang),
        state=series.state,
        hidden=hidden_json(result.hidden),
        years=years,
    )


def _meeting(one: Meeting, lang: str) -> dict[str, Any]:
    return {
        **(event_json(one.event, lang) or {}),
        "edition_number": one.number,
        "city": one.city,
        "mode": one.mode,
        "host": one.host,
        "guests": list(one.guests),
        "sources": list(one.sources),
    }
