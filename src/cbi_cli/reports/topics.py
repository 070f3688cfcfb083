"""What the events of a year were about, beside the shares that an edition printed."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from cbi_cli.core.dates import day_number
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import HiddenEvents, LocalizedText, count_hidden_events, report_day
from cbi_cli.reports.timeline import YearCoverage, compute_coverage, years_between

_IN_YEAR = "(:year = 0 OR (e.year <= :year AND e.last_year >= :year))"
_COUNTS_QUERY = f"""
SELECT t.topic, COUNT(*) AS events FROM event_topic AS t
JOIN event AS e ON e.number = t.event
WHERE e.held = 1 AND e.known_by_day <= :day AND {_IN_YEAR}
GROUP BY t.topic
"""  # noqa: S608 - of the condition above
_TOTAL_QUERY = f"SELECT COUNT(*) AS n FROM event AS e WHERE e.held = 1 AND e.known_by_day <= :day AND {_IN_YEAR}"  # noqa: S608
_HIDDEN_QUERY = f"SELECT COUNT(*) AS n FROM event AS e WHERE e.held = 1 AND e.known_by_day > :day AND {_IN_YEAR}"  # noqa: S608


class TopicsQuery(NamedTuple):
    """What a topic report is asked for: a year, or None for all years.

    Without `as_of` it holds for the publication day of the year's edition, or else for the last covered day.
    """

    year: int | None = None
    as_of: date | None = None


class TopicShare(NamedTuple):
    """A topic: the events of the year that concern it, and their share of all events of the year in percent."""

    id: str
    label: LocalizedText
    events: int
    share: float


class PublishedShare(NamedTuple):
    """A bar of a printed graph; ``percent`` is None where no figure was stated."""

    topic: str
    label: LocalizedText
    percent: float | None
    rank: str


class PublishedGraph(NamedTuple):
    """A printed graph of topics."""

    title: LocalizedText
    from_year: int
    to_year: int
    source: str
    note: LocalizedText
    shares: tuple[PublishedShare, ...]


class Topics(NamedTuple):
    """The topics of a year (None: of all years) as of a day. An event can have several, so shares exceed 100."""

    year: int | None
    day: date
    events: int
    topics: tuple[TopicShare, ...]
    graphs: tuple[PublishedGraph, ...]
    coverage: tuple[YearCoverage, ...]
    hidden: HiddenEvents


def compute_topics(snapshot: Snapshot, query: TopicsQuery) -> Topics:
    """Count the topics of the held events that touch a year, most frequent first; add the graphs of its edition."""
    year = query.year
    day = report_day(snapshot, year, query.as_of)
    values = {"year": year or 0, "day": day_number(day)}
    total = snapshot.rows(_TOTAL_QUERY, **values)[0]["n"]
    counts = {row["topic"]: row["events"] for row in snapshot.rows(_COUNTS_QUERY, **values)}
    labels = {one["id"]: LocalizedText(one["label"], one.get("label_es", "")) for one in snapshot.records("topic")}
    found = [
        TopicShare(name, label, counts.get(name, 0), round(100 * counts.get(name, 0) / total, 1) if total else 0.0)
        for name, label in labels.items()
    ]
    edition = snapshot.record("edition", str(year)) or {}
    graphs = tuple(_make_graph(graph, labels) for graph in edition.get("graph", ()))
    found.sort(key=lambda one: (-one.events, one.id))
    coverage = compute_coverage(snapshot, [year] if year else years_between(snapshot, None, None, day))
    hidden = count_hidden_events(snapshot, day, _HIDDEN_QUERY, year=year or 0)
    return Topics(year, day, total, tuple(found), graphs, coverage, hidden)


def _make_graph(graph: dict[str, Any], labels: dict[str, LocalizedText]) -> PublishedGraph:
    shares = tuple(
        PublishedShare(one["topic"], labels[one["topic"]], one.get("percent"), one.get("rank", ""))
        for one in graph["shares"]
    )
    title, note = (
        LocalizedText(graph["title"], graph.get("title_es", "")),
        LocalizedText(graph.get("note", ""), graph.get("note_es", "")),
    )
    return PublishedGraph(title, graph["from"], graph["to"], graph["source"], note, shares)
