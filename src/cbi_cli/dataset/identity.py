"""The ids that a dataset resolves: current, former and withdrawn ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cbi_cli.core.key_paths import value_at
from cbi_cli.dataset.model import Dataset

RecordId = tuple[str, str]
"""The kind and the id of a record."""


class Identities(NamedTuple):
    """The ids of a dataset, whether or not their records are valid.

    `former` gives the id in use for each former one; `withdrawn` the table of each withdrawn record.
    """

    in_use: frozenset[RecordId]
    former: Mapping[RecordId, str]
    withdrawn: Mapping[RecordId, Mapping[str, Any]]

    def resolves(self, record_id: RecordId) -> bool:
        """Tell whether an id leads to a record or to its withdrawal."""
        if record_id in self.in_use:
            return True
        return record_id in self.former or record_id in self.withdrawn

    def all(self) -> Iterator[RecordId]:
        """Yield every id that leads somewhere."""
        ids = [*sorted(self.in_use), *self.former, *self.withdrawn]
        yield from dict.fromkeys(ids)


def collect_identities(dataset: Dataset) -> Identities:
    """Collect the ids of a dataset that lead somewhere."""
    in_use: set[RecordId] = set()
    former: dict[RecordId, str] = {}
    withdrawn: dict[RecordId, Mapping[str, Any]] = {}
    for declared in dataset.declared_ids:
        document = dataset.documents[declared.file]
        table: Mapping[str, Any] = value_at(document.data, declared.path)
        # The record of a withdrawn id names the kind that it had.
        if declared.kind == "withdrawn":
            record_id = (str(table.get("kind")), declared.id)
            withdrawn.setdefault(record_id, table)
            continue
        if declared.kind not in ("dataset", "release"):
            in_use.add((declared.kind, declared.id))
        former_ids = table.get("former_ids")
        if not isinstance(former_ids, list):
            continue
        for former_id in former_ids:
            record_id = (declared.kind, str(former_id))
            # A second record with the same former id is a finding of its own (CBI209).
            former.setdefault(record_id, declared.id)
    return Identities(frozenset(in_use), former, withdrawn)
