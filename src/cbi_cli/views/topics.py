"""The topics as a page and as a document."""

from __future__ import annotations

from typing import Any

from cbi_cli.reports.topics import PublishedGraph, PublishedShare, Topics, TopicsQuery, compute_topics
from cbi_cli.views.common import hidden_json, json_envelope
from cbi_cli.views.page import Cell, Page, PageBlock, make_table, make_text_list
from cbi_cli.views.report_view import ReportSpec, ReportView
from cbi_cli.views.timeline import coverage_json, coverage_lines

_BAR_WIDTH = 20


class TopicsView(ReportView[Topics]):
    """The view of a topic report."""

    def page(self) -> Page:
        """Return a table of the topics, and one for each printed graph."""
        result = self.result
        heads = [self._("Topic"), self._("Events"), self._("Share")]
        rows = [
            (self.text(one.label), str(one.events), f"{_draw_bar(one.share)} {one.share:.0f} %")
            for one in result.topics
            if one.events
        ]
        notes: list[str | Cell] = [
            self.tr.ngettext(
                "Of {n} event; an event can have several topics, so shares add up to more than 100.",
                "Of {n} events; an event can have several topics, so shares add up to more than 100.",
                result.events,
            ),
            *coverage_lines(result.coverage, self.tr),
            *self.day_lines(result.day, result.hidden),
        ]
        blocks: list[PageBlock] = [make_table(heads, rows, fixed=(2,)), make_text_list(notes)]
        for graph in result.graphs:
            blocks += self._graph(graph)
        what = str(result.year) if result.year else self._("all years")
        return Page(self._("Topics: {what}", what=what), tuple(blocks))

    def _graph(self, graph: PublishedGraph) -> list[PageBlock]:
        title = f"{self.text(graph.title)} ({graph.from_year}–{graph.to_year}) [{graph.source}]"
        rows = [(self.text(one.label), self._printed(one)) for one in graph.shares]
        shown: list[PageBlock] = [make_table([self._("Topic"), self._("Share")], rows, title=title)]
        note = self.text(graph.note)
        return [*shown, make_text_list([note])] if note else shown

    def _printed(self, one: PublishedShare) -> str:
        if one.percent is None:
            return self._("among the least discussed; no figure stated")
        return f"{_draw_bar(one.percent)} {one.percent:.0f} %"

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        result = self.result
        topics = [
            {"id": one.id, "label": self.text(one.label), "events": one.events, "share": one.share}
            for one in result.topics
        ]
        return json_envelope(
            "topics",
            self.meta,
            result.day,
            year=result.year,
            events=result.events,
            coverage=coverage_json(result.coverage),
            hidden=hidden_json(result.hidden),
            topics=topics,
            printed=[self._graph_json(graph) for graph in result.graphs],
        )

    def _graph_json(self, graph: PublishedGraph) -> dict[str, Any]:
        return {
            "title": self.text(graph.title),
            "from_year": graph.from_year,
            "to_year": graph.to_year,
            "source": graph.source,
            "shares": [
                {"topic": one.topic, "label": self.text(one.label), "percent": one.percent, "rank": one.rank}
                for one in graph.shares
            ],
        }


def _draw_bar(share: float) -> str:
    filled = round(share * _BAR_WIDTH / 100)
    return "█" * filled + "·" * (_BAR_WIDTH - filled)


REPORT = ReportSpec("topics", TopicsQuery, Topics, compute_topics, TopicsView)
