"""What changed between two states of a dataset: record by record, and what that does to lights and series."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import date
from itertools import count
from typing import Any, Literal, NamedTuple, TypeVar

from cbi_cli.core.findings import KeyPath
from cbi_cli.dataset.comparison import to_json_value
from cbi_cli.dataset.identity import Identities, RecordId, collect_identities
from cbi_cli.dataset.model import Dataset, DeclaredId, RecordEntry
from cbi_cli.dataset.references import find_references
from cbi_cli.index.open import build_from_dataset
from cbi_cli.records.base import RecordModel
from cbi_cli.records.event import Event
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.reports.common import LocalizedText, latest_day
from cbi_cli.reports.impact import Impact, impact
from cbi_cli.reports.record_diff import FieldChange, field_changes
from cbi_cli.reports.records import record_title
from cbi_cli.toml.document import Document

ChangeKind = Literal["added", "changed", "renamed", "removed", "withdrawn", "moved"]
CHANGE_KINDS: tuple[ChangeKind, ...] = ("added", "changed", "renamed", "removed", "withdrawn", "moved")
VersionName = Literal["base", "head", "both"]
RecordKey = tuple[str, str, int]
T = TypeVar("T")

_KIND_ORDER = ("dataset", "institution", "indicator", "source", "topic", "event", "edition", "dispute", "withdrawn")
"""The kinds of records in the order in which they are reported."""


class DatasetVersion(NamedTuple):
    """One state of a dataset: its files, what was read from them, and how many errors the checks find in it."""

    files: Mapping[str, bytes]
    dataset: Dataset
    errors: int


class RecordChange(NamedTuple):
    """A record that differs, its place in the newer state (of a removed one in the older), and its fields.

    ``moved_from`` is the file that it was in before it was moved, to another file or to another place in the same;
    otherwise empty. An added or removed record comes with all its fields. ``former_id`` is the id of a renamed record
    before, ``reason`` says why a record was withdrawn. ``leads_to`` is the id to which that of a removed record leads
    now, such as that of the one that it was merged into, or the one that is right in place of a withdrawn record;
    otherwise empty. ``errors`` says that the record has errors on a side: its values are shown as the files have them.
    Of a record without an id, ``id`` is empty.
    """

    kind: str
    id: str
    change: ChangeKind
    title: LocalizedText
    file: str
    moved_from: str
    fields: tuple[FieldChange, ...]
    former_id: str = ""
    reason: LocalizedText = LocalizedText("")
    errors: bool = False
    leads_to: str = ""


class _VersionRecord(NamedTuple):
    """A record of one side, with its table as the file has it; without an entry if nothing of it could be read."""

    file: str
    path: KeyPath
    data: Mapping[str, Any]
    entry: RecordEntry[RecordModel] | None

    @property
    def errors(self) -> bool:
        """Whether it has values that could not be read."""
        return self.entry is None or bool(self.entry.broken)

    def fields(self, raw: bool) -> dict[str, Any]:
        """Return the fields, defaults left out if the record could be read; ``raw`` gives them as the file does."""
        if raw or self.entry is None or self.entry.broken:
            found: dict[str, Any] = to_json_value(self.data)
            return found
        return self.entry.record.model_dump(mode="json", by_alias=True, exclude_defaults=True)


class UnreadableRecord(NamedTuple):
    """A record that is lost on a side in a text that cannot be read, so that what changed in it is not known."""

    kind: str
    id: str
    file: str
    side: VersionName


class AcceptedFinding(NamedTuple):
    """A finding that the newer state accepts and the older one does not."""

    code: str
    record: str
    reason: str


class Diff(NamedTuple):
    """All changes by kind of record, files of which only the form changed, and the effect.

    ``impact`` is None if a side has errors, since no scorecard is made of it. ``late`` names the changed events
    that begin only after the day of the effect and so do not count in it. ``accepted`` and ``excluded`` are what the
    newer state keeps from the checks and the older one does not: findings, and patterns of files.
    """

    base: DatasetVersion
    head: DatasetVersion
    changes: tuple[RecordChange, ...]
    formatting_only: tuple[str, ...]
    unread: tuple[UnreadableRecord, ...]
    effect: Impact | None
    late: tuple[str, ...]
    accepted: tuple[AcceptedFinding, ...] = ()
    excluded: tuple[str, ...] = ()

    def count(self, change: ChangeKind) -> int:
        """How many records were changed in this way."""
        return sum(one.change == change for one in self.changes)


def diff(base: DatasetVersion, head: DatasetVersion, day: date | Literal["latest"] | None = None) -> Diff:
    """Compare one state with another.

    ``day`` stands for the days of all reports in the effect; ``latest`` is the last day that anything reaches on either
    side.
    """
    ids = collect_identities(head.dataset)
    new = _records_by_key(head.dataset)
    before = _records_by_key(base.dataset)
    renames = _find_renames(before, new, ids)
    old = {renames.get(key, key): record for key, record in before.items()}
    unread = tuple(_unreadable_records(base, head))
    hidden = {(one.kind, one.id) for one in unread}
    moved = _find_moved(old, new)
    found = _RecordComparer(moved, renames, _find_party_renames(base.dataset, head.dataset, ids), ids)
    lost = {one.file for one in unread if _is_single_record_file(one.file)}
    # What is left of a lost record of such a file has no id; it is the unread one and no further record.
    hidden |= {key[:2] for key, record in (*new.items(), *old.items()) if not key[1] and record.file in lost}
    keys = [key for key in dict.fromkeys((*new, *old)) if key[:2] not in hidden]
    compared = [found.change(key, old.get(key), new.get(key)) for key in keys]
    changes = found.without_entries([one for one in compared if one])
    effects = None
    if not base.errors and not head.errors:
        known = _latest_known_day(changes, base.dataset, head.dataset)
        stores = build_from_dataset(base.dataset), build_from_dataset(head.dataset)
        effects = impact(*stores, max(map(latest_day, stores)) if day == "latest" else day, known)
    order = {kind: number for number, kind in enumerate(dict.fromkeys(key[0] for key in keys))}
    changes.sort(key=lambda one: (order[one.kind], CHANGE_KINDS.index(one.change)))
    form = tuple(one for one in _formatting_only_files(base, head, changes, unread) if one not in found.following)
    late = tuple(_events_after(head.dataset, changes, effects.day)) if effects else ()
    accepted = _new_items(_accepted_findings(base), _accepted_findings(head))
    excluded = _new_items(_excluded_patterns(base), _excluded_patterns(head))
    return Diff(base, head, tuple(changes), form, unread, effects, late, accepted, excluded)


def _is_single_record_file(file: str) -> bool:
    kind = file_kind(file)
    return kind is not None and not kind.has_many_records


def _new_items(before: Iterable[T], after: Iterable[T]) -> tuple[T, ...]:
    known = set(before)
    return tuple(dict.fromkeys(one for one in after if one not in known))


def _accepted_findings(side: DatasetVersion) -> Iterator[AcceptedFinding]:
    """Yield the findings that a state accepts, as its file has them, whether or not they are valid."""
    for one in _dataset_toml_list(side, "accepted"):
        if isinstance(one, dict):
            yield AcceptedFinding(*(str(one.get(key, "")) for key in AcceptedFinding._fields))


def _excluded_patterns(side: DatasetVersion) -> Iterator[str]:
    yield from map(str, _dataset_toml_list(side, "exclude"))


def _dataset_toml_list(side: DatasetVersion, key: str) -> list[Any]:
    """Return a list of ``dataset.toml``; an empty one if it has none."""
    document = side.dataset.documents.get("dataset.toml")
    value = document.data.get(key) if document else None
    return value if isinstance(value, list) else []


def _records_by_key(dataset: Dataset) -> dict[RecordKey, _VersionRecord]:
    """Return the records by kind and id, in the order of their files; the second with the same id by number 1.

    Those with errors are among them, and those without an id by an empty one.
    """
    entries = {(entry.file, entry.path): entry for entry in dataset.all_records()}
    there = [(one.kind, one.id, one.file, one.path) for one in dataset.declared_ids if one.kind != "party"]
    there += [(one.kind, "", one.file, one.path) for one in dataset.partial if not one.id]
    there.sort(key=lambda one: (_KIND_ORDER.index(one[0]), one[2], one[3]))
    found: dict[RecordKey, _VersionRecord] = {}
    numbers: dict[tuple[str, str], Iterator[int]] = defaultdict(count)
    for kind, name, file, path in there:
        number = next(numbers[kind, name])
        found[kind, name, number] = _VersionRecord(
            file, path, _record_table(dataset, file, path), entries.get((file, path))
        )
    return found


def _record_table(dataset: Dataset, file: str, path: KeyPath) -> Mapping[str, Any]:
    data: Any = dataset.documents[file].data
    for part in path:
        data = data[part]
    found: Mapping[str, Any] = data
    return found


def _find_renames(
    old: Mapping[RecordKey, _VersionRecord], new: Mapping[RecordKey, _VersionRecord], ids: Identities
) -> dict[RecordKey, RecordKey]:
    """Return the new keys of the records that the newer side has under another id, by their old keys."""
    found: dict[RecordKey, RecordKey] = {}
    for key in old:
        kind, name, number = key
        new_id = ids.former.get((kind, name), "")
        now = (kind, new_id, 0)
        if new_id and key not in new and not number and now in new and now not in old and now not in found.values():
            found[key] = now
    return found


def _find_party_renames(before: Dataset, after: Dataset, ids: Identities) -> dict[RecordId, str]:
    """Return the new ids of the parties that the newer side has under another id, by their old ones."""
    old, new = before.ids("party"), after.ids("party")
    found = {("party", name): ids.former.get(("party", name), "") for name in sorted(old - new)}
    return {name: now for name, now in found.items() if now in new - old}


class _RecordComparer:
    """What is known of all records while each of them is compared.

    ``names`` has the new id of each renamed record and party by its old one. ``following`` collects the files in which
    only names of renamed records changed.
    """

    def __init__(
        self,
        moved: set[RecordKey],
        renames: Mapping[RecordKey, RecordKey],
        parties: Mapping[RecordId, str],
        ids: Identities,
    ) -> None:
        self.moved = moved
        self.renamed = {new: old for old, new in renames.items()}
        self.ids = ids
        self.names: dict[RecordId, str] = {(old[0], old[1]): new[1] for old, new in renames.items()}
        self.names.update(parties)
        self.following: set[str] = set()

    def change(self, key: RecordKey, old: _VersionRecord | None, new: _VersionRecord | None) -> RecordChange | None:
        """Return the change of one record, or None if it is as it was."""
        errors = any(side is not None and side.errors for side in (old, new))
        before, after = (side.fields(errors) if side else {} for side in (old, new))
        fields = field_changes(before, after)
        if old and new and fields and self.names:
            fields = tuple(_restore_old_values(fields, field_changes(self._following(key, old, before, after), after)))
            if not fields:
                self.following.add(new.file)
        what = self._kind(key, old, new, bool(fields))
        here = new or old
        if what is None or here is None:
            return None
        former = self.renamed[key][1] if key in self.renamed else ""
        gone = self.ids.withdrawn.get(key[:2], {}) if what == "withdrawn" else {}
        return RecordChange(
            kind=key[0],
            id=key[1],
            change=what,
            title=_title_if_any(after or before),
            file=here.file,
            moved_from=old.file if old and key in self.moved else "",
            fields=fields,
            former_id=former,
            reason=LocalizedText(str(gone.get("reason", "")), str(gone.get("reason_es", ""))),
            errors=errors,
            leads_to=self._leads_to(key, before) if what == "removed" else str(gone.get("replaced_by", "")),
        )

    def _leads_to(self, key: RecordKey, before: Mapping[str, Any]) -> str:
        """Return the id in use to which the id of a removed record leads now, or an empty text."""
        kind, name, _ = key
        if kind == "withdrawn":
            kind = str(before.get("kind"))
        return name if (kind, name) in self.ids.in_use else self.ids.former.get((kind, name), "")

    def _kind(
        self, key: RecordKey, old: _VersionRecord | None, new: _VersionRecord | None, differs: bool
    ) -> ChangeKind | None:
        if old is None:
            return "added"
        if new is None:
            return "withdrawn" if key[:2] in self.ids.withdrawn else "removed"
        if key in self.renamed:
            return "renamed"
        if differs:
            return "changed"
        return "moved" if key in self.moved else None

    def _following(
        self, key: RecordKey, old: _VersionRecord, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the older fields with the new ids of renamed records, in the record itself and where it names them."""
        found: dict[str, Any] = deepcopy(dict(before))
        for one in find_references(old.entry.record) if old.entry else ():
            now = next((self.names[kind, one.id] for kind in one.kinds if (kind, one.id) in self.names), "")
            if now:
                _set_value(found, one.path, f"{now}#{one.locator}" if one.locator else now)
        _apply_rename(found, after, key[1] if key in self.renamed else "")
        for party in _parties_with_id(found) if key[0] == "dataset" else ():
            party["id"] = self.names.get(("party", party["id"]), party["id"])
        return found

    def without_entries(self, changes: list[RecordChange]) -> list[RecordChange]:
        """Leave out the entries of `withdrawn.toml` that are said with the records that they are about."""
        said = {(one.kind, one.id) for one in changes if one.change == "withdrawn"}
        about = {name: kind for kind, name in said}
        return [one for one in changes if not (one.kind == "withdrawn" and one.change == "added" and one.id in about)]


