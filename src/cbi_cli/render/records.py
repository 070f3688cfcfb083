"""Single records, lists of records and the dataset as a whole, as pages and as documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cbi_cli.render.base import document
from cbi_cli.render.page import Block, Cell, Page, Span, View, lines, table
from cbi_cli.render.reconcile import dispute_cells, dispute_json
from cbi_cli.render.words import word
from cbi_cli.reports.records import Info, Listed, Shown, Use


def show_view(found: tuple[Shown, ...], places: Sequence[str], meta: Mapping[str, str], lang: str) -> View:
    """The view of one or several records of the same id; ``places`` gives the file and line of each."""
    placed = tuple(zip(found, places, strict=True))
    return View(
        lambda: _show_page(placed, lang),
        lambda: document("show", meta, None, records=[_shown_json(one, place, lang) for one, place in placed]),
    )


def _show_page(placed: tuple[tuple[Shown, str], ...], lang: str) -> Page:
    blocks: list[Block] = []
    for one, place in placed:
        fields = [(name, Cell(value, spans=_links(one.fields))) for name, value in _flat(one.fields)]
        heads = (word("field", lang), word("value", lang))
        blocks.append(table(heads, fields, fixed=(0,), title=f"{one.kind} {one.id} ({place})"))
        if one.used_by:
            blocks.append(lines((_use(use, lang) for use in one.used_by), word("used-by", lang), marked=True))
        if one.disputes:
            blocks.append(lines(dispute_cells(one.disputes, lang), word("disputes", lang), marked=True))
    return Page("", tuple(blocks), " ".join(dict.fromkeys(one.id for one, _ in placed)))


def _links(value: Any) -> tuple[Span, ...]:
    """Return the addresses of a record: the values of each `url`, at any depth."""
    if isinstance(value, list):
        return tuple(span for one in value for span in _links(one))
    if not isinstance(value, dict):
        return ()
    own = (Span("link", item) for key, item in value.items() if key == "url" and isinstance(item, str))
    return (*own, *(span for item in value.values() for span in _links(item)))


def _flat(value: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Each field of a record as a name and a text."""
    for key, item in value.items():
        name = f"{before}{key}"
        if isinstance(item, dict):
            yield from _flat(item, f"{name}.")
        elif isinstance(item, list) and item and isinstance(item[0], dict):
            for number, one in enumerate(item, 1):
                yield f"{name}[{number}]", ", ".join(f"{k}: {v}" for k, v in _flat(one))
        else:
            yield name, ", ".join(map(str, item)) if isinstance(item, list) else str(item)


def _use(use: Use, lang: str) -> str:
    return f"{use.kind} {use.id} ({', '.join(use.fields)}): {use.title.text(lang)}"


def _shown_json(one: Shown, place: str, lang: str) -> dict[str, Any]:
    uses = [{"kind": u.kind, "id": u.id, "title": u.title.text(lang), "fields": list(u.fields)} for u in one.used_by]
    disputes = [dispute_json(dispute, lang) for dispute in one.disputes]
    return {
        "kind": one.kind,
        "id": one.id,
        "place": place,
        "fields": one.fields,
        "used_by": uses,
        "disputes": disputes,
    }


def list_view(kind: str, found: tuple[Listed, ...], meta: Mapping[str, str], lang: str) -> View:
    """The view of a list of records of one kind."""

    def page() -> Page:
        heads = [word(key, lang) for key in ("id", "title", "detail")]
        rows = ((one.id, one.title.text(lang), one.detail) for one in found)
        return Page(word("list", lang, kind=kind, n=len(found)), (table(heads, rows),))

    def as_document() -> dict[str, Any]:
        rows = [{"id": one.id, "title": one.title.text(lang), "detail": one.detail} for one in found]
        return document("list", meta, None, kind=kind, records=rows)

    return View(page, as_document)


def info_view(result: Info, where: str, meta: Mapping[str, str], lang: str) -> View:
    """The view of the dataset as a whole; ``where`` says from where it was read."""

    def page() -> Page:
        fields = result.fields
        names = ("id", "title", "version", "license", "languages", "covers_from", "covers_until")
        shown = {name: fields[name] for name in names if name in fields} | {"title": _in(fields, "title", lang)}
        rows = [*_flat(shown), ("from", where)]
        heads = (word("field", lang), word("value", lang))
        counts = ((kind, str(n)) for kind, n in result.counts.items())
        blocks: list[Block] = [
            table(heads, rows, fixed=(0,)),
            lines([_in(fields, "note", lang)]),
            table((word("records", lang), "N"), counts),
            table((word("series", lang), word("coverage", lang)), result.coverage),
        ]
        return Page("", tuple(blocks), f"{fields['id']} {fields['version']}")

    def as_document() -> dict[str, Any]:
        coverage = [{"series": name, "years": years} for name, years in result.coverage]
        return document("info", meta, None, origin=where, fields=result.fields, counts=result.counts, coverage=coverage)

    return View(page, as_document)


def _in(fields: Mapping[str, Any], name: str, lang: str) -> str:
    return str((fields.get(f"{name}_es") if lang == "es" else None) or fields.get(name, ""))
