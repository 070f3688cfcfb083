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
from cbi_cli.core.findings import KeyPath, RawFinding, Rule
from cbi_cli.index.records import RecordIndex
from cbi_cli.records.event import Event
from cbi_cli.records.institution import Pause
from cbi_cli.rules.sound import Member, check_each, find_partial_members, iter_items

RULE = Rule("CBI303", "held-during-pause", "error", "inside-pause")
_MEETING_KINDS = {"meeting", "summit", "conference", "forum", "review"}
_SUSPECTS = """
SELECT x.event, x.position FROM event_institution AS x JOIN event AS e ON e.number = x.event
WHERE x.institution = :institution AND x.start_day BETWEEN :first AND :last AND e.end_day <= :last ORDER BY x.event
"""


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield held meetings of an institution in the years of one of its pauses, each with the first of these."""
    others = find_partial_members(index)
    for institution in index.every("institution"):
        seen: set[tuple[str, KeyPath]] = set()
        for _, pause in iter_items(institution.record, "pauses"):
            yield from check_each(
                [pause], partial(_check_pause, index, institution.id, others.get(institution.id, ()), seen)
            )


def _check_pause(
    index: RecordIndex, name: str, others: Iterable[Member], seen: set[tuple[str, KeyPath]], pause: Pause
) -> Iterator[RawFinding]:
    """Yield the meetings in a pause that are in none of those before it."""
    first, last = date(pause.start, 1, 1), date(pause.end or 9999, 12, 31)
    suspects = index.rows(_SUSPECTS, institution=name, first=day_number(first), last=day_number(last))
    valid = ((entry, position) for number, position in suspects for entry in index.events([number]))
    for fault in check_each(chain(valid, others), lambda member: _check_meeting(name, pause, (first, last), member)):
        if (fault.file, fault.path[:2]) not in seen:
            seen.add((fault.file, fault.path[:2]))
            yield fault


def _check_meeting(name: str, pause: Pause, days: tuple[date, date], member: Member) -> Iterator[RawFinding]:
    entry, position = member
    event = entry.record
    if days[0] <= event.start.first and event.last.last <= days[1] and _is_meeting(event):
        message = f"`{name}` is declared paused {_format_pause(pause)}, but this {event.kind} was held during the pause"
        hint = f"shorten the pause (its source is {pause.source}), or correct the event"
        yield entry.finding(RULE.code, ("institutions", position), message, hint)


def _is_meeting(event: Event) -> bool:
    return event.status == "held" and event.kind in _MEETING_KINDS and event.mode != "document"


def _format_pause(pause: Pause) -> str:
    return f"from {pause.start} to {pause.end}" if pause.end else f"since {pause.start}"