def _restore_old_values(plainly: Iterable[FieldChange], found: Iterable[FieldChange]) -> Iterator[FieldChange]:
    """Yield the changes that were found with new ids in the older record, with the values that its file has."""
    values = {one.field: one.before for one in plainly if one.before is not None}
    return (one._replace(before=values.get(one.field, one.before)) for one in found)


def _set_value(fields: Any, path: KeyPath, value: str) -> None:
    """Put a value at a path of a record in place of the one that is there."""
    for part in path[:-1]:
        fields = fields[part]
    fields[path[-1]] = value


def _apply_rename(fields: dict[str, Any], after: Mapping[str, Any], now: str) -> None:
    """Give a table its new id, and the former ids that it has after if only the old id has joined them."""
    if not now:
        return
    known = {*(fields.get("former_ids") or ()), fields["id"]}
    former = after.get("former_ids") or ()
    if set(former) == known and len(former) == len(known):
        fields["former_ids"] = former
    fields["id"] = now


def _parties_with_id(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the parties of a dataset that have an id."""
    return [one for one in fields.get("party") or () if isinstance(one, dict) and isinstance(one.get("id"), str)]


def _title_if_any(record: Mapping[str, Any]) -> LocalizedText:
    """Return what a record is called, if it says so."""
    named = any(key in record for key in ("title", "name", "label", "field"))
    return record_title(dict(record)) if named else LocalizedText("")


def _find_moved(old: Mapping[RecordKey, _VersionRecord], new: Mapping[RecordKey, _VersionRecord]) -> set[RecordKey]:
    """The records in another file, and the fewest in each file whose moving explains the new order.

    On both sides records come file by file, so all that stayed in their files can be looked at together.
    """
    both = [key for key in new if key in old]
    moved = {key for key in both if old[key].file != new[key].file}
    places = {key: place for place, key in enumerate(old)}
    stayed = [key for key in both if key not in moved]
    kept = longest_increasing_subsequence(places[key] for key in stayed)
    return moved | {key for key in stayed if places[key] not in kept}


def longest_increasing_subsequence(numbers: Iterable[int]) -> set[int]:
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


def _unreadable_records(base: DatasetVersion, head: DatasetVersion) -> Iterator[UnreadableRecord]:
    """The records that cannot be read on a side; those that cannot on both only where their file was changed."""
    there = dict(_invalid_records(base.dataset, head.dataset))
    here = dict(_invalid_records(head.dataset, base.dataset))
    for name, file in {**there, **here}.items():
        side: VersionName = "both" if name in there and name in here else "base" if name in there else "head"
        if side != "both" or base.files.get(file) != head.files.get(file):
            yield UnreadableRecord(*name, file, side)


def _invalid_records(dataset: Dataset, other: Dataset) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the records of the other side that seem to be lost in a text of this one, with their file."""
    known = {(one.kind, one.id) for one in dataset.declared_ids}
    for one in other.declared_ids:
        document = dataset.documents.get(one.file)
        if (one.kind, one.id) not in known and document is not None and _maybe_in_broken_text(document, one):
            yield (one.kind, one.id), one.file


def _maybe_in_broken_text(document: Document, mention: DeclaredId) -> bool:
    """Whether a record seems to stand in a text that cannot be read to its end, going by its id."""
    kind = file_kind(document.name)
    if not document.errors or kind is None or mention.kind == "party":
        return False
    quoted = (f'"{mention.id}"', f"'{mention.id}'")
    return not kind.has_many_records or not document.text or any(name in document.text for name in quoted)


def _formatting_only_files(
    base: DatasetVersion, head: DatasetVersion, changes: Iterable[RecordChange], unread: Iterable[UnreadableRecord]
) -> Iterator[str]:
    """The files whose bytes differ and whose data, wholly read on both sides, do not."""
    told = {name for one in changes for name in (one.file, one.moved_from)} | {one.file for one in unread}
    told |= {fault.file for side in (base, head) for fault in side.dataset.errors}
    for name in sorted(base.dataset.documents.keys() & head.dataset.documents.keys()):
        if name not in told and base.files[name] != head.files[name]:
            yield name


def _latest_known_day(changes: Iterable[RecordChange], *datasets: Dataset) -> date | None:
    """The day from which every changed event is known to have begun; None where no event changed."""
    changed = [one for one in changes if one.kind == "event" and one.change != "moved"]
    ids = {name for one in changed for name in (one.id, one.former_id)}
    events = (entry for dataset in datasets for entry in dataset.events if entry.id in ids)
    return max((entry.record.start.last for entry in events if entry.record.status == "held"), default=None)


def _events_after(dataset: Dataset, changes: Iterable[RecordChange], day: date) -> Iterator[str]:
    """The added and changed events that are known to have begun only after a day."""
    starts: dict[str, Event] = {entry.id: entry.record for entry in dataset.events}
    for one in changes:
        if one.kind == "event" and one.change in ("added", "changed", "renamed") and starts[one.id].start.last > day:
            yield one.id
