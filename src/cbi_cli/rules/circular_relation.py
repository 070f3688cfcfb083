"""A record refers to itself.

Finds institutions that are part of themselves or are replaced by themselves, directly or through others (`part_of`,
`replaced_by`), and events that name themselves in `distinct_from`.

Nothing can be part of itself. A circular line of successors has no current institution that a report could name.

To fix it, look at the source, and correct or delete the wrong relation.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.sound import get_field, iter_items

RULE = Rule("CBI206", "circular-relation", "error")
_RELATION_PHRASES = {"part_of": "is part of", "replaced_by": "was replaced by"}
_MAX_LISTED = 5


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield one fault for each ring, at its first record, and one for each event that names itself."""
    for field, words in _RELATION_PHRASES.items():
        yield from _find_cycles(dataset, field, words)
    for entry in dataset.every("event"):
        for index, name in iter_items(entry.record, "distinct_from"):
            if name == get_field(entry.record, "id"):
                message = f"`{name}` is the event itself"
                yield entry.finding(RULE.code, ("distinct_from", index), message, "name the other event, or delete it")


def _find_cycles(dataset: Dataset, field: str, words: str) -> Iterator[RawFinding]:
    entries = {entry.id: entry for entry in reversed(dataset.every("institution"))}
    following = {name: get_field(entry.record, field) for name, entry in entries.items()}
    done: set[str] = set()
    for entry in dataset.every("institution"):
        ring = _find_cycle(entry.id, following, done)
        if ring:
            first = entries[ring[0]]
            yield first.finding(
                RULE.code, field, _format_cycle(ring, words), f"correct or delete `{field}` of one of them"
            )


def _find_cycle(start: str, following: dict[str, str | None], done: set[str]) -> list[str]:
    """Return the ring to which a line of records leads, its first one in the file first; empty if it ends elsewhere."""
    line: dict[str, None] = {}
    name: str | None = start
    while name is not None and name in following and name not in done and name not in line:
        line[name] = None
        name = following[name]
    done.update(line)
    if name is None or name not in line:
        return []
    names = list(line)
    ring = names[names.index(name) :]
    order = [one for one in following if one in ring]
    at = ring.index(order[-1])
    return [*ring[at:], *ring[:at]]


def _format_cycle(ring: list[str], words: str) -> str:
    if len(ring) == 1:
        return f"`{ring[0]}` {words} itself"
    shown = [f"`{name}`" for name in ring[:_MAX_LISTED]]
    more = [f"({len(ring) - _MAX_LISTED} more)"] if len(ring) > _MAX_LISTED else []
    return f", which {words} ".join([f"{shown[0]} {words} {shown[1]}", *shown[2:], *more, f"`{ring[0]}` again"])
