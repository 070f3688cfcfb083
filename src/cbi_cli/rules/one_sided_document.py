"""A document has only one party.

Finds agreements, statements, plans, entries into force, and events with the mode `document`, with fewer than two
parties.

An agreement needs two parties. A document of one party is not an interaction, but would count as one.

To fix it, add the other parties. If there are none, the document is not an event of this dataset.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset, Entry
from cbi_cli.rules.sound import each
from cbi_cli.schema.event import Event

CHECK = Check("CBI406", "one-sided-document", "error")
_KINDS = {"agreement", "statement", "plan", "entry-into-force"}


def find(dataset: Dataset) -> Iterator[Fault]:
    """Yield documents of fewer than two parties."""
    yield from each(dataset.every("event"), _find)


def _find(entry: Entry[Event]) -> Iterator[Fault]:
    event = entry.record
    if (event.kind in _KINDS or event.mode == "document") and len(set(event.parties)) < 2:
        what = event.kind if event.kind in _KINDS else "document"
        message = f"this {what} has only one party, {event.parties[0]}"
        yield entry.fault(CHECK.code, "parties", message, "name every party to it")
