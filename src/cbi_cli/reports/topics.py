"""What the events of a year were about.

The shares that an edition published are next to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.core.dates import day_number
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import HiddenEvents, LocalizedText, count_hidden_events, record_text, report_day
from cbi_cli.reports.year_coverage import YearCoverage, compute_coverage, years_between

_IN_YEAR = "(:year = 0 OR (e.known_by_year <= :year AND e.last_known_year >= :year))"
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
    """A topic with the number and the share of its events.

    The share is that of all events of the year, in percent.
    """

    id: str
    label: LocalizedText
    events: int
    share: float


class PublishedShare(NamedTuple):
    """A bar of a published graph; `percent` is None if no figure was stated."""

    topic: str
    label: LocalizedText
    percent: float | None
    rank: str


class PublishedGraph(NamedTuple):
    """A published graph of topics."""

    title: LocalizedText
    from_year: int
    to_year: int
    source: str
    note: LocalizedText
    shares: tuple[PublishedShare, ...]


class Topics(NamedTuple):
    """The topics of a year (None: of all years) as of a day.

    An event can have several, so shares exceed 100.
    """

    year: int | None
    day: date
    events: int
    topics: tuple[TopicShare, ...]
    graphs: tuple[PublishedGraph, ...]
    coverage: tuple[YearCoverage, ...]
    hidden: HiddenEvents


def compute_topics(snapshot: Snapshot, query: TopicsQuery) -> Topics:
    """Count the topics of the held events that touch a year.

    The most frequent is first. The graphs of the year's edition are added.
    """
    year = query.year
    day = report_day(snapshot, year, query.as_of)
    # The queries take 0 for all years.
    sql_year = year or 0
    topics = snapshot.records("topic")
    labels = {topic["id"]: record_text(topic, "label") for topic in topics}
    counted = {"year": sql_year, "day": day_number(day)}
    total = snapshot.rows(_TOTAL_QUERY, **counted)[0]["n"]
    rows = snapshot.rows(_COUNTS_QUERY, **counted)
    counts = {row["topic"]: row["events"] for row in rows}
    shares = _make_shares(labels, counts, total)
    years = years_between(snapshot, None, None, day)
    if year is not None:
        years = range(year, year + 1)
    coverage = compute_coverage(snapshot, years)
    hidden = count_hidden_events(snapshot, day, _HIDDEN_QUERY, year=sql_year)
    graphs = _load_graphs(snapshot, year, labels)
    return Topics(year, day, total, shares, graphs, coverage, hidden)


def _make_shares(labels: Mapping[str, LocalizedText], counts: Mapping[str, int], total: int) -> tuple[TopicShare, ...]:
    """Return the share of each topic, the most frequent first."""
    shares = []
    for topic, label in labels.items():
        events = counts.get(topic, 0)
        share = 0.0
        # Without events there is nothing to have a share of.
        if total:
            share = round(100 * events / total, 1)
        shares.append(TopicShare(topic, label, events, share))
    shares.sort(key=lambda topic: (-topic.events, topic.id))
    return tuple(shares)


def _load_graphs(
    snapshot: Snapshot, year: int | None, labels: Mapping[str, LocalizedText]
) -> tuple[PublishedGraph, ...]:
    """Return the graphs of the edition of a year; none if there is no edition."""
    edition = snapshot.record("edition", str(year))
    if edition is None:
        return ()
    graphs = edition.get("graph", ())
    return tuple(_make_graph(graph, labels) for graph in graphs)


def _make_graph(graph: Mapping[str, Any], labels: Mapping[str, LocalizedText]) -> PublishedGraph:
    shares = []
    for share in graph["shares"]:
        topic = share["topic"]
        percent = share.get("percent")
        rank = share.get("rank", "")
        shares.append(PublishedShare(topic, labels[topic], percent, rank))
    title = record_text(graph, "title")
    note = record_text(graph, "note")
    return PublishedGraph(title, graph["from"], graph["to"], graph["source"], note, tuple(shares))
