"""A record stands in the file of another year.

Events stand in `events/<year>.toml` by the year of their start, editions in `editions/<year>.toml` by the year that
they report on, so that people find them.

To mend it, move the record to the file that the hint names.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset, Entry

CHECK = Check("CBI204", "wrong-file", "error")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every event and edition in the file of another year."""
    for entry in dataset.events:
        yield from _misplaced(entry, f"events/{entry.record.start.year:04d}.toml", "start")
    for edition in dataset.editions:
        yield from _misplaced(edition, f"editions/{edition.record.year:04d}.toml", "year")


def _misplaced(entry: Entry[Any], file: str, field: str) -> Iterator[Fault]:
    if entry.file != file:
        yield entry.fault(CHECK.code, field, f"this {entry.kind} belongs in {file}", f"move it to {file}")
