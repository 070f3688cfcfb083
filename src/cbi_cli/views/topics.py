"""The topics as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.messages import Count
from cbi_cli.reports.topics import PublishedGraph, PublishedShare, Topics, TopicShare, TopicsQuery, compute_topics
from cbi_cli.views.common import JsonObject, hidden_json, json_envelope
from cbi_cli.views.page import (
    Cell,
    Column,
    Page,
    PageBlock,
    RecordRef,
    ShareBar,
    Table,
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
        """Return a table of the topics, and one for each published graph."""
        result = self.result
        blocks: list[PageBlock] = [
            self._topics(),
            make_text_list(self._notes()),
        ]
        for graph in result.graphs:
            blocks += self._graph(graph)
        years = self._("all years")
        if result.year:
            years = str(result.year)
        title = self._("Topics: {what}", what=years)
        return Page(title, tuple(blocks))

    def _topics(self) -> Table:
        columns = [
            Column(self._("Topic"), expand=True),
            Column(self._("Events"), align="right"),
            Column(self._("Share"), no_wrap=True),
        ]
        rows = []
        for topic in self.result.topics:
            if not topic.events:
                continue
            label = self.text(topic.label)
            ref = RecordRef("topic", topic.id)
            share = _share_cell(topic.share)
            rows.append(make_row(label, str(Count(topic.events)), share, ref=ref))
        return make_table(columns, rows)

    def _notes(self) -> Iterator[str | Cell]:
        result = self.result
        yield self.tr.ngettext(
            "Of {n} event; an event can have several topics, so shares add up to more than 100.",
            "Of {n} events; an event can have several topics, so shares add up to more than 100.",
            result.events,
        )
        yield from coverage_lines(result.coverage, self.tr)
        yield from self.day_lines(result.day, result.hidden)

    def _graph(self, graph: PublishedGraph) -> Iterator[PageBlock]:
        """Yield the table of a graph, and its note if it has one."""
        columns = [Column(self._("Topic"), expand=True), Column(self._("Share"))]
        rows = []
        for share in graph.shares:
            label = self.text(share.label)
            ref = RecordRef("topic", share.topic)
            rows.append(make_row(label, self._published_share(share), ref=ref))
        title = f"{self.text(graph.title)} ({graph.from_year}–{graph.to_year}) [{graph.source}]"
        yield make_table(columns, rows, title=title)
        note = self.text(graph.note)
        if note:
            yield make_text_list([note])

    def _published_share(self, share: PublishedShare) -> str | Cell:
        if share.percent is None:
            return self._("among the least discussed; no figure stated")
        return _share_cell(share.percent)

    def document(self) -> JsonObject:
        """Return the document for a program."""
        result = self.result
        topics = [self._topic_json(topic) for topic in result.topics]
        printed = [self._graph_json(graph) for graph in result.graphs]
        content: JsonObject = {
            "year": result.year,
            "events": result.events,
            "coverage": coverage_json(result.coverage),
            "hidden": hidden_json(result.hidden),
            "topics": topics,
            "printed": printed,
        }
        return json_envelope("topics", self.meta, result.day, **content)

    def _topic_json(self, topic: TopicShare) -> JsonObject:
        return {
            "id": topic.id,
            "label": self.text(topic.label),
            "events": topic.events,
            "share": topic.share,
        }

    def _graph_json(self, graph: PublishedGraph) -> JsonObject:
        shares = [self._published_share_json(share) for share in graph.shares]
        return {
            "title": self.text(graph.title),
            "from_year": graph.from_year,
            "to_year": graph.to_year,
            "source": graph.source,
            "shares": shares,
        }

    def _published_share_json(self, share: PublishedShare) -> JsonObject:
        return {
            "topic": share.topic,
            "label": self.text(share.label),
            "percent": share.percent,
            "rank": share.rank,
        }


def _share_cell(percent: float) -> Cell:
    filled = round(percent * _BAR_WIDTH / 100)
    bar = "█" * filled + "·" * (_BAR_WIDTH - filled)
    return make_cell(f"{bar} {percent:.0f} %")._replace(bar=ShareBar(percent))


REPORT = ReportSpec("topics", TopicsQuery, Topics, compute_topics, TopicsView)
