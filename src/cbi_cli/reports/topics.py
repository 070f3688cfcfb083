"""What the events of a year were about, beside the shares that an edition printed."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from cbi_cli.core.dates import day_number
from cbi_cli.reports.base import Hidden, Names, hidden_events, report_day
from cbi_cli.reports.timeline import YearCoverage, coverage_of, years_between
from cbi_cli.store.snapshot import Store

_TOUCHES = "(:year = 0 OR (e.year <= :year AND e.last_year >= :year))"
_COUNTS = f"""
SELECT t.topic, COUNT(*) AS events FROM event_topic AS t
JOIN event AS e ON e.number = t.event
WHERE e.held = 1 AND e.known_day <= :day AND {_TOUCHES}
GROUP BY t.topic
"""  # noqa: S608 - of the condition above
_TOTAL = f"SELECT COUNT(*) AS n FROM event AS e WHERE e.held = 1 AND e.known_day <= :day AND {_TOUCHES}"  # noqa: S608
_HIDDEN = f"SELECT COUNT(*) AS n FROM event AS e WHERE e.held = 1 AND e.known_day > :day AND {_TOUCHES}"  # noqa: S608


class Topic(NamedTuple):
    """A topic: the events of the year that concern it, and their share of all events of the year in percent."""

    id: str
    label: Names
    events: int
    share: float


class PrintedShare(NamedTuple):
    """A bar of a printed graph; ``percent`` is None where no figure was stated."""

    topic: str
    label: Names
    percent: float | None
    rank: str


class Graph(NamedTuple):
    """A printed graph of topics."""

    title: Names
    from_year: int
    to_year: int
    source: str
    note: Names
    shares: tuple[PrintedShare, ...]


class Topics(NamedTuple):
    """The topics of a year (None: of all years) as of a day. An event can have several, so shares exceed 100."""

    year: int | None
    day: date
    events: int
    topics: tuple[Topic, ...]
    graphs: tuple[Graph, ...]
    coverage: tuple[YearCoverage, ...]
    hidden: Hidden


def topics(store: Store, year: int | None, day: date | None = None) -> Topics:
    """Count the topics of the held events that touch a year, most frequent first; add the graphs of its edition."""
    day = report_day(store, year, day)
    values = {"year": year or 0, "day": day_number(day)}
    total = store.rows(_TOTAL, **values)[0]["n"]
    counts = {row["topic"]: row["events"] for row in store.rows(_COUNTS, **values)}
    labels = {one["id"]: Names(one["label"], one.get("label_es", "")) for one in store.records("topic")}
    found = [
        Topic(name, label, counts.get(name, 0), round(100 * counts.get(name, 0) / total, 1) if total else 0.0)
        for name, label in labels.items()
    ]
    edition = store.record("edition", str(year)) or {}
    graphs = tuple(_graph(graph, labels) for graph in edition.get("graph", ()))
    found.sort(key=lambda one: (-one.events, one.id))
    coverage = coverage_of(store, [year] if year else years_between(store, None, None, day))
    hidden = hidden_events(store, day, _HIDDEN, year=year or 0)
    return Topics(year, day, total, tuple(found), graphs, coverage, hidden)


def _graph(graph: dict[str, Any], labels: dict[str, Names]) -> Graph:
    shares = tuple(
        PrintedShare(one["topic"], labels[one["topic"]], one.get("percent"), one.get("rank", ""))
        for one in graph["shares"]
    )
    title, note = (
        Names(graph["title"], graph.get("title_es", "")),
        Names(graph.get("note", ""), graph.get("note_es", "")),
    )
    return Graph(title, graph["from"], graph["to"], graph["source"], note, shares)
