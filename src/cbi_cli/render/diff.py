"""What changed between two states of a dataset, as a page and as a document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cbi_cli.render.base import document
from cbi_cli.render.effect import as_sentence, effect_blocks, effect_json, headline
from cbi_cli.render.page import Block, Cell, Page, Span, View, code, lines
from cbi_cli.render.text import one_line
from cbi_cli.render.words import span, word
from cbi_cli.reports.base import Names
from cbi_cli.reports.diff import CHANGES, Change, Diff, Side, Unread
from cbi_cli.reports.fields import FieldChange
from cbi_cli.schema.info import DatasetInfo
from cbi_cli.store.states import State

_SHORT_COMMIT = 10


def diff_view(result: Diff, base: State, head: State, lang: str) -> View:
    """The view of a diff between two states."""
    return View(
        lambda: _page(result, base, head, lang),
        lambda: _document(result, base, head, lang),
        for_summary=True,
    )


def _page(result: Diff, base: State, head: State, lang: str) -> Page:
    info = _info(result.head) or _info(result.base)
    title = Names(info.title, info.title_es).text(lang) if info else ""
    blocks: list[Block] = [
        lines(_heads(result, word("from-to", lang, base=_state(base, lang), head=_state(head, lang)), lang)),
        *_silenced_blocks(result, lang),
        *_record_blocks(result, lang),
    ]
    if result.formatting_only:
        files = [one_line(name) for name in result.formatting_only]
        blocks.append(lines(files, word("formatting-only", lang), marked=True, folded=True))
    if result.unread:
        unread = (_unread(one, lang) for one in result.unread)
        blocks.append(lines(unread, word("cannot-read", lang), marked=True, folded=True))
    if result.effect:
        blocks += effect_blocks(result.effect, result.late, lang)
    else:
        blocks.append(lines(_left_out(result, base, lang), word("effect", lang)))
    return Page(word("diff", lang, title=one_line(title)), tuple(blocks))


def _info(side: Side) -> DatasetInfo | None:
    """The dataset's own record, if it can be read."""
    return side.dataset.info.record if side.dataset.info else None


def _state(state: State, lang: str) -> str:
    return word(state.origin, lang, name=one_line(state.name), commit=state.commit[:_SHORT_COMMIT])


def _heads(result: Diff, compared: str, lang: str) -> Iterator[str | Cell]:
    """Yield what changes in the reports, then what was compared and how many records change."""
    change = headline(result.effect, lang) if result.effect else ""
    if change:
        yield Cell(change, "strong")
    silenced = [word(f"{name}-one" if n == 1 else name, lang, n=n) for name, n in _silenced(result) if n]
    if silenced:
        yield Cell(f"{word('silenced', lang)}: {', '.join(silenced)}.", "strong")
    yield compared
    yield _summary(result, lang)


def _summary(result: Diff, lang: str) -> str:
    told = [word(f"n-{one}", lang, n=result.count(one)) for one in CHANGES if result.count(one)]
    return as_sentence(", ".join(told)) if told else word("no-record-changed", lang)


def _silenced(result: Diff) -> tuple[tuple[str, int], tuple[str, int]]:
    """Return how many findings and patterns of files this change keeps from the checks."""
    return ("n-accepted", len(result.accepted)), ("n-excluded", len(result.excluded))


def _silenced_blocks(result: Diff, lang: str) -> Iterator[Block]:
    """Yield what this change keeps from the checks, before all records: a reviewer has to see it."""
    found = [
        word("accepts", lang, code=one_line(one.code), id=one_line(one.record), reason=one_line(one.reason))
        for one in result.accepted
    ]
    found += [word("excludes", lang, pattern=one_line(pattern)) for pattern in result.excluded]
    if found:
        yield lines(found, word("silenced", lang), marked=True)


def _record_blocks(result: Diff, lang: str) -> Iterator[Block]:
    """One list per kind of record."""
    for kind in dict.fromkeys(one.kind for one in result.changes):
        found = [one for one in result.changes if one.kind == kind]
        ways = [one.change for one in found]
        counts = ", ".join(word(f"n-{way}", lang, n=ways.count(way)) for way in CHANGES if way in ways)
        title = f"{word(f'kind-{kind}', lang)}: {counts}"
        links = _source_links(result) if kind == "event" else {}
        yield lines((_change_cell(one, links, lang) for one in found), title, marked=True, folded=True)


def _source_links(result: Diff) -> dict[str, str]:
    """Return the addresses of the sources of either side by id."""
    found = {}
    for side in (result.base, result.head):
        for entry in side.dataset.entries():
            if entry.kind == "source":
                found[entry.id] = str(getattr(entry.record, "url", ""))
    return found


