"""What changed between two versions of a dataset.

This is record by record, and the effect on lights and series.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from cbi_cli.dataset.identity import RecordId, collect_identities
from cbi_cli.dataset.model import Dataset
from cbi_cli.index.update import build_from_dataset
from cbi_cli.records.event import Event
from cbi_cli.reports.common import latest_day
from cbi_cli.reports.compute_impact import compute_impact
from cbi_cli.reports.dataset_version import (
    DatasetVersion,
    RecordKey,
    UnreadableRecord,
    VersionRecord,
    find_unreadable,
    is_single_record_file,
    records_by_key,
)
from cbi_cli.reports.impact import Impact
from cbi_cli.reports.record_changes import (
    CHANGE_KINDS,
    ChangeKind,
    RecordChange,
    RecordComparer,
    find_moved,
    find_party_renames,
    find_renames,
    without_withdrawal_entries,
)


class AcceptedFinding(NamedTuple):
    """A finding that the newer version accepts and the older one does not."""

    code: str
    record: str
    reason: str


class Diff(NamedTuple):
    """All changes between two versions, and their effect.

    Changes are sorted by kind of record. Files of which only the formatting changed are listed separately. `effect`
    is None if a side has errors, since no scorecard is made of it. `late` names the changed events that begin only
    after the day of the effect and so do not count in it. `accepted` and `excluded` are what only the newer version
    exempts from the checks: findings, and patterns of files.
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

    def count(self, kind: ChangeKind) -> int:
        """Return how many records were changed in this way."""
        return sum(change.change == kind for change in self.changes)


def compare_versions(base: DatasetVersion, head: DatasetVersion, as_of: date | Literal["latest"] | None = None) -> Diff:
    """Compare one version of a dataset with another.

    `as_of` replaces the days of all reports in the effect; `latest` is the last day that anything reaches on either
    side.
    """
    old = base.dataset
    new = head.dataset
    unread = tuple(find_unreadable(old, new))
    changes, following_files = _compare_records(old, new, unread)
    effect = None
    late: tuple[str, ...] = ()
    # No scorecard is made of a version with errors.
    if not base.errors and not head.errors:
        effect = _compute_effect(old, new, changes, as_of)
        late = _events_after(new, changes, effect.day)
    rewritten = _formatting_only_files(base, head, changes, unread)
    # A file in which only references follow a renamed record is not reported.
    formatting_only = tuple(file for file in rewritten if file not in following_files)
    accepted = _newly_accepted(old, new)
    excluded = _newly_excluded(old, new)
    return Diff(base, head, changes, formatting_only, unread, effect, late, accepted, excluded)


def _compare_records(
    base: Dataset, head: Dataset, unread: Sequence[UnreadableRecord]
) -> tuple[tuple[RecordChange, ...], set[str]]:
    """Return the changes by kind of record.

    The second value has the files in which only references to renamed records changed.
    """
    ids = collect_identities(head)
    new = records_by_key(head)
    old_by_old_key = records_by_key(base)
    renames = find_renames(old_by_old_key, new, ids)
    party_renames = find_party_renames(base, head, ids)
    # The old records get their new keys, so that both sides have the same ones.
    old = {renames.get(key, key): record for key, record in old_by_old_key.items()}
    moved = find_moved(old, new)
    comparer = RecordComparer(moved, renames, party_renames, ids)
    hidden = _find_hidden(old, new, unread)
    changes = []
    kinds: list[str] = []
    for key in {**new, **old}:
        if key.record_id in hidden:
            continue
        if key.kind not in kinds:
            kinds.append(key.kind)
        change = comparer.compare(key, old.get(key), new.get(key))
        if change is not None:
            changes.append(change)
    changes = without_withdrawal_entries(changes)
    changes.sort(key=lambda change: (kinds.index(change.kind), CHANGE_KINDS.index(change.change)))
    return tuple(changes), comparer.following_files


