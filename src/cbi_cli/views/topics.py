"""The topics as a page and as a document."""

from __future__ import annotations

from typing import Any

from cbi_cli.reports.topics import PublishedGraph, PublishedShare, Topics, TopicsQuery, compute_topics
from cbi_cli.views.common import hidden_json, json_envelope
from cbi_cli.views.page import (
    Cell,
    Column,
    Page,
    PageBlock,
    RecordRef,
    ShareBar,
    make_cell,
    make_row,
    make_table,
    make_text_list,
)
from cbi_cli.views.report_view import ReportSpec, ReportView
from cbi_cli.views.timeline import coverage_json, coverage_lines

_BAR_WIDTH = 20


class TopicsView(ReportView[Topics]):
    """The view of a topic report."""

    def page(self) -> Page:
        """Return a table of the topics, and one for each printed graph."""
        result = self.result
        columns = [
            Column(self._("Topic"), expand=True),
            Column(self._("Events"), align="right"),
            Column(self._("Share"), no_wrap=True),
        ]
        rows = []
        for topic in result.topics:
            if topic.events:
                ref = RecordRef("topic", topic.id)
                rows.append(make_row(self.text(topic.label), str(topic.events), _share_cell(topic.share), ref=ref))
        notes: list[str | Cell] = [
            self.tr.ngettext(
                "Of {n} event; an event can have several topics, so shares add up to more than 100.",
                "Of {n} events; an event can have several topics, so shares add up to more than 100.",
                result.events,
            ),
            *coverage_lines(result.coverage, self.tr),
            *self.day_lines(result.day, result.hidden),
        ]
        blocks: list[PageBlock] = [make_table(columns, rows), make_text_list(notes)]
        for graph in result.graphs:
            blocks += self._graph(graph)
        what = str(result.year) if result.year else self._("all years")
        return Page(self._("Topics: {what}", what=what), tuple(blocks))

    def _graph(self, graph: PublishedGraph) -> list[PageBlock]:
        title = f"{self.text(graph.title)} ({graph.from_year}–{graph.to_year}) [{graph.source}]"
        columns = [Column(self._("Topic"), expand=True), Column(self._("Share"))]
        rows = []
        for share in graph.shares:
            ref = RecordRef("topic", share.topic)
            rows.append(make_row(self.text(share.label), self._printed(share), ref=ref))
        shown: list[PageBlock] = [make_table(columns, rows, title=title)]
        note = self.text(graph.note)
        return [*shown, make_text_list([note])] if note else shown

    def _printed(self, one: PublishedShare) -> str | Cell:
        if one.percent is None:
            return self._("among the least discussed; no figure stated")
        return _share_cell(one.percent)

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


def _share_cell(percent: float) -> Cell:
    filled = round(percent * _BAR_WIDTH / 100)
    bar = "█" * filled + "·" * (_BAR_WIDTH - filled)
    return make_cell(f"{bar} {percent:.0f} %")._replace(bar=ShareBar(percent))


REPORT = ReportSpec("topics", TopicsQuery, Topics, compute_topics, TopicsView)