def _change_cell(one: Change, links: Mapping[str, str], lang: str) -> Cell:
    """Return a record in a few lines; of an added event also what a reviewer asks first, with links to its sources."""
    text = _change(one, lang)
    if one.kind != "event" or one.change != "added":
        return Cell(text)
    values = {field.field: field.after for field in one.fields}
    sources = [str(source) for source in values.get("sources") or ()]
    known = {source: links.get(source.partition("#")[0], "") for source in sources}
    facts = [
        span(str(values.get("start", "")), values.get("end"), lang) if _is_date(values.get("start")) else "",
        ", ".join(str(values[key]) for key in ("kind", "level") if values.get(key)),
        ", ".join(map(str, values.get("institutions") or ())),
        f"{word('host', lang)}: {values['host']}" if values.get("host") else "",
        ", ".join(f"{source} <{url}>" if url else source for source, url in known.items()),
    ]
    told = one_line("; ".join(fact for fact in facts if fact))
    spans = tuple(Span("link", url) for url in known.values() if url)
    return Cell(f"{text} – {told}", spans=spans) if told else Cell(text)


def _is_date(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value) is not None


def _change(one: Change, lang: str) -> str:
    """A record in one line, and below it a line per field of a changed one."""
    head = f"{word(one.change, lang)} {one_line(one.id) or word('no-id', lang)}"
    if one.former_id:
        head += f", {word('former-id', lang, id=one_line(one.former_id))}"
    if one.change in ("added", "removed", "withdrawn"):
        head += f": {one_line(one.title.text(lang))}"
    fields = [_field(field, lang) for field in one.fields] if one.change in ("changed", "renamed") else []
    if one.change == "withdrawn":
        fields.append(word("withdrawn-reason", lang, reason=one_line(one.reason.text(lang))))
        if one.leads_to:
            fields.append(word("in-its-place", lang, id=one_line(one.leads_to)))
    remarks = [_where(one, lang)]
    if one.change == "removed":
        leads_to = one_line(one.leads_to)
        remarks.append(word("leads-to", lang, id=leads_to) if leads_to else word("answers-no-more", lang))
    if one.errors:
        remarks.append(word("has-errors", lang))
        fields = fields or [_field(field, lang) for field in one.fields]
    return "\n".join([f"{head} ({'; '.join(remarks)})", *fields])


def _where(one: Change, lang: str) -> str:
    file, before = one_line(one.file), one_line(one.moved_from)
    if before and before != file:
        return word("place-from", lang, before=before, file=file)
    return word("place-within" if before else "place-in", lang, file=file)


def _field(field: FieldChange, lang: str) -> str:
    return f"{one_line(field.field)}: {_value(field.before, lang)} → {_value(field.after, lang)}"


def _value(value: Any, lang: str) -> str:
    """A value as JSON, so that no text can look like more than one."""
    return word("absent", lang) if value is None else json.dumps(value, ensure_ascii=False)


def _unread(one: Unread, lang: str) -> str:
    side = word(f"side-{one.side}", lang)
    return word("error-in", lang, kind=one.kind, id=one_line(one.id), file=one_line(one.file), side=side)


def _left_out(result: Diff, base: State, lang: str) -> Iterator[str | Cell]:
    if not base.files:
        yield word("effect-from-nothing", lang)
    if base.files or result.head.errors:
        older = result.base.errors if base.files else 0
        yield word("effect-left-out", lang, older=older, newer=result.head.errors)
        yield code(word("see-validate", lang), "cbi validate")


def _document(result: Diff, base: State, head: State, lang: str) -> dict[str, Any]:
    info = _info(result.head) or _info(result.base)
    meta = {"id": info.id if info else "", "version": info.version if info else ""}
    return document(
        "diff",
        meta,
        result.effect and result.effect.day,
        base=_state_json(base, _info(result.base)),
        head=_state_json(head, _info(result.head)),
        records=[_record_json(one, lang) for one in result.changes],
        accepted=[one._asdict() for one in result.accepted],
        excluded=list(result.excluded),
        formatting_only=list(result.formatting_only),
        unread=[one._asdict() for one in result.unread],
        effects=result.effect and effect_json(result.effect, result.late, lang),
        summary=_summary_json(result),
    )


def _state_json(state: State, info: DatasetInfo | None) -> dict[str, Any]:
    version = info.version if info else None
    return {"origin": state.origin, "name": state.name, "commit": state.commit or None, "version": version}


def _record_json(one: Change, lang: str) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "id": one.id,
        "change": one.change,
        "title": one.title.text(lang),
        "file": one.file,
        "moved_from": one.moved_from or None,
        "fields": [field._asdict() for field in one.fields],
        "former_id": one.former_id or None,
        "reason": one.reason.text(lang) or None,
        "errors": one.errors,
        "leads_to": one.leads_to or None,
    }


def _summary_json(result: Diff) -> dict[str, Any]:
    effects = result.effect
    return {
        **{change: result.count(change) for change in CHANGES},
        "formatting_only": len(result.formatting_only),
        "unread": len(result.unread),
        "errors": {"base": result.base.errors, "head": result.head.errors},
        "lights": effects.lights if effects else None,
        "published_lights": len(effects.published_lights) if effects else None,
        "series": effects.states if effects else None,
    }
