"""The reconciliation as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cbi_cli.render.base import document, hidden_json, hidden_lines
from cbi_cli.render.page import Block, Cell, Page, Span, View, lines, table
from cbi_cli.render.scorecard import difference_lines, light_cell
from cbi_cli.render.words import span, word
from cbi_cli.reports.reconcile import Dispute, Reconciliation
from cbi_cli.reports.scorecard import Row


def reconcile_view(result: Reconciliation, meta: Mapping[str, str], lang: str) -> View:
    """The view of a reconciliation."""
    return View(lambda: _page(result, lang), lambda: _document(result, meta, lang))


def _page(result: Reconciliation, lang: str) -> Page:
    card = result.card
    heads = [word(key, lang) for key in ("interaction", "computed", "printed", "disputes")]
    rows = (_cells(row, result, lang) for row in card.rows)
    differences = list(difference_lines(card, lang)) or [word("no-differences", lang)]
    blocks: list[Block] = [table(heads, rows, fixed=(1,)), lines(differences, word("differences", lang))]
    labels = {row.indicator: row.label.text(lang) for row in card.rows}
    for name, found in result.by_row.items():
        if found:
            blocks.append(
                lines(dispute_cells(found, lang), f"{word('disputes-rows', lang)}: {labels[name]}", marked=True)
            )
    if result.others:
        blocks.append(lines(dispute_cells(result.others, lang), word("disputes-other", lang), marked=True))
    as_of = word("as-of", lang, day=card.day.isoformat())
    blocks.append(lines([as_of, *hidden_lines(card.hidden, card.day, lang)]))
    return Page(word("reconcile", lang, year=card.year, title=result.edition["title"]), tuple(blocks))


def _cells(row: Row, result: Reconciliation, lang: str) -> tuple[str | Cell, ...]:
    dates = ", ".join(span(one.event.start, one.event.end, lang, result.card.year) for one in row.occurrences)
    computed = light_cell(row.light, lang)
    mark = "" if row.published is None else word("agrees" if row.published.agrees else "differs", lang)
    cell = Cell(f"{computed.text}\n{dates}" if dates else computed.text, computed.style)
    return row.label.text(lang), cell, mark, str(len(result.by_row[row.indicator]) or "")


def dispute_cells(found: Iterable[Dispute], lang: str) -> Iterator[Cell]:
    """Yield each dispute in full: what it is about, each claim with its source and link, the reading and why."""
    return (_dispute_cell(one, lang) for one in found)


def _dispute_cell(one: Dispute, lang: str) -> Cell:
    head = f"{one.id} ({one.record} {one.about}: {one.field})"
    claims = []
    for claim in one.claims:
        address = f" <{claim.url}>" if claim.url else ""
        claims.append(f"  {claim.source}: {claim.value.text(lang)}{address}")
    chosen, why = one.chosen.text(lang).rstrip("."), one.why.text(lang)
    parts = [head, *claims, f"  {word('we-read', lang, chosen=chosen, why=why)}"]
    note = one.note.text(lang)
    if note:
        parts.append(f"  {note}")
    return Cell("\n".join(parts), spans=tuple(Span("link", claim.url) for claim in one.claims if claim.url))


def _document(result: Reconciliation, meta: Mapping[str, str], lang: str) -> dict[str, Any]:
    card = result.card
    rows = [
        {
            "indicator": row.indicator,
            "label": row.label.text(lang),
            "computed": row.light,
            "published": row.published and row.published.status,
            "agrees": row.published is None or row.published.agrees,
            "differences": [one._asdict() for one in row.published.differences] if row.published else [],
            "disputes": [dispute_json(one, lang) for one in result.by_row[row.indicator]],
        }
        for row in card.rows
    ]
    others = [dispute_json(one, lang) for one in result.others]
    hidden = hidden_json(card.hidden)
    return document("reconcile", meta, card.day, year=card.year, rows=rows, other_disputes=others, hidden=hidden)


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
