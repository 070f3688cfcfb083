"""A document names fewer than two parties.

Agreements, statements, plans and entries into force bind or speak for at least two parties; with one alone it is an
internal act of that country.

To mend it, name all parties, or give the event another kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset

CHECK = Check("CBI406", "one-sided-document", "error")


_DOCUMENTS = {"agreement", "statement", "plan", "entry-into-force"}


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every document with a single party."""
    for entry in dataset.events:
        event = entry.record
        if (event.kind in _DOCUMENTS or event.mode == "document") and len(set(event.parties)) < 2:
            message = "a document between countries names one party only"
            yield entry.fault(CHECK.code, "parties", message, "name all its parties, or change its kind")
