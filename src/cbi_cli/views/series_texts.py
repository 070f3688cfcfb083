"""What several reports say of a series, in the language of a reader."""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.gaps import Gap, Series, SeriesState, YearStatus
from cbi_cli.views.common import year_spans
from cbi_cli.views.page import Cell, Style, YearMark, YearStrip, make_cell

YEAR_SYMBOLS: dict[YearStatus, str] = {"held": "●", "missed": "○", "paused": "–", "idle": "·", "unknown": "?"}
_STATE_STYLES: dict[SeriesState, Style] = {
    "active": "green",
    "overdue": "yellow",
    "halted": "red",
    "ended": "dim",
    "unknown": "unknown",
}


class SeriesTexts:
    """The state, the years and the pauses of a series in words."""

    def __init__(self, tr: Translator) -> None:
        self._tr = tr
        self._ = tr.gettext

    def state(self, series: Series) -> Cell:
        """Return the state of a series, with the year since which it is halted."""
        text = self._state(series.state)
        if series.halted_since is not None:
            text = self.halted_since(series)
        elif series.state == "overdue":
            text = self._("overdue (missed {missed})", missed=series.first_missed)
        elif series.last_held is None:
            unknown = self._("no meeting known")
            text = f"{text}: {unknown}"
        elif series.successor:
            successor = self._("replaced by {id}", id=series.successor)
            text = f"{text}, {successor}"
        return make_cell(text, style=_STATE_STYLES[series.state])

    def _state(self, state: SeriesState) -> str:
        states: dict[SeriesState, str] = {
            "active": self._("active"),
            "overdue": self._("overdue"),
            "halted": self._("halted"),
            "ended": self._("ended"),
            "unknown": self._("unknown"),
        }
        return states[state]

    def halted_since(self, series: Series) -> str:
        """Say since which year a halted series has not been held."""
        missed = series.first_missed or "–"
        return self._("halted since {year} (first missed {missed})", year=series.halted_since, missed=missed)

    def last_held(self, series: Series) -> str:
        """Return the dates of the last event of a series."""
        last = series.last_held
        return self._tr.dates(last.start, last.end) if last else self._("none")

    def pauses(self, series: Series) -> Iterator[str]:
        """Say which pauses are declared for a series, and by whom."""
        label = series.label.text(self._tr.lang)
        for pause in series.pauses:
            years = f"{pause.from_year}–{pause.to_year or ''}"
            yield self._("Declared pause of {label}: {years} [{source}]", label=label, years=years, source=pause.source)

    def strip(self, series: Series, first: int, last: int) -> Cell:
        """Return one sign a year, blank before the first known year and after the last one."""
        years = range(first, last + 1)
        marks = [series.years.get(year) for year in years]
        signs = [YEAR_SYMBOLS[mark] if mark else " " for mark in marks]
        meanings = [self._meaning(series, year) for year in years]
        year_marks = tuple(YearMark(sign, meaning) for sign, meaning in zip(signs, meanings, strict=True))
        strip = YearStrip(first, year_marks, self._in_words(series, first, last))
        return make_cell("".join(signs))._replace(strip=strip)

    def _meaning(self, series: Series, year: int) -> str:
        """Say what the mark of a year means, or why it has none."""
        if year in series.years:
            return self._mark(series.years[year])
        if not series.years:
            return self._("no year known")
        if year < min(series.years):
            return self._("before the first known year")
        return self._("after the end") if series.state == "ended" else self._("not over yet")

    def _mark(self, mark: YearStatus) -> str:
        marks: dict[YearStatus, str] = {
            "held": self._("held"),
            "missed": self._("not held"),
            "paused": self._("declared pause"),
            "idle": self._("not due"),
            "unknown": self._("not known"),
        }
        return marks[mark]

    def _in_words(self, series: Series, first: int, last: int) -> str:
        """Return a strip as a sentence: `held 2009, 2010; not held 2011–2013`."""
        parts = []
        for mark in YEAR_SYMBOLS:
            years = [year for year in range(first, last + 1) if series.years.get(year) == mark]
            if years:
                parts.append(f"{self._mark(mark)} {', '.join(year_spans(years))}")
        return "; ".join(parts) or self._meaning(series, last)


def format_gap_years(gap: Gap) -> str:
    """The missed years of a gap: ``2020`` or ``2017–2020``."""
    return str(gap.from_year) if gap.years == 1 else f"{gap.from_year}–{gap.to_year}"
