"""A list of all records of a kind."""

from __future__ import annotations

from typing import Any, NamedTuple

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText, row_text
from cbi_cli.reports.records import record_title

_DETAIL_KEYS = {
    "institution": ("type", "level"),
    "source": ("publisher", "published"),
    "edition": ("published",),
    "dispute": ("record", "about"),
}
"""The fields that tell the records of a kind apart, besides the title."""


class ListQuery(NamedTuple):
    """Which records are listed: those of a kind, such as `event`."""

    kind: str


class RecordSummary(NamedTuple):
    """A record in a list: its id, a title, and what else is worth a column."""

    id: str
    title: LocalizedText
    detail: str


class RecordList(NamedTuple):
    """The records of a kind by id.

    Events are by date, indicators in the order of the scorecard.
    """

    kind: str
    records: tuple[RecordSummary, ...]


def list_records(snapshot: Snapshot, query: ListQuery) -> RecordList:
    """List the records of a kind."""
    # Events have columns of their own, so no JSON has to be decoded.
    if query.kind == "event":
        return RecordList("event", tuple(_list_events(snapshot)))
    if query.kind == "place":
        return RecordList("place", tuple(_list_places(snapshot)))
    summaries = []
    for record in snapshot.records(query.kind):
        # An edition has no id; it goes by its year.
        record_id = record["id"] if "id" in record else record["year"]
        title = record_title(record)
        detail = _format_detail(query.kind, record)
        summaries.append(RecordSummary(str(record_id), title, detail))
    return RecordList(query.kind, tuple(summaries))


def _list_events(snapshot: Snapshot) -> list[RecordSummary]:
    events = []
    for row in snapshot.rows("SELECT id, title, title_es, title_other, kind, level FROM event ORDER BY sort_key"):
        title = row_text(row, "title")
        detail = f"{row['kind']}, {row['level']}"
        events.append(RecordSummary(row["id"], title, detail))
    return events


def _list_places(snapshot: Snapshot) -> list[RecordSummary]:
    """Return the places with their labels, since several can have one name."""
    rows = snapshot.rows("SELECT id, label, label_es, label_other, country FROM place ORDER BY id")
    return [RecordSummary(row["id"], row_text(row, "label"), row["country"] or "") for row in rows]


def _format_detail(kind: str, record: dict[str, Any]) -> str:
    """Return the one column that tells the records of a kind apart."""
    keys = _DETAIL_KEYS.get(kind, ())
    values = [str(record[key]) for key in keys if record.get(key)]
    return ", ".join(values)
