"""The preview of `cbi import`: what becomes of each row, and the effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cbi_cli.changes.change_set import ChangeSet
from cbi_cli.changes.import_events import ImportDetails
from cbi_cli.changes.import_rows import Outcome, SortedRow
from cbi_cli.cli.console import print_message
from cbi_cli.cli.event_preview import print_impact, print_new_findings
from cbi_cli.core.messages import join_messages, message, plural_message

MAX_LISTED_ROWS = 20
"""Rows of each kind that are listed; the number of the others is said."""


def print_import_preview(plan: ChangeSet[ImportDetails]) -> None:
    """Print what would be written, what not and why, and the effect."""
    details = plan.details
    for line in _describe_rows(details):
        print_message(line)
    if plan.impact is not None:
        print_impact(plan.impact, details.reports_until)
    elif plan.files:
        print_message(message("  the effect on lights and states was not computed: the change has errors"))
    print_new_findings(plan)


def summarize(details: ImportDetails) -> str:
    """Return the counts of all rows in one line."""
    return message(
        "rows read: {read}; added: {added}; already there: {present}; duplicates: {duplicates}; rejected: {rejected}",
        read=len(details.rows),
        added=details.count("added"),
        present=details.count("present"),
        duplicates=details.count("duplicate"),
        rejected=details.count("rejected"),
    )


def _describe_rows(details: ImportDetails) -> Iterator[str]:
    mapping = details.mapping.path
    yield message("{table}, mapped by {mapping}:", table=details.table.path, mapping=mapping)
    if details.unused_columns:
        yield message("  columns that are not used: {columns}", columns=", ".join(details.unused_columns))
    added = _rows_of(details, "added")
    if added:
        yield plural_message("  {n} new event:", "  {n} new events:", len(added))
        yield from _list_rows([f"{row.event_id}  {row.title}" for row in added])
    records = [f"{record.kind} {record.id}" for record in details.new_records]
    if records:
        yield plural_message("  {n} new record that they name:", "  {n} new records that they name:", len(records))
        yield from _list_rows(records)
    present = _rows_of(details, "present")
    if present:
        yield plural_message("  {n} row is already there", "  {n} rows are already there", len(present))
    duplicates = _rows_of(details, "duplicate")
    if duplicates:
        yield plural_message(
            "  {n} duplicate, not added; if it is a different event, write its `distinct_from`, or "
            'duplicates = "distinct" into the mapping:',
            "  {n} duplicates, not added; if they are different events, write their `distinct_from`, or "
            'duplicates = "distinct" into the mapping:',
            len(duplicates),
        )
        yield from _list_rows([_describe_row(row) for row in duplicates])
    rejected = _rows_of(details, "rejected")
    if rejected:
        yield plural_message("  {n} rejected row:", "  {n} rejected rows:", len(rejected))
        yield from _list_rows([_describe_row(row) for row in rejected])


def _rows_of(details: ImportDetails, outcome: Outcome) -> list[SortedRow]:
    return [row for row in details.rows if row.outcome == outcome]


def _describe_row(row: SortedRow) -> str:
    return message("row {row}: {reason}", row=row.row.number, reason=row.reason)


def _list_rows(lines: Sequence[str]) -> Iterator[str]:
    for line in lines[:MAX_LISTED_ROWS]:
        yield join_messages(["    ", line], "")
    left = len(lines) - MAX_LISTED_ROWS
    if left > 0:
        yield plural_message("    and {n} more", "    and {n} more", left)
