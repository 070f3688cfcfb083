"""Two adjacent events have the same date but no source in common.

Finds events that follow each other in a file, start on the same day, share their kind or an institution, and cite
different sources.

This often happens when a table is copied: title and sources were changed, but not the date. Two events on one day
are usually in the same source.

To fix it, look up the date in the source of the second event. If both are correct, add the id of one to the other:
`distinct_from = ["2022-12-12-california-governor-visit"]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.records.event import Event
from cbi_cli.rules.common import check_each

RULE = Rule("CBI402", "suspicious-same-date", "warning", "same-date-different-sources")


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield events that look like a copy of the event before them."""
    yield from check_each(pairwise(dataset.every("event")), _check_pair)


def _check_pair(pair: tuple[RecordEntry[Event], RecordEntry[Event]]) -> Iterator[RawFinding]:
    first, second = pair
    if not _is_suspect(first.record, second.record) or not _is_adjacent(first, second):
        return
    description = message("same day as `{event_id}` before it, but no source in common", event_id=first.record.id)
    hint = message('check the day; if both are right, write distinct_from = ["{event_id}"]', event_id=first.id)
    yield second.finding(RULE.code, "start", description, hint)


def _is_adjacent(first: RecordEntry[Event], second: RecordEntry[Event]) -> bool:
    """Tell whether no table is between two events of a file."""
    _, position = first.path
    _, next_position = second.path
    return int(position) + 1 == int(next_position)


def _is_suspect(first: Event, second: Event) -> bool:
    if first.start != second.start or not first.start.is_full:
        return False
    if first.kind != second.kind and set(first.institutions).isdisjoint(second.institutions):
        return False
    # A missing source is a finding of its own (CBI403).
    if not first.sources or not second.sources:
        return False
    if not _cited_sources(first).isdisjoint(_cited_sources(second)):
        return False
    return second.id not in first.distinct_from and first.id not in second.distinct_from


def _cited_sources(event: Event) -> set[str]:
    """Return the ids of the sources of an event, without the parts."""
    return {citation.partition("#")[0] for citation in event.sources}
