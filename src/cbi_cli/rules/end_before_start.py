"""Something ends before it begins.

Finds events, institutions, pauses, coverage and counted years whose end lies before their start. A date known in part
counts as wrong only when no day that it can mean would fit.

Such a span has no length, and reports that count days or years from it would be wrong.

To mend it, look at the source. Often the two dates are exchanged, or the year is that of the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.findings import Check, Fault, Path
from cbi_cli.dataset.model import Dataset

CHECK = Check("CBI301", "end-before-start", "error")
_HINT = "exchange the two, or correct the one that is wrong"
_Wrong = Iterator[tuple[Path, object, object]]


class _Years(Protocol):
    """A span of whole years."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int | None: ...


def find(dataset: Dataset) -> Iterator[Fault]:
    """Every span of which the end is certainly before the start."""
    for event in dataset.events:
        for wrong in _dates(event.record.start, event.record.end, "end"):
            yield event.fault(CHECK.code, *_told(*wrong))
    for institution in dataset.institutions:
        record = institution.record
        for wrong in (
            *_dates(record.established, record.ended, "ended"),
            *_years("pauses", record.pauses),
            *_years("coverage", record.coverage),
        ):
            yield institution.fault(CHECK.code, *_told(*wrong))
    for indicator in dataset.indicators:
        for wrong in _years("coverage", indicator.record.coverage):
            yield indicator.fault(CHECK.code, *_told(*wrong))
    yield from _of_editions(dataset)
    yield from _of_dataset(dataset)


def _of_editions(dataset: Dataset) -> Iterator[Fault]:
    for edition in dataset.editions:
        for wrong in _years("graph", edition.record.graphs):
            yield edition.fault(CHECK.code, *_told(*wrong))
        for row, printed in enumerate(edition.record.rows):
            for index, one in enumerate(printed.occurrences):
                for wrong in _dates(one.start, one.end, "row", row, "occurrences", index, "end"):
                    yield edition.fault(CHECK.code, *_told(*wrong))


def _of_dataset(dataset: Dataset) -> Iterator[Fault]:
    info = dataset.info
    if info and info.record.covers_from and info.record.covers_from > info.record.covers_until.year:
        wrong = (("covers_until",), info.record.covers_from, info.record.covers_until)
        yield info.fault(CHECK.code, *_told(*wrong))


def _dates(start: PartialDate | None, end: PartialDate | None, *path: str | int) -> _Wrong:
    if start and end and end.last < start.first:
        yield path, start, end


def _years(key: str, spans: Iterable[_Years]) -> _Wrong:
    for index, span in enumerate(spans):
        if span.end is not None and span.end < span.start:
            yield (key, index, "to"), span.start, span.end


def _told(path: Path, start: object, end: object) -> tuple[Path, str, str]:
    """Path, message and hint of one fault."""
    return path, f"the end, {end}, lies before the start, {start}", _HINT
