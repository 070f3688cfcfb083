"""An institution met while a source declares it paused.

Finds held meetings, summits, conferences, forums and reviews within a declared pause of their institution. Documents
do not count: papers can be signed without a meeting.

The event and the pause cannot both be right.

To mend it, look at both sources. Shorten the pause, or link the event to another institution; if the sources
disagree, record that as a dispute and keep one of the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.schema.event import Event
from cbi_cli.schema.institution import Pause

CHECK = Check("CBI303", "inside-pause", "error")
_MEETINGS = {"meeting", "summit", "conference", "forum", "review"}


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Held meetings of an institution in the years of one of its pauses."""
    pauses = {entry.id: entry.record.pauses for entry in dataset.institutions if entry.record.pauses}
    for entry in dataset.events:
        event = entry.record
        if event.status != "held" or event.kind not in _MEETINGS or event.mode == "document":
            continue
        for index, name in enumerate(event.institutions):
            for pause in pauses.get(name, ()):
                if _within(event, pause):
                    message = f"`{name}` is declared paused {_span(pause)}, and this {event.kind} was held in it"
                    hint = f"shorten the pause (its source is {pause.source}), or correct the event"
                    yield entry.fault(CHECK.code, ("institutions", index), message, hint)


def _within(event: Event, pause: Pause) -> bool:
    return pause.start <= event.start.year and (pause.end is None or event.last.year <= pause.end)


def _span(pause: Pause) -> str:
    return f"from {pause.start} to {pause.end}" if pause.end else f"since {pause.start}"
