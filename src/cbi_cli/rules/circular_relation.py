"""A record refers to itself.

Finds institutions that are part of themselves or are replaced by themselves, directly or through others (`part_of`,
`replaced_by`), events that are held beside themselves in the same way (`side_event_of`), and events that name
themselves in `distinct_from`. Finds also places whose country is no country, but a place that is in one itself.

Nothing can be part of itself. A circular line of successors has no current institution that a report could name.

To fix it, look at the source, and correct or delete the wrong relation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.index.records import RecordIndex
from cbi_cli.rules.common import get_field, iter_items

RULE = Rule("CBI206", "circular-relation", "error")
_RELATIONS = ("part_of", "replaced_by")
_MAX_LISTED = 5
_SIDE_EVENTS = """
SELECT n.id, n.to_id FROM reference AS n JOIN record AS r ON r.kind = 'event' AND r.id = n.id
JOIN file AS f ON f.number = r.file
WHERE n.kind = 'event' AND n.field = 'side_event_of' ORDER BY f.name, r.position
"""


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield a finding for each cycle and for each event that names itself.

    The finding of a cycle is at its first record.
    """
    for field in _RELATIONS:
        yield from _find_cycles(dataset.every("institution"), field)
    for entry in dataset.every("event"):
        own_id = get_field(entry.record, "id")
        for index, event_id in iter_items(entry.record, "distinct_from"):
            if event_id == own_id:
                path = ("distinct_from", index)
                description = message("`{event_id}` is the event itself", event_id=event_id)
                yield entry.finding(RULE.code, path, description, message("name the other event, or delete it"))
    yield from _find_false_countries(dataset)


def _find_false_countries(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield a finding for each place whose country is a place that is in a country itself."""
    places = dataset.every("place")
    countries = {entry.id: get_field(entry.record, "country") for entry in reversed(places)}
    for entry in places:
        place_id = get_field(entry.record, "country")
        country = countries.get(place_id)
        if country is None:
            continue
        description = message("`{place}` is no country: it is in `{country}`", place=place_id, country=country)
        hint = message("write the country itself; a country has no `country`")
        yield entry.finding(RULE.code, "country", description, hint)


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield a finding for each cycle of events that are held beside one another.

    The finding is at the event of the cycle that comes first in the files.
    """
    entries = {entry.id: entry for entry in index.partial("event")}
    relations = {entry.id: get_field(entry.record, "side_event_of") for entry in entries.values()}
    relations.update(index.rows(_SIDE_EVENTS))
    # `_find_cycle` expects the reverse order of the files.
    next_ids = dict(reversed(relations.items()))
    visited: set[str] = set()
    for event_id in relations:
        cycle = _find_cycle(event_id, next_ids, visited)
        if not cycle:
            continue
        first = entries.get(cycle[0]) or index.entry("event", cycle[0])
        if first is not None:
            hint = message("correct or delete `{field}` of one of them", field="side_event_of")
            yield first.finding(RULE.code, "side_event_of", _format_cycle(cycle, "side_event_of"), hint)


def _find_cycles(records: Sequence[RecordEntry[Any]], field: str) -> Iterator[RawFinding]:
    # If two have the same id, the first one counts.
    entries = {entry.id: entry for entry in reversed(records)}
    next_ids = {record_id: get_field(entry.record, field) for record_id, entry in entries.items()}
    visited: set[str] = set()
    for record in records:
        cycle = _find_cycle(record.id, next_ids, visited)
        if cycle:
            first = entries[cycle[0]]
            description = _format_cycle(cycle, field)
            hint = message("correct or delete `{field}` of one of them", field=field)
            yield first.finding(RULE.code, field, description, hint)


def _find_cycle(start: str, next_ids: dict[str, str | None], visited: set[str]) -> list[str]:
    """Return the cycle to which a chain of records leads.

    It begins with its first record in the file. Empty if the chain ends. All records of the chain are added to
    `visited`.
    """
    chain: list[str] = []
    in_chain: set[str] = set()
    current: str | None = start
    # The cycle that a visited record leads to, if any, is already reported.
    while current is not None and current in next_ids and not (current in in_chain or current in visited):
        chain.append(current)
        in_chain.add(current)
        current = next_ids[current]
    visited.update(chain)
    if current is None or current not in in_chain:
        return []
    cycle = chain[chain.index(current) :]
    # The ids are in the reverse order of the file.
    in_cycle = [record_id for record_id in next_ids if record_id in cycle]
    first = cycle.index(in_cycle[-1])
    return cycle[first:] + cycle[:first]


def _format_cycle(cycle: list[str], field: str) -> str:
    """Return the message about a cycle, with at most five of its ids."""
    first = cycle[0]
    if len(cycle) == 1:
        return message("`{field}` of `{record_id}` is the record itself", field=field, record_id=first)
    shown = [f"`{record_id}`" for record_id in cycle[:_MAX_LISTED]]
    omitted = len(cycle) - len(shown)
    if omitted:
        shown.append(f"… (+{omitted})")
    chain = " → ".join([*shown, f"`{first}`"])
    return message("`{field}` goes round in a circle: {chain}", field=field, chain=chain)