def _find_hidden(
    old: Mapping[RecordKey, VersionRecord], new: Mapping[RecordKey, VersionRecord], unread: Sequence[UnreadableRecord]
) -> set[RecordId]:
    """Return the ids of the records that cannot be read on a side.

    They are not compared.
    """
    hidden = {(record.kind, record.id) for record in unread}
    lost_files = {record.file for record in unread if is_single_record_file(record.file)}
    for records in (old, new):
        for key, record in records.items():
            # What is left of a lost record has no id; it is the unread record, not another one.
            if not key.id and record.file in lost_files:
                hidden.add(key.record_id)
    return hidden


def _compute_effect(
    base: Dataset, head: Dataset, changes: Sequence[RecordChange], as_of: date | Literal["latest"] | None
) -> Impact:
    before = build_from_dataset(base)
    after = build_from_dataset(head)
    if as_of == "latest":
        as_of = max(latest_day(before), latest_day(after))
    known = _latest_known_day(changes, base, head)
    return compute_impact(before, after, as_of, known)


def _newly_accepted(base: Dataset, head: Dataset) -> tuple[AcceptedFinding, ...]:
    """Return the findings that only the newer version accepts, each once."""
    known = set(_accepted_findings(base))
    added = [finding for finding in _accepted_findings(head) if finding not in known]
    return tuple(dict.fromkeys(added))


def _accepted_findings(dataset: Dataset) -> Iterator[AcceptedFinding]:
    """Yield the findings that a version accepts.

    They are as its file has them, whether or not they are valid.
    """
    for table in _dataset_toml_list(dataset, "accepted"):
        # The file may have any value here: a version with errors is compared too.
        if isinstance(table, dict):
            values = [str(table.get(key, "")) for key in AcceptedFinding._fields]
            yield AcceptedFinding(*values)


def _newly_excluded(base: Dataset, head: Dataset) -> tuple[str, ...]:
    """Return the patterns of files that only the newer version excludes."""
    known = _excluded_patterns(base)
    added = [pattern for pattern in _excluded_patterns(head) if pattern not in known]
    return tuple(dict.fromkeys(added))


def _excluded_patterns(dataset: Dataset) -> list[str]:
    return [str(pattern) for pattern in _dataset_toml_list(dataset, "exclude")]


def _dataset_toml_list(dataset: Dataset, key: str) -> list[Any]:
    """Return a list of `dataset.toml`; an empty one if it has none."""
    document = dataset.documents.get("dataset.toml")
    if document is None:
        return []
    value = document.data.get(key)
    return value if isinstance(value, list) else []


def _formatting_only_files(
    base: DatasetVersion, head: DatasetVersion, changes: Iterable[RecordChange], unread: Iterable[UnreadableRecord]
) -> Iterator[str]:
    """Yield the files whose bytes differ and whose data do not.

    Their data are completely readable on both sides.
    """
    reported: set[str] = set()
    for change in changes:
        reported.add(change.file)
        reported.add(change.moved_from)
    reported.update(record.file for record in unread)
    for version in (base, head):
        reported.update(error.file for error in version.dataset.errors)
    old_files = base.dataset.documents.keys()
    new_files = head.dataset.documents.keys()
    in_both = old_files & new_files
    for file in sorted(in_both - reported):
        if base.files[file] != head.files[file]:
            yield file


def _latest_known_day(changes: Iterable[RecordChange], *datasets: Dataset) -> date | None:
    """Return the day from which every changed event is known.

    It is then known to have begun. None if no event changed.
    """
    changed_ids: set[str] = set()
    for change in changes:
        # A record that was only moved has the same data.
        if change.kind == "event" and change.change != "moved":
            changed_ids.update((change.id, change.former_id))
    days = []
    for dataset in datasets:
        for entry in dataset.events:
            if entry.id in changed_ids and entry.record.status == "held":
                # The event may begin on any day that its date can mean.
                start = entry.record.start
                days.append(start.last)
    return max(days, default=None)


def _events_after(dataset: Dataset, changes: Iterable[RecordChange], day: date) -> tuple[str, ...]:
    """Return the changed events that are known only after a day.

    These are added and changed events that are known to have begun only then.
    """
    events: dict[str, Event] = {entry.id: entry.record for entry in dataset.events}
    late = []
    for change in changes:
        if change.kind != "event" or change.change not in ("added", "changed", "renamed"):
            continue
        start = events[change.id].start
        if start.last > day:
            late.append(change.id)
    return tuple(late)
