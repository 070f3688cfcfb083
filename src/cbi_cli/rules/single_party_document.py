"""A document has only one party.

Finds agreements, statements, plans, entries into force, and events with the mode `document`, with fewer than two
parties.

An agreement needs two parties. A document of one party is not an interaction, but would count as one.

To fix it, add the other parties. If there are none, the document is not an event of this dataset.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.records.event import Event
from cbi_cli.rules.common import check_each

RULE = Rule("CBI406", "single-party-document", "error", "one-sided-document")
_DOCUMENT_KINDS = {"agreement", "statement", "plan", "entry-into-force"}


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield documents with fewer than two parties."""
    yield from check_each(dataset.every("event"), _check_event)


def _check_event(entry: RecordEntry[Event]) -> Iterator[RawFinding]:
    event = entry.record
    if event.kind in _DOCUMENT_KINDS:
        document_kind: str = event.kind
    elif event.mode == "document":
        document_kind = "document"
    else:
        return
    # A party that is listed twice is still one party.
    if len(set(event.parties)) < 2:
        description = message(
            "this {document_kind} has only one party, {party}", document_kind=document_kind, party=event.parties[0]
        )
        yield entry.finding(RULE.code, "parties", description, message("name every party to it"))
