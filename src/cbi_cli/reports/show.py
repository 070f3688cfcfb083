"""Single records with everything that refers to them."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from cbi_cli.core.messages import message
from cbi_cli.index.lookup import find_record, find_withdrawn, not_found_error
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import EventSummary, LocalizedText, event_summary, row_text
from cbi_cli.reports.reconcile import Dispute, list_disputes
from cbi_cli.reports.records import RECORD_KINDS, WITHDRAWN, record_title

_RECORD_QUERY = """
SELECT r.kind, r.id, r.position, f.name AS file FROM record AS r JOIN file AS f ON f.number = r.file
WHERE r.kind = :kind AND r.id = :id
"""
_REFERENCES_QUERY = """
SELECT kind, id, field FROM reference WHERE to_kind = :kind AND to_id = :id AND kind <> 'dispute'
UNION ALL
SELECT 'event', e.id, 'institutions' FROM event_institution AS x JOIN event AS e ON e.number = x.event
WHERE :kind = 'institution' AND x.institution = :id
UNION ALL
SELECT 'event', e.id, 'topics' FROM event_topic AS x JOIN event AS e ON e.number = x.event
WHERE :kind = 'topic' AND x.topic = :id
UNION ALL
SELECT 'event', e.id, 'sources' FROM event_source AS x JOIN event AS e ON e.number = x.event
WHERE :kind = 'source' AND x.source = :id
"""
_INCOMING_QUERY = f"""
SELECT r.kind, r.id, group_concat(DISTINCT r.field) AS fields FROM ({_REFERENCES_QUERY}) AS r
JOIN record AS o ON o.kind = r.kind AND o.id = r.id
LEFT JOIN event AS e ON r.kind = 'event' AND e.id = r.id
GROUP BY r.kind, r.id
ORDER BY r.kind, e.sort_key, r.id
"""  # noqa: S608 - the text above


_EVENT_QUERY = "SELECT * FROM event WHERE id = :id"
_SIDE_EVENTS_QUERY = """
SELECT * FROM event WHERE id IN (
  SELECT id FROM reference WHERE to_kind = 'event' AND to_id = :id AND kind = 'event' AND field = 'side_event_of'
)
ORDER BY sort_key
"""
NO_LABEL = LocalizedText("")


class ShowQuery(NamedTuple):
    """Which records are shown.

    They are those of any kind that a text names by id, former id, name, abbreviation or alias.
    """

    name: str
    kind: str | None = None


class IncomingReference(NamedTuple):
    """A record that refers to another, and the fields in which it does."""

    kind: str
    id: str
    title: LocalizedText
    fields: tuple[str, ...]


class RecordDetails(NamedTuple):
    """A record with the records that refer to it, and its disputes.

    `fields` are as its file has them. `position` is its place among the records of its file from 0, None if the
    file has a single one. `location` is where it is shown to be: the file, in which a command adds the line. `beside`
    is the event beside which an event was held, `side_events` are those that were held beside it.
    `place_label` is what the place of an event is called, empty if it is not the id of a place.
    """

    kind: str
    id: str
    file: str
    position: int | None
    fields: dict[str, Any]
    used_by: tuple[IncomingReference, ...]
    disputes: tuple[Dispute, ...]
    location: str = ""
    beside: EventSummary | None = None
    side_events: tuple[EventSummary, ...] = ()
    place_label: LocalizedText = NO_LABEL


class ShownRecords(NamedTuple):
    """The records that a text names.

    There is at most one of each kind in use; withdrawn ones follow.
    """

    records: tuple[RecordDetails, ...]


def find_records(snapshot: Snapshot, query: ShowQuery) -> ShownRecords:
    """Return the records that a text names.

    Raises CbiError with the nearest records if there is none, and with a list to choose from if a kind has several.
    """
    name, kind = query
    kinds = (kind,) if kind else (*RECORD_KINDS, WITHDRAWN)
    found = find_record(snapshot, kinds, name)
    withdrawn = []
    for row, entry in find_withdrawn(snapshot, name):
        if kind is None or entry.get("kind") == kind:
            details = _make_details(snapshot, row, entry)
            withdrawn.append(details)
    # An indicator and its institution may share a name; two records of one kind may not.
    matched_kinds = {match.kind for match in found.matches}
    is_ambiguous = len(matched_kinds) < len(found.matches)
    is_missing = not found.matches and not withdrawn
    if is_ambiguous or is_missing:
        hint = message("`cbi list events` shows ids")
        raise not_found_error(snapshot, kinds, found, name, kind or "record", default_hint=hint)
    records = []
    for match in found.matches:
        if match.kind == WITHDRAWN:
            continue
        rows = snapshot.rows(_RECORD_QUERY, kind=match.kind, id=match.id)
        fields = snapshot.record(match.kind, match.id) or {}
        details = _make_details(snapshot, rows[0], fields)
        records.append(details)
    return ShownRecords((*records, *withdrawn))


def _make_details(snapshot: Snapshot, row: sqlite3.Row, fields: dict[str, Any]) -> RecordDetails:
    kind = row["kind"]
    record_id = row["id"]
    file = row["file"]
    references = _load_references(snapshot, kind, record_id)
    disputes = _find_disputes(snapshot, kind, record_id)
    details = RecordDetails(kind, record_id, file, row["position"], fields, references, disputes, file)
    if kind != "event":
        return details
    beside = None
    for main_event in snapshot.rows(_EVENT_QUERY, id=fields.get("side_event_of")):
        beside = event_summary(main_event)
    side_events = [event_summary(side_event) for side_event in snapshot.rows(_SIDE_EVENTS_QUERY, id=record_id)]
    place_label = NO_LABEL
    for place in snapshot.rows("SELECT label, label_es, label_other FROM place WHERE id = :id", id=fields.get("place")):
        place_label = row_text(place, "label")
    return details._replace(beside=beside, side_events=tuple(side_events), place_label=place_label)


def _find_disputes(snapshot: Snapshot, kind: str, record_id: str) -> tuple[Dispute, ...]:
    """Return the disputes about a record.

    If the record is a dispute, it is among them.
    """
    subject = (kind, record_id)
    disputes = list_disputes(snapshot)
    return tuple(one for one in disputes if one.subject == subject or one.id == record_id)


def _load_references(snapshot: Snapshot, kind: str, record_id: str) -> tuple[IncomingReference, ...]:
    """Return the records that refer to a record."""
    references = []
    for row in snapshot.rows(_INCOMING_QUERY, kind=kind, id=record_id):
        user = row["kind"], row["id"]
        record = snapshot.record(*user) or {}
        title = record_title(record)
        # SQLite joins the names in no certain order.
        field_names = row["fields"].split(",")
        field_names.sort()
        references.append(IncomingReference(*user, title, tuple(field_names)))
    return tuple(references)
