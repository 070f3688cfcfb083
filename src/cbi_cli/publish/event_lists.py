"""Lists of the events of a record, year by year, the latest first, and lists of records with the number of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from cbi_cli.core.folding import fold
from cbi_cli.core.messages import Count
from cbi_cli.publish.site import Crumb, WebPage
from cbi_cli.publish.site_records import SUMMARY_COLUMNS, Fields
from cbi_cli.publish.texts import EventLine, Named, SiteTexts
from cbi_cli.reports.common import PLACE_COLUMNS, PLACE_JOIN, event_place, event_summary

MAX_LISTED = 500
"""The most events that one page lists, so that it stays quick to load; it says how many it leaves out."""

NO_REMARKS: Mapping[str, str] = {}

_CONDITIONS = {
    "institution": "e.number IN (SELECT event FROM event_institution WHERE institution = :id)",
    "topic": "e.number IN (SELECT event FROM event_topic WHERE topic = :id)",
    "place": "e.place = :id",
    "source": "e.number IN (SELECT event FROM event_source WHERE source = :id AND locator = :part)",
}
"""How the events of each kind of record are found."""


class YearOfEvents(NamedTuple):
    """The events of a list that began in one year."""

    year: int
    events: tuple[EventLine, ...]


class EventList(NamedTuple):
    """The latest events of a record by year; `total` counts all of them."""

    years: tuple[YearOfEvents, ...]
    shown: int
    total: int


def list_events(texts: SiteTexts, kind: str, record_id: str, part: str = "", limit: int = MAX_LISTED) -> EventList:
    """List the events of a record; `part` is that of a source, empty for the source as a whole."""
    condition = _CONDITIONS[kind]
    snapshot = texts.result.snapshot
    values = {"id": record_id, "part": part}
    counts = snapshot.rows(f"SELECT COUNT(*) AS n FROM event AS e WHERE {condition}", **values)  # noqa: S608
    total = counts[0]["n"]
    query = f"""
    SELECT {SUMMARY_COLUMNS}, e.year, e.status, {PLACE_COLUMNS} FROM event AS e {PLACE_JOIN}
    WHERE {condition} ORDER BY e.year DESC, e.sort_key DESC LIMIT :limit
    """  # noqa: S608 - the conditions above
    rows = snapshot.rows(query, **values, limit=limit)
    years = []
    for year, group in groupby(rows, key=lambda row: row["year"]):
        lines = []
        for row in group:
            remark = texts.status_remark(row["status"])
            lines.append(texts.event_line(event_summary(row), event_place(row), year, remark))
        years.append(YearOfEvents(year, tuple(lines)))
    return EventList(tuple(years), Count(len(rows)), Count(total))


class IndexLine(NamedTuple):
    """A record in the list of its kind: its name, what it is, and the number of its events."""

    record: Named
    what: str
    events: int


def make_index(
    texts: SiteTexts,
    kind: str,
    records: Iterable[Named],
    title: str,
    description: str,
    remarks: Mapping[str, str] = NO_REMARKS,
) -> WebPage:
    """Return the page that lists the records of a kind by name; the remarks say by id what each is."""
    counts = count_events(texts, kind)
    lines = []
    for record in records:
        remark = remarks.get(record.id, "")
        lines.append(IndexLine(record, remark, Count(counts.get(record.id, 0))))
    lines.sort(key=lambda line: fold(line.record.text))
    path = texts.result.addresses.index(kind)
    return WebPage(path, "list.html", title, description, {"lines": lines}, section=path)


def make_subject_page(texts: SiteTexts, subject: Named, record: Fields, description: str, crumb: Crumb) -> WebPage:
    """Return the page of a topic or a place with its events."""
    content: dict[str, Any] = {"record": subject}
    content["events"] = list_events(texts, subject.kind, subject.id)
    content["disputes"] = texts.disputes(subject.kind, subject.id)
    content["cite"] = texts.cite(subject.kind, subject.id)
    content["note"] = texts.note(record)
    path = texts.result.addresses.record(subject.kind, subject.id)
    return WebPage(path, "topic.html", subject.text, description, content, crumb.path, (crumb,))


def count_events(texts: SiteTexts, kind: str) -> dict[str, int]:
    """Return how many events each record of a kind has; records without any are left out."""
    queries = {
        "institution": "SELECT institution AS id, COUNT(*) AS n FROM event_institution GROUP BY institution",
        "topic": "SELECT topic AS id, COUNT(*) AS n FROM event_topic GROUP BY topic",
        "place": "SELECT place AS id, COUNT(*) AS n FROM event GROUP BY place",
        "source": "SELECT source AS id, COUNT(DISTINCT event) AS n FROM event_source GROUP BY source",
    }
    rows = texts.result.snapshot.rows(queries[kind])
    return {row["id"]: row["n"] for row in rows}
