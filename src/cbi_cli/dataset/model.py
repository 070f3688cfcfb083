"""The dataset: every valid record with its place, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NamedTuple, TypeVar

from cbi_cli.core.findings import KeyPath, RawFinding
from cbi_cli.records.base import RecordModel
from cbi_cli.records.dataset_info import DatasetInfo
from cbi_cli.records.dispute import Dispute
from cbi_cli.records.edition import Edition
from cbi_cli.records.event import Event
from cbi_cli.records.indicator import Indicator
from cbi_cli.records.institution import Institution
from cbi_cli.records.source import Source
from cbi_cli.records.topic import Topic
from cbi_cli.records.withdrawn import Withdrawn
from cbi_cli.toml.document import Document

T = TypeVar("T", bound=RecordModel)


class RecordEntry(NamedTuple, Generic[T]):
    """A record and its place: its file, and the path of its table inside that file.

    ``broken`` has the paths, inside the record, of the values that could not be read; a valid record has none. A record
    with such values raises `BrokenValue` for them, and its ``id`` is empty if the file has none.
    """

    kind: str
    id: str
    file: str
    path: KeyPath
    record: T
    broken: frozenset[KeyPath] = frozenset()

    def fault(self, code: str, field: KeyPath | str, message: str, hint: str) -> RawFinding:
        """A fault at a field of this record; an empty field means the record as a whole."""
        inside = (field,) if isinstance(field, str) and field else tuple(field)
        return RawFinding(code, self.file, (*self.path, *inside), message, hint)


class DeclaredId(NamedTuple):
    """An id as it stands in a file, whether or not the rest of its record is valid."""

    kind: str
    id: str
    file: str
    path: KeyPath


@dataclass(frozen=True, slots=True)
class Dataset:
    """All files of one dataset, read.

    Records with a fault of their own are in ``partial``, with all of their values that are sound, and not in the tuples
    of their kinds, which have valid records only; `every` gives both. Their ids count as known in ``mentions``, so that
    one slip does not raise a second finding elsewhere. ``info`` is None if ``dataset.toml`` is missing or at fault,
    or in a part of a dataset that does not have that file. ``languages`` are those that the dataset promises.
    ``unlisted`` counts the faults by file that are too many to be listed in ``errors``.
    """

    documents: Mapping[str, Document]
    errors: tuple[RawFinding, ...]
    mentions: tuple[DeclaredId, ...]
    info: RecordEntry[DatasetInfo] | None
    events: tuple[RecordEntry[Event], ...]
    institutions: tuple[RecordEntry[Institution], ...]
    indicators: tuple[RecordEntry[Indicator], ...]
    sources: tuple[RecordEntry[Source], ...]
    topics: tuple[RecordEntry[Topic], ...]
    editions: tuple[RecordEntry[Edition], ...]
    disputes: tuple[RecordEntry[Dispute], ...]
    withdrawns: tuple[RecordEntry[Withdrawn], ...] = ()
    partial: tuple[RecordEntry[Any], ...] = ()
    languages: tuple[str, ...] = ()
    unlisted: Mapping[str, int] = field(default_factory=dict)

    def with_languages(self, languages: Iterable[str]) -> Dataset:
        """The same, in the languages of the whole that it is a part of."""
        return replace(self, languages=tuple(languages))

    def entries(self) -> Iterator[RecordEntry[RecordModel]]:
        """Every valid record, the dataset itself first."""
        if self.info is not None:
            yield self.info  # type: ignore[misc]  # Entry is read-only, so an entry of a subtype is one of Record
        for part in (
            self.institutions,
            self.indicators,
            self.sources,
            self.topics,
            self.events,
            self.editions,
            self.disputes,
            self.withdrawns,
        ):
            yield from part  # type: ignore[misc]

    def valid(self, kind: str) -> tuple[RecordEntry[Any], ...]:
        """Return the valid records of one kind."""
        if kind == "dataset":
            return (self.info,) if self.info else ()
        found: tuple[RecordEntry[Any], ...] = getattr(self, f"{kind}s")
        return found

    def every(self, kind: str) -> tuple[RecordEntry[Any], ...]:
        """Return the records of one kind, those with bad values among them, in the order of files and positions."""
        found = self.valid(kind)
        partial = [entry for entry in self.partial if entry.kind == kind]
        if not partial:
            return found
        return tuple(sorted((*found, *partial), key=lambda one: (one.file, one.path)))

    def all_records(self) -> Iterator[RecordEntry[Any]]:
        """Yield every record, those with bad values last."""
        yield from self.entries()
        yield from self.partial

    def data_of(self, entry: RecordEntry[Any]) -> Mapping[str, Any]:
        """Return the table of a record as its file has it, with its bad values."""
        data: Any = self.documents[entry.file].data
        for part in entry.path:
            data = data[part]
        found: Mapping[str, Any] = data
        return found

    def ids(self, kind: str) -> frozenset[str]:
        """The ids of one kind that stand in the files; the parties are a kind of their own."""
        return frozenset(mention.id for mention in self.mentions if mention.kind == kind)
