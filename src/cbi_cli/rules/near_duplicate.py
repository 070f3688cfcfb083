"""Two events look like the same one.

Finds events of the same kind and institution that begin within three days of each other and have nearly the same
title. Events without an institution are compared with each other likewise.

An event that is entered twice counts twice. It happens when two people add it from two sources.

To mend it, keep one of the two, with the sources of both. If they are two events, write the id of the one on the
other: `distinct_from = ["2022-10-13-high-level-security-dialogue"]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.dataset.similar import likely_pairs

CHECK = Check("CBI401", "near-duplicate", "warning")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Each event that is much like an earlier one, with the one that it is most like."""
    events = [entry.record for entry in dataset.events]
    for first, second in likely_pairs(events):
        entry, like = dataset.events[second], events[first]
        message = f"this event is much like `{like.id}`"
        hint = f'keep one of the two; if they are two events, write distinct_from = ["{like.id}"]'
        yield entry.fault(CHECK.code, "title", message, hint)
