"""Host, guests and parties of an event do not fit.

Guests travel to the host, which gives a visit its direction; both are among the parties, and nobody visits oneself.

To mend it, correct the three.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset

CHECK = Check("CBI409", "bad-travel", "error")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every host or guest that is no party, and every guest that is the host."""
    for entry in dataset.events:
        event = entry.record
        if event.host is not None and event.host not in event.parties:
            yield entry.fault(CHECK.code, "host", f"the host `{event.host}` is not among the parties", "add it to them")
        for number, guest in enumerate(event.guests):
            path = ("guests", number)
            if guest not in event.parties:
                yield entry.fault(CHECK.code, path, f"the guest `{guest}` is not among the parties", "add it to them")
            elif guest == event.host:
                yield entry.fault(CHECK.code, path, f"the guest `{guest}` is the host", "name the one that traveled")
