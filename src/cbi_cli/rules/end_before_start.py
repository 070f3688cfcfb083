"""Something ends before it starts.

Finds events, institutions, pauses, coverage and counted years that end before they start. A partial date is an error
only if no day that it can mean would be valid.

Reports that count days or years would be wrong.

To fix it, look at the source. Often the two dates are swapped, or the year of the end is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.findings import KeyPath, RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.records.base import RecordModel
from cbi_cli.records.dataset_info import DatasetInfo
from cbi_cli.records.institution import Institution
from cbi_cli.rules.common import check_each, iter_items

RULE = Rule("CBI301", "end-before-start", "error")
_HINT = message("swap the two, or correct the one that is wrong")
_YEAR_SPAN_FIELDS = (
    ("institution", "pauses", "pauses"),
    ("institution", "coverage", "coverage"),
    ("indicator", "coverage", "coverage"),
    ("edition", "graphs", "graph"),
)
"""The lists of tables with a start and an end: the kind of the record, the field, and its key."""


class _Span(NamedTuple):
    """A table in a record with a start and an end, and the path of its end."""

    entry: RecordEntry[Any]
    table: RecordModel
    end_path: KeyPath


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield each end that is certainly before its start."""
    yield from check_each(_iter_date_spans(dataset), _check_dates)
    yield from check_each(dataset.every("institution"), _check_institution)
    yield from check_each(_iter_year_spans(dataset), _check_years)
    yield from check_each(dataset.every("dataset"), _check_dataset)


def _iter_date_spans(dataset: Dataset) -> Iterator[_Span]:
    for entry in dataset.every("event"):
        yield _Span(entry, entry.record, ("end",))
    for entry in dataset.every("edition"):
        for row_index, row in iter_items(entry.record, "rows"):
            for index, occurrence in iter_items(row, "occurrences"):
                yield _Span(entry, occurrence, ("row", row_index, "occurrences", index, "end"))


def _iter_year_spans(dataset: Dataset) -> Iterator[_Span]:
    for kind, field, key in _YEAR_SPAN_FIELDS:
        for entry in dataset.every(kind):
            for index, table in iter_items(entry.record, field):
                yield _Span(entry, table, (key, index, "to"))


def _check_dates(span: _Span) -> Iterator[RawFinding]:
    table: Any = span.table
    yield from _compare_dates(span.entry, span.end_path, table.start, table.end)


def _check_institution(entry: RecordEntry[Institution]) -> Iterator[RawFinding]:
    yield from _compare_dates(entry, ("ended",), entry.record.established, entry.record.ended)


def _compare_dates(
    entry: RecordEntry[Any], path: KeyPath, start: PartialDate | None, end: PartialDate | None
) -> Iterator[RawFinding]:
    if start is None or end is None:
        return
    # A partial date is reported only if no day that it can mean is valid.
    if end.last < start.first:
        yield _build_finding(entry, path, start, end)


def _check_years(span: _Span) -> Iterator[RawFinding]:
    table: Any = span.table
    start = table.start
    end = table.end
    if end is not None and end < start:
        yield _build_finding(span.entry, span.end_path, start, end)


def _check_dataset(entry: RecordEntry[DatasetInfo]) -> Iterator[RawFinding]:
    first_year = entry.record.covers_from
    last_day = entry.record.covers_until
    if first_year and first_year > last_day.year:
        yield _build_finding(entry, ("covers_until",), first_year, last_day)
    last_year = entry.record.covers_to
    if first_year and last_year and first_year > last_year:
        yield _build_finding(entry, ("covers_to",), first_year, last_year)


def _build_finding(entry: RecordEntry[Any], path: KeyPath, start: object, end: object) -> RawFinding:
    return entry.finding(
        RULE.code, path, message("the end, {end}, is before the start, {start}", end=end, start=start), _HINT
    )
