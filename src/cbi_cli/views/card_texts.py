"""What several reports say of the rows of a scorecard, in the language of a reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.edition_comparison import PublishedDifference
from cbi_cli.reports.scorecard import Light, Scorecard, ScorecardRow
from cbi_cli.views.page import Cell, Style, make_cell
from cbi_cli.views.series_texts import SeriesTexts

LIGHT_SYMBOLS: dict[Light, str] = {"green": "●○○", "yellow": "○●○", "red": "○○●", "unknown": "○○○"}
"""The three lamps as the report draws them, green first; which one is lit tells the light without color."""


class CardTexts:
    """The lights of a card, the reasons for them, and how they differ from the printed card, in words."""

    def __init__(self, tr: Translator) -> None:
        self._tr = tr
        self._ = tr.gettext
        self._series = SeriesTexts(tr)

    def light_name(self, light: str) -> str:
        """Return a light in words."""
        names = {
            "green": self._("green"),
            "yellow": self._("yellow"),
            "red": self._("red"),
            "unknown": self._("unknown"),
        }
        return names[light]

    def light(self, light: str) -> Cell:
        """Return the three lamps and the word of a light."""
        style: Style = light  # type: ignore[assignment]
        return make_cell(f"{LIGHT_SYMBOLS[light]} {self.light_name(light)}", style=style)  # type: ignore[index]

    def totals(self, totals: Mapping[Light, int]) -> str:
        """Say how many rows have each light."""
        return self._(
            "{green} green, {yellow} yellow, {red} red, {unknown} unknown",
            green=totals["green"],
            yellow=totals["yellow"],
            red=totals["red"],
            unknown=totals["unknown"],
        )

    def agreement(self, row: ScorecardRow) -> Cell:
        """Say whether a row agrees with the printed one, if it was printed."""
        if row.published is None:
            return make_cell(self._("not published"), style="dim")
        if row.published.agrees:
            return make_cell(self._("= agrees"), style="dim")
        return make_cell(self._("≠ differs"), style="strong")

    def reason(self, row: ScorecardRow, card: Scorecard) -> str:
        """Say why a row has its light and, if nothing counts, when it was last held."""
        if row.why == "counts":
            return self._tr.ngettext("{n} counted", "{n} counted", row.counted)
        texts = [self._without_occurrence(row, card)]
        last = row.last_held
        if last:
            texts.append(self._("last held {date}", date=self._tr.dates(last.start, last.end)))
        else:
            texts.append(self._("no meeting known"))
        if row.series.halted_since is not None:
            texts.append(self._series.halted_since(row.series))
        return "; ".join(texts)

    def _without_occurrence(self, row: ScorecardRow, card: Scorecard) -> str:
        """Say why nothing counts for a row."""
        if row.why == "weaker":
            text = self._("None counts in full: {reason}", reason=row.why_weaker.text(self._tr.lang))
            near = row.near
            return f"{text} ({self._tr.dates(near.start, near.end, card.year)})" if near else text
        if row.why == "not-yet":
            day = self._tr.date(card.day)
            return self._("Not known yet: {year} is not over on {day}", year=card.year, day=day)
        if row.why == "paused":
            return self._("None in {year}: declared pause", year=card.year)
        if row.why == "not-looked":
            return self._("Not known: {year} was not searched", year=card.year)
        return self._("None in {year}", year=card.year)

    def differences(self, card: Scorecard) -> Iterator[str]:
        """Yield a sentence for each value that was printed otherwise than it was computed."""
        for row in card.rows:
            for one in row.published.differences if row.published else ():
                yield f"≠ {row.label.text(self._tr.lang)}: {self.difference(one, card.year)}."

    def difference(self, one: PublishedDifference, year: int) -> str:
        """Say what was printed and what was computed."""
        return self._(
            "{what} published {published}, computed {computed}",
            what=self.difference_name(one),
            published=self.value(one.what, one.published, year),
            computed=self.value(one.what, one.computed, year),
        )

    def difference_name(self, one: PublishedDifference) -> str:
        """Say what differs."""
        return {"light": self._("light"), "dates": self._("dates"), "since": self._("“since”")}[one.what]

    def value(self, what: str, value: str, year: int) -> str:
        """Return a value of a difference; dates without the year if that is `year`."""
        if not value:
            return self._("none")
        if what == "light":
            return self.light_name(value)
        if what == "dates":
            spans = (span.partition("/") for span in value.split(", "))
            return ", ".join(self._tr.dates(start, end or None, year) for start, _, end in spans)
        return value
