"""Plan to add the rows of a table as events, all in one change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cbi_cli.changes.add_records import plan_add_records
from cbi_cli.changes.change_set import ChangeSet
from cbi_cli.changes.import_rows import Outcome, RowSorter, SortedRow
from cbi_cli.core.findings import Finding
from cbi_cli.core.messages import message
from cbi_cli.loading import Session
from cbi_cli.records.event import Event
from cbi_cli.records.new_record import NewRecord
from cbi_cli.tables.mapped_events import map_rows, unused_columns
from cbi_cli.tables.mapping import TableMapping, require_confirmed
from cbi_cli.tables.table import Table

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
    new_records = _needed_records(rows)
    events = [NewRecord("event", row.event_id, row.event.fields) for row in rows if row.event is not None]
    change = plan_add_records(session, [*new_records, *events])
    details = ImportDetails(
        table=table,
        mapping=mapping,
        rows=tuple(rows),
        new_records=new_records,
        unused_columns=unused_columns(table, mapping),
        reports_until=change.details.reports_until,
    )
    return change.described_as("import", details)


def _needed_records(rows: Iterable[SortedRow]) -> tuple[NewRecord, ...]:
    """Return the new records that rows to be added need, each once."""
    records: dict[tuple[str, str], NewRecord] = {}
    for row in rows:
        if row.event is not None:
            records.update({(record.kind, record.id): record for record in row.event.new_records})
    return tuple(records.values())


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
