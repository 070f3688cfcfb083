"""An event lasts more than a year.

Finds events that end more than 366 days after their start. A partial date counts only if every day that it can mean
is too far away.

An event is a meeting, a visit or a document, and lasts for days. A typo in the year of its end, such as 2032 for
2022, would put it into every year between.

To fix it, look at the source. Talks that last for years are several events, one for each round.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset, Entry
from cbi_cli.rules.sound import each
from cbi_cli.schema.event import Event

CHECK = Check("CBI307", "long-event", "error")
_LONGEST = 366


def find(dataset: Dataset) -> Iterator[Fault]:
    """Yield events that last longer than a year."""
    yield from each(dataset.every("event"), _find)


def _find(entry: Entry[Event]) -> Iterator[Fault]:
    start, end = entry.record.start, entry.record.end
    if end is not None and _days(start, end) > _LONGEST:
        message = f"the event lasts from {start} to {end}, more than a year"
        yield entry.fault(CHECK.code, "end", message, "correct the end, or enter each round as a separate event")


def _days(start: PartialDate, end: PartialDate) -> int:
    return (end.first - start.last).days
