"""The scorecard as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.edition_comparison import PublishedCard, PublishedRow
from cbi_cli.reports.scorecard import Light, Occurrence, Scorecard, ScorecardQuery, ScorecardRow, compute_scorecard
from cbi_cli.views.common import JsonObject, coverage_json, hidden_json, json_envelope
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
        """Return the card as a table, its notes, and a comparison if asked for."""
        card = self.result
        columns = self.card_columns()
        if self.has_edition:
            columns.append(Column(self._("Published"), no_wrap=True, stack_below=0))
        rows = [self._row(row) for row in card.rows]
        blocks: list[PageBlock] = [
            make_table(columns, rows),
            make_text_list(self._notes()),
        ]
        if card.compared_with is not None:
            blocks.append(self._changes(card.compared_with))
        title = self._("Scorecard {year}: {title}", year=card.year, title=self.text(card.title))
        return Page(title, tuple(blocks))

    def _row(self, row: ScorecardRow) -> TableRow:
        occurrences = [self._occurrence(occurrence) for occurrence in row.occurrences]
        if not occurrences:
            occurrences.append(self.card_texts.reason(row, self.result))
        cells = [self.card_texts.light(row.light)]
        cells.append(make_cell(self.text(row.label)))
        cells.append(make_cell("\n".join(occurrences)))
        if self.has_edition:
            cells.append(self.card_texts.agreement(row))
        return TableRow(tuple(cells), RecordRef("indicator", row.indicator))

    def _occurrence(self, occurrence: Occurrence) -> str:
        event = occurrence.event
        dates = self.tr.dates(event.start, event.end, self.result.year)
        if occurrence.admitted:
            dates = f"{dates}*"
        return f"{dates} – {self.text(event.title)}"

    def _notes(self) -> Iterator[str | Cell]:
        card = self.result
        yield self.card_texts.totals(card.totals)
        for row in card.rows:
            for occurrence in row.occurrences:
                if occurrence.admitted:
                    yield self._admitted(occurrence)
        for row in card.rows:
            yield from self.card_texts.limits(row)
        if self.has_edition:
            yield from self._agreement()
        if card.totals["yellow"]:
            yield self.card_texts.yellow_note()
        if card.evidence == "edition":
            yield self.card_texts.edition_evidence(card.year)
        if card.strict_year:
            yield self._("Strict year: events admitted from other years are excluded.")
        if not card.published_on:
            yield from self.day_lines(card.day, card.hidden)
            return
        yield self.published_day(card.published_on)
        yield from self.hidden_lines(card.day, card.hidden)

    def published_day(self, published_on: str) -> str:
        """Say that the card holds for the publication of its edition."""
        day = self.tr.date(self.result.day)
        published = self.tr.date(published_on)
        return self._(
            "As of {day}, the publication date of the {year} edition ({published}).",
            day=day,
            year=self.result.year,
            published=published,
        )

    def _admitted(self, occurrence: Occurrence) -> str:
        title = self.text(occurrence.event.title)
        reason = self.text(occurrence.admission)
        source = occurrence.admission_source
        return self._("* Admitted: {title}. {reason} [{source}]", title=title, reason=reason, source=source)

    def agreement_counts(self) -> Iterator[str]:
        """Say how many rows agree with the published card, and on how many of them more is known."""
        published = [row.published for row in self.result.rows if row.published is not None]
        agreeing = sum(row.agrees for row in published)
        yield self.tr.ngettext(
            "{n} of {all} rows agrees with the published card.",
            "{n} of {all} rows agree with the published card.",
            agreeing,
            all=len(published),
        )
        more_known = sum(row.agreement == "more-known" for row in published)
        if more_known:
            yield self.tr.ngettext(
                "On {n} of them, more is known than was published.",
                "On {n} of them, more is known than was published.",
                more_known,
            )

    def _agreement(self) -> Iterator[str | Cell]:
        """Count the rows that agree with the published card; list differences."""
        card = self.result
        yield from self.agreement_counts()
        yield self.card_texts.agreement_legend()
        if card.before_publication:
            yield self._("The card was published after this day, so it may differ.")
        else:
            yield from self.card_texts.differences(card)
        if any(row.published is not None and row.published.differences for row in card.rows):
            command = f"cbi reconcile {card.year}"
            text = self._("`{command}` shows the evidence.", command=command)
            yield make_command_cell(text, command)

    def _changes(self, before: Scorecard) -> TextList:
        lines = []
        for row, earlier in self._changed_rows(before):
            old = self.card_texts.light_name(earlier)
            new = self.card_texts.light_name(row.light)
            lines.append(f"{self.text(row.label)}: {old} → {new}")
        if not lines:
            lines.append(self._("No light changed."))
        title = self._("What changed from {before} to {after}", before=before.year, after=self.result.year)
        return make_text_list(lines, title, bulleted=True)

    def _changed_rows(self, before: Scorecard) -> Iterator[tuple[ScorecardRow, Light]]:
        """Yield each row whose light changed, with its light on the earlier card."""
        earlier = {row.indicator: row.light for row in before.rows}
        for row in self.result.rows:
            # Both cards are of one dataset, so they have the same rows.
            light = earlier[row.indicator]
            if light != row.light:
                yield row, light

    def document(self) -> JsonObject:
        """Return the document for a program."""
        card = self.result
        rows = [self._row_json(row) for row in card.rows]
        content: JsonObject = {
            "year": card.year,
            "strict_year": card.strict_year,
            "evidence": card.evidence,
            "rows": rows,
            "totals": card.totals,
            "hidden": hidden_json(card.hidden),
        }
        if card.compared_with is not None:
            content["compared_with"] = self._comparison_json(card.compared_with)
        return json_envelope("scorecard", self.meta, card.day, **content)

    def _comparison_json(self, before: Scorecard) -> JsonObject:
        changes = []
        for row, earlier in self._changed_rows(before):
            changes.append({"indicator": row.indicator, "before": earlier, "after": row.light})
        return {"year": before.year, "as_of": before.day.isoformat(), "changes": changes}

    def _row_json(self, row: ScorecardRow) -> JsonObject:
        occurrences = [self._occurrence_json(occurrence) for occurrence in row.occurrences]
        document: JsonObject = {
            "indicator": row.indicator,
            "label": self.text(row.label),
            "status": row.light,
            "occurrences": occurrences,
            "last_held": None,
        }
        if row.last_held:
            document["last_held"] = self.event_json(row.last_held)
        # A series may be halted although a row has occurrences: an admitted event is of another year.
        document["halted_since"] = None
        document["first_missed"] = None
        if not row.occurrences:
            document["halted_since"] = row.series.halted_since
            document["first_missed"] = row.series.first_missed
        document["reason"] = self.card_texts.reason(row, self.result)
        document["counted"] = row.counted
        document["coverage"] = [coverage_json(span, self.tr.data_lang) for span in row.coverage]
        document["published"] = None
        if row.published:
            document["published"] = _published_json(row.published)
        return document

    def _occurrence_json(self, occurrence: Occurrence) -> JsonObject:
        document = self.event_json(occurrence.event)
        document["direction"] = occurrence.direction
        document["admitted"] = occurrence.admitted
        if occurrence.admitted:
            document["admission"] = self.text(occurrence.admission)
        return document


class PublishedView(ReportView[PublishedCard]):
    """The published card, and nothing else."""

    def page(self) -> Page:
        """Return the card as a table, and the day of its publication."""
        card = self.result
        rows = []
        for row in card.rows.values():
            light = self.card_texts.light(row.status)
            rows.append(make_row(light, row.label, _occurrence_texts(row)))
        table = make_table(self.card_columns(), rows)
        published = make_text_list([self.tr.date(card.published)])
        title = self._("Scorecard {year} as published: {title}", year=card.year, title=card.title)
        return Page(title, (table, published))

    def document(self) -> JsonObject:
        """Return the document for a program."""
        card = self.result
        rows = [_edition_row_json(row) for row in card.rows.values()]
        # What was published holds for no day of a report.
        return json_envelope("published", self.meta, None, year=card.year, published=card.published, rows=rows)


def _edition_row_json(row: PublishedRow) -> JsonObject:
    document: JsonObject = {
        "indicator": row.indicator,
        "label": row.label,
        "status": row.status,
        "text": row.text,
        "since": row.since,
    }
    occurrences = []
    for (start, end), text in row.occurrences:
        occurrences.append({"start": start, "end": end, "text": text})
    document["occurrences"] = occurrences
    return document


def _published_json(row: PublishedRow) -> JsonObject:
    differences = [difference._asdict() for difference in row.differences]
    return {
        "status": row.status,
        "text": row.text,
        "agrees": row.agrees,
        "agreement": row.agreement,
        "differences": differences,
    }


def _occurrence_texts(row: PublishedRow) -> str:
    """Return the texts of a row's occurrences, or else that of the row."""
    texts = "\n".join(text for _, text in row.occurrences)
    if texts:
        return texts
    return row.text


REPORT = ReportSpec("scorecard", ScorecardQuery, Scorecard, compute_scorecard, ScorecardView)
