"""The reconciliation as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.reconcile import Claim, Dispute, ReconcileQuery, Reconciliation, compute_reconciliation
from cbi_cli.reports.scorecard import ScorecardRow
from cbi_cli.views.common import JsonObject, hidden_json, json_envelope
from cbi_cli.views.page import (
    Cell,
    Column,
    Inline,
    Link,
    Page,
    PageBlock,
    RecordRef,
    Table,
    TableRow,
    make_cell,
    make_row,
    make_table,
    make_text_list,
)
from cbi_cli.views.report_view import ReportSpec, ReportView

MAX_FURTHER_EVENTS = 10
"""The most events of a row that are listed besides the published ones; the document has all."""


class ReconcileView(ReportView[Reconciliation]):
    """The view of a reconciliation."""

    def page(self) -> Page:
        """Return both cards side by side, the differences, and the disputes."""
        result = self.result
        card = result.card
        differences = list(self._differences())
        blocks: list[PageBlock] = [
            self._rows(),
            make_text_list(differences, self._("Differences")),
        ]
        labels = {row.indicator: self.text(row.label) for row in card.rows}
        for indicator, disputes in result.by_row.items():
            if disputes:
                title = self._("Disputes that affect a row: {label}", label=labels[indicator])
                cells = dispute_cells(disputes, self.tr)
                blocks.append(make_text_list(cells, title, bulleted=True))
        if result.others:
            others = dispute_cells(result.others, self.tr)
            blocks.append(make_text_list(others, self._("Other disputes"), bulleted=True))
        notes = list(self.day_lines(card.day, card.hidden))
        if card.evidence == "edition":
            notes.insert(0, self.card_texts.edition_evidence(card.year))
        blocks.append(make_text_list(notes))
        title = self._("Reconciliation {year}: {title}", year=card.year, title=result.edition["title"])
        return Page(title, tuple(blocks))

    def _rows(self) -> Table:
        columns = [
            Column(self._("Institutional interaction"), expand=True),
            Column(self._("Computed"), no_wrap=True),
            Column(self._("Published")),
            Column(self._("Disputes"), align="right"),
        ]
        return make_table(columns, [self._row(row) for row in self.result.card.rows])

    def _row(self, row: ScorecardRow) -> TableRow:
        computed = self.card_texts.light(row.light)
        if row.occurrences:
            dates = self._dates(row)
            computed = computed._replace(content=(*computed.content, f"\n{dates}"))
        # The word alone: the style would draw the eye away from the lights.
        agreement = self.card_texts.agreement(row).text
        count = len(self.result.by_row[row.indicator])
        disputes = str(count) if count else ""
        ref = RecordRef("indicator", row.indicator)
        return make_row(self.text(row.label), computed, agreement, disputes, ref=ref)

    def _differences(self) -> Iterator[str | Cell]:
        """Yield what is to be said of each row that is not as published."""
        rows = [row for row in self.result.card.rows if row.published is not None and row.published.differences]
        if not rows:
            yield self._("Every row agrees with the published card.")
        for row in rows:
            yield self._explain_row(row)
        yield self.card_texts.agreement_legend()

    def _explain_row(self, row: ScorecardRow) -> Cell:
        """Say how a row is not as published, what it knows besides, and which disputes explain it."""
        year = self.result.card.year
        lines = list(self.card_texts.row_differences(row, year))
        further = row.published.further if row.published is not None else ()
        for event in further[:MAX_FURTHER_EVENTS]:
            dates = self.tr.dates(event.start, event.end, year)
            title = self.text(event.title)
            lines.append(self._("counts too: {dates} – {title} [{id}]", dates=dates, title=title, id=event.id))
        left_out = len(further) - MAX_FURTHER_EVENTS
        if left_out > 0:
            lines.append(self.tr.ngettext("{n} more counts too", "{n} more count too", left_out))
        disputes = ", ".join(dispute.id for dispute in self.result.explained_by[row.indicator])
        if disputes:
            lines.append(self._("explained by: {disputes}", disputes=disputes))
        else:
            lines.append(self._("no dispute explains it"))
        return make_cell("\n  ".join(lines))

    def _dates(self, row: ScorecardRow) -> str:
        year = self.result.card.year
        dates = []
        for occurrence in row.occurrences:
            event = occurrence.event
            dates.append(self.tr.dates(event.start, event.end, year))
        return ", ".join(dates)

    def document(self) -> JsonObject:
        """Return the document for a program."""
        result = self.result
        others = [dispute_json(dispute, self.tr.data_lang) for dispute in result.others]
        content: JsonObject = {
            "year": result.card.year,
            "evidence": result.card.evidence,
            "rows": [self._row_json(row) for row in result.card.rows],
            "other_disputes": others,
            "hidden": hidden_json(result.card.hidden),
        }
        return json_envelope("reconcile", self.meta, result.card.day, **content)

    def _row_json(self, row: ScorecardRow) -> JsonObject:
        document: JsonObject = {
            "indicator": row.indicator,
            "label": self.text(row.label),
            "computed": row.light,
            "published": None,
            "agrees": None,
            "agreement": None,
            "differences": [],
            "further": [],
        }
        published = row.published
        if published is not None:
            document["published"] = published.status
            document["agrees"] = published.agrees
            document["agreement"] = published.agreement
            document["further"] = [event.id for event in published.further]
            document["differences"] = [difference._asdict() for difference in published.differences]
        document["explained_by"] = [dispute.id for dispute in self.result.explained_by[row.indicator]]
        disputes = self.result.by_row[row.indicator]
        document["disputes"] = [dispute_json(dispute, self.tr.data_lang) for dispute in disputes]
        return document


def dispute_cells(disputes: Iterable[Dispute], tr: Translator) -> Iterator[Cell]:
    """Yield each dispute in full, with links to the sources of its claims."""
    for dispute in disputes:
        yield _dispute_cell(dispute, tr)


def _dispute_cell(dispute: Dispute, tr: Translator) -> Cell:
    field = dispute.field_text(tr.data_lang)
    heading = f"{dispute.id} ({dispute.record} {dispute.about}: {field})"
    content: list[Inline] = [heading]
    for claim in dispute.claims:
        value = claim.value.text(tr.data_lang)
        content.append(f"\n  {claim.source}: {value}")
        if claim.url:
            content.append(" ")
            content.append(Link(claim.url, claim.url, delimited=True))
        if claim.archive_url:
            archived = tr.gettext("archived:")
            content.append(f" {archived} ")
            content.append(Link(claim.archive_url, claim.archive_url, delimited=True))
    # The sentence below ends with a full stop of its own.
    chosen = dispute.chosen.text(tr.data_lang).rstrip(".")
    why = dispute.why.text(tr.data_lang)
    reading = tr.gettext("Our reading: {chosen}. {why}", chosen=chosen, why=why)
    content.append(f"\n  {reading}")
    note = dispute.note.text(tr.data_lang)
    if note:
        content.append(f"\n  {note}")
    return Cell(tuple(content), ref=RecordRef("dispute", dispute.id))


def dispute_json(dispute: Dispute, lang: str) -> JsonObject:
    """Return a dispute with its claims."""
    claims = [_claim_json(claim, lang) for claim in dispute.claims]
    return {
        "id": dispute.id,
        "record": dispute.record,
        "about": dispute.about,
        "field": dispute.field_text(lang),
        "claims": claims,
        "chosen": dispute.chosen.text(lang),
        "why": dispute.why.text(lang),
        "note": dispute.note.text(lang),
    }


def _claim_json(claim: Claim, lang: str) -> JsonObject:
    return {"value": claim.value.text(lang), "source": claim.source, "url": claim.url, "values": dict(claim.values)}


REPORT = ReportSpec("reconcile", ReconcileQuery, Reconciliation, compute_reconciliation, ReconcileView)
