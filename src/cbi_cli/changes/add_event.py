"""Plan to add an event to a dataset."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.changes.add_records import plan_add_records
from cbi_cli.changes.change_set import ChangeSet
from cbi_cli.core.dates import PartialDate, begins_with_start
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.dataset.event_ids import suggest_event_id
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.records.new_record import NewRecord

_ID_EXISTS_SQL = """
SELECT 1 FROM record WHERE kind IN ('event', 'withdrawn') AND id = :id
UNION ALL
SELECT 1 FROM record_name WHERE kind = 'event' AND shown = :id AND is_former = 1
"""


class EventDetails(NamedTuple):
    """The event of a change: its id, its file, and its table in TOML.

    `duplicates` are the ids of events that it is likely to repeat. `reports_until` is the day that reports hold for by
    default; an impact as of a later day is not visible in them yet.
    """

    id: str
    file: str
    toml: str
    duplicates: tuple[str, ...]
    reports_until: date


def plan_add_event(session: Session, fields: Mapping[str, Any]) -> ChangeSet[EventDetails]:
    """Plan to add an event with these fields.

    Without an `id` one is suggested. The impact is not computed for an event with errors. Raises CbiError if the new
    text cannot be proven to be the old one plus the event.
    """
    event_id = choose_event_id(session.snapshot, fields)
    change = plan_add_records(session, [NewRecord("event", event_id, {**fields, "id": event_id})])
    added = change.details
    (event,) = added.records
    details = EventDetails(event.id, event.file, event.toml, added.duplicates, added.reports_until)
    return change.described_as("event", details)


def choose_event_id(snapshot: Snapshot, fields: Mapping[str, Any]) -> str:
    """Return the id of a new event.

    Raises CbiError if a given one does not begin with the start.
    """
    start: PartialDate = fields["start"]
    event_id = str(fields.get("id") or "")
    if not event_id:
        return suggest_event_id(start, fields["title"], ExistingIds(snapshot), _fallback_id_text(fields))
    if not begins_with_start(event_id, start):
        raise CbiError(
            message("the id `{event_id}` does not begin with the start, {start}", event_id=event_id, start=start),
            message("begin it with `{start}-`", start=start.bound),
        )
    return event_id


class ExistingIds:
    """The ids that events have or had, looked up one by one."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def __contains__(self, event_id: object) -> bool:
        return bool(self.snapshot.rows(_ID_EXISTS_SQL, id=event_id))


def _fallback_id_text(fields: Mapping[str, Any]) -> str:
    """Return the text for an id if the title has no Latin words.

    It consists of the first institution and the kind.
    """
    words = [*fields.get("institutions", ())[:1], str(fields.get("kind", ""))]
    return " ".join(words)
