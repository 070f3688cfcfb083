"""An event in the future is marked as held.

Finds held events that start after today. An event without a `status` is held.

Only held events count for a light, so a plan would turn a row green before anything happened.

To fix it, set `status = "planned"`, or correct the date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain

from cbi_cli.core.dates import day_number
from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Entry
from cbi_cli.rules.sound import each
from cbi_cli.schema.event import Event
from cbi_cli.store.index import Index

CHECK = Check("CBI304", "held-in-future", "error")
_LATER = "SELECT number FROM event WHERE start_day > :today AND held = 1"


def find_across(index: Index, today: date) -> Iterator[Fault]:
    """Yield held events whose first possible day lies after today."""
    later = index.events([number for (number,) in index.rows(_LATER, today=day_number(today))])
    yield from each(chain(later, index.partial("event")), lambda entry: _find(entry, today))


def _find(entry: Entry[Event], today: date) -> Iterator[Fault]:
    if entry.record.status == "held" and entry.record.start.first > today:
        message = f"the event is marked as held, but {entry.record.start} is in the future"
        yield entry.fault(CHECK.code, "start", message, 'write `status = "planned"`, or correct the start')
