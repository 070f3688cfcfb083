"""Plan to add records of any kind to a dataset, all in one change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.changes.change_set import ChangeSet, FileChange
from cbi_cli.changes.insertion import NewTable, insert_tables, verify_insertions
from cbi_cli.changes.preview import ChangedEvents, with_consequences
from cbi_cli.changes.record_files import choose_event_file, choose_record_file, read_or_begin
from cbi_cli.changes.record_toml import record_to_toml, record_values
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.lookup import require_source
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME
from cbi_cli.records.new_record import NewRecord
from cbi_cli.reports.common import covers_until
from cbi_cli.toml.document import parse

_DUPLICATES_SQL = """
SELECT o.id FROM duplicate_pair AS a JOIN event AS e ON e.number IN (a.earlier, a.later)
JOIN event AS o ON o.number IN (a.earlier, a.later) AND o.number <> e.number
WHERE e.id = :id ORDER BY a.score DESC, o.sort_key
"""


class AddedRecord(NamedTuple):
    """A record of a change: its kind, its id, its file, and its table in TOML."""

    kind: str
    id: str
    file: str
    toml: str


class AdditionDetails(NamedTuple):
    """The records of a change, in the order in which they were given.

    `duplicates` are the ids of events that the new ones are likely to repeat. `reports_until` is the day that reports
    hold for by default; an impact as of a later day is not visible in them yet.
    """

    records: tuple[AddedRecord, ...]
    duplicates: tuple[str, ...]
    reports_until: date


def plan_add_records(session: Session, records: Sequence[NewRecord]) -> ChangeSet[AdditionDetails]:
    """Plan to add records of any kinds.

    Events are inserted in date order into the file that the layout of the dataset asks for, and other records into
    theirs, most of them behind the one with the next smaller id; a file that does not exist is created. The impact is
    not computed for records with errors. Raises CbiError if a new text cannot be proven to be the old one plus the
    records.
    """
    added, files = add_to_files(session, records)
    details = AdditionDetails(added, (), covers_until(session.snapshot))
    change = ChangeSet("records", session.location, files, details)
    return with_consequences(session, change, _changed_events(records), _find_duplicates)


def add_to_files(
    session: Session, records: Sequence[NewRecord]
) -> tuple[tuple[AddedRecord, ...], tuple[FileChange, ...]]:
    """Return new records as they are written, and the files that change."""
    added: list[AddedRecord] = []
    tables: dict[str, list[NewTable]] = {}
    for record in records:
        table = _new_table(record)
        file = _choose_file(session.snapshot, record)
        tables.setdefault(file, []).append(table)
        added.append(AddedRecord(record.kind, record.id, file, table.toml))
    kinds = {record.file: record.kind for record in added}
    # Events come last, so that what they refer to is written before them.
    names = sorted(tables, key=lambda name: name if kinds[name] == "event" else "")
    files = [add_to_file(session, name, kinds[name], tables[name]) for name in names]
    return tuple(added), tuple(files)


def resolve_source(snapshot: Snapshot, text: str, new_sources: Sequence[NewRecord]) -> str:
    """Return the id of a source of the dataset, or of one that is added with the same change.

    Raises CbiError for any other text.
    """
    if text in [record.id for record in new_sources]:
        return text
    return require_source(snapshot, text)


def _new_table(record: NewRecord) -> NewTable:
    """Return the table of a new record."""
    fields = {"id": record.id, **record.fields}
    if record.kind == "edition":
        del fields["id"]
    toml = record_to_toml(record.kind, fields)
    values = record_values(record.kind, fields)
    return NewTable(toml, _start_of(record), values)


def _choose_file(snapshot: Snapshot, record: NewRecord) -> str:
    start = _start_of(record)
    if start is not None:
        return choose_event_file(snapshot, start.year, record.id)
    return choose_record_file(record.kind, record.id)


def _start_of(record: NewRecord) -> PartialDate | None:
    """Return the start of an event, None for other records."""
    if record.kind != "event":
        return None
    start: PartialDate = record.fields["start"]
    return start


def add_to_file(session: Session, name: str, kind: str, tables: Sequence[NewTable]) -> FileChange:
    """Return the change of a file to which records are added."""
    before, text = read_or_begin(session, name)
    if not FILE_KINDS_BY_NAME[kind].has_many_records:
        return _create_file(name, before, text, tables)
    content = insert_tables(text, name, kind, tables)
    verify_insertions(text, content, name, kind, tables)
    return FileChange(name, before, content)


def _create_file(name: str, before: bytes | None, header: bytes, tables: Sequence[NewTable]) -> FileChange:
    """Return the change that creates a file of a single record."""
    if before is not None or len(tables) > 1:
        raise CbiError(message("there is {file} already", file=name), message("edit that record instead"))
    (table,) = tables
    content = header + table.toml.encode("utf-8")
    if header:
        content = header + b"\n" + table.toml.encode("utf-8")
    new = parse(name, content)
    if new.errors or new.data != table.values:
        raise CbiError(
            message("{file} cannot be edited automatically; nothing was written", file=name),
            message("add it by hand"),
        )
    return FileChange(name, None, content)


def _changed_events(records: Sequence[NewRecord]) -> ChangedEvents:
    """Return the day from which all new events are known, and their years.

    An event that is only planned may lie far ahead, so its day counts only if none was held.
    """
    starts = [(record.fields, start) for record in records if (start := _start_of(record)) is not None]
    held = [start.last for fields, start in starts if _is_held(fields)]
    days = held or [start.last for _, start in starts]
    years: set[int] | None = {start.year for _, start in starts}
    # The rule of an indicator can match events of any year.
    if any(record.kind == "indicator" for record in records):
        years = None
    return ChangedEvents(max(days, default=None), years)


def _is_held(fields: Mapping[str, Any]) -> bool:
    return bool(fields.get("status", "held") == "held")


def _find_duplicates(preview: Snapshot, change: ChangeSet[AdditionDetails]) -> ChangeSet[AdditionDetails]:
    """Add the events to the details that the new ones are likely to repeat."""
    new = {record.id for record in change.details.records if record.kind == "event"}
    duplicates: dict[str, None] = {}
    for event_id in new:
        for row in preview.rows(_DUPLICATES_SQL, id=event_id):
            if row["id"] not in new:
                duplicates[row["id"]] = None
    return change._replace(details=change.details._replace(duplicates=tuple(duplicates)))
