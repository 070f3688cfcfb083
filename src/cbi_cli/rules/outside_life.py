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
_HINT = "link the event to the institution of its time, or correct one of the dates"
_SUSPECTS = """
SELECT event, position, start_day > :ended AS late FROM event_institution
WHERE institution = :institution AND (start_day < :begun OR late) ORDER BY event
"""


def find_across(index: Index, today: date) -> Iterator[Fault]:
    """Events certainly before or after the life of an institution that they name."""
    for one in index.entries("institution"):
        institution: Institution = one.record
        if institution.established or institution.ended:
            yield from _outside_of(index, institution)


def _outside_of(index: Index, institution: Institution) -> Iterator[Fault]:
    begun = institution.established.first if institution.established else date.min
    ended = institution.ended.last if institution.ended else date.max
    days = {"begun": day_number(begun), "ended": day_number(ended)}
    for number, position, late in index.rows(_SUSPECTS, institution=institution.id, **days):
        (entry,) = index.events([number])
        if late:
            yield entry.fault(CHECK.code, ("institutions", position), *_after(institution, entry.record))
        elif entry.record.last.last < begun:
            yield entry.fault(CHECK.code, ("institutions", position), *_before(institution, entry.record))


def _before(institution: Institution, event: Event) -> tuple[str, str]:
    """Message and hint of an event before the institution."""
    return f"`{institution.id}` was established in {institution.established}, after this event of {event.last}", _HINT


def _after(institution: Institution, event: Event) -> tuple[str, str]:
    """Message and hint of an event after the institution."""
    message = f"`{institution.id}` ended in {institution.ended}, before this event of {event.start}"
    heir = institution.replaced_by
    return message, f"`{institution.id}` was replaced by `{heir}`" if heir else _HINT
