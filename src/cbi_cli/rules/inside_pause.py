"""An institution met while a source declares it paused.

Finds held meetings, summits, conferences, forums and reviews within a declared pause of their institution. Documents
do not count: papers can be signed without a meeting.

The event and the pause cannot both be right.

To mend it, look at both sources. Shorten the pause, or link the event to another institution; if the sources
disagree, record that as a dispute and keep one of the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from cbi_cli.core.dates import day_number
from cbi_cli.core.findings import Check, Fault
from cbi_cli.schema.event import Event
from cbi_cli.schema.institution import Pause
from cbi_cli.store.index import Index

CHECK = Check("CBI303", "inside-pause", "error")
_MEETINGS = {"meeting", "summit", "conference", "forum", "review"}
_SUSPECTS = """
SELECT x.event, x.position FROM event_institution AS x JOIN event AS e ON e.number = x.event
WHERE x.institution = :institution AND x.start_day BETWEEN :first AND :last AND e.end_day <= :last ORDER BY x.event
"""


def find_across(index: Index, today: date) -> Iterator[Fault]:
    """Held meetings of an institution in the years of one of its pauses, each with the first of these."""
    for institution in index.entries("institution"):
        suspects: dict[int, tuple[int, Pause]] = {}
        for pause in institution.record.pauses:
            for number, position in _within(index, institution.id, pause):
                suspects.setdefault(number, (position, pause))
        yield from _meetings(index, institution.id, suspects)


def _within(index: Index, name: str, pause: Pause) -> list[tuple[int, int]]:
    """The numbers of the events in a pause, each with the position at which it names the institution."""
    first, last = date(pause.start, 1, 1), date(pause.end or 9999, 12, 31)
    return index.rows(_SUSPECTS, institution=name, first=day_number(first), last=day_number(last))


def _meetings(index: Index, name: str, suspects: Mapping[int, tuple[int, Pause]]) -> Iterator[Fault]:
    for number, (position, pause) in suspects.items():
        (entry,) = index.events([number])
        event: Event = entry.record
        if _is_meeting(event):
            message = f"`{name}` is declared paused {_span(pause)}, and this {event.kind} was held in it"
            hint = f"shorten the pause (its source is {pause.source}), or correct the event"
            yield entry.fault(CHECK.code, ("institutions", position), message, hint)


def _is_meeting(event: Event) -> bool:
    return event.status == "held" and event.kind in _MEETINGS and event.mode != "document"


def _span(pause: Pause) -> str:
    return f"from {pause.start} to {pause.end}" if pause.end else f"since {pause.start}"
