"""An event belongs to an institution that did not exist at the time.

Finds events that ended before their institution was established, or started after it ended. A partial date is an
error only if no day that it can mean would be valid. An agreement may be signed before the institution that it creates
is established.

Either the event is linked to the wrong institution, often a predecessor or successor, or one of the dates is wrong.

To fix it, link the event to the institution of that time, or correct `established` or `ended` according to a source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from cbi_cli.core.dates import PartialDate, day_number
from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import RecordEntry
from cbi_cli.index.records import RecordIndex
from cbi_cli.records.event import Event
from cbi_cli.records.institution import Institution
from cbi_cli.rules.common import Member, check_each, find_partial_members, get_field

RULE = Rule("CBI302", "outside-institution-lifetime", "error", "outside-life")
_HINT = message("link the event to the institution of its time, or correct one of the dates")
_SUSPECTS = """
SELECT event, position FROM event_institution
WHERE institution = :institution AND (start_day < :first OR start_day > :last) ORDER BY event
"""


class _Suspect(NamedTuple):
    """An institution and an event that may be outside of its lifetime.

    `position` is that of the institution in the list of the event.
    """

    institution: Institution
    event: RecordEntry[Event]
    position: int


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield events that are certainly outside of an institution's lifetime."""
    partial_members = find_partial_members(index)
    for entry in index.every("institution"):
        institution: Institution = entry.record
        if get_field(institution, "established") or get_field(institution, "ended"):
            suspects = _find_suspects(index, institution, partial_members)
            yield from check_each(suspects, _check_suspect)


def _find_suspects(
    index: RecordIndex, institution: Institution, partial_members: Mapping[str, Iterable[Member]]
) -> Iterator[_Suspect]:
    """Yield the events that may be outside of the lifetime of an institution."""
    first, last = _lifetime(institution)
    institution_id = get_field(institution, "id")
    days = {"first": day_number(first), "last": day_number(last)}
    rows = index.rows(_SUSPECTS, institution=institution_id, **days)
    for number, position in rows:
        for event in index.events([number]):
            yield _Suspect(institution, event, position)
    for event, position in partial_members.get(institution_id, ()):
        yield _Suspect(institution, event, position)


def _lifetime(institution: Institution) -> tuple[date, date]:
    """Return the first and the last possible day of an institution."""
    first = date.min
    last = date.max
    established = get_field(institution, "established")
    if established:
        first = established.first
    ended = get_field(institution, "ended")
    if ended:
        last = ended.last
    return first, last


def _check_suspect(suspect: _Suspect) -> Iterator[RawFinding]:
    institution = suspect.institution
    event = suspect.event.record
    first, last = _lifetime(institution)
    # A partial date is reported only if no day that it can mean is valid.
    if event.start.first > last:
        description = message(
            "`{institution}` ended {ended}, before this event of {start}",
            institution=institution.id,
            ended=_format_date(institution.ended),
            start=event.start,
        )
        hint = _HINT
        successor = get_field(institution, "replaced_by")
        if successor:
            hint = message(
                "`{institution}` was replaced by `{successor}`", institution=institution.id, successor=successor
            )
    elif event.last.last < first and event.kind != "agreement":
        established = _format_date(institution.established)
        description = message(
            "`{institution}` was established {established}, after this event of {last_day}",
            institution=institution.id,
            established=established,
            last_day=event.last,
        )
        hint = _HINT
    else:
        return
    yield suspect.event.finding(RULE.code, ("institutions", suspect.position), description, hint)


def _format_date(day: PartialDate | None) -> str:
    """Return a date with its preposition: `on` a day, `in` a month or a year."""
    if day and day.until:
        return message("between {first} and {last}", first=day.bound, last=day.until)
    if day and day.is_full:
        return message("on {day}", day=day)
    return message("in {day}", day=day)
