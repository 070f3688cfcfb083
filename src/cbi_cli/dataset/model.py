"""The dataset: every valid record with its place, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NamedTuple, TypeVar

from cbi_cli.core.findings import Fault, Path
from cbi_cli.document.parse import Document
from cbi_cli.schema.base import Record
from cbi_cli.schema.dispute import Dispute
from cbi_cli.schema.edition import Edition
from cbi_cli.schema.event import Event
from cbi_cli.schema.indicator import Indicator
from cbi_cli.schema.info import DatasetInfo
from cbi_cli.schema.institution import Institution
from cbi_cli.schema.source import Source
from cbi_cli.schema.topic import Topic
from cbi_cli.schema.withdrawn import Withdrawn

T = TypeVar("T", bound=Record)


class Entry(NamedTuple, Generic[T]):
    """A record and its place: its file, and the path of its table inside that file.

    ``broken`` has the paths, inside the record, of the values that could not be read; a valid record has none. A record
    with such values raises `BrokenValue` for them, and its ``id`` is empty if the file has none.
    """

    kind: str
    id: str
    file: str
    path: Path
    record: T
    broken: frozenset[Path] = frozenset()

    def fault(self, code: str, field: Path | str, message: str, hint: str) -> Fault:
        """A fault at a field of this record; an empty field means the record as a whole."""
        inside = (field,) if isinstance(field, str) and field else tuple(field)
        return Fault(code, self.file, (*self.path, *inside), message, hint)


class Mention(NamedTuple):
    """An id as it stands in a file, whether or not the rest of its record is valid."""

    kind: str
    id: str
    file: str
    path: Path


@dataclass(frozen=True, slots=True)
class Dataset:
    """All files of one dataset, read.

    Records with a fault of their own are in ``partial``, with all of their values that are sound, and not in the tuples
    of their kinds, which have valid records only; `every` gives both. Their ids count as known in ``mentions``, so that
    one slip does not raise a second finding elsewhere. ``info`` is None if ``dataset.toml`` is missing or at fault,
    or in a part of a dataset that does not have that file. ``languages`` are those that the dataset promises.
    ``unlisted`` counts the faults by file that are too many to be listed in ``faults``.
    """

    documents: Mapping[str, Document]
    faults: tuple[Fault, ...]
    mentions: tuple[Mention, ...]
    info: Entry[DatasetInfo] | None
    events: tuple[Entry[Event], ...]
    institutions: tuple[Entry[Institution], ...]
    indicators: tuple[Entry[Indicator], ...]
    sources: tuple[Entry[Source], ...]
    topics: tuple[Entry[Topic], ...]
    editions: tuple[Entry[Edition], ...]
    disputes: tuple[Entry[Dispute], ...]
    withdrawns: tuple[Entry[Withdrawn], ...] = ()
    partial: tuple[Entry[Any], ...] = ()
    languages: tuple[str, ...] = ()
    unlisted: Mapping[str, int] = field(default_factory=dict)

    def in_languages(self, languages: Iterable[str]) -> Dataset:
        """The same, in the languages of the whole that it is a part of."""
        return replace(self, languages=tuple(languages))

    def entries(self) -> Iterator[Entry[Record]]:
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

    def valid(self, kind: str) -> tuple[Entry[Any], ...]:
        """Return the valid records of one kind."""
        if kind == "dataset":
            return (self.info,) if self.info else ()
        found: tuple[Entry[Any], ...] = getattr(self, f"{kind}s")
        return found

    def every(self, kind: str) -> tuple[Entry[Any], ...]:
        """Return the records of one kind, those with bad values among them, in the order of files and positions."""
        found = self.valid(kind)
        partial = [entry for entry in self.partial if entry.kind == kind]
        if not partial:
            return found
        return tuple(sorted((*found, *partial), key=lambda one: (one.file, one.path)))

    def all_records(self) -> Iterator[Entry[Any]]:
        """Yield every record, those with bad values last."""
        yield from self.entries()
        yield from self.partial

    def data_of(self, entry: Entry[Any]) -> Mapping[str, Any]:
        """Return the table of a record as its file has it, with its bad values."""
        data: Any = self.documents[entry.file].data
        for part in entry.path:
            data = data[part]
        found: Mapping[str, Any] = data
        return found

    def ids(self, kind: str) -> frozenset[str]:
        """The ids of one kind that stand in the files; the parties are a kind of their own."""
        return frozenset(mention.id for mention in self.mentions if mention.kind == kind)
