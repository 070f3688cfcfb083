"""What changed between two states of a dataset: record by record, and what that does to lights and series."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import count
from typing import Any, Literal, NamedTuple

from cbi_cli.dataset.model import Dataset, Entry, Mention
from cbi_cli.document.parse import Document
from cbi_cli.reports.base import Names
from cbi_cli.reports.effect import Effect, effect
from cbi_cli.reports.fields import FieldChange, field_changes
from cbi_cli.reports.records import title_of
from cbi_cli.schema.base import Record
from cbi_cli.schema.event import Event
from cbi_cli.schema.files import file_kind
from cbi_cli.store.open import memory_store

ChangeKind = Literal["added", "changed", "removed", "moved"]
CHANGES: tuple[ChangeKind, ...] = ("added", "changed", "removed", "moved")
SideName = Literal["base", "head", "both"]
Key = tuple[str, str, int]


class Side(NamedTuple):
    """One state of a dataset: its files, what was read from them, and how many errors the checks find in it."""

    files: Mapping[str, bytes]
    dataset: Dataset
    errors: int


class Change(NamedTuple):
    """A record that differs, its place in the newer state (of a removed one in the older), and its fields.

    ``moved_from`` is the file that it stood in where it was moved, to another file or to another place in the same;
    otherwise empty. An added or removed record comes with all its fields.
    """

    kind: str
    id: str
    change: ChangeKind
    title: Names
    file: str
    moved_from: str
    fields: tuple[FieldChange, ...]


class Unread(NamedTuple):
    """A record that has an error on a side, so that what changed in it cannot be told."""

    kind: str
    id: str
    file: str
    side: SideName


class Diff(NamedTuple):
    """All changes by kind of record, files of which only the form changed, and the effect.

    ``effect`` is None where a side has errors, since no scorecard is made of it. ``late`` names the changed events
    that begin only after the day of the effect and so do not count in it.
    """

    base: Side
    head: Side
    changes: tuple[Change, ...]
    formatting_only: tuple[str, ...]
    unread: tuple[Unread, ...]
    effect: Effect | None
    late: tuple[str, ...]

    def count(self, change: ChangeKind) -> int:
        """How many records were changed in this way."""
        return sum(one.change == change for one in self.changes)


def diff(base: Side, head: Side, day: date | None = None) -> Diff:
    """What changed from one state to the other; ``day`` stands for the days of all reports in the effect."""
    old, new = _by_key(base.dataset), _by_key(head.dataset)
    unread = tuple(_unread(base, head))
    hidden = {(one.kind, one.id) for one in unread}
    moved = _moved(old, new)
    keys = [key for key in dict.fromkeys((*new, *old)) if key[:2] not in hidden]
    changes = [one for key in keys if (one := _change(key, old.get(key), new.get(key), key in moved))]
    effects = None
    if not base.errors and not head.errors:
        known = _known(changes, base.dataset, head.dataset)
        effects = effect(memory_store(base.dataset), memory_store(head.dataset), day, known)
    order = {kind: number for number, kind in enumerate(dict.fromkeys(key[0] for key in keys))}
    changes.sort(key=lambda one: (order[one.kind], CHANGES.index(one.change)))
    form = tuple(_formatting_only(base, head, changes, unread))
    late = tuple(_late(head.dataset, changes, effects.day)) if effects else ()
    return Diff(base, head, tuple(changes), form, unread, effects, late)


def _by_key(dataset: Dataset) -> dict[Key, Entry[Record]]:
    """The records by kind and id, in the order of their files; the second with the same id by number 1."""
    found: dict[Key, Entry[Record]] = {}
    numbers: dict[tuple[str, str], Iterator[int]] = defaultdict(count)
    for entry in dataset.entries():
        name = entry.kind, entry.id
        found[*name, next(numbers[name])] = entry
    return found


def _fields(entry: Entry[Record] | None) -> dict[str, Any]:
    """A record as its file has it, defaults left out."""
    return entry.record.model_dump(mode="json", by_alias=True, exclude_defaults=True) if entry else {}


def _change(key: Key, old: Entry[Record] | None, new: Entry[Record] | None, moved: bool) -> Change | None:
    """The change of one record, or None where it is as it was."""
    before, after = _fields(old), _fields(new)
    fields = field_changes(before, after)
    what: ChangeKind = "removed" if new is None else "added" if old is None else "changed" if fields else "moved"
    if what == "moved" and not moved:
        return None
    here = new or old
    assert here is not None  # noqa: S101 - the key comes from one of the sides
    moved_from = old.file if old and moved else ""
    return Change(*key[:2], what, title_of(after or before), here.file, moved_from, fields)


def _moved(old: Mapping[Key, Entry[Record]], new: Mapping[Key, Entry[Record]]) -> set[Key]:
    """The records in another file, and the fewest in each file whose moving explains the new order.

    On both sides records come file by file, so all that stayed in their files can be looked at together.
    """
    both = [key for key in new if key in old]
    moved = {key for key in both if old[key].file != new[key].file}
    places = {key: place for place, key in enumerate(old)}
    stayed = [key for key in both if key not in moved]
    kept = longest_rise(places[key] for key in stayed)
    return moved | {key for key in stayed if places[key] not in kept}


def longest_rise(numbers: Iterable[int]) -> set[int]:
    """The members of a longest rising run, not necessarily unbroken, in a list of different numbers."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(ends, number)
        before[number] = ends[at - 1] if at else None
        ends[at : at + 1] = [number]
    found: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found


