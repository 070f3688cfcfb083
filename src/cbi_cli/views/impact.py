"""The effect of a change on scorecards and series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cbi_cli.core.messages import Count
from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.edition_comparison import PublishedDifference
from cbi_cli.reports.gaps import Gap, Series
from cbi_cli.reports.impact import AnyScorecardRow, DayChangeImpact, Impact, RowImpact, ScorecardImpact, SeriesImpact
from cbi_cli.views.card_texts import CardTexts
from cbi_cli.views.common import JsonObject, year_spans
from cbi_cli.views.gaps import gap_json
from cbi_cli.views.page import Cell, Column, PageBlock, RecordRef, make_cell, make_row, make_table, make_text_list
from cbi_cli.views.series_texts import SeriesTexts, format_gap_years

_MAX_YEAR_SPANS = 3
"""How many years or spans of years a headline names; more are counted."""
_MAX_GAPS = 8
"""How many gaps of a series a cell names; the others are counted."""


class ImpactTexts:
    """The texts of an effect; `late` names events that begin after it."""

    def __init__(self, effect: Impact, late: Sequence[str], tr: Translator) -> None:
        self.effect = effect
        self.late = late
        self.tr = tr
        self._ = tr.gettext
        self.card_texts = CardTexts(tr)
        self.series_texts = SeriesTexts(tr)

    def headline(self) -> str:
        """Count the lights that change, with their years, and the series."""
        lights = self.effect.lights
        states = self.effect.states
        if lights:
            years = self._light_years()
            text = self.tr.ngettext("{n} light changes in {years}", "{n} lights change in {years}", lights, years=years)
        else:
            text = self._("No light changes")
        if states:
            series = self.tr.ngettext("{n} series changes", "{n} series change", states)
            text = f"{text}, {series}"
        return f"{text[0].upper()}{text[1:]}"

    def _light_years(self) -> str:
        """Return the years in which a light changes, or how many they are."""
        years: set[int] = set()
        for card in self.effect.all_cards:
            if any(row.light_changes for row in card.rows):
                years.update(range(card.year, card.to_year + 1))
        spans = list(year_spans(sorted(years)))
        if len(spans) > _MAX_YEAR_SPANS:
            return self.tr.ngettext("{n} year", "{n} years", len(years))
        return self.tr.join_with_and(spans)

    def blocks(self) -> Iterator[PageBlock]:
        """Yield a table per changed card, one of the series, and remarks."""
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
            label = row.label.text(self.tr.data_lang)
            changes = "\n".join(self._other_changes(row, card))
            ref = RecordRef("indicator", row.indicator)
            old_light = self._light(row.before)
            new_light = self._light(row.after)
            rows.append(make_row(label, old_light, new_light, changes, ref=ref))
        years = _format_card_years(card)
        before = self.tr.date(card.day_before)
        after = self.tr.date(card.day)
        if before == after:
            title = self._("Scorecard {year}, as of {day}", year=years, day=after)
        else:
            title = self._(
                "Scorecard {year}, as of {before} (before) and {after} (after)", year=years, before=before, after=after
            )
        return make_table(columns, rows, title=title)

    def _light(self, row: AnyScorecardRow | None) -> Cell:
        if row is None:
            return self._no_row()
        return self.card_texts.light(row.light)

    def _no_row(self) -> Cell:
        return make_cell(self._("no row"), style="dim")

    def _other_changes(self, row: RowImpact, card: ScorecardImpact) -> Iterator[str]:
        """Say what changes in a row besides its light."""
        if row.before and row.after:
            before = row.before.counted
            after = row.after.counted
            if before != after:
                yield self._("counted: {before} → {after}", before=before, after=after)
            old_dates = self._format_shown_dates(row.before, card.year)
            new_dates = self._format_shown_dates(row.after, card.year)
            if old_dates != new_dates:
                yield self._("shown: {before} → {after}", before=old_dates, after=new_dates)
        yield from self._published_changes(row, card.year)

    def _format_shown_dates(self, row: AnyScorecardRow, year: int) -> str:
        """Return the dates that a row shows, admitted ones with a star."""
        dates = []
        for occurrence in row.occurrences:
            event = occurrence.event
            text = self.tr.dates(event.start, event.end, year)
            dates.append(f"{text}*" if occurrence.admitted else text)
        if not dates:
            return self._("none")
        return ", ".join(dates)

    def _published_changes(self, row: RowImpact, year: int) -> Iterator[str]:
        """Say which differences from the published card are new or gone.

        A row that agrees with it and knows more does not differ.
        """
        vanished = {difference.what: difference for difference in row.vanished}
        for difference in row.appeared:
            old = vanished.get(difference.what)
            if old is None or old.published != difference.published:
                text = self.card_texts.difference(difference, year)
                if _knows_more(row.after):
                    yield self._("now knows more than the published card: {what}", what=text)
                else:
                    yield self._("now differs from the published card: {what}", what=text)
                continue
            # The same published value differs before and after: one remark instead of two.
            del vanished[difference.what]
            yield self._changed_difference(old, difference, year, _knows_more(row.after))
        for difference in vanished.values():
            text = self.card_texts.difference(difference, year)
            if _knows_more(row.before):
                yield self._("no longer knows more than the published card: {what}", what=text)
            else:
                yield self._("no longer differs from the published card: {what}", what=text)

    def _changed_difference(
        self, old: PublishedDifference, new: PublishedDifference, year: int, knows_more: bool
    ) -> str:
        name = self.card_texts.difference_name(new)
        published = self.card_texts.value(new.what, new.published, year)
        before = self.card_texts.value(new.what, old.computed, year)
        after = self.card_texts.value(new.what, new.computed, year)
        if knows_more:
            return self._(
                "still knows more than the published card: {what} published {published}, computed {before} → {after}",
                what=name,
                published=published,
                before=before,
                after=after,
            )
        return self._(
            "still differs from the published card: {what} published {published}, computed {before} → {after}",
            what=name,
            published=published,
            before=before,
            after=after,
        )

    def _series(self, changes: Sequence[SeriesImpact], day_before: date, day: date) -> PageBlock:
        columns = [
            Column(self._("Series"), expand=True),
            Column(self._("Before")),
            Column(self._("After")),
            Column(self._("Gaps")),
        ]
        rows = []
        for change in changes:
            label = change.label.text(self.tr.data_lang)
            before = self._state(change.before)
            after = self._state(change.after)
            ref = RecordRef("indicator", change.id)
            gaps = self._gaps(change)
            rows.append(make_row(label, before, after, gaps, ref=ref))
        old_day = self.tr.date(day_before)
        new_day = self.tr.date(day)
        if old_day == new_day:
            title = self._("States and gaps, as of {day}", day=new_day)
        else:
            title = self._(
                "States and gaps, as of {before} (before) and {after} (after)", before=old_day, after=new_day
            )
        return make_table(columns, rows, title=title)

    def _state(self, series: Series | None) -> Cell:
        if series is None:
            return self._no_row()
        return self.series_texts.state(series)

    def _gaps(self, change: SeriesImpact) -> str:
        """Return the first that differs: gaps, last meeting, days of gaps."""
        if change.before is None or change.after is None:
            return ""
        before = _gap_years(change.before)
        after = _gap_years(change.after)
        if before != after:
            return self._changed_gaps(before, after)
        old_last = self.series_texts.last_held(change.before)
        new_last = self.series_texts.last_held(change.after)
        if old_last != new_last:
            return self._("last: {before} → {after}", before=old_last, after=new_last)
        lines = []
        # Both have gaps in the same years here.
        for old, new in zip(change.before.gaps, change.after.gaps, strict=True):
            if old.days != new.days:
                lines.append(self._days(old, new))
        if not lines:
            return ", ".join(after) or self._("none")
        return "\n".join(lines)

    def _changed_gaps(self, before: Sequence[str], after: Sequence[str]) -> str:
        """Return the gaps that only one side has; the others do not change."""
        closed = self._some_years([years for years in before if years not in after])
        opened = self._some_years([years for years in after if years not in before])
        if closed and opened:
            return f"{closed} → {opened}"
        if closed:
            return self._("no longer: {years}", years=closed)
        return self._("new: {years}", years=opened)

    def _some_years(self, years: Sequence[str]) -> str:
        """Join the years of gaps; of very many, the first."""
        shown = list(years[:_MAX_GAPS])
        others = len(years) - len(shown)
        if others:
            shown.append(self._("{n} more", n=others))
        return ", ".join(shown)

    def _days(self, before: Gap, after: Gap) -> str:
        years = format_gap_years(after)
        old_days = _format_days(before)
        new_days = _format_days(after)
        return self._("{years}: {before} → {after} days", years=years, before=old_days, after=new_days)

    def _notes(self) -> Iterator[str | Cell]:
        effect = self.effect
        for card in effect.cards:
            if not card.rows:
                yield self._unchanged_card(card)
        if not effect.series:
            yield self._("No state and no gap changes.")
        if effect.by_day and effect.by_day.before != effect.by_day.after:
            before = self.tr.date(effect.by_day.before)
            after = self.tr.date(effect.by_day.after)
            yield self._(
                "The last covered day changes from {before} to {after}; a table with two days shows the effect.",
                before=before,
                after=after,
            )
        if self.late:
            day = self.tr.date(effect.day)
            ids = ", ".join(self.late)
            yield self._("Not included in the effect, because they begin after {day}: {ids}.", day=day, ids=ids)
        labels = self._published_rows()
        if labels:
            rows = ", ".join(labels)
            text = self._("A light of a published edition changes: {rows}.", rows=rows)
            yield make_cell(text, style="strong")

    def _unchanged_card(self, card: ScorecardImpact) -> str:
        years = _format_card_years(card)
        day = self.tr.date(card.day)
        totals = self.card_texts.totals(card.after)
        return self._("Scorecard {year}, as of {day}: no row changes ({totals}).", year=years, day=day, totals=totals)

    def _published_rows(self) -> list[str]:
        """Return the rows of published cards whose light changes, each once."""
        labels: list[str] = []
        for card in self.effect.all_cards:
            for row in card.published_lights:
                label = f"{row.label.text(self.tr.data_lang)} {card.year}"
                # A card can be there twice: as of the same day, and as of the days of each side.
                if label not in labels:
                    labels.append(label)
        return labels

    def document(self) -> JsonObject:
        """Return the effect in the form of the contract."""
        effect = self.effect
        cards = [self._card_json(card) for card in effect.cards]
        series = [self._series_json(change) for change in effect.series]
        document: JsonObject = {
            "scorecards": cards,
            "series": series,
            "by_day": None,
        }
        if effect.by_day:
            document["by_day"] = self._by_day_json(effect.by_day)
        document["late"] = list(self.late)
        return document

    def _by_day_json(self, by_day: DayChangeImpact) -> JsonObject:
        cards = [self._card_json(card) for card in by_day.cards]
        series = [self._series_json(change) for change in by_day.series]
        days = {"before": by_day.before.isoformat(), "after": by_day.after.isoformat()}
        return {
            "as_of": days,
            "scorecards": cards,
            "series": series,
        }

    def _card_json(self, card: ScorecardImpact) -> JsonObject:
        rows = [self._row_json(row) for row in card.rows]
        return {
            "year": card.year,
            "to_year": card.to_year,
            "as_of": card.day.isoformat(),
            "as_of_before": card.day_before.isoformat(),
            "published": card.published,
            "rows": rows,
            "totals": {"before": card.before, "after": card.after},
        }

    def _row_json(self, row: RowImpact) -> JsonObject:
        document: JsonObject = {
            "indicator": row.indicator,
            "label": row.label.text(self.tr.data_lang),
            "before": None,
        }
        if row.before:
            document["before"] = row.before.light
        document["after"] = None
        if row.after:
            document["after"] = row.after.light
        counted: dict[str, int | None] = {}
        occurrences: dict[str, list[str]] = {}
        for side, card_row in (("before", row.before), ("after", row.after)):
            counted[side] = card_row.counted if card_row else None
            occurrences[side] = _occurrence_ids(card_row)
        document["counted"] = counted
        document["occurrences"] = occurrences
        document["appeared"] = [difference._asdict() for difference in row.appeared]
        document["vanished"] = [difference._asdict() for difference in row.vanished]
        return document

    def _series_json(self, change: SeriesImpact) -> JsonObject:
        before = _series_values(change.before)
        after = _series_values(change.after)
        document: JsonObject = {
            "id": change.id,
            "label": change.label.text(self.tr.data_lang),
            "before": before.pop("state"),
            "after": after.pop("state"),
        }
        for name, value in before.items():
            document[name] = {"before": value, "after": after[name]}
        return document


def _series_values(series: Series | None) -> JsonObject:
    """Return the values of a series before or after a change.

    If there is no such series, they are None, and there are no gaps.
    """
    values: JsonObject = dict.fromkeys(("state", "halted_since", "first_missed", "last_held"))
    values["gaps"] = []
    if series is None:
        return values
    values["state"] = series.state
    values["halted_since"] = series.halted_since
    values["first_missed"] = series.first_missed
    values["last_held"] = None
    if series.last_held:
        values["last_held"] = series.last_held.id
    values["gaps"] = [gap_json(gap) for gap in series.gaps]
    return values


def as_sentence(text: str) -> str:
    """Return a text with a capital and a full stop; an empty one stays empty."""
    if not text:
        return ""
    return f"{text[0].upper()}{text[1:]}."


def _format_card_years(card: ScorecardImpact) -> str:
    if card.years == 1:
        return str(card.year)
    return f"{card.year}–{card.to_year}"


def _gap_years(series: Series) -> list[str]:
    return [format_gap_years(gap) for gap in series.gaps]


def _format_days(gap: Gap) -> str:
    """Return the days of a gap, `?` if a date is not known to the day."""
    if gap.days is None:
        return "?"
    return str(Count(gap.days))


def _occurrence_ids(row: AnyScorecardRow | None) -> list[str]:
    """Return the ids of the events that a row shows."""
    if row is None:
        return []
    return [occurrence.event.id for occurrence in row.occurrences]


def _knows_more(row: AnyScorecardRow | None) -> bool:
    """Tell whether a row agrees with the published one and knows more."""
    return row is not None and row.published is not None and row.published.agreement == "more-known"
