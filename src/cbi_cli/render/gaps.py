"""The gap report as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cbi_cli.render.base import document, hidden_json, hidden_lines, last_day
from cbi_cli.render.page import Block, Cell, Page, Strip, Style, View, lines, table
from cbi_cli.render.words import span, word
from cbi_cli.reports.gaps import Gap, Gaps, Mark, Series, State

SIGNS: dict[Mark, str] = {"held": "●", "missed": "○", "paused": "–", "idle": "·", "unknown": "?"}
STRIP_YEARS = 20
_STATE_STYLES: dict[State, Style] = {
    "active": "green",
    "overdue": "yellow",
    "halted": "red",
    "ended": "dim",
    "unknown": "unknown",
}


def gaps_view(result: Gaps, meta: Mapping[str, str], lang: str, title: str) -> View:
    """The view of a gap report."""
    return View(lambda: _page(result, lang, title), lambda: _document(result, meta, lang))


def _page(result: Gaps, lang: str, title: str) -> Page:
    first = max(1, result.day.year - STRIP_YEARS + 1)
    heads = [word("series", lang), word("state", lang), f"{first} … {result.day.year}", word("last", lang)]
    rows = [
        (one.label.text(lang), state_cell(one, lang), strip(one, first, result.day.year, lang), _last(one, lang))
        for one in result.series
    ]
    strips = table(heads, rows, fixed=(2,))._replace(in_words=word("strips-in-words", lang))
    blocks: list[Block] = [strips, lines([word("strip-key", lang)])]
    found = [_gap(one, gap, lang) for one in result.series for gap in one.gaps]
    if found:
        heads = [word(key, lang) for key in ("series", "years", "n-missed", "days", "between")]
        blocks.append(table(heads, found, fixed=(1,), title=word("gap-list", lang)))
    else:
        blocks.append(lines([word("no-gaps", lang)]))
    notes: list[str | Cell] = [text for one in result.series for text in pause_lines(one, lang)]
    notes.append(word("as-of", lang, day=result.day.isoformat()))
    notes += hidden_lines(result.hidden, result.day, lang)
    return Page(word("gaps", lang, title=title), (*blocks, lines(notes)))


def strip(series: Series, first: int, last: int, lang: str) -> Cell:
    """Return one sign a year from ``first`` to ``last``, blank before the series began and after its last full year."""
    marks = [series.years.get(year) for year in range(first, last + 1)]
    signs = [SIGNS[mark] if mark else " " for mark in marks]
    meanings = [word(f"mark-{mark}" if mark else "mark-outside", lang) for mark in marks]
    shown = Strip(first, tuple(zip(signs, meanings, strict=True)), _in_words(series, first, last, lang))
    return Cell("".join(signs), strip=shown)


def _in_words(series: Series, first: int, last: int, lang: str) -> str:
    """Return a strip as a sentence: ``held 2009, 2010; not held 2011–2013``."""
    told = []
    for mark in SIGNS:
        years = [year for year in range(first, last + 1) if series.years.get(year) == mark]
        if years:
            told.append(f"{word(f'mark-{mark}', lang)} {', '.join(_spans(years))}")
    return "; ".join(told) or word("mark-outside", lang)


def _spans(years: list[int]) -> Iterator[str]:
    """Yield the years, three or more in a row as a span."""
    start = 0
    for index, year in enumerate(years):
        if index + 1 < len(years) and years[index + 1] == year + 1:
            continue
        run = years[start : index + 1]
        yield from [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(one) for one in run]
        start = index + 1


def state_cell(series: Series, lang: str) -> Cell:
    """The state of a series in words, with the year since which it is halted."""
    text = word(series.state, lang)
    if series.halted_since is not None:
        text = word("halted-since", lang, year=series.halted_since, missed=series.first_missed or "–")
    elif series.state == "overdue":
        text = word("overdue-since", lang, missed=series.first_missed)
    elif series.last_held is None:
        text += f": {word('never-held', lang)}"
    elif series.successor:
        text += f", {word('successor', lang, id=series.successor)}"
    return Cell(text, _STATE_STYLES[series.state])


def _last(series: Series, lang: str) -> str:
    last = series.last_held
    return span(last.start, last.end, lang) if last else word("nothing", lang)


def _gap(series: Series, gap: Gap, lang: str) -> tuple[str, ...]:
    days = "" if gap.days is None else str(gap.days)
    after = last_day(gap.after) if gap.after else ""
    before = gap.before.start if gap.before else ""
    key = "between-dates" if after and before else "after-date" if after else "before-date" if before else "nothing"
    return series.label.text(lang), gap_years(gap), str(gap.years), days, word(key, lang, after=after, before=before)


def gap_years(gap: Gap) -> str:
    """The missed years of a gap: ``2020`` or ``2017–2020``."""
    return str(gap.from_year) if gap.years == 1 else f"{gap.from_year}–{gap.to_year}"


def pause_lines(series: Series, lang: str) -> Iterator[str]:
    """Say which pauses are declared for a series, and by whom."""
    for pause in series.pauses:
        years = f"{pause.from_year}–{pause.to_year or ''}"
        yield word("pause", lang, label=series.label.text(lang), years=years, source=pause.source)


def _document(result: Gaps, meta: Mapping[str, str], lang: str) -> dict[str, Any]:
    series = [series_json(one, lang) for one in result.series]
    return document("gaps", meta, result.day, hidden=hidden_json(result.hidden), series=series)


def series_json(one: Series, lang: str) -> dict[str, Any]:
    """A series as the contract names it."""
    return {
        "id": one.id,
        "label": one.label.text(lang),
        "state": one.state,
        "cadence_years": one.cadence_years,
        "first_held": one.first_held and one.first_held.start,
        "last_held": one.last_held and last_day(one.last_held),
        "last_held_id": one.last_held and one.last_held.id,
        "halted_since": one.halted_since,
        "first_missed": one.first_missed,
        "years_held": one.years_marked("held"),
        "years_missed": one.years_marked("missed", "paused"),
        "years_unknown": one.years_marked("unknown"),
        "gaps": [gap_json(gap) for gap in one.gaps],
        "longest_gap": gap_json(one.longest_gap) if one.longest_gap else None,
        "pauses": [
            {
                "from_year": pause.from_year,
                "to_year": pause.to_year,
                "source": pause.source,
                "note": pause.note.text(lang),
            }
            for pause in one.pauses
        ],
        "successor": one.successor,
    }


def gap_json(gap: Gap) -> dict[str, Any]:
    """A gap as the contract names it."""
    return {
        "from_year": gap.from_year,
        "to_year": gap.to_year,
        "years": gap.years,
        "after": gap.after and last_day(gap.after),
        "before": gap.before and gap.before.start,
        "days": gap.days,
    }
