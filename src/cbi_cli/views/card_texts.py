"""Texts about the rows of a scorecard, shared by several reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cbi_cli.core.messages import message
from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.edition_comparison import Agreement, PublishedDifference, PublishedRow
from cbi_cli.reports.scorecard import Light, Scorecard, ScorecardRow
from cbi_cli.views.page import Cell, Style, make_cell
from cbi_cli.views.series_texts import SeriesTexts

LIGHT_SYMBOLS: dict[str, str] = {"green": "●○○", "yellow": "○●○", "red": "○○●", "unknown": "○○○"}
"""The three lamps as in the report, green first: the one that is lit tells the light without color."""
AGREEMENT_SYMBOLS: dict[Agreement, str] = {"agrees": "=", "more-known": "≈", "differs": "≠"}
_AGREEMENT_STYLES: dict[Agreement, Style] = {"agrees": "dim", "more-known": "dim", "differs": "strong"}
_LIGHT_NAMES: dict[str, str] = {
    "green": message("green"),
    "yellow": message("yellow"),
    "red": message("red"),
    "unknown": message("unknown"),
}
_LIGHT_STYLES: dict[str, Style] = {"green": "green", "yellow": "yellow", "red": "red", "unknown": "unknown"}


class CardTexts:
    """The lights of a card, their reasons and differences, in words."""

    def __init__(self, tr: Translator, series: SeriesTexts | None = None) -> None:
        self._tr = tr
        self._ = tr.gettext
        self._series = series or SeriesTexts(tr)

    def light_name(self, light: str) -> str:
        """Return a light in words."""
        return self._tr.translate(_LIGHT_NAMES[light])

    def light(self, light: str) -> Cell:
        """Return the three lamps and the word of a light."""
        return make_cell(f"{LIGHT_SYMBOLS[light]} {self.light_name(light)}", style=_LIGHT_STYLES[light])

    def light_sign(self, light: str) -> Cell:
        """Return the three lamps of a light, for a table that has a legend."""
        return make_cell(LIGHT_SYMBOLS[light], style=_LIGHT_STYLES[light])

    def yellow_note(self) -> str:
        """Say that yellow is no light of the published report."""
        return self._(
            "Yellow is our addition: no event counts in full, but one matches a weaker rule. The published report "
            "has no yellow lights."
        )

    def headline(self, card: Scorecard) -> str:
        """Say in a sentence how many rows of a card are green."""
        return self._tr.ngettext(
            "{n} of {all} regular encounters counts as held in {year}",
            "{n} of {all} regular encounters count as held in {year}",
            card.totals["green"],
            all=len(card.rows),
            year=card.year,
        )

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
        """Say whether a row agrees with the published one, if it was published."""
        if row.published is None:
            return make_cell(self._("not published"), style="dim")
        sign = AGREEMENT_SYMBOLS[row.published.agreement]
        text = f"{sign} {self._agreement_name(row.published.agreement)}"
        return make_cell(text, style=_AGREEMENT_STYLES[row.published.agreement])

    def agreement_sign(self, published: PublishedRow) -> str:
        """Return the sign that says how a row agrees with the published one."""
        return AGREEMENT_SYMBOLS[published.agreement]

    def _agreement_name(self, agreement: Agreement) -> str:
        names: dict[Agreement, str] = {"agrees": self._("agrees")}
        names["more-known"] = self._("more is known")
        names["differs"] = self._("differs")
        return names[agreement]

    def agreement_legend(self) -> str:
        """Say what the signs of the rows of a published card mean."""
        return self._(
            "= same light, dates and “since” as published; ≈ the same, and more events are known; ≠ something differs."
        )

    def edition_evidence(self, year: int) -> str:
        """Say that a report has only what an edition tells."""
        return self._(
            "Evidence: what the {year} edition tells, which is the events that cite it, with its own dates and values.",
            year=year,
        )

    def reason(self, row: ScorecardRow, card: Scorecard) -> str:
        """Give the reason for a light and, if nothing counts, the last event."""
        if row.why == "counts":
            return self._tr.ngettext("{n} counted", "{n} counted", row.counted)
        texts = [self.without_occurrence(row, card)]
        last = row.last_held
        doubt = row.series.coverage.doubt(card.year)
        # The event that may lie in the year has been named already.
        if last and (row.why != "doubtful" or doubt is None or last != doubt.event):
            dates = self._tr.dates(last.start, last.end)
            texts.append(self._("last held {date}", date=dates))
        elif row.series.halted_since is None and row.why != "doubtful":
            texts.append(self._("no meeting known"))
        if row.series.halted_since is not None:
            texts.append(self._series.halted_since(row.series))
        return "; ".join(texts)

    def without_occurrence(self, row: ScorecardRow, card: Scorecard) -> str:
        """Say why nothing counts for a row."""
        if row.why == "weaker":
            return self._weaker(row, card.year)
        if row.why == "not-yet":
            day = self._tr.date(card.day)
            return self._("Not known yet: {year} is not over on {day}", year=card.year, day=day)
        if row.why == "paused":
            return self._("None in {year}: declared pause", year=card.year)
        if row.why == "doubtful":
            return self._doubtful(row, card.year)
        if row.why == "not-looked":
            directions = row.series.coverage.partly.get(card.year)
            if directions:
                names = [self._series.direction_name(direction) for direction in directions]
                only = self._tr.join_with_and(names)
                return self._("Not known: {year} was searched only for {directions}", year=card.year, directions=only)
            return self._("Not known: {year} was not searched", year=card.year)
        return self._("None in {year}", year=card.year)

    def _doubtful(self, row: ScorecardRow, year: int) -> str:
        """Name the event that may lie in the year or in another."""
        doubt = row.series.coverage.doubt(year)
        if doubt is None:
            return self._("Not known")
        dates = self._tr.dates(doubt.event.start, doubt.event.end)
        if doubt.weaker:
            return self._(
                "Not known: one that meets a weaker rule was held {dates}, perhaps in {year}", dates=dates, year=year
            )
        return self._("Not known: one was held {dates}, perhaps in {year}", dates=dates, year=year)

    def _weaker(self, row: ScorecardRow, year: int) -> str:
        """Name the weaker rule of a yellow row, and when it was met."""
        reason = row.why_weaker.text(self._tr.data_lang)
        text = self._("None counts in full: {reason}", reason=reason)
        if row.near is None:
            return text
        dates = self._tr.dates(row.near.start, row.near.end, year)
        return f"{text} ({dates})"

    def limits(self, row: ScorecardRow) -> Iterator[str]:
        """Yield what limits the coverage that a red light rests on."""
        # A declared pause needs no coverage.
        if row.why != "none":
            return
        label = row.label.text(self._tr.data_lang)
        for span in row.coverage:
            if span.is_limited:
                yield f"{LIGHT_SYMBOLS[row.light]} {label}: {self._series.coverage(span)}"

    def differences(self, card: Scorecard) -> Iterator[str]:
        """Yield a sentence for each published value that is not the computed one."""
        for row in card.rows:
            yield from self.row_differences(row, card.year)

    def row_differences(self, row: ScorecardRow, year: int) -> Iterator[str]:
        """Yield a sentence for each published value of a row that is not the computed one."""
        if row.published is not None:
            yield from self.published_differences(row.published, row.label.text(self._tr.data_lang), year)

    def published_differences(self, published: PublishedRow, label: str, year: int) -> Iterator[str]:
        """Yield a sentence for each value of a published row that is not the computed one."""
        for difference in published.differences:
            yield f"{self.agreement_sign(published)} {label}: {self.difference(difference, year)}."

    def difference(self, difference: PublishedDifference, year: int) -> str:
        """Say what was published and what was computed."""
        name = self.difference_name(difference)
        published = self.value(difference.what, difference.published, year)
        computed = self.value(difference.what, difference.computed, year)
        return self._(
            "{what} published {published}, computed {computed}", what=name, published=published, computed=computed
        )

    def difference_name(self, difference: PublishedDifference) -> str:
        """Say what differs."""
        names = {"light": self._("light"), "dates": self._("dates")}
        names["since"] = self._("“since”")
        return names[difference.what]

    def value(self, what: str, value: str, year: int) -> str:
        """Return a value of a difference; dates in `year` without the year."""
        if not value:
            return self._("none")
        if what == "light":
            return self.light_name(value)
        if what != "dates":
            return value
        dates = []
        # The report gives dates as in 2022-01-25/2022-01-27, 2022-05.
        for span in value.split(", "):
            start, _, end = span.partition("/")
            dates.append(self._tr.dates(start, end or None, year))
        return ", ".join(dates)
