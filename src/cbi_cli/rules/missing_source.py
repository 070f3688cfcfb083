"""A record names no source.

Every event, institution and indicator rests on at least one citation; without one nobody can check it.

To mend it, add `sources = ["id"]` with a source of `sources.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset

CHECK = Check("CBI403", "missing-source", "error")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every record with an empty list of sources."""
    for entry in dataset.entries():
        if getattr(entry.record, "sources", None) == ():
            hint = 'add sources = ["id"], or ["id#part"] for a part of it'
            yield entry.fault(CHECK.code, "sources", f"this {entry.kind} names no source", hint)
