"""Find all that refers to a record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cbi_cli.core.findings import KeyPath
from cbi_cli.core.key_paths import format_key_path, value_at
from cbi_cli.dataset.model import Dataset
from cbi_cli.dataset.references import find_references
from cbi_cli.index.lookup import RecordKey
from cbi_cli.toml.locate import locate


class IncomingReference(NamedTuple):
    """A value that names a record: in which record and field, and where.

    `path` is that of the value in its file, and `text` is the value, which may have more than the id.
    """

    kind: str
    id: str
    file: str
    line: int
    field: str
    path: KeyPath
    text: str
    target: str

    def renamed(self, new_id: str) -> str:
        """Return the value with another id of the record that it names."""
        if ">" in self.text:
            return ">".join([new_id if party == self.target else party for party in self.text.split(">")])
        name, separator, rest = self.text.partition("#")
        return new_id + separator + rest if name == self.target else self.text


def find_incoming(dataset: Dataset, key: RecordKey) -> tuple[IncomingReference, ...]:
    """Return the references to a record, those of the record to itself included.

    Findings that the dataset accepts for the record count as references, too.
    """
    kinds_with_id = {declared.kind for declared in dataset.declared_ids if declared.id == key.id}
    found: dict[tuple[str, KeyPath], IncomingReference] = {}
    for reference in _references(dataset, key, kinds_with_id):
        found[reference.file, reference.path] = reference
    return tuple(found.values())


def _references(dataset: Dataset, key: RecordKey, kinds_with_id: set[str]) -> Iterator[IncomingReference]:
    for entry in dataset.all_records():
        for reference in find_references(entry.record):
            if reference.id != key.id or key.kind not in reference.kinds:
                continue
            # Of several kinds that may be meant, the first one that has the id is.
            meant = [kind for kind in reference.kinds if kind in kinds_with_id]
            if meant[0] == key.kind:
                yield _incoming(dataset, entry.kind, entry.id, entry.file, entry.path, reference.path, key)
    info = dataset.info
    # An acceptance names no kind, so it follows only if no record of another kind can be meant.
    if info is None or kinds_with_id != {key.kind}:
        return
    for number, acceptance in enumerate(info.record.accepted):
        if acceptance.record == key.id:
            yield _incoming(dataset, "dataset", info.id, info.file, info.path, ("accepted", number, "record"), key)


def _incoming(
    dataset: Dataset, kind: str, record_id: str, file: str, record_path: KeyPath, field: KeyPath, key: RecordKey
) -> IncomingReference:
    document = dataset.documents[file]
    path = (*record_path, *field)
    text = str(value_at(document.data, path))
    line = locate(document, path).value.line
    return IncomingReference(kind, record_id, file, line, format_key_path(field), path, text, key.id)
