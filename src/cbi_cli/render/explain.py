"""The explanation of a light as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cbi_cli.render.base import document, event_json, hidden_json, hidden_lines
from cbi_cli.render.page import Block, Page, View, code, lines
from cbi_cli.render.scorecard import reason
from cbi_cli.render.words import joined, span, word
from cbi_cli.reports.explain import Candidate, Explanation, Miss

_CONDITIONS = (
    "kinds",
    "levels",
    "offices",
    "not_offices",
    "institutions",
    "not_institutions",
    "parties",
    "modes",
    "statuses",
)


def explain_view(result: Explanation, meta: Mapping[str, str], lang: str) -> View:
    """The view of an explanation."""
    return View(lambda: _page(result, lang), lambda: _document(result, meta, lang))


NEAREST = 5
"""How many of the events that nearly count a page shows."""


def _page(result: Explanation, lang: str) -> Page:
    row = result.row
    title = word("explain", lang, label=row.label.text(lang), year=result.year, light=word(row.light, lang))
    blocks: list[Block] = [lines(_why(result, lang), word("why-head", lang), marked=True)]
    blocks.append(lines(_rule(result.indicator["rule"], lang), word("rule", lang), marked=True))
    for weaker in result.indicator.get("weaker", ()):
        head = f"{word('weaker-rule', lang)}: {_reason(weaker, lang)}"
        blocks.append(lines(_rule(weaker, lang), head, marked=True))
    for head, candidates in _groups(result).items():
        if candidates:
            blocks.append(lines([_told(one, result, lang) for one in candidates], word(head, lang), marked=True))
    near = [_told(one, result, lang) for one in result.nearest]
    if near:
        blocks.append(lines(near[:NEAREST], word("near-head", lang), marked=True))
    if len(near) > NEAREST:
        blocks.append(lines([code(word("near-more", lang, n=len(near) - NEAREST), "--format json")]))
    if not result.candidates:
        blocks.append(lines([word("no-candidates", lang, year=result.year)]))
    as_of = word("as-of", lang, day=result.day.isoformat())
    blocks.append(lines([as_of, *hidden_lines(result.card.hidden, result.day, lang)]))
    return Page(title, tuple(blocks))


def _groups(result: Explanation) -> dict[str, list[Candidate]]:
    """Group the events that meet a rule under the heading of each group."""
    groups: dict[str, list[Candidate]] = {"count-head": [], "weak-head": [], "left-head": []}
    for one in result.candidates:
        if one.strength == "near":
            continue
        if one.early or (one.admitted and result.card.strict_year):
            groups["left-head"].append(one)
        elif one.strength == "full":
            groups["count-head"].append(one)
        else:
            groups["weak-head"].append(one)
    return groups


def _why(result: Explanation, lang: str) -> Iterator[str]:
    """Say why the row has its light and, if nothing counts, who looked for what."""
    row = result.row
    yield reason(row, result.card, lang)
    if row.occurrences:
        return
    last = row.last_held
    if last:
        yield f"{word('last', lang)}: {span(last.start, last.end, lang)} – {last.title.text(lang)} [{last.id}]"
    for one in result.looked:
        years = str(one.from_year) if one.from_year == one.to_year else f"{one.from_year}–{one.to_year or ''}"
        note = one.note.text(lang)
        text = word("paused-by" if one.paused else "looked-by", lang, years=years, source=one.source)
        yield f"{text}: {note}" if note else text
    if not any(not one.paused for one in result.looked):
        yield word("no-coverage", lang)


def _reason(weaker: Mapping[str, Any], lang: str) -> str:
    return str((weaker.get("reason_es") if lang == "es" else None) or weaker["reason"])


def _rule(rule: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Each condition of a rule in words."""
    stated = {"statuses": ["held"], **rule}
    for name in _CONDITIONS:
        if stated.get(name):
            last = "and" if name == "parties" else "or"
            yield f"{word(name, lang)}: {joined(tuple(stated[name]), lang, last)}"


def _told(one: Candidate, result: Explanation, lang: str) -> str:
    head = f"{span(one.event.start, one.event.end, lang, result.year)} – {one.event.title.text(lang)} [{one.event.id}]"
    why = [_missed(miss, lang) for miss in one.misses]
    if one.admitted:
        why.append(word("left-out" if result.card.strict_year else "from-other-year", lang))
    if one.early:
        why.append(word("too-early", lang, day=result.day.isoformat()))
    return "\n".join([head, *(f"  {text}" for text in why)])


def _missed(miss: Miss, lang: str) -> str:
    key = "miss-not" if miss.condition.startswith("not_") else "miss"
    condition = word(miss.condition.removeprefix("not_"), lang)
    has = joined(miss.has, lang, "and") or word("nothing-said", lang)
    asked = joined(miss.asked, lang, "and" if miss.condition == "parties" else "or")
    return word(key, lang, condition=condition, has=has, asked=asked)


def _document(result: Explanation, meta: Mapping[str, str], lang: str) -> dict[str, Any]:
    events = [
        {
            **(event_json(one.event, lang) or {}),
            "match": one.strength,
            "direction": one.direction,
            "admitted": one.admitted,
            "after_as_of": one.early,
            "misses": [{"condition": m.condition, "has": list(m.has), "asked": list(m.asked)} for m in one.misses],
        }
        for one in result.candidates
    ]
    row, indicator = result.row, result.indicator
    looked = [
        {
            "paused": one.paused,
            "from_year": one.from_year,
            "to_year": one.to_year,
            "source": one.source,
            "note": one.note.text(lang),
            "includes_year": result.includes(one),
        }
        for one in result.looked
    ]
    return document(
        "explain",
        meta,
        result.day,
        year=result.year,
        indicator=row.indicator,
        label=row.label.text(lang),
        status=row.light,
        reason=reason(row, result.card, lang),
        last_held=event_json(row.last_held, lang),
        halted_since=None if row.occurrences else row.series.halted_since,
        first_missed=None if row.occurrences else row.series.first_missed,
        looked=looked,
        hidden=hidden_json(result.card.hidden),
        rule=indicator["rule"],
        weaker=indicator.get("weaker", []),
        events=events,
    )
