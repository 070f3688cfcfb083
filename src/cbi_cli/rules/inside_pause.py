"""A meeting was held in the middle of a declared pause.

A source says that the institution was suspended in those years, and another record says that it met. Both cannot hold.

To mend it, correct the event or the pause; where two sources really disagree, shorten the pause to what is certain and
record the dispute. Documents and events that were not held are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset

CHECK = Check("CBI303", "inside-pause", "error")


_ENCOUNTERS = {"meeting", "summit", "conference", "forum", "review"}


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every encounter whose years all lie in a pause of its institution."""
    institutions = {entry.id: entry.record for entry in dataset.institutions}
    for entry in dataset.events:
        event = entry.record
        if event.status != "held" or event.kind not in _ENCOUNTERS or event.mode == "document":
            continue
        for number, name in enumerate(event.institutions):
            for pause in institutions[name].pauses if name in institutions else ():
                last = pause.end if pause.end is not None else 9999
                if pause.start <= event.start.year <= last and event.last.year <= last:
                    message = f"`{name}` is declared paused from {pause.start} to {pause.end or 'now'} [{pause.source}]"
                    hint = "correct the event or the pause, or record the dispute"
                    yield entry.fault(CHECK.code, ("institutions", number), message, hint)
