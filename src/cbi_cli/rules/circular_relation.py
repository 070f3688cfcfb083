"""A record refers to itself.

Finds institutions that are part of themselves or are replaced by themselves, directly or through others (`part_of`,
`replaced_by`), and events that name themselves in `distinct_from`.

Nothing can be part of itself. A circular line of successors has no current institution that a report could name.

To fix it, look at the source, and correct or delete the wrong relation.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.sound import parts_of, sound

CHECK = Check("CBI206", "circular-relation", "error")
_WORDS = {"part_of": "is part of", "replaced_by": "was replaced by"}
_SHOWN = 5


def find(dataset: Dataset) -> Iterator[Fault]:
    """Yield one fault for each ring, at its first record, and one for each event that names itself."""
    for field, words in _WORDS.items():
        yield from _rings(dataset, field, words)
    for entry in dataset.every("event"):
        for index, name in parts_of(entry.record, "distinct_from"):
            if name == sound(entry.record, "id"):
                message = f"`{name}` is the event itself"
                yield entry.fault(CHECK.code, ("distinct_from", index), message, "name the other event, or delete it")


def _rings(dataset: Dataset, field: str, words: str) -> Iterator[Fault]:
    entries = {entry.id: entry for entry in reversed(dataset.every("institution"))}
    following = {name: sound(entry.record, field) for name, entry in entries.items()}
    done: set[str] = set()
    for entry in dataset.every("institution"):
        ring = _ring(entry.id, following, done)
        if ring:
            first = entries[ring[0]]
            yield first.fault(CHECK.code, field, _told(ring, words), f"correct or delete `{field}` of one of them")


def _ring(start: str, following: dict[str, str | None], done: set[str]) -> list[str]:
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


def _told(ring: list[str], words: str) -> str:
    if len(ring) == 1:
        return f"`{ring[0]}` {words} itself"
    shown = [f"`{name}`" for name in ring[:_SHOWN]]
    more = [f"({len(ring) - _SHOWN} more)"] if len(ring) > _SHOWN else []
    return f", which {words} ".join([f"{shown[0]} {words} {shown[1]}", *shown[2:], *more, f"`{ring[0]}` again"])
