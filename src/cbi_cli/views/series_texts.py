"""Texts about a series, shared by several reports."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import dropwhile, takewhile

from cbi_cli.core.messages import message
from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.gaps import Gap, Series, SeriesState, YearStatus
from cbi_cli.reports.series_coverage import CoverageSpan
from cbi_cli.views.common import year_spans
from cbi_cli.views.page import Cell, Inline, Style, Styled, YearMark, YearStrip, make_cell

YEAR_SYMBOLS: dict[YearStatus, str] = {"held": "●", "missed": "○", "paused": "–", "idle": "·", "unknown": "?"}
_YEAR_STYLES: dict[YearStatus, Style] = {
    "held": "green",
    "missed": "red",
    "paused": "dim",
    "idle": "dim",
    "unknown": "unknown",
}
_DECADE = 10
_HALTED_AFTER = 2
"""Years without an event after which a series is halted, as in docs/methodology.md."""
_STATE_STYLES: dict[SeriesState, Style] = {
    "active": "green",
    "overdue": "yellow",
    "halted": "red",
    "ended": "dim",
    "unknown": "unknown",
}


_STATE_NAMES: dict[SeriesState, str] = {
    "active": message("active"),
    "overdue": message("overdue"),
    "halted": message("halted"),
    "ended": message("ended"),
    "unknown": message("unknown"),
}

_STATUS_BY_SYMBOL = {symbol: status for status, symbol in YEAR_SYMBOLS.items()}


class SeriesTexts:
    """The state, the years and the pauses of a series in words."""

    def __init__(self, tr: Translator) -> None:
        self._tr = tr
        self._ = tr.gettext

    def state(self, series: Series) -> Cell:
        """Return the state of a series, with the year since which it is halted."""
        text = self.state_name(series.state)
        if series.halted_since is not None:
            text = self.halted_since(series)
        elif series.state == "overdue":
            text = self._("overdue (missed {missed})", missed=series.first_missed)
        elif series.last_held is None:
            unknown = self._("no meeting known")
            text = f"{text}: {unknown}"
        elif series.state == "unknown":
            text = self._unknown_since(series)
        elif series.successor:
            successor = self._("replaced by {id}", id=self.successor_name(series.successor))
            text = f"{text}, {successor}"
        return make_cell(text, style=_STATE_STYLES[series.state])

    def successor_name(self, successor: str) -> str:
        """Return what the successor of a series is called: its id, which commands take."""
        return successor

    def direction_name(self, direction: str) -> str:
        """Return what a direction of travel is called: `us>mx`, as files and commands have it."""
        return direction

    def state_name(self, state: SeriesState) -> str:
        """Return a state in words."""
        return self._tr.translate(_STATE_NAMES[state])

    def _unknown_since(self, series: Series) -> str:
        """Say from which year on nothing is known, and whether the series was halted until then."""
        years = list(series.years.items())
        known = list(dropwhile(lambda item: item[1] == "unknown", reversed(years)))
        if not known or len(known) == len(years):
            return self.state_name("unknown")
        unknown_since = years[len(known)][0]
        not_held = list(takewhile(lambda item: item[1] in ("missed", "paused"), known))
        # One missed year is no halt yet.
        if len(not_held) < _HALTED_AFTER or len(not_held) == len(known):
            return self._("unknown since {year}", year=unknown_since)
        last_held, status = known[len(not_held)]
        # Nobody knows in which year it was held last if the one before the missed ones is not known.
        if status != "held":
            return self._("unknown since {year}", year=unknown_since)
        return self._("halted since {halted}, unknown since {year}", year=unknown_since, halted=last_held)

    def halted_since(self, series: Series) -> str:
        """Say since which year a halted series has not been held."""
        # A declared pause halts a series even before a year was missed.
        missed = series.first_missed or "–"
        return self._("halted since {year} (first missed {missed})", year=series.halted_since, missed=missed)

    def gap(self, gap: Gap) -> str:
        """Say how long a gap is, in years and, if they are known, in days."""
        years = self._tr.ngettext("1 year ({years})", "{n} years ({years})", gap.years, years=format_gap_years(gap))
        if gap.days is None:
            return years
        days = self._tr.ngettext("1 day", "{n} days", gap.days)
        return f"{years}, {days}"

    def last_held(self, series: Series) -> str:
        """Return the dates of the last event of a series."""
        last = series.last_held
        if last is None:
            return self._("none")
        return self._tr.dates(last.start, last.end)

    def pauses(self, series: Series) -> Iterator[str]:
        """Say which pauses are declared for a series, and by which source."""
        label = series.label.text(self._tr.data_lang)
        for pause in series.pauses:
            years = f"{pause.from_year}–"
            if pause.to_year:
                years = f"{years}{pause.to_year}"
            yield self._("Declared pause of {label}: {years} [{source}]", label=label, years=years, source=pause.source)

    def coverage(self, span: CoverageSpan) -> str:
        """Say on what basis years are covered, by which source, and within which limits."""
        years = str(span.from_year)
        if span.to_year is None:
            years = f"{years}–"
        elif span.to_year != span.from_year:
            years = f"{years}–{span.to_year}"
        if span.direction:
            only = self._("only {direction}", direction=self.direction_name(span.direction))
            years = f"{years}, {only}"
        text = self._coverage(span, years)
        note = span.note.text(self._tr.data_lang)
        return f"{text}: {note}" if note else text

    def _coverage(self, span: CoverageSpan, years: str) -> str:
        if span.paused:
            return self._("declared pause: {years} [{source}]", years=years, source=span.source)
        if span.basis == "numbering":
            return self._("by numbering: {years} [{source}]", years=years, source=span.source)
        if span.basis == "stated":
            return self._("stated: {years} [{source}]", years=years, source=span.source)
        return self._("searched: {years} [{source}]", years=years, source=span.source)

    def limits(self, series: Series) -> Iterator[str]:
        """Say what limits the coverage that the missed years of a series rest on.

        The same is said of years that are not known because only one direction was looked through.
        """
        missed = set(series.years_with_status("missed", "paused"))
        unknown = set(series.years_with_status("unknown"))
        label = series.label.text(self._tr.data_lang)
        for span in series.coverage.searched:
            if not span.is_limited:
                continue
            years = missed | unknown if span.direction else missed
            if any(span.includes(year) for year in years):
                yield f"{label}: {self.coverage(span)}"

    def strip(self, series: Series, first: int, last: int) -> Cell:
        """Return one sign per year, blank outside the known years."""
        marks: list[YearMark] = []
        content: list[Inline] = []
        for year in range(first, last + 1):
            meaning = self._meaning(series, year)
            mark = YearMark(" ", meaning)
            status = series.years.get(year)
            if status:
                mark = YearMark(YEAR_SYMBOLS[status], meaning, _YEAR_STYLES[status])
            marks.append(mark)
            content.append(Styled(mark.sign, mark.style))
        strip = YearStrip(first, tuple(marks), self._in_words(series, first, last))
        return Cell(tuple(content), strip=strip)

    def legend(self) -> Cell:
        """Return the signs of a strip in their styles, each with its meaning."""
        text = self._("● held  ○ not held  – declared pause  · not due  ? not known")
        content: list[Inline] = []
        for part in re.split("([●○–·?])", text):
            status = _STATUS_BY_SYMBOL.get(part)
            if status is None:
                content.append(part)
            else:
                content.append(Styled(part, _YEAR_STYLES[status]))
        return Cell(tuple(content))

    def _meaning(self, series: Series, year: int) -> str:
        """Say what the mark of a year means, or why it has none."""
        if year in series.years:
            return self._mark(series.years[year])
        if not series.years:
            return self._("no year known")
        # Between the first and the last known year, every year has a status.
        if year < min(series.years):
            return self._("before the first known year")
        return self._("after the end") if series.state == "ended" else self._("not over yet")

    def _mark(self, status: YearStatus) -> str:
        marks: dict[YearStatus, str] = {"held": self._("held")}
        marks["missed"] = self._("not held")
        marks["paused"] = self._("declared pause")
        marks["idle"] = self._("not due")
        marks["unknown"] = self._("not known")
        return marks[status]

    def _in_words(self, series: Series, first: int, last: int) -> str:
        """Return a strip as a sentence: `held 2009, 2010; not held 2011–2013`."""
        years_by_status: dict[YearStatus, list[int]] = defaultdict(list)
        for year in range(first, last + 1):
            if year in series.years:
                years_by_status[series.years[year]].append(year)
        if not years_by_status:
            return self._meaning(series, last)
        parts = []
        for status in YEAR_SYMBOLS:
            spans = ", ".join(year_spans(years_by_status[status]))
            if spans:
                parts.append(f"{self._mark(status)} {spans}")
        return "; ".join(parts)


def format_gap_years(gap: Gap) -> str:
    """Return the missed years of a gap: `2020` or `2017–2020`."""
    if gap.years == 1:
        return str(gap.from_year)
    return f"{gap.from_year}–{gap.to_year}"


def year_scale(first: int, last: int) -> str:
    """Return the scale of a strip in two lines: its ends, and the decades.

    A decade begins in the column of its year. One that would reach beyond the strip is left out.
    """
    width = last - first + 1
    ends = str(first) + str(last).rjust(width - len(str(first)))
    decades = ""
    # The first and the last year are in the line above.
    for year in range(first + 1, last):
        label = str(year)
        if year % _DECADE == 0 and year - first + len(label) <= width:
            decades = decades.ljust(year - first) + label
    return f"{ends}\n{decades}"
