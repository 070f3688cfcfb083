"""Plan to add the rows of a table as events, all in one change."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.changes.add_event import choose_event_file, find_new_findings, schema_header
from cbi_cli.changes.change_set import ChangeSet, FileChange
from cbi_cli.changes.event_toml import event_to_toml
from cbi_cli.changes.import_rows import Outcome, RowSorter, SortedRow
from cbi_cli.changes.insertion import NewTable, insert_tables, verify_insertions
from cbi_cli.changes.record_toml import append_records
from cbi_cli.core.findings import Finding
from cbi_cli.core.messages import message
from cbi_cli.loading import Session
from cbi_cli.records.event import Event
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME
from cbi_cli.reports.common import covers_until
from cbi_cli.reports.compute_impact import compute_impact
from cbi_cli.tables.mapped_events import map_rows, unused_columns
from cbi_cli.tables.mapping import TableMapping, require_confirmed
from cbi_cli.tables.names import NewRecord
from cbi_cli.tables.table import Table
from cbi_cli.toml.document import parse
from cbi_cli.workspace.entries import WorkTree

_MAX_ROUNDS = 10
"""How often rows with errors are left out, each of which can cause another one to have some."""


class ImportDetails(NamedTuple):
    """The rows of an import with what becomes of them.

    `new_records` are the sources, places and institutions that are added. `reports_until` is the day that reports hold
    for by default.
    """

    table: Table
    mapping: TableMapping
    rows: tuple[SortedRow, ...]
    new_records: tuple[NewRecord, ...]
    unused_columns: tuple[str, ...]
    reports_until: date

    def count(self, outcome: Outcome) -> int:
        """Return how many rows have an outcome."""
        counts = Counter(row.outcome for row in self.rows)
        return counts[outcome]

    @property
    def events(self) -> tuple[Event, ...]:
        """The events that are added."""
        return tuple([row.event.event for row in self.rows if row.event is not None])


def plan_import(session: Session, table: Table, mapping: TableMapping) -> ChangeSet[ImportDetails]:
    """Plan to add the events of a table.

    Rows that cannot be taken are part of the details. A row is rejected, too, if its event would cause an error of a
    check. Raises CbiError if the mapping is not confirmed, names columns that the table lacks, or if a file cannot be
    edited.
    """
    require_confirmed(mapping)
    mapped = [row for _, row in map_rows(table, mapping, session.snapshot)]
    sorter = RowSorter(session.snapshot, mapped, mapping.duplicates)
    rejected: dict[int, str] = {}
    for _ in range(_MAX_ROUNDS):
        rows = sorter.sort(rejected)
        change = _plan_rows(session, table, mapping, rows)
        failed = _rows_with_errors(rows, change.new_errors)
        if not failed:
            break
        rejected.update(failed)
    return change


def _plan_rows(
    session: Session, table: Table, mapping: TableMapping, rows: Sequence[SortedRow]
) -> ChangeSet[ImportDetails]:
    """Plan to write the rows that are to be added."""
    snapshot = session.snapshot
    details = ImportDetails(
        table=table,
        mapping=mapping,
        rows=tuple(rows),
        new_records=_needed_records(rows),
        unused_columns=unused_columns(table, mapping),
        reports_until=covers_until(snapshot),
    )
    files = (*_record_changes(session, details.new_records), *_event_changes(session, rows))
    change = ChangeSet("import", session.location, files, details, session.findings, session.findings)
    if not files:
        return change
    documents = [parse(file.path, file.after) for file in files]
    with contextlib.closing(session.preview(*documents)) as preview:
        findings = preview.findings()
        change = change._replace(findings_after=findings, new_findings=find_new_findings(session.findings, findings))
        if change.new_errors:
            return change
        effect = compute_impact(
            snapshot, preview, known=_known_day(details.events), event_years={one.start.year for one in details.events}
        )
    return change._replace(impact=effect)


def _known_day(events: Iterable[Event]) -> date | None:
    """Return the day on which all events that were held are known."""
    days = [event.start.last for event in events if event.status == "held"]
    return max(days, default=None)


def _needed_records(rows: Iterable[SortedRow]) -> tuple[NewRecord, ...]:
    """Return the new records that rows to be added need, each once."""
    records: dict[tuple[str, str], NewRecord] = {}
    for row in rows:
        if row.event is not None:
            records.update({(record.kind, record.id): record for record in row.event.new_records})
    return tuple(records.values())


def _record_changes(session: Session, records: Sequence[NewRecord]) -> list[FileChange]:
    """Return the changes of the files of new records."""
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for record in records:
        by_kind.setdefault(record.kind, []).append(record.fields)
    changes: list[FileChange] = []
    for kind, tables in by_kind.items():
        name = FILE_KINDS_BY_NAME[kind].path
        before, text = _read_file(session, name)
        changes.append(FileChange(name, before, append_records(text, kind, tables)))
    return changes


def _event_changes(session: Session, rows: Iterable[SortedRow]) -> list[FileChange]:
    """Return the changes of the files of events, in the order of their names."""
    by_file: dict[str, list[NewTable]] = {}
    for row in rows:
        if row.event is None:
            continue
        start = row.event.event.start
        file = choose_event_file(session.snapshot, start.year, row.event_id)
        table = NewTable(event_to_toml(row.event.fields), start, row.event.fields)
        by_file.setdefault(file, []).append(table)
    changes: list[FileChange] = []
    for file, tables in sorted(by_file.items()):
        before, text = _read_file(session, file)
        content = insert_tables(text, tables)
        verify_insertions(text, content, tables)
        changes.append(FileChange(file, before, content))
    return changes


def _read_file(session: Session, name: str) -> tuple[bytes | None, bytes]:
    """Return a file as it is, None if there is none, and what is edited."""
    root = session.location.root
    tree = WorkTree(root)
    if tree.path_to_write(name).exists():
        content = tree.read(name)
        return content, content
    return None, schema_header(root, name)


def _rows_with_errors(rows: Sequence[SortedRow], errors: Iterable[Finding]) -> dict[int, str]:
    """Return the reasons to reject rows by their index."""
    by_record: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        if row.event is None:
            continue
        by_record.setdefault(row.event_id, []).append(index)
        for record in row.event.new_records:
            by_record.setdefault(record.id, []).append(index)
    failed: dict[int, str] = {}
    for error in errors:
        for index in by_record.get(error.record, ()):
            reason: str = message("{code}: {problem}", code=error.code, problem=error.message)
            if error.hint:
                reason = message("{problem}; {hint}", problem=reason, hint=error.hint)
            failed.setdefault(index, reason)
    return failed
