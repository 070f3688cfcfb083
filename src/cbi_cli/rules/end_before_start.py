"""Something ends before it begins.

An event, an institution's life, a pause, covered years or the years of a graph have their ends the wrong way round.

To mend it, exchange or correct the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from cbi_cli.core.findings import Check, Fault, Path
from cbi_cli.dataset.model import Dataset, Entry

CHECK = Check("CBI301", "end-before-start", "error")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every span whose end certainly lies before its start."""
    for event in dataset.events:
        if event.record.end is not None and event.record.end.last < event.record.start.first:
            yield _turned(event, ("end",), event.record.end, event.record.start)
    for institution in dataset.institutions:
        ended, established = institution.record.ended, institution.record.established
        if ended is not None and established is not None and ended.last < established.first:
            yield _turned(institution, ("ended",), ended, established)
        yield from _years(institution, "pauses", institution.record.pauses)
        yield from _years(institution, "coverage", institution.record.coverage)
    for indicator in dataset.indicators:
        yield from _years(indicator, "coverage", indicator.record.coverage)
    for edition in dataset.editions:
        yield from _years(edition, "graph", edition.record.graphs)


def _years(entry: Entry[Any], key: str, spans: Iterable[Any]) -> Iterator[Fault]:
    for number, span in enumerate(spans):
        if span.end is not None and span.end < span.start:
            yield _turned(entry, (key, number, "to"), span.end, span.start)


def _turned(entry: Entry[Any], path: Path, end: object, start: object) -> Fault:
    return entry.fault(CHECK.code, path, f"the end {end} lies before the start {start}", "exchange or correct them")