def _unread(base: Side, head: Side) -> Iterator[Unread]:
    """The records that cannot be read on a side; those that cannot on both only where their file was changed."""
    there = dict(_faulty(base.dataset, head.dataset))
    here = dict(_faulty(head.dataset, base.dataset))
    for name, file in {**there, **here}.items():
        side: SideName = "both" if name in there and name in here else "base" if name in there else "head"
        if side != "both" or base.files.get(file) != head.files.get(file):
            yield Unread(*name, file, side)


def _faulty(dataset: Dataset, other: Dataset) -> Iterator[tuple[tuple[str, str], str]]:
    """The records of a dataset that have an error, by kind and id, with their file."""
    read = {(entry.file, entry.path) for entry in dataset.entries()}
    for one in dataset.mentions:
        if one.kind != "party" and (one.file, one.path) not in read:
            yield (one.kind, one.id), one.file
    known = {(one.kind, one.id) for one in dataset.mentions}
    for one in other.mentions:
        document = dataset.documents.get(one.file)
        if (one.kind, one.id) not in known and document is not None and _lost_in(document, one):
            yield (one.kind, one.id), one.file


def _lost_in(document: Document, mention: Mention) -> bool:
    """Whether a record seems to stand in a text that cannot be read to its end, going by its id."""
    kind = file_kind(document.name)
    if not document.faults or kind is None or mention.kind == "party":
        return False
    quoted = (f'"{mention.id}"', f"'{mention.id}'")
    return not kind.many or not document.text or any(name in document.text for name in quoted)


def _formatting_only(base: Side, head: Side, changes: Iterable[Change], unread: Iterable[Unread]) -> Iterator[str]:
    """The files whose bytes differ and whose data, wholly read on both sides, do not."""
    told = {name for one in changes for name in (one.file, one.moved_from)} | {one.file for one in unread}
    told |= {fault.file for side in (base, head) for fault in side.dataset.faults}
    for name in sorted(base.dataset.documents.keys() & head.dataset.documents.keys()):
        if name not in told and base.files[name] != head.files[name]:
            yield name


def _known(changes: Iterable[Change], *datasets: Dataset) -> date | None:
    """The day from which every changed event is known to have begun; None where no event changed."""
    ids = {one.id for one in changes if one.kind == "event" and one.change != "moved"}
    events = (entry for dataset in datasets for entry in dataset.events if entry.id in ids)
    return max((entry.record.start.last for entry in events if entry.record.status == "held"), default=None)


def _late(dataset: Dataset, changes: Iterable[Change], day: date) -> Iterator[str]:
    """The added and changed events that are known to have begun only after a day."""
    starts: dict[str, Event] = {entry.id: entry.record for entry in dataset.events}
    for one in changes:
        if one.kind == "event" and one.change in ("added", "changed") and starts[one.id].start.last > day:
            yield one.id
