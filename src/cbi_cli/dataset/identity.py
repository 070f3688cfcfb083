"""Which ids a dataset answers for: those in use, former ones and withdrawn ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cbi_cli.dataset.model import Dataset, DeclaredId

RecordId = tuple[str, str]
"""The kind and the id of a record."""


class Identities(NamedTuple):
    """The ids of a dataset, with or without faults in their records.

    ``former`` gives the id in use for each former one; ``withdrawn`` the table of each withdrawn record.
    """

    used: frozenset[RecordId]
    former: Mapping[RecordId, str]
    withdrawn: Mapping[RecordId, Mapping[str, Any]]

    def answer(self, one: RecordId) -> bool:
        """Whether an id leads to a record, or to the reason why there is none."""
        return one in self.used or one in self.former or one in self.withdrawn

    def all(self) -> Iterator[RecordId]:
        """Yield every id that leads somewhere."""
        yield from dict.fromkeys((*sorted(self.used), *self.former, *self.withdrawn))


def collect_identities(dataset: Dataset) -> Identities:
    """Collect the ids that a dataset answers for."""
    former: dict[RecordId, str] = {}
    withdrawn: dict[RecordId, Mapping[str, Any]] = {}
    for mention in dataset.mentions:
        data = _record_table(dataset, mention)
        if mention.kind == "withdrawn":
            withdrawn.setdefault((str(data.get("kind")), mention.id), data)
            continue
        names = data.get("former_ids")
        for name in names if isinstance(names, list) else ():
            former.setdefault((mention.kind, str(name)), mention.id)
    used = frozenset((one.kind, one.id) for one in dataset.mentions if one.kind not in ("withdrawn", "dataset"))
    return Identities(used, former, withdrawn)


def _record_table(dataset: Dataset, mention: DeclaredId) -> Mapping[str, Any]:
    data: Any = dataset.documents[mention.file].data
    for part in mention.path:
        data = data[part]
    found: Mapping[str, Any] = data
    return found
