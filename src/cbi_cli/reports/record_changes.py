"""How the records of two versions of a dataset differ.

They are added, changed, renamed, removed, withdrawn or moved.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, Literal, NamedTuple

from cbi_cli.core.findings import KeyPath
from cbi_cli.core.key_paths import value_at
from cbi_cli.dataset.identity import Identities, RecordId
from cbi_cli.dataset.model import Dataset
from cbi_cli.dataset.references import find_references
from cbi_cli.reports.common import LocalizedText, record_text
from cbi_cli.reports.dataset_version import RecordKey, VersionRecord
from cbi_cli.reports.record_diff import FieldChange, field_changes
from cbi_cli.reports.records import TITLE_KEYS, record_title

ChangeKind = Literal["added", "changed", "renamed", "removed", "withdrawn", "moved"]
CHANGE_KINDS: tuple[ChangeKind, ...] = ("added", "changed", "renamed", "removed", "withdrawn", "moved")


class RecordChange(NamedTuple):
    """A record that differs, and its fields.

    `file` is its file in the newer version, of a removed one in the older. `moved_from` is the file that it was in
    before it was moved, to another file or to another position in the same; otherwise empty. An added or removed
    record has all its fields. `former_id` is the previous id of a renamed record, `reason` says why a record was
    withdrawn. `leads_to` is the id that the id of a removed record leads to now, such as that of the record that it
    was merged into, or the id of the record that replaces a withdrawn one; otherwise empty. `errors` says that the
    record has errors on a side: its values are shown as the files have them. The `id` of a record without one is
    empty.
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


def find_renames(
    old: Mapping[RecordKey, VersionRecord], new: Mapping[RecordKey, VersionRecord], ids: Identities
) -> dict[RecordKey, RecordKey]:
    """Return the new keys of renamed records by their old keys.

    The newer version has them under another id.
    """
    renames: dict[RecordKey, RecordKey] = {}
    taken: set[RecordKey] = set()
    for key in old:
        new_id = ids.former.get(key.record_id)
        if not new_id or key in new or key.number:
            continue
        new_key = RecordKey(key.kind, new_id, 0)
        # The id of a record that was there before, or has its old id already, is not that of this one.
        if new_key in new and new_key not in old and new_key not in taken:
            renames[key] = new_key
            taken.add(new_key)
    return renames


def find_party_renames(before: Dataset, after: Dataset, ids: Identities) -> dict[RecordId, str]:
    """Return the new ids of renamed parties by their old ones."""
    old = before.ids("party")
    new = after.ids("party")
    renames: dict[RecordId, str] = {}
    for party in sorted(old - new):
        new_id = ids.former.get(("party", party), "")
        if new_id in new - old:
            renames["party", party] = new_id
    return renames


def find_moved(old: Mapping[RecordKey, VersionRecord], new: Mapping[RecordKey, VersionRecord]) -> set[RecordKey]:
    """Return the records that were moved.

    These are those in another file, and the fewest in each file whose moving explains the new order. On both sides
    records are sorted by file, so all that stayed in their files can be compared at once.
    """
    moved: set[RecordKey] = set()
    stayed: list[RecordKey] = []
    for key, record in new.items():
        if key not in old:
            continue
        if old[key].file == record.file:
            stayed.append(key)
        else:
            moved.add(key)
    positions = {key: position for position, key in enumerate(old)}
    in_order = longest_increasing_subsequence(positions[key] for key in stayed)
    moved.update(key for key in stayed if positions[key] not in in_order)
    return moved


def longest_increasing_subsequence(numbers: Iterable[int]) -> set[int]:
    """Return the members of a longest increasing subsequence.

    The numbers are different.
    """
    # ends[n] is the smallest number that ends an increasing subsequence of n + 1 numbers.
    ends: list[int] = []
    previous: dict[int, int | None] = {}
    for number in numbers:
        length = bisect_left(ends, number)
        previous[number] = ends[length - 1] if length else None
        ends[length : length + 1] = [number]
    members: set[int] = set()
    member = ends[-1] if ends else None
    while member is not None:
        members.add(member)
        member = previous[member]
    return members


