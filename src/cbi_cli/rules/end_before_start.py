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
from cbi_cli.core.findings import Check, Fault, Path
from cbi_cli.dataset.model import Dataset, Entry
from cbi_cli.rules.sound import each, parts_of
from cbi_cli.schema.base import Record
from cbi_cli.schema.info import DatasetInfo

CHECK = Check("CBI301", "end-before-start", "error")
_HINT = "swap the two, or correct the one that is wrong"
_YEARS = (
    ("institution", "pauses", "pauses"),
    ("institution", "coverage", "coverage"),
    ("indicator", "coverage", "coverage"),
    ("edition", "graphs", "graph"),
)
"""The lists of spans of years: the kind of the record, the field, and its key."""

_Span = tuple[Entry[Any], Record, str, str, Path]
"""A record, the table in it that has both ends, the fields of its start and its end, and the path of its end."""


def find(dataset: Dataset) -> Iterator[Fault]:
    """Yield every span whose end is certainly before its start."""
    yield from each(_spans(dataset), _of_dates)
    yield from each(_year_spans(dataset), _of_years)
    yield from each(dataset.every("dataset"), _of_dataset)


def _spans(dataset: Dataset) -> Iterator[_Span]:
    """Yield all spans between dates."""
    for entry in dataset.every("event"):
        yield entry, entry.record, "start", "end", ("end",)
    for entry in dataset.every("institution"):
        yield entry, entry.record, "established", "ended", ("ended",)
    for entry in dataset.every("edition"):
        for row, printed in parts_of(entry.record, "rows"):
            for index, one in parts_of(printed, "occurrences"):
                yield entry, one, "start", "end", ("row", row, "occurrences", index, "end")


def _year_spans(dataset: Dataset) -> Iterator[_Span]:
    """Yield all spans of whole years."""
    for kind, name, key in _YEARS:
        for entry in dataset.every(kind):
            for index, one in parts_of(entry.record, name):
                yield entry, one, "start", "end", (key, index, "to")


def _of_dates(span: _Span) -> Iterator[Fault]:
    entry, table, first, last, path = span
    end: PartialDate | None = getattr(table, last)
    start: PartialDate | None = getattr(table, first)
    if start and end and end.last < start.first:
        yield _fault(entry, path, start, end)


def _of_years(span: _Span) -> Iterator[Fault]:
    entry, table, first, last, path = span
    start, end = getattr(table, first), getattr(table, last)
    if end is not None and end < start:
        yield _fault(entry, path, start, end)


def _of_dataset(entry: Entry[DatasetInfo]) -> Iterator[Fault]:
    first, last = entry.record.covers_from, entry.record.covers_until
    if first and first > last.year:
        yield _fault(entry, ("covers_until",), first, last)


def _fault(entry: Entry[Any], path: Path, start: object, end: object) -> Fault:
    return entry.fault(CHECK.code, path, f"the end, {end}, is before the start, {start}", _HINT)
