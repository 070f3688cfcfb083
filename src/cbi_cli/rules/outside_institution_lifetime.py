"""An event belongs to an institution that did not exist at the time.

Finds events that ended before their institution was established, or started after it ended. A partial date is an
error only if no day that it can mean would be valid.

Either the event is linked to the wrong institution, often a predecessor or successor, or one of the dates is wrong.

To fix it, link the event to the institution of that time, or correct `established` or `ended` according to a source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial

from cbi_cli.core.dates import PartialDate, day_number
from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.index.records import RecordIndex
from cbi_cli.records.event import Event
from cbi_cli.records.institution import Institution
from cbi_cli.rules.common import Member, check_each, find_partial_members, get_field

RULE = Rule("CBI302", "outside-institution-lifetime", "error", "outside-life")
_HINT = "link the event to the institution of its time, or correct one of the dates"
_SUSPECTS = """
SELECT event, position FROM event_institution
WHERE institution = :institution AND (start_day < :begun OR start_day > :ended) ORDER BY event
"""


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield events certainly before or after the life of an institution that they name."""
    others = find_partial_members(index)
    for entry in index.every("institution"):
        institution: Institution = entry.record
        if get_field(institution, "established") or get_field(institution, "ended"):
            yield from check_each(_find_suspects(index, institution, others), partial(_check_member, institution))


def _find_suspects(
    index: RecordIndex, institution: Institution, others: Mapping[str, Iterable[Member]]
) -> Iterator[Member]:
    """Yield the events that can lie outside of the life of an institution."""
    begun, ended = _lifetime(institution)
    name = get_field(institution, "id")
    days = {"begun": day_number(begun), "ended": day_number(ended)}
    for number, position in index.rows(_SUSPECTS, institution=name, **days):
        yield from ((event, position) for event in index.events([number]))
    yield from others.get(name, ())


def _check_member(institution: Institution, member: Member) -> Iterator[RawFinding]:
    event, position = member
    begun, ended = _lifetime(institution)
    if event.record.start.first > ended:
        yield event.finding(RULE.code, ("institutions", position), *_describe_event_after(institution, event.record))
    elif event.record.last.last < begun:
        yield event.finding(RULE.code, ("institutions", position), *_describe_event_before(institution, event.record))


def _lifetime(institution: Institution) -> tuple[date, date]:
    """Return the first and the last day on which an institution can have existed."""
    established, ended = get_field(institution, "established"), get_field(institution, "ended")
    return established.first if established else date.min, ended.last if ended else date.max


def _format_date(day: PartialDate | None) -> str:
    """Return a date with its preposition: `on` a day, `in` a month or a year."""
    return f"on {day}" if day and day.is_full else f"in {day}"


def _describe_event_before(institution: Institution, event: Event) -> tuple[str, str]:
    """Message and hint of an event before the institution."""
    return (
        f"`{institution.id}` was established {_format_date(institution.established)}, after this event of {event.last}",
        _HINT,
    )


def _describe_event_after(institution: Institution, event: Event) -> tuple[str, str]:
    """Message and hint of an event after the institution."""
    message = f"`{institution.id}` ended {_format_date(institution.ended)}, before this event of {event.start}"
    heir = get_field(institution, "replaced_by")
    return message, f"`{institution.id}` was replaced by `{heir}`" if heir else _HINT
