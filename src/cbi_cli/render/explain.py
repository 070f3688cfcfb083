"""The explanation of a light as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cbi_cli.render.base import document, event_json
from cbi_cli.render.page import Block, Page, View, lines
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
    return View(lambda: _page(result, lang), lambda: _document(result, meta, lang), "events")


def _page(result: Explanation, lang: str) -> Page:
    row = result.row
    title = word("explain", lang, label=row.label.text(lang), year=result.year, light=word(row.light, lang))
    blocks: list[Block] = [lines(_rule(result.indicator["rule"], lang), word("rule", lang), marked=True)]
    for weaker in result.indicator.get("weaker", ()):
        head = f"{word('weaker-rule', lang)}: {_reason(weaker, lang)}"
        blocks.append(lines(_rule(weaker, lang), head, marked=True))
    for strength, head in (("full", "count-head"), ("weak", "weak-head"), ("near", "near-head")):
        found = [_told(one, result, lang) for one in result.candidates if one.strength == strength]
        blocks.append(lines(found or [word("nothing-here", lang)], word(head, lang), marked=bool(found)))
    blocks.append(lines([word("as-of", lang, day=result.day.isoformat())]))
    return Page(title, tuple(blocks))


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
        admitted = any(shown.admitted for shown in result.row.occurrences)
        why.append(word("from-other-year" if admitted else "left-out", lang))
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
    return document(
        "explain",
        meta,
        result.day,
        year=result.year,
        indicator=row.indicator,
        label=row.label.text(lang),
        status=row.light,
        rule=indicator["rule"],
        weaker=indicator.get("weaker", []),
        events=events,
    )
