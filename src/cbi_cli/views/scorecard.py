"""The scorecard as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.edition_comparison import PublishedCard, PublishedRow
from cbi_cli.reports.scorecard import Occurrence, Scorecard, ScorecardQuery, ScorecardRow, compute_scorecard
from cbi_cli.views.common import hidden_json, json_envelope
from cbi_cli.views.page import (
    Cell,
    Column,
    Page,
    PageBlock,
    RecordRef,
    TableRow,
    TextList,
    make_cell,
    make_command_cell,
    make_row,
    make_table,
    make_text_list,
)
from cbi_cli.views.report_view import ReportSpec, ReportView


class ScorecardView(ReportView[Scorecard]):
    """The view of a scorecard."""

    def __init__(self, card: Scorecard, meta: Mapping[str, str], tr: Translator) -> None:
        super().__init__(card, meta, tr)
        self.has_edition = any(row.published for row in card.rows)

    def page(self) -> Page:
        """Return the card as a table, its notes, and what has changed since the earlier card."""
        card = self.result
        columns = self.card_columns()
        if self.has_edition:
            columns.append(Column(self._("Published"), no_wrap=True, stack_below=0))
        blocks: list[PageBlock] = [make_table(columns, [self._row(row) for row in card.rows])]
        blocks.append(make_text_list(self._notes()))
        if card.compared_with is not None:
            blocks.append(self._changes(card.compared_with))
        title = self._("Scorecard {year}: {title}", year=card.year, title=self.text(card.title))
        return Page(title, tuple(blocks))

    def _row(self, row: ScorecardRow) -> TableRow:
        shown = "\n".join(self._occurrence(one) for one in row.occurrences)
        cells = [
            self.card_texts.light(row.light),
            make_cell(self.text(row.label)),
            make_cell(shown or self.card_texts.reason(row, self.result)),
        ]
        if self.has_edition:
            cells.append(self.card_texts.agreement(row))
        return TableRow(tuple(cells), RecordRef("indicator", row.indicator))

    def _occurrence(self, one: Occurrence) -> str:
        dates = self.tr.dates(one.event.start, one.event.end, self.result.year)
        mark = "*" if one.admitted else ""
        return f"{dates}{mark} – {self.text(one.event.title)}"

    def _notes(self) -> Iterator[str | Cell]:
        card = self.result
        yield self.card_texts.totals(card.totals)
        for row in card.rows:
            for one in row.occurrences:
                if one.admitted:
                    yield self._admitted(one)
        if self.has_edition:
            yield from self._agreement()
        if card.totals["yellow"]:
            yield self._(
                "Yellow is our addition: no event counts in full, but one matches a weaker rule. The published report "
                "has no yellow lights."
            )
        if card.strict_year:
            yield self._("Strict year: events admitted from other years are excluded.")
        if not card.published_on:
            yield from self.day_lines(card.day, card.hidden)
            return
        yield self._(
            "As of {day}, the publication date of the {year} edition ({published}).",
            day=self.tr.date(card.day),
            year=card.year,
            published=self.tr.date(card.published_on),
        )
        yield from self.hidden_lines(card.day, card.hidden)

    def _admitted(self, one: Occurrence) -> str:
        return self._(
            "* Admitted: {title}. {reason} [{source}]",
            title=self.text(one.event.title),
            reason=self.text(one.admission),
            source=one.admission_source,
        )

    def _agreement(self) -> Iterator[str | Cell]:
        """Say how many rows agree with the printed card, and how the others differ."""
        card = self.result
        printed = [row.published for row in card.rows if row.published is not None]
        agreeing = sum(one.agrees for one in printed)
        yield self.tr.ngettext(
            "{n} of {all} rows agrees with the published card.",
            "{n} of {all} rows agree with the published card.",
            agreeing,
            all=len(printed),
        )
        if card.before_publication:
            yield self._("The card was published after this day, so it may differ.")
        else:
            yield from self.card_texts.differences(card)
        if agreeing < len(printed):
            command = f"cbi reconcile {card.year}"
            yield make_command_cell(self._("`{command}` shows the evidence.", command=command), command)

    def _changes(self, before: Scorecard) -> TextList:
        earlier = {row.indicator: row.light for row in before.rows}
        changed = []
        for row in self.result.rows:
            old, new = earlier[row.indicator], row.light
            if old != new:
                before_name, name = self.card_texts.light_name(old), self.card_texts.light_name(new)
                changed.append(f"{self.text(row.label)}: {before_name} → {name}")
        title = self._("What changed from {before} to {after}", before=before.year, after=self.result.year)
        return make_text_list(changed or [self._("No light changed.")], title, bulleted=True)

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        card = self.result
        content = {
            "year": card.year,
            "strict_year": card.strict_year,
            "rows": [self._row_json(row) for row in card.rows],
            "totals": card.totals,
            "hidden": hidden_json(card.hidden),
        }
        before = card.compared_with
        if before is not None:
            earlier = {row.indicator: row.light for row in before.rows}
            changes = [
                {"indicator": row.indicator, "before": earlier[row.indicator], "after": row.light}
                for row in card.rows
                if earlier[row.indicator] != row.light
            ]
            content["compared_with"] = {
                "year": before.year,
                "as_of": before.day.isoformat(),
                "changes": changes,
            }
        return json_envelope("scorecard", self.meta, card.day, **content)

    def _row_json(self, row: ScorecardRow) -> dict[str, Any]:
        return {
            "indicator": row.indicator,
            "label": self.text(row.label),
            "status": row.light,
            "occurrences": [self._occurrence_json(one) for one in row.occurrences],
            "last_held": row.last_held and self.event_json(row.last_held),
            "halted_since": None if row.occurrences else row.series.halted_since,
            "first_missed": None if row.occurrences else row.series.first_missed,
            "reason": self.card_texts.reason(row, self.result),
            "counted": row.counted,
            "published": _published_json(row.published),
        }

    def _occurrence_json(self, one: Occurrence) -> dict[str, Any]:
        found = {**self.event_json(one.event), "direction": one.direction, "admitted": one.admitted}
        if one.admitted:
            found["admission"] = self.text(one.admission)
        return found


class PublishedView(ReportView[PublishedCard]):
    """The card as printed, and nothing else."""

    def page(self) -> Page:
        """Return the card as a table, and the day of its publication."""
        card = self.result
        rows = []
        for row in card.rows.values():
            light = self.card_texts.light(row.status)
            ref = RecordRef("indicator", row.indicator)
            rows.append(make_row(light, row.label, _occurrence_texts(row), ref=ref))
        title = self._("Scorecard {year} as published: {title}", year=card.year, title=card.title)
        return Page(title, (make_table(self.card_columns(), rows), make_text_list([self.tr.date(card.published)])))

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        card = self.result
        rows = [_edition_row_json(row) for row in card.rows.values()]
        return json_envelope("published", self.meta, None, year=card.year, published=card.published, rows=rows)


def _edition_row_json(row: PublishedRow) -> dict[str, Any]:
    return {
        "indicator": row.indicator,
        "label": row.label,
        "status": row.status,
        "text": row.text,
        "since": row.since,
        "occurrences": [{"start": start, "end": end, "text": text} for (start, end), text in row.occurrences],
    }


def _published_json(row: PublishedRow | None) -> dict[str, Any] | None:
    if row is None:
        return None
    differences = [one._asdict() for one in row.differences]
    return {"status": row.status, "text": row.text, "agrees": row.agrees, "differences": differences}


def _occurrence_texts(row: PublishedRow) -> str:
    return "\n".join(words for _, words in row.occurrences) or row.text


REPORT = ReportSpec("scorecard", ScorecardQuery, Scorecard, compute_scorecard, ScorecardView)
