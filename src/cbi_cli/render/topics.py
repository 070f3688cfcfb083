"""The topics as a page and as a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cbi_cli.render.base import document, hidden_json, hidden_lines
from cbi_cli.render.page import Block, Cell, Page, View, lines, table
from cbi_cli.render.timeline import coverage_json, coverage_lines
from cbi_cli.render.words import word
from cbi_cli.reports.topics import Graph, PrintedShare, Topics

_BAR = 20


def topics_view(result: Topics, meta: Mapping[str, str], lang: str) -> View:
    """The view of a topic report."""
    return View(lambda: _page(result, lang), lambda: _document(result, meta, lang))


def _page(result: Topics, lang: str) -> Page:
    heads = [word(key, lang) for key in ("topic", "events", "share")]
    rows = [
        (one.label.text(lang), str(one.events), f"{_bar(one.share)} {one.share:.0f} %")
        for one in result.topics
        if one.events
    ]
    notes: list[str | Cell] = [word("topics-note", lang, n=result.events), *coverage_lines(result.coverage, lang)]
    notes += [word("as-of", lang, day=result.day.isoformat()), *hidden_lines(result.hidden, result.day, lang)]
    blocks: list[Block] = [table(heads, rows, fixed=(2,)), lines(notes)]
    for graph in result.graphs:
        blocks += _graph(graph, lang)
    what = str(result.year) if result.year else word("all-years", lang)
    return Page(word("topics", lang, what=what), tuple(blocks))


def _bar(share: float) -> str:
    filled = round(share * _BAR / 100)
    return "█" * filled + "·" * (_BAR - filled)


def _graph(graph: Graph, lang: str) -> list[Block]:
    title = f"{graph.title.text(lang)} ({graph.from_year}–{graph.to_year}) [{graph.source}]"
    rows = [(one.label.text(lang), _printed(one, lang)) for one in graph.shares]
    shown: list[Block] = [table([word("topic", lang), word("share", lang)], rows, title=title)]
    note = graph.note.text(lang)
    return [*shown, lines([note])] if note else shown


def _printed(one: PrintedShare, lang: str) -> str:
    return word("least", lang) if one.percent is None else f"{_bar(one.percent)} {one.percent:.0f} %"


def _document(result: Topics, meta: Mapping[str, str], lang: str) -> dict[str, Any]:
    topics = [
        {"id": one.id, "label": one.label.text(lang), "events": one.events, "share": one.share} for one in result.topics
    ]
    graphs = [
        {
            "title": graph.title.text(lang),
            "from_year": graph.from_year,
            "to_year": graph.to_year,
            "source": graph.source,
            "shares": [
                {"topic": one.topic, "label": one.label.text(lang), "percent": one.percent, "rank": one.rank}
                for one in graph.shares
            ],
        }
        for graph in result.graphs
    ]
    return document(
        "topics",
        meta,
        result.day,
        year=result.year,
        events=result.events,
        coverage=coverage_json(result.coverage),
        hidden=hidden_json(result.hidden),
        topics=topics,
        printed=graphs,
    )
