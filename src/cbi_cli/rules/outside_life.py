"""An event belongs to an institution that did not exist at the time.

Finds events that ended before their institution was established, or began after it had ended. Dates known in part
count as wrong only when no day that they can mean would fit.

The event is linked to the wrong institution, often to a predecessor or successor, or one of the dates is a slip.

To mend it, link the event to the institution of its time, or correct `established` or `ended` by a source.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.dates import day_number
from cbi_cli.core.findings import Check, Fault
from cbi_cli.schema.event import Event
from cbi_cli.schema.institution import Institution
from cbi_cli.store.index import Index

CHECK = Check("CBI302", "outside-life", "error")
_SUSPECTS = """
SELECT event, position FROM event_institution
WHERE institution = :institution AND (start_day < :begun OR start_day > :ended) ORDER BY event
"""


def find_across(index: Index, today: date) -> Iterator[Fault]:
    """Events certainly before or after the life of an institution that they name."""
    for one in index.entries("institution"):
        institution: Institution = one.record
        if institution.established or institution.ended:
            yield from _outside_of(index, institution)


def _outside_of(index: Index, institution: Institution) -> Iterator[Fault]:
    begun = day_number(institution.established.first) if institution.established else 0
    ended = day_number(institution.ended.last) if institution.ended else day_number(date.max)
    rows = index.rows(_SUSPECTS, institution=institution.id, begun=begun, ended=ended)
    for (_, position), entry in zip(rows, index.events([number for number, _ in rows]), strict=True):
        message = _outside(entry.record, institution)
        if message:
            hint = "link the event to the institution of its time, or correct one of the dates"
            if institution.replaced_by and "ended" in message:
                hint = f"`{institution.id}` was replaced by `{institution.replaced_by}`"
            yield entry.fault(CHECK.code, ("institutions", position), message, hint)


def _outside(event: Event, institution: Institution) -> str | None:
    """Why an event cannot belong to an institution; None where it can."""
    begun, ended = institution.established, institution.ended
    if begun and event.last.last < begun.first:
        return f"`{institution.id}` was established in {begun}, after this event of {event.last}"
    if ended and event.start.first > ended.last:
        return f"`{institution.id}` ended in {ended}, before this event of {event.start}"
    return None
