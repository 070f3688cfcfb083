"""An institution met while a source declares it paused.

Finds held meetings, summits, conferences, forums and reviews within a declared pause of their institution. Documents
do not count, because they can be signed without a meeting.

The event and the pause cannot both be correct.

To fix it, look at both sources. Shorten the pause, or link the event to another institution. If the sources
disagree, record a dispute and keep one of the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from itertools import chain

from cbi_cli.core.dates import day_number
from cbi_cli.core.findings import Check, Fault, Path
from cbi_cli.rules.sound import Member, each, members, parts_of
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
    """Yield held meetings of an institution in the years of one of its pauses, each with the first of these."""
    others = members(index)
    for institution in index.every("institution"):
        seen: set[tuple[str, Path]] = set()
        for _, pause in parts_of(institution.record, "pauses"):
            yield from each([pause], partial(_within, index, institution.id, others.get(institution.id, ()), seen))


def _within(
    index: Index, name: str, others: Iterable[Member], seen: set[tuple[str, Path]], pause: Pause
) -> Iterator[Fault]:
    """Yield the meetings in a pause that are in none of those before it."""
    first, last = date(pause.start, 1, 1), date(pause.end or 9999, 12, 31)
    suspects = index.rows(_SUSPECTS, institution=name, first=day_number(first), last=day_number(last))
    valid = ((entry, position) for number, position in suspects for entry in index.events([number]))
    for fault in each(chain(valid, others), lambda member: _meeting(name, pause, (first, last), member)):
        if (fault.file, fault.path[:2]) not in seen:
            seen.add((fault.file, fault.path[:2]))
            yield fault


def _meeting(name: str, pause: Pause, days: tuple[date, date], member: Member) -> Iterator[Fault]:
    entry, position = member
    event = entry.record
    if days[0] <= event.start.first and event.last.last <= days[1] and _is_meeting(event):
        message = f"`{name}` is declared paused {_span(pause)}, but this {event.kind} was held during the pause"
        hint = f"shorten the pause (its source is {pause.source}), or correct the event"
        yield entry.fault(CHECK.code, ("institutions", position), message, hint)


def _is_meeting(event: Event) -> bool:
    return event.status == "held" and event.kind in _MEETINGS and event.mode != "document"


def _span(pause: Pause) -> str:
    return f"from {pause.start} to {pause.end}" if pause.end else f"since {pause.start}"
