"""Plan to add an event to a dataset."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from cbi_cli.changes.change_set import ChangeSet, FileChange
from cbi_cli.changes.event_toml import event_to_toml
from cbi_cli.changes.insertion import insert_table, parse_events, verify_insertion
from cbi_cli.core.dates import PartialDate, begins_with_start
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding
from cbi_cli.core.messages import message
from cbi_cli.dataset.event_ids import suggest_event_id
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.records.json_schema import schema_directive, schema_path
from cbi_cli.reports.common import covers_until
from cbi_cli.reports.compute_impact import compute_impact
from cbi_cli.rules.baseline import mark_known
from cbi_cli.workspace.entries import WorkTree

_ID_EXISTS_SQL = """
SELECT 1 FROM record WHERE kind IN ('event', 'withdrawn') AND id = :id
UNION ALL
SELECT 1 FROM record_name WHERE kind = 'event' AND shown = :id AND is_former = 1
"""
_DUPLICATES_SQL = """
SELECT o.id FROM duplicate_pair AS a JOIN event AS e ON e.number IN (a.earlier, a.later)
JOIN event AS o ON o.number IN (a.earlier, a.later) AND o.number <> e.number
WHERE e.id = :id ORDER BY a.score DESC, o.sort_key
"""
_FILE_NAME = re.compile(r"[a-z0-9-]{1,120}")
"""Ids that can be the name of a file; a check refuses all others."""

FileDigests = list[tuple[str, str]]


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
    snapshot, location = session.snapshot, session.location
    start: PartialDate = fields["start"]
    event_id = _choose_id(snapshot, fields)
    fields = {"id": event_id, **fields}
    file = choose_event_file(snapshot, start.year, event_id)
    tree = WorkTree(location.root)
    before: bytes | None = None
    if tree.path_to_write(file).exists():
        text = before = tree.read(file)
    else:
        text = schema_header(location.root, file)
    table = event_to_toml(fields)
    content = insert_table(text, table, start)
    verify_insertion(text, content, fields)
    document = parse_events(content)._replace(name=file)
    with contextlib.closing(session.preview(document)) as preview:
        findings = preview.findings()
        duplicates = tuple(row["id"] for row in preview.rows(_DUPLICATES_SQL, id=event_id))
        details = EventDetails(event_id, file, table, duplicates, covers_until(snapshot))
        change = ChangeSet(
            kind="event",
            location=location,
            files=(FileChange(file, before, content),),
            details=details,
            findings_before=session.findings,
            findings_after=findings,
            new_findings=find_new_findings(session.findings, findings),
        )
        if change.new_errors:
            return change
        # An event after the covered days has its impact as of the day on which it is known.
        effect = compute_impact(snapshot, preview, known=start.last, event_years={start.year})
    return change._replace(impact=effect)


def file_digests(snapshot: Snapshot) -> FileDigests:
    """Return the files of a snapshot, with digests of their contents."""
    return [(row["name"], row["digest"]) for row in snapshot.rows("SELECT name, digest FROM file ORDER BY name")]


def choose_event_file(snapshot: Snapshot, year: int, event_id: str) -> str:
    """Return the file for a new event.

    It depends on `[layout]` in `dataset.toml`.
    """
    folder = f"events/{year:04d}"
    dataset = snapshot.record("dataset", snapshot.meta["id"]) or {}
    layout = dataset.get("layout", {})
    if layout.get("events") == "event" and _FILE_NAME.fullmatch(event_id):
        return f"{folder}/{event_id}.toml"
    return f"{folder}.toml"


def schema_header(root: Path, name: str) -> bytes:
    """Return the start of a new file of events.

    This is the line that names its JSON Schema, if the dataset has one.
    """
    # With `records`, pydantic is loaded.
    if not (root / schema_path("event")).is_file():
        return b""
    return schema_directive(name).encode()


def _choose_id(snapshot: Snapshot, fields: Mapping[str, Any]) -> str:
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


def find_new_findings(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings that the dataset did not have before, on any line."""
    return tuple([finding for finding in mark_known(after, before) if not finding.older])
