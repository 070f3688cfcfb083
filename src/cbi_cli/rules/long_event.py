"""An event lasts more than a year.

Finds events that end more than 366 days after their start. A partial date counts only if every day that it can mean
is too far away.

An event is a meeting, a visit or a document, and lasts for days. A typo in the year of its end, such as 2032 for
2022, would put it into every year between.

To fix it, look at the source. Talks that last for years are several events, one for each round.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.records.event import Event
from cbi_cli.rules.common import check_each

RULE = Rule("CBI307", "long-event", "error")
_MAX_DAYS = 366


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield events that last longer than a year."""
    yield from check_each(dataset.every("event"), _check_event)


def _check_event(entry: RecordEntry[Event]) -> Iterator[RawFinding]:
    start = entry.record.start
    end = entry.record.end
    if end is None:
        return
    # The shortest time between the two, if one of them is a month or a year.
    duration = end.first - start.last
    if duration.days > _MAX_DAYS:
        description = message("the event lasts from {start} to {end}, more than a year", start=start, end=end)
        yield entry.finding(
            RULE.code, "end", description, message("correct the end, or enter each round as a separate event")
        )
