"""What a release changed, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from cbi_cli.i18n.translator import Translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText
from cbi_cli.reports.gaps import SeriesState
from cbi_cli.reports.releases import (
    RELEASED_CHANGES,
    CurrentIds,
    Release,
    ReleasedChange,
    ReleasedLight,
    ReleasedRecord,
    ReleasedState,
)
from cbi_cli.views.card_texts import CardTexts
from cbi_cli.views.records import change_count
from cbi_cli.views.series_texts import SeriesTexts


def change_counts(records: Iterable[ReleasedRecord], tr: Translator) -> list[str]:
    """Say how many records a release changed in each way."""
    numbers = Counter(record.change for record in records)
    counts: list[str] = []
    for change in RELEASED_CHANGES:
        n = numbers[change]
        if n:
            counts.append(change_count(change, n, tr))
    return counts


class ReleaseTexts:
    """The texts of the releases of a dataset in one language."""

    def __init__(self, snapshot: Snapshot, tr: Translator) -> None:
        self.current_ids = CurrentIds(snapshot)
        self.tr = tr
        self._ = tr.gettext
        self._card_texts = CardTexts(tr)
        self._series_texts = SeriesTexts(tr)

    def sentence(self, release: Release) -> str:
        """Say in a sentence what a release is: its note, or else how much it changed."""
        note = self._text(release.note)
        if note:
            return note
        if not release.since:
            return self._("First release.")
        counts = change_counts(release.records, self.tr)
        if release.lights:
            counts.append(self.tr.ngettext("{n} light changed", "{n} lights changed", len(release.lights)))
        if release.states:
            counts.append(self.tr.ngettext("{n} state changed", "{n} states changed", len(release.states)))
        if not counts:
            return self._("No record changed.")
        return self._("Compared with version {version}: {counts}.", version=release.since, counts=", ".join(counts))

    def effects(self, release: Release) -> Iterator[str]:
        """Yield each light and each state that a release changed."""
        for light in release.lights:
            yield self.light(light)
        for state in release.states:
            yield self.state(state)

    def light(self, light: ReleasedLight) -> str:
        """Say how a light changed."""
        years = str(light.year)
        if light.to_year != light.year:
            years += f"–{light.to_year}"
        row = self.row_label(light)
        before = self._card_texts.light_name(light.before)
        after = self._card_texts.light_name(light.after)
        text = self._("Scorecard {years}, {row}: {before} → {after}", years=years, row=row, before=before, after=after)
        return self._with_day(text, light.as_of)

    def _with_day(self, text: str, as_of: date | None) -> str:
        """Return a text with the day from which on reports show what it says, if that is not by default."""
        if as_of is None:
            return text
        day = self.tr.date(as_of)
        return self._("{text} (as of {day})", text=text, day=day)

    def row_label(self, light: ReleasedLight) -> str:
        """Return what the row of a light is called now."""
        title = self.current_ids.title("indicator", light.indicator)
        return self._text(title)

    def state(self, state: ReleasedState) -> str:
        """Say how a state changed."""
        series = self._series_label(state.series)
        before = self._state_name(state.before, state.before_since)
        after = self._state_name(state.after, state.after_since)
        text = self._("State of {series}: {before} → {after}", series=series, before=before, after=after)
        return self._with_day(text, state.as_of)

    def _state_name(self, state: SeriesState, since: int | None) -> str:
        if since is None:
            return self._series_texts.state_name(state)
        return self._("halted since {year}", year=since)

    def _series_label(self, series: str) -> str:
        """Return what a series is called now: an indicator, or else an institution."""
        for kind in ("indicator", "institution"):
            title = self.current_ids.title(kind, series)
            if title.en != series:
                return self._text(title)
        return series

    def record(self, record: ReleasedRecord) -> str:
        """Return what a record is called now, with its id if it has no other name."""
        title = self.current_ids.title(record.kind, record.id)
        return self._text(title)

    def headline(self, record: ReleasedRecord) -> str:
        """Say what happened to a record."""
        title = self.record(record)
        headlines: dict[ReleasedChange, str] = {}
        headlines["added"] = self._("Added: {title}", title=title)
        headlines["changed"] = self._("Changed: {title}", title=title)
        headlines["renamed"] = self._("Renamed: {title}", title=title)
        headlines["removed"] = self._("Removed: {title}", title=title)
        headlines["withdrawn"] = self._("Withdrawn: {title}", title=title)
        return headlines[record.change]

    def _text(self, text: LocalizedText) -> str:
        return text.text(self.tr.data_lang)
