"""An event belongs to an institution that did not exist at the time.

Finds events that ended before their institution was established, or began after it had ended. Dates known in part
count as wrong only when no day that they can mean would fit.

The event is linked to the wrong institution, often to a predecessor or successor, or one of the dates is a slip.

To mend it, link the event to the institution of its time, or correct `established` or `ended` by a source.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.schema.event import Event
from cbi_cli.schema.institution import Institution

CHECK = Check("CBI302", "outside-life", "error")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Events certainly before or after the life of an institution that they name."""
    institutions = {entry.id: entry.record for entry in dataset.institutions}
    for entry in dataset.events:
        for index, name in enumerate(entry.record.institutions):
            institution = institutions.get(name)
            message = _outside(entry.record, institution) if institution else None
            if institution and message:
                hint = "link the event to the institution of its time, or correct one of the dates"
                if institution.replaced_by and "ended" in message:
                    hint = f"`{name}` was replaced by `{institution.replaced_by}`"
                yield entry.fault(CHECK.code, ("institutions", index), message, hint)


def _outside(event: Event, institution: Institution) -> str | None:
    """Why an event cannot belong to an institution; None where it can."""
    begun, ended = institution.established, institution.ended
    if begun and event.last.last < begun.first:
        return f"`{institution.id}` was established in {begun}, after this event of {event.last}"
    if ended and event.start.first > ended.last:
        return f"`{institution.id}` ended in {ended}, before this event of {event.start}"
    return None
