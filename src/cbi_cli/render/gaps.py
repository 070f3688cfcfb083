"""The gap report as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cbi_cli.i18n.translator import Translator
from cbi_cli.render.base import document, hidden_json, last_day, year_spans
from cbi_cli.render.page import Block, Cell, Page, Strip, Style, Table, lines, table
from cbi_cli.render.view import View
from cbi_cli.reports.base import Names
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


class GapsView(View[Gaps]):
    """The view of a gap report."""

    def __init__(self, result: Gaps, meta: Mapping[str, str], tr: Translator, title: Names) -> None:
        super().__init__(result, meta, tr)
        self.title = title

    def page(self) -> Page:
        """Return the strips of all series and a list of every gap."""
        blocks: list[Block] = [
            self._strips(),
            lines([self._("● held  ○ not held  – declared pause  · not due  ? not known")]),
            self._gaps(),
        ]
        notes: list[str | Cell] = [text for one in self.result.series for text in pause_lines(one, self.tr)]
        notes += self.day_lines(self.result.day, self.result.hidden)
        return Page(self._("Gaps: {title}", title=self.text(self.title)), (*blocks, lines(notes)))

    def _strips(self) -> Table:
        last = self.result.day.year
        first = max(1, last - STRIP_YEARS + 1)
        heads = [self._("Series"), self._("State"), f"{first} … {last}", self._("Last held")]
        rows = [
            (
                self.text(one.label),
                state_cell(one, self.tr),
                strip(one, first, last, self.tr),
                last_held(one, self.tr),
            )
            for one in self.result.series
        ]
        return table(heads, rows, fixed=(2,))._replace(in_words=self._("The years in words"))

    def _gaps(self) -> Block:
        rows = [self._gap(one, gap) for one in self.result.series for gap in one.gaps]
        if not rows:
            return lines([self._("No gaps.")])
        heads = [self._("Series"), self._("Years"), self._("Missed"), self._("Days"), self._("Between")]
        return table(heads, rows, fixed=(1,), title=self._("Every gap"))

    def _gap(self, series: Series, gap: Gap) -> tuple[str, ...]:
        days = "" if gap.days is None else str(gap.days)
        return self.text(series.label), gap_years(gap), str(gap.years), days, self._between(gap)

    def _between(self, gap: Gap) -> str:
        """Name the last day before a gap and the first one after it, as far as they are known."""
        after = self.tr.date(last_day(gap.after)) if gap.after else ""
        before = self.tr.date(gap.before.start) if gap.before else ""
        if after and before:
            return self._("{after} and {before}", after=after, before=before)
        if after:
            return self._("after {after}", after=after)
        if before:
            return self._("before {before}", before=before)
        return self._("none")

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        series = [series_json(one, self.lang) for one in self.result.series]
        return document("gaps", self.meta, self.result.day, hidden=hidden_json(self.result.hidden), series=series)


def strip(series: Series, first: int, last: int, tr: Translator) -> Cell:
    """Return one sign a year from ``first`` to ``last``, blank before the first known year and after the last one."""
    marks = [series.years.get(year) for year in range(first, last + 1)]
    signs = [SIGNS[mark] if mark else " " for mark in marks]
    meanings = [_meaning(series, year, tr) for year in range(first, last + 1)]
    shown = Strip(first, tuple(zip(signs, meanings, strict=True)), _in_words(series, first, last, tr))
    return Cell("".join(signs), strip=shown)


def _meaning(series: Series, year: int, tr: Translator) -> str:
    """Say what the mark of a year means, or why it has none."""
    if year in series.years:
        return _mark(series.years[year], tr)
    if not series.years:
        return tr.gettext("no year known")
    if year < min(series.years):
        return tr.gettext("before the first known year")
    return tr.gettext("after the end") if series.state == "ended" else tr.gettext("not over yet")


def _mark(mark: Mark, tr: Translator) -> str:
    _ = tr.gettext
    marks: dict[Mark, str] = {
        "held": _("held"),
        "missed": _("not held"),
        "paused": _("declared pause"),
        "idle": _("not due"),
        "unknown": _("not known"),
    }
    return marks[mark]


def _in_words(series: Series, first: int, last: int, tr: Translator) -> str:
    """Return a strip as a sentence: ``held 2009, 2010; not held 2011–2013``."""
    told = []
    for mark in SIGNS:
        years = [year for year in range(first, last + 1) if series.years.get(year) == mark]
        if years:
            told.append(f"{_mark(mark, tr)} {', '.join(year_spans(years))}")
    return "; ".join(told) or _meaning(series, last, tr)


def state_cell(series: Series, tr: Translator) -> Cell:
    """Return the state of a series in words, with the year since which it is halted."""
    style, text = _STATE_STYLES[series.state], _state(series.state, tr)
    if series.halted_since is not None:
        text = halted_since(series, tr)
    elif series.state == "overdue":
        text = tr.gettext("overdue (missed {missed})", missed=series.first_missed)
    elif series.last_held is None:
        unknown = tr.gettext("no meeting known")
        text = f"{text}: {unknown}"
    elif series.successor:
        successor = tr.gettext("replaced by {id}", id=series.successor)
        text = f"{text}, {successor}"
    return Cell(text, style)


def _state(state: State, tr: Translator) -> str:
    _ = tr.gettext
    states: dict[State, str] = {
        "active": _("active"),
        "overdue": _("overdue"),
        "halted": _("halted"),
        "ended": _("ended"),
        "unknown": _("unknown"),
    }
    return states[state]


def halted_since(series: Series, tr: Translator) -> str:
    """Say since which year a halted series has not been held."""
    return tr.gettext(
        "halted since {year} (first missed {missed})", year=series.halted_since, missed=series.first_missed or "–"
    )


def last_held(series: Series, tr: Translator) -> str:
    """Return the dates of the last event of a series."""
    last = series.last_held
    return tr.dates(last.start, last.end) if last else tr.gettext("none")


def gap_years(gap: Gap) -> str:
    """The missed years of a gap: ``2020`` or ``2017–2020``."""
    return str(gap.from_year) if gap.years == 1 else f"{gap.from_year}–{gap.to_year}"


def pause_lines(series: Series, tr: Translator) -> Iterator[str]:
    """Say which pauses are declared for a series, and by whom."""
    for pause in series.pauses:
        years = f"{pause.from_year}–{pause.to_year or ''}"
        label = series.label.text(tr.lang)
        yield tr.gettext("Declared pause of {label}: {years} [{source}]", label=label, years=years, source=pause.source)


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
