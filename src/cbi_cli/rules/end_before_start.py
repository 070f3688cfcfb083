"""Something ends before it starts.

Finds events, institutions, pauses, coverage and counted years that end before they start. A partial date is an error
only if no day that it can mean would be valid.

Reports that count days or years would be wrong.

To fix it, look at the source. Often the two dates are swapped, or the year of the end is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.findings import KeyPath, RawFinding, Rule
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.records.base import RecordModel
from cbi_cli.records.dataset_info import DatasetInfo
from cbi_cli.rules.sound import check_each, iter_items

RULE = Rule("CBI301", "end-before-start", "error")
_HINT = "swap the two, or correct the one that is wrong"
_YEAR_SPAN_FIELDS = (
    ("institution", "pauses", "pauses"),
    ("institution", "coverage", "coverage"),
    ("indicator", "coverage", "coverage"),
    ("edition", "graphs", "graph"),
)
"""The lists of spans of years: the kind of the record, the field, and its key."""

_Span = tuple[RecordEntry[Any], RecordModel, str, str, KeyPath]
"""A record, the table in it that has both ends, the fields of its start and its end, and the path of its end."""


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield every span whose end is certainly before its start."""
    yield from check_each(_iter_date_spans(dataset), _check_dates)
    yield from check_each(_iter_year_spans(dataset), _check_years)
    yield from check_each(dataset.every("dataset"), _check_dataset)


def _iter_date_spans(dataset: Dataset) -> Iterator[_Span]:
    """Yield all spans between dates."""
    for entry in dataset.every("event"):
        yield entry, entry.record, "start", "end", ("end",)
    for entry in dataset.every("institution"):
        yield entry, entry.record, "established", "ended", ("ended",)
    for entry in dataset.every("edition"):
        for row, printed in iter_items(entry.record, "rows"):
            for index, one in iter_items(printed, "occurrences"):
                yield entry, one, "start", "end", ("row", row, "occurrences", index, "end")


def _iter_year_spans(dataset: Dataset) -> Iterator[_Span]:
    """Yield all spans of whole years."""
    for kind, name, key in _YEAR_SPAN_FIELDS:
        for entry in dataset.every(kind):
            for index, one in iter_items(entry.record, name):
                yield entry, one, "start", "end", (key, index, "to")


def _check_dates(span: _Span) -> Iterator[RawFinding]:
    entry, table, first, last, path = span
    end: PartialDate | None = getattr(table, last)
    start: PartialDate | None = getattr(table, first)
    if start and end and end.last < start.first:
        yield _build_fault(entry, path, start, end)


def _check_years(span: _Span) -> Iterator[RawFinding]:
    entry, table, first, last, path = span
    start, end = getattr(table, first), getattr(table, last)
    if end is not None and end < start:
        yield _build_fault(entry, path, start, end)


def _check_dataset(entry: RecordEntry[DatasetInfo]) -> Iterator[RawFinding]:
    first, last = entry.record.covers_from, entry.record.covers_until
    if first and first > last.year:
        yield _build_fault(entry, ("covers_until",), first, last)


def _build_fault(entry: RecordEntry[Any], path: KeyPath, start: object, end: object) -> RawFinding:
    return entry.finding(RULE.code, path, f"the end, {end}, is before the start, {start}", _HINT)
