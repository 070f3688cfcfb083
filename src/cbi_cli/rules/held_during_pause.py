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
from typing import NamedTuple

from cbi_cli.core.broken import BrokenValue
from cbi_cli.core.dates import day_number
from cbi_cli.core.findings import KeyPath, RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import RecordEntry
from cbi_cli.index.records import RecordIndex
from cbi_cli.records.event import Event
from cbi_cli.records.institution import Institution, Pause
from cbi_cli.rules.common import Member, check_each, find_partial_members, iter_items

RULE = Rule("CBI303", "held-during-pause", "error", "inside-pause")
_MEETING_KINDS = {"meeting", "summit", "conference", "forum", "review"}
_SUSPECTS = """
SELECT x.event, x.position FROM event_institution AS x JOIN event AS e ON e.number = x.event
WHERE x.institution = :institution AND x.start_day BETWEEN :first AND :last AND e.end_day <= :last ORDER BY x.event
"""


class _Suspect(NamedTuple):
    """A pause of an institution, and an event that may be during it.

    `position` is that of the institution in the list of the event.
    """

    institution: str
    pause: Pause
    event: RecordEntry[Event]
    position: int


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield the held meetings of an institution during its pauses, each once."""
    partial_members = find_partial_members(index)
    for entry in index.every("institution"):
        suspects = _find_suspects(index, entry, partial_members.get(entry.id, []))
        reported: set[tuple[str, KeyPath]] = set()
        for finding in check_each(suspects, _check_suspect):
            event = (finding.file, finding.path[:2])
            # Pauses may overlap. The finding names the first one.
            if event not in reported:
                reported.add(event)
                yield finding


def _find_suspects(
    index: RecordIndex, institution: RecordEntry[Institution], partial_members: Iterable[Member]
) -> Iterator[_Suspect]:
    """Yield the events that may be during a pause of an institution."""
    for _, pause in iter_items(institution.record, "pauses"):
        try:
            first, last = _pause_days(pause)
        except BrokenValue:
            continue
        days = {"first": day_number(first), "last": day_number(last)}
        rows = index.rows(_SUSPECTS, institution=institution.id, **days)
        for number, position in rows:
            for event in index.events([number]):
                yield _Suspect(institution.id, pause, event, position)
        for event, position in partial_members:
            yield _Suspect(institution.id, pause, event, position)


def _pause_days(pause: Pause) -> tuple[date, date]:
    """Return the first and the last day of a pause."""
    first = date(pause.start, 1, 1)
    last = date.max
    if pause.end:
        last = date(pause.end, 12, 31)
    return first, last


def _check_suspect(suspect: _Suspect) -> Iterator[RawFinding]:
    event = suspect.event.record
    pause = suspect.pause
    first, last = _pause_days(pause)
    # A partial date must be during the pause whatever day it means.
    if event.start.first < first or event.last.last > last:
        return
    if not _is_meeting(event):
        return
    period = _format_pause(pause)
    description = message(
        "`{institution}` is declared paused {period}, but this {kind} was held during the pause",
        institution=suspect.institution,
        period=period,
        kind=event.kind,
    )
    hint = message("shorten the pause (its source is {source}), or correct the event", source=pause.source)
    yield suspect.event.finding(RULE.code, ("institutions", suspect.position), description, hint)


def _is_meeting(event: Event) -> bool:
    if event.status != "held" or event.kind not in _MEETING_KINDS:
        return False
    # A document can be signed without a meeting.
    return event.mode != "document"


def _format_pause(pause: Pause) -> str:
    if pause.end:
        return message("from {start} to {end}", start=pause.start, end=pause.end)
    return message("since {start}", start=pause.start)
