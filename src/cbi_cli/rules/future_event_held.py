"""An event in the future is marked as held.

Finds held events that start after today. An event without a `status` is held.

Only held events count for a light, so a plan would turn a row green before anything happened.

To fix it, set `status = "planned"`, or correct the date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.dates import day_number
from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import RecordEntry
from cbi_cli.index.records import RecordIndex
from cbi_cli.records.event import Event
from cbi_cli.rules.common import check_each

RULE = Rule("CBI304", "future-event-held", "error", "held-in-future")
_FUTURE_EVENTS = "SELECT number FROM event WHERE start_day > :today AND held = 1"


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield held events that certainly start after today."""
    rows = index.rows(_FUTURE_EVENTS, today=day_number(today))
    numbers = [number for (number,) in rows]
    valid = index.events(numbers)
    # Events with an invalid value are not in the table, but their start may be valid.
    partial = index.partial("event")
    yield from check_each([*valid, *partial], lambda entry: _check_event(entry, today))


def _check_event(entry: RecordEntry[Event], today: date) -> Iterator[RawFinding]:
    event = entry.record
    if event.status == "held" and event.start.first > today:
        description = message("the event is marked as held, but {start} is in the future", start=event.start)
        yield entry.finding(
            RULE.code, "start", description, message('write `status = "planned"`, or correct the start')
        )
