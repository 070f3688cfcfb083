"""What a change does to the scorecards and the series, as parts of a page and of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.gaps import Gap, Series
from cbi_cli.reports.impact import AnyScorecardRow, DayChangeImpact, Impact, RowImpact, ScorecardImpact, SeriesImpact
from cbi_cli.views.card_texts import CardTexts
from cbi_cli.views.gaps import gap_json
from cbi_cli.views.page import Cell, Column, PageBlock, RecordRef, make_cell, make_row, make_table, make_text_list
from cbi_cli.views.series_texts import SeriesTexts, format_gap_years


class ImpactTexts:
    """What an effect says to a reader; `late` are the events that begin too late to have one."""

    def __init__(self, effect: Impact, late: Sequence[str], tr: Translator) -> None:
        self.effect = effect
        self.late = late
        self.tr = tr
        self._ = tr.gettext
        self.card_texts = CardTexts(tr)
        self.series_texts = SeriesTexts(tr)

    def headline(self) -> str:
        """Return how many lights and series change, in one sentence; empty if none does."""
        lights, states = self.effect.lights, self.effect.states
        parts = []
        if lights:
            parts.append(self.tr.ngettext("{n} light changes", "{n} lights change", lights))
        if states:
            parts.append(self.tr.ngettext("{n} series changes", "{n} series change", states))
        return as_sentence(", ".join(parts))

    def blocks(self) -> Iterator[PageBlock]:
        """Yield a table per card that changes, one for the series, and sentences for what does not change."""
        effect = self.effect
        tables = [self._card(card) for card in effect.all_cards if card.rows]
        if effect.series:
            tables.append(self._series(effect.series, effect.day, effect.day))
        if effect.by_day and effect.by_day.series:
            tables.append(self._series(effect.by_day.series, effect.by_day.before, effect.by_day.after))
        yield from tables
        notes = list(self._notes())
        if notes:
            yield make_text_list(notes, "" if tables else self._("Effect"))

    def _card(self, card: ScorecardImpact) -> PageBlock:
        columns = [
            Column(self._("Institutional interaction"), expand=True),
            Column(self._("Before"), no_wrap=True),
            Column(self._("After"), no_wrap=True),
            Column(self._("Other changes")),
        ]
        rows = []
        for row in card.rows:
            ref = RecordRef("indicator", row.indicator)
            rows.append(
                make_row(
                    row.label.text(self.tr.lang),
                    self._light(row.before),
                    self._light(row.after),
                    "\n".join(self._what(row, card)),
                    ref=ref,
                )
            )
        before, after = self.tr.date(card.day_before), self.tr.date(card.day)
        years = _format_card_years(card)
        if before == after:
            title = self._("Scorecard {year}, as of {day}", year=years, day=after)
        else:
            title = self._(
                "Scorecard {year}, as of {before} (before) and {after} (after)", year=years, before=before, after=after
            )
        return make_table(columns, rows, title=title)

    def _light(self, row: AnyScorecardRow | None) -> Cell:
        return self.card_texts.light(row.light) if row else self._no_row()

    def _no_row(self) -> Cell:
        return make_cell(self._("no row"), style="dim")

    def _what(self, row: RowImpact, card: ScorecardImpact) -> Iterator[str]:
        """Say what changes in a row besides its light."""
        if row.before and row.after:
            before, after = row.before.counted, row.after.counted
            if before != after:
                yield self._("counted: {before} → {after}", before=before, after=after)
            old, new = self._format_shown_dates(row.before, card.year), self._format_shown_dates(row.after, card.year)
            if old != new:
                yield self._("shown: {before} → {after}", before=old, after=new)
        yield from self._published_changes(row, card.year)

    def _format_shown_dates(self, row: AnyScorecardRow, year: int) -> str:
        """Return the dates that a row shows, admitted ones with a star."""
        dates = [
            self.tr.dates(one.event.start, one.event.end, year) + ("*" if one.admitted else "")
            for one in row.occurrences
        ]
        return ", ".join(dates) or self._("none")

    def _published_changes(self, row: RowImpact, year: int) -> Iterator[str]:
        """Say how a row comes to differ from the printed card, or no longer does."""
        left = {one.what: one for one in row.vanished}
        for one in row.appeared:
            was = left.get(one.what)
            if was is None or was.published != one.published:
                yield self._("now differs from the published card: {what}", what=self.card_texts.difference(one, year))
                continue
            del left[one.what]
            yield self._(
                "still differs from the published card: {what} published {published}, computed {before} → {after}",
                what=self.card_texts.difference_name(one),
                published=self.card_texts.value(one.what, one.published, year),
                before=self.card_texts.value(one.what, was.computed, year),
                after=self.card_texts.value(one.what, one.computed, year),
            )
        for one in left.values():
            yield self._(
                "no longer differs from the published card: {what}", what=self.card_texts.difference(one, year)
            )

    def _series(self, found: Sequence[SeriesImpact], day_before: date, day: date) -> PageBlock:
        columns = [
            Column(self._("Series"), expand=True),
            Column(self._("Before")),
            Column(self._("After")),
            Column(self._("Gaps")),
        ]
        rows = []
        for one in found:
            ref = RecordRef("indicator", one.id)
            rows.append(
                make_row(
                    one.label.text(self.tr.lang),
                    self._format_state(one.before),
                    self._format_state(one.after),
                    self._gaps(one),
                    ref=ref,
                )
            )
        before, after = self.tr.date(day_before), self.tr.date(day)
        if before == after:
            title = self._("States and gaps, as of {day}", day=after)
        else:
            title = self._("States and gaps, as of {before} (before) and {after} (after)", before=before, after=after)
        return make_table(columns, rows, title=title)

    def _format_state(self, series: Series | None) -> Cell:
        return self.series_texts.state(series) if series else self._no_row()

    def _gaps(self, one: SeriesImpact) -> str:
        """Return the gaps of both sides if they differ, else what else does."""
        if one.before is None or one.after is None:
            return ""
        before, after = self._years(one.before), self._years(one.after)
        if before != after:
            return f"{before} → {after}"
        old, new = self.series_texts.last_held(one.before), self.series_texts.last_held(one.after)
        if old != new:
            return self._("last: {before} → {after}", before=old, after=new)
        pairs = zip(one.before.gaps, one.after.gaps, strict=True)
        return "\n".join(self._days(*pair) for pair in pairs if pair[0].days != pair[1].days) or after

    def _days(self, before: Gap, after: Gap) -> str:
        old, new = ("?" if gap.days is None else str(gap.days) for gap in (before, after))
        return self._("{years}: {before} → {after} days", years=format_gap_years(after), before=old, after=new)

    def _years(self, series: Series) -> str:
        return ", ".join(format_gap_years(gap) for gap in series.gaps) or self._("none")

    def _notes(self) -> Iterator[str | Cell]:
        effect = self.effect
        for card in effect.cards:
            if not card.rows:
                yield self._(
                    "Scorecard {year}, as of {day}: no row changes ({totals}).",
                    year=_format_card_years(card),
                    day=self.tr.date(card.day),
                    totals=self.card_texts.totals(card.after),
                )
        if not effect.series:
            yield self._("No state and no gap changes.")
        if effect.by_day and effect.by_day.before != effect.by_day.after:
            yield self._(
                "The last covered day changes from {before} to {after}; a table with two days shows the effect.",
                before=self.tr.date(effect.by_day.before),
                after=self.tr.date(effect.by_day.after),
            )
        if self.late:
            yield self._(
                "Not included in the effect, because they begin after {day}: {ids}.",
                day=self.tr.date(effect.day),
                ids=", ".join(self.late),
            )
        cards = effect.all_cards
        rows = dict.fromkeys(
            f"{row.label.text(self.tr.lang)} {card.year}" for card in cards for row in card.published_lights
        )
        if rows:
            text = self._("A light of a published edition changes: {rows}.", rows=", ".join(rows))
            yield make_cell(text, style="strong")

    def document(self) -> dict[str, Any]:
        """Return the effect as a document has it."""
        effect = self.effect
        return {
            "scorecards": [self._card_json(card) for card in effect.cards],
            "series": [self._series_json(one) for one in effect.series],
            "by_day": effect.by_day and self._by_day_json(effect.by_day),
            "late": list(self.late),
        }

    def _by_day_json(self, moved: DayChangeImpact) -> dict[str, Any]:
        return {
            "as_of": {"before": moved.before.isoformat(), "after": moved.after.isoformat()},
            "scorecards": [self._card_json(card) for card in moved.cards],
            "series": [self._series_json(one) for one in moved.series],
        }

    def _card_json(self, card: ScorecardImpact) -> dict[str, Any]:
        return {
            "year": card.year,
            "to_year": card.to_year,
            "as_of": card.day.isoformat(),
            "as_of_before": card.day_before.isoformat(),
            "published": card.published,
            "rows": [self._row_json(row) for row in card.rows],
            "totals": {"before": card.before, "after": card.after},
        }

    def _row_json(self, row: RowImpact) -> dict[str, Any]:
        sides = {"before": row.before, "after": row.after}
        return {
            "indicator": row.indicator,
            "label": row.label.text(self.tr.lang),
            **{name: one and one.light for name, one in sides.items()},
            "counted": {name: one and one.counted for name, one in sides.items()},
            "occurrences": {name: _occurrence_ids(one) for name, one in sides.items()},
            "appeared": [one._asdict() for one in row.appeared],
            "vanished": [one._asdict() for one in row.vanished],
        }

    def _series_json(self, one: SeriesImpact) -> dict[str, Any]:
        sides = {"before": one.before, "after": one.after}
        return {
            "id": one.id,
            "label": one.label.text(self.tr.lang),
            **{name: side and side.state for name, side in sides.items()},
            "halted_since": {name: side and side.halted_since for name, side in sides.items()},
            "first_missed": {name: side and side.first_missed for name, side in sides.items()},
            "last_held": {name: side and side.last_held and side.last_held.id for name, side in sides.items()},
            "gaps": {name: _gaps_json(side) for name, side in sides.items()},
        }


def as_sentence(text: str) -> str:
    """Return a text with a capital and a full stop; an empty one stays empty."""
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _format_card_years(card: ScorecardImpact) -> str:
    return str(card.year) if card.years == 1 else f"{card.year}–{card.to_year}"


def _occurrence_ids(row: AnyScorecardRow | None) -> list[str]:
    """The ids of the events that a row shows."""
    return [one.event.id for one in row.occurrences] if row else []


def _gaps_json(series: Series | None) -> list[dict[str, Any]]:
    return [gap_json(gap) for gap in series.gaps] if series else []
