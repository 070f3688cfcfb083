"""The records of one version of a dataset.

They are compared with those of another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from cbi_cli.core.findings import KeyPath
from cbi_cli.core.key_paths import value_at
from cbi_cli.dataset.comparison import to_json_value
from cbi_cli.dataset.identity import RecordId
from cbi_cli.dataset.model import Dataset, DeclaredId, RecordEntry
from cbi_cli.records.base import RecordModel
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.toml.document import Document

VersionName = Literal["base", "head"]

_KIND_ORDER = (
    "dataset",
    "institution",
    "indicator",
    "source",
    "topic",
    "place",
    "event",
    "edition",
    "dispute",
    "withdrawn",
    "release",
)
"""The kinds of records in the order in which they are reported."""


class DatasetVersion(NamedTuple):
    """One version of a dataset.

    It has its files, the dataset that they contain, and how many errors the checks find.
    """

    files: Mapping[str, bytes]
    dataset: Dataset
    errors: int


class RecordKey(NamedTuple):
    """What a record of one version is compared by.

    `number` counts records of the same kind and id, from 0.
    """

    kind: str
    id: str
    number: int

    @property
    def record_id(self) -> RecordId:
        """The kind and the id."""
        return self.kind, self.id


class VersionRecord(NamedTuple):
    """A record of one version with its table as the file has it.

    It has no entry if nothing of it could be read.
    """

    file: str
    data: Mapping[str, Any]
    entry: RecordEntry[RecordModel] | None

    @property
    def has_errors(self) -> bool:
        """Whether it has values that could not be read."""
        return self.entry is None or bool(self.entry.broken)

    def fields(self, raw: bool) -> dict[str, Any]:
        """Return the fields, without defaults if the record could be read.

        `raw` returns them as the file has them.
        """
        if raw or self.entry is None:
            table: dict[str, Any] = to_json_value(self.data)
            return table
        return self.entry.record.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def records_by_key(dataset: Dataset) -> dict[RecordKey, VersionRecord]:
    """Return the records, by kind and then in the order of their files.

    Records with errors are among them, and those without an id, whose id is empty.
    """
    entries = {(entry.file, entry.path): entry for entry in dataset.all_records()}
    records: dict[RecordKey, VersionRecord] = {}
    counts: Counter[RecordId] = Counter()
    positions = sorted(_record_positions(dataset))
    for position in positions:
        kind = _KIND_ORDER[position.kind_order]
        record_id = kind, position.id
        key = RecordKey(kind, position.id, counts[record_id])
        counts[record_id] += 1
        document = dataset.documents[position.file]
        table = value_at(document.data, position.path)
        entry = entries.get((position.file, position.path))
        records[key] = VersionRecord(position.file, table, entry)
    return records


class _RecordPosition(NamedTuple):
    """Where a record is; sorted by kind, file and position in the file."""

    kind_order: int
    file: str
    path: KeyPath
    id: str


def _record_positions(dataset: Dataset) -> Iterator[_RecordPosition]:
    for declared in dataset.declared_ids:
        # Parties are part of the record of the dataset.
        if declared.kind != "party":
            kind_order = _KIND_ORDER.index(declared.kind)
            yield _RecordPosition(kind_order, declared.file, declared.path, declared.id)
    for partial in dataset.partial:
        # Records with an id are among the declared ids.
        if not partial.id:
            kind_order = _KIND_ORDER.index(partial.kind)
            yield _RecordPosition(kind_order, partial.file, partial.path, "")


class UnreadableRecord(NamedTuple):
    """A record that is lost in a text that cannot be read.

    Its changes are not known. `side` is the version in which it is lost; the other one has it.
    """

    kind: str
    id: str
    file: str
    side: VersionName


def find_unreadable(base: Dataset, head: Dataset) -> Iterator[UnreadableRecord]:
    """Yield the records that cannot be read on one side."""
    for record_id, file in _invalid_records(base, head).items():
        yield UnreadableRecord(*record_id, file, "base")
    for record_id, file in _invalid_records(head, base).items():
        yield UnreadableRecord(*record_id, file, "head")


def _invalid_records(dataset: Dataset, other: Dataset) -> dict[RecordId, str]:
    """Return the records that seem to be lost in a text, with their file.

    They are records of the other side.
    """
    known = {(declared.kind, declared.id) for declared in dataset.declared_ids}
    lost: dict[RecordId, str] = {}
    for declared in other.declared_ids:
        record_id = declared.kind, declared.id
        document = dataset.documents.get(declared.file)
        if document is None or record_id in known:
            continue
        if _maybe_in_broken_text(document, declared):
            lost[record_id] = declared.file
    return lost


def _maybe_in_broken_text(document: Document, declared: DeclaredId) -> bool:
    """Tell whether a record seems to be in a text that cannot be read.

    This is decided by its id.
    """
    kind = file_kind(document.name)
    if not document.errors or kind is None or declared.kind == "party":
        return False
    # The text of a file that is too large is not kept, so it may contain any record.
    if not kind.has_many_records or not document.text:
        return True
    quoted = (f'"{declared.id}"', f"'{declared.id}'")
    return any(text in document.text for text in quoted)


def is_single_record_file(file: str) -> bool:
    """Tell whether a file is of a kind that contains a single record."""
    kind = file_kind(file)
    return kind is not None and not kind.has_many_records