class RecordComparer:
    """Compares records one by one.

    It knows which of all records were renamed or moved. `following_files` collects the files in which only
    references to renamed records changed.
    """

    def __init__(
        self,
        moved: set[RecordKey],
        renames: Mapping[RecordKey, RecordKey],
        party_renames: Mapping[RecordId, str],
        ids: Identities,
    ) -> None:
        self.moved = moved
        self.ids = ids
        self.former_ids = {new: old.id for old, new in renames.items()}
        self.new_ids = dict(party_renames)
        for old, new in renames.items():
            self.new_ids[old.record_id] = new.id
        self.following_files: set[str] = set()

    def compare(self, key: RecordKey, old: VersionRecord | None, new: VersionRecord | None) -> RecordChange | None:
        """Return the change of one record, or None if it is unchanged."""
        # If a side could not be read in full, both are compared as their files have them.
        sides = [record for record in (old, new) if record is not None]
        errors = any(record.has_errors for record in sides)
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        if old:
            before = old.fields(errors)
        if new:
            after = new.fields(errors)
        fields = field_changes(before, after)
        # A reference that follows a renamed record is not a change.
        if old and new and fields and self.new_ids:
            fields = self._without_following(key, old, before, after, fields)
            if not fields:
                self.following_files.add(new.file)
        change = self._change_kind(key, old, new, bool(fields))
        if change is None:
            return None
        moved_from = ""
        if old and key in self.moved:
            moved_from = old.file
        reason = LocalizedText("")
        leads_to = ""
        if change == "withdrawn":
            withdrawal = self.ids.withdrawn[key.record_id]
            reason = record_text(withdrawal, "reason")
            leads_to = str(withdrawal.get("replaced_by", ""))
        elif change == "removed":
            leads_to = self._leads_to(key, before)
        title = _title_or_empty(after or before)
        former_id = self.former_ids.get(key, "")
        return RecordChange(
            kind=key.kind,
            id=key.id,
            change=change,
            title=title,
            file=sides[-1].file,
            moved_from=moved_from,
            fields=fields,
            former_id=former_id,
            reason=reason,
            errors=errors,
            leads_to=leads_to,
        )

    def _leads_to(self, key: RecordKey, before: Mapping[str, Any]) -> str:
        """Return the id in use to which the id of a removed record leads.

        Empty if it leads nowhere.
        """
        kind = key.kind
        if kind == "withdrawn":
            kind = str(before.get("kind"))
        record_id = kind, key.id
        if record_id in self.ids.in_use:
            return key.id
        return self.ids.former.get(record_id, "")

    def _change_kind(
        self, key: RecordKey, old: VersionRecord | None, new: VersionRecord | None, differs: bool
    ) -> ChangeKind | None:
        if old is None:
            return "added"
        if new is None:
            return "withdrawn" if key.record_id in self.ids.withdrawn else "removed"
        if key in self.former_ids:
            return "renamed"
        if differs:
            return "changed"
        return "moved" if key in self.moved else None

    def _without_following(
        self,
        key: RecordKey,
        old: VersionRecord,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        plain: Iterable[FieldChange],
    ) -> tuple[FieldChange, ...]:
        """Return the changes that remain once the older record has new ids.

        They have the old values of its file. `plain` are the changes without regard to new ids.
        """
        old_values: dict[str, Any] = {}
        for field in plain:
            if field.before is not None:
                old_values[field.field] = field.before
        renamed = self._with_new_ids(key, old, before, after)
        remaining = []
        for field in field_changes(renamed, after):
            value = old_values.get(field.field, field.before)
            remaining.append(field._replace(before=value))
        return tuple(remaining)

    def _with_new_ids(
        self, key: RecordKey, old: VersionRecord, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the older fields with the new ids of renamed records.

        They replace the id of the record itself and those that it refers to.
        """
        fields: dict[str, Any] = deepcopy(dict(before))
        references = find_references(old.entry.record) if old.entry else ()
        for reference in references:
            new_id = self._new_id(reference.kinds, reference.id)
            if new_id and reference.locator:
                new_id = f"{new_id}#{reference.locator}"
            if not new_id:
                continue
            if reference.path[-1] == "direction":
                new_id = _rename_in_direction(value_at(fields, reference.path), reference.id, new_id)
            _set_value(fields, reference.path, new_id)
        if key in self.former_ids:
            _apply_rename(fields, after, key.id)
        if key.kind == "dataset":
            self._rename_parties(fields)
        return fields

    def _new_id(self, kinds: Iterable[str], record_id: str) -> str:
        """Return the new id of a renamed record of one of several kinds.

        Empty if it was not renamed.
        """
        for kind in kinds:
            if (kind, record_id) in self.new_ids:
                return self.new_ids[kind, record_id]
        return ""

    def _rename_parties(self, fields: Mapping[str, Any]) -> None:
        for party in fields.get("party") or ():
            # The file may have any value here, and the id may be missing.
            if isinstance(party, dict) and isinstance(party.get("id"), str):
                old_id = party["id"]
                party["id"] = self.new_ids.get(("party", old_id), old_id)


def without_withdrawal_entries(changes: Iterable[RecordChange]) -> list[RecordChange]:
    """Leave out the added entries of `withdrawn.toml`.

    Their records are reported as withdrawn.
    """
    withdrawn = {change.id for change in changes if change.change == "withdrawn"}
    remaining = []
    for change in changes:
        is_entry = change.kind == "withdrawn" and change.change == "added"
        if not (is_entry and change.id in withdrawn):
            remaining.append(change)
    return remaining


def _set_value(fields: Any, path: KeyPath, value: str) -> None:
    """Replace the value at a path of a record."""
    for part in path[:-1]:
        fields = fields[part]
    fields[path[-1]] = value


def _rename_in_direction(direction: str, party: str, new_id: str) -> str:
    """Return a direction of travel with the new id of a party."""
    parties = [new_id if name == party else name for name in direction.split(">")]
    return ">".join(parties)


def _apply_rename(fields: dict[str, Any], after: Mapping[str, Any], new_id: str) -> None:
    """Give a table its new id, and its later former ids.

    The former ids are set only if nothing but the old id was added to them.
    """
    known = fields.get("former_ids") or ()
    expected = {*known, fields["id"]}
    former_ids = after.get("former_ids") or ()
    # Any other difference of the former ids is reported as a change.
    if set(former_ids) == expected and len(former_ids) == len(expected):
        fields["former_ids"] = former_ids
    fields["id"] = new_id


def _title_or_empty(record: Mapping[str, Any]) -> LocalizedText:
    """Return what a record is called, if it says so."""
    if any(key in record for key in TITLE_KEYS):
        return record_title(dict(record))
    return LocalizedText("")
