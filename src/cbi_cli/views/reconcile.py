"""The reconciliation as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.reconcile import Dispute, ReconcileQuery, Reconciliation, compute_reconciliation
from cbi_cli.reports.scorecard import ScorecardRow
from cbi_cli.views.common import hidden_json, json_envelope
from cbi_cli.views.page import (
    Cell,
    Column,
    Inline,
    Link,
    Page,
    PageBlock,
    RecordRef,
    TableRow,
    make_row,
    make_table,
    make_text_list,
)
from cbi_cli.views.report_view import ReportSpec, ReportView


class ReconcileView(ReportView[Reconciliation]):
    """The view of a reconciliation."""

    def page(self) -> Page:
        """Return the computed card beside the printed one, each difference, and each dispute in full."""
        result, card = self.result, self.result.card
        columns = [
            Column(self._("Institutional interaction"), expand=True),
            Column(self._("Computed"), no_wrap=True),
            Column(self._("Published")),
            Column(self._("Disputes"), align="right"),
        ]
        differences = list(self.card_texts.differences(card)) or [self._("Every row agrees with the published card.")]
        blocks: list[PageBlock] = [
            make_table(columns, [self._row(row) for row in card.rows]),
            make_text_list(differences, self._("Differences")),
        ]
        labels = {row.indicator: self.text(row.label) for row in card.rows}
        for name, found in result.by_row.items():
            if found:
                title = self._("Disputes that affect a row: {label}", label=labels[name])
                blocks.append(make_text_list(dispute_cells(found, self.tr), title, bulleted=True))
        if result.others:
            blocks.append(
                make_text_list(dispute_cells(result.others, self.tr), self._("Other disputes"), bulleted=True)
            )
        blocks.append(make_text_list(self.day_lines(card.day, card.hidden)))
        title = self._("Reconciliation {year}: {title}", year=card.year, title=result.edition["title"])
        return Page(title, tuple(blocks))

    def _row(self, row: ScorecardRow) -> TableRow:
        year = self.result.card.year
        dates = ", ".join(self.tr.dates(one.event.start, one.event.end, year) for one in row.occurrences)
        computed = self.card_texts.light(row.light)
        if dates:
            computed = computed._replace(content=(*computed.content, f"\n{dates}"))
        mark = self.card_texts.agreement(row).text
        disputes = len(self.result.by_row[row.indicator])
        ref = RecordRef("indicator", row.indicator)
        return make_row(self.text(row.label), computed, mark, str(disputes) if disputes else "", ref=ref)

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        card = self.result.card
        return json_envelope(
            "reconcile",
            self.meta,
            card.day,
            year=card.year,
            rows=[self._row_json(row) for row in card.rows],
            other_disputes=[dispute_json(one, self.tr.lang) for one in self.result.others],
            hidden=hidden_json(card.hidden),
        )

    def _row_json(self, row: ScorecardRow) -> dict[str, Any]:
        return {
            "indicator": row.indicator,
            "label": self.text(row.label),
            "computed": row.light,
            "published": row.published and row.published.status,
            "agrees": row.published and row.published.agrees,
            "differences": [one._asdict() for one in row.published.differences] if row.published else [],
            "disputes": [dispute_json(one, self.tr.lang) for one in self.result.by_row[row.indicator]],
        }


def dispute_cells(found: Iterable[Dispute], tr: Translator) -> Iterator[Cell]:
    """Yield each dispute in full: what it is about, each claim with its source and link, the reading and why."""
    for one in found:
        yield _dispute_cell(one, tr)


def _dispute_cell(dispute: Dispute, tr: Translator) -> Cell:
    content: list[Inline] = [f"{dispute.id} ({dispute.record} {dispute.about}: {dispute.field})"]
    for claim in dispute.claims:
        content.append(f"\n  {claim.source}: {claim.value.text(tr.lang)}")
        if claim.url:
            content += [" ", Link(claim.url, claim.url, delimited=True)]
    chosen = dispute.chosen.text(tr.lang).rstrip(".")
    reading = tr.gettext("Our reading: {chosen}. {why}", chosen=chosen, why=dispute.why.text(tr.lang))
    content.append(f"\n  {reading}")
    note = dispute.note.text(tr.lang)
    if note:
        content.append(f"\n  {note}")
    return Cell(tuple(content), ref=RecordRef("dispute", dispute.id))


def dispute_json(one: Dispute, lang: str) -> dict[str, Any]:
    """A dispute with its claims."""
    claims = [{"value": claim.value.text(lang), "source": claim.source, "url": claim.url} for claim in one.claims]
    return {
        "id": one.id,
        "record": one.record,
        "about": one.about,
        "field": one.field,
        "claims": claims,
        "chosen": one.chosen.text(lang),
        "why": one.why.text(lang),
        "note": one.note.text(lang),
    }


REPORT = ReportSpec("reconcile", ReconcileQuery, Reconciliation, compute_reconciliation, ReconcileView)
