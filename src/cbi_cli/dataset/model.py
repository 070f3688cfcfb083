"""The records of a dataset with their locations, and what is invalid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NamedTuple, TypeVar

from cbi_cli.core.findings import KeyPath, RawFinding
from cbi_cli.core.key_paths import value_at
from cbi_cli.records.base import RecordModel
from cbi_cli.records.dataset_info import DatasetInfo
from cbi_cli.records.dispute import Dispute
from cbi_cli.records.edition import Edition
from cbi_cli.records.event import Event
from cbi_cli.records.indicator import Indicator
from cbi_cli.records.institution import Institution
from cbi_cli.records.place import Place
from cbi_cli.records.release import Release
from cbi_cli.records.source import Source
from cbi_cli.records.terms import NO_TERMS, Terms
from cbi_cli.records.topic import Topic
from cbi_cli.records.withdrawn import Withdrawn
from cbi_cli.toml.document import Document

T = TypeVar("T", bound=RecordModel)


class RecordEntry(NamedTuple, Generic[T]):
    """A record with its file and the path of its table in that file.

    `broken` has the paths, inside the record, of the values that could not be read; a valid record has none. A record
    with such values raises `BrokenValue` for them, and its `id` is empty if the file has none.
    """

    kind: str
    id: str
    file: str
    path: KeyPath
    record: T
    broken: frozenset[KeyPath] = frozenset()

    def finding(self, code: str, field: KeyPath | str, message: str, hint: str) -> RawFinding:
        """Return a finding at a field of this record.

        An empty field means the whole record.
        """
        if isinstance(field, str):
            field = (field,) if field else ()
        path = (*self.path, *field)
        return RawFinding(code, self.file, path, message, hint)


class DeclaredId(NamedTuple):
    """An id in a file, whether or not the rest of its record is valid."""

    kind: str
    id: str
    file: str
    path: KeyPath


@dataclass(frozen=True, slots=True)
class Dataset:
    """All files of one dataset as values.

    Records with invalid values are in `partial`, with all of their valid values, and not in the tuples of their kinds,
    which have valid records only; `every` gives both. Their ids are in `declared_ids`, so that one error does not cause
    a second finding elsewhere. `info` is None if `dataset.toml` is missing or invalid, or in a part of a dataset that
    does not have that file. `terms` are what the dataset says of the form of its records. `unlisted` counts the errors
    by file that are too many to be listed in `errors`.
    """

    documents: Mapping[str, Document]
    errors: tuple[RawFinding, ...]
    declared_ids: tuple[DeclaredId, ...]
    info: RecordEntry[DatasetInfo] | None
    events: tuple[RecordEntry[Event], ...]
    institutions: tuple[RecordEntry[Institution], ...]
    indicators: tuple[RecordEntry[Indicator], ...]
    sources: tuple[RecordEntry[Source], ...]
    topics: tuple[RecordEntry[Topic], ...]
    editions: tuple[RecordEntry[Edition], ...]
    disputes: tuple[RecordEntry[Dispute], ...]
    places: tuple[RecordEntry[Place], ...] = ()
    withdrawns: tuple[RecordEntry[Withdrawn], ...] = ()
    releases: tuple[RecordEntry[Release], ...] = ()
    partial: tuple[RecordEntry[Any], ...] = ()
    terms: Terms = NO_TERMS
    unlisted: Mapping[str, int] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the dataset promises; none if they are not known."""
        return self.terms.languages

    def with_terms(self, terms: Terms) -> Dataset:
        """Return the same part with the terms of the whole dataset."""
        return replace(self, terms=terms)

    def entries(self) -> Iterator[RecordEntry[RecordModel]]:
        """Yield every valid record, the dataset itself first."""
        if self.info is not None:
            yield self.info  # type: ignore[misc]  # RecordEntry is read-only, so its type can be covariant
        for part in (
            self.institutions,
            self.indicators,
            self.sources,
            self.topics,
            self.places,
            self.events,
            self.editions,
            self.disputes,
            self.withdrawns,
            self.releases,
        ):
            yield from part  # type: ignore[misc]

    def valid(self, kind: str) -> tuple[RecordEntry[Any], ...]:
        """Return the valid records of one kind."""
        if kind == "dataset":
            return (self.info,) if self.info else ()
        entries: tuple[RecordEntry[Any], ...] = getattr(self, f"{kind}s")
        return entries

    def every(self, kind: str) -> tuple[RecordEntry[Any], ...]:
        """Return all records of one kind, also those with invalid values.

        They are in the order of files and positions.
        """
        valid = self.valid(kind)
        partial = [entry for entry in self.partial if entry.kind == kind]
        if not partial:
            return valid
        entries = [*valid, *partial]
        entries.sort(key=lambda entry: (entry.file, entry.path))
        return tuple(entries)

    def all_records(self) -> Iterator[RecordEntry[Any]]:
        """Yield every record, those with invalid values last."""
        yield from self.entries()
        yield from self.partial

    def data_of(self, entry: RecordEntry[Any]) -> Mapping[str, Any]:
        """Return the table of a record as its file has it.

        It includes the invalid values.
        """
        document = self.documents[entry.file]
        table: Mapping[str, Any] = value_at(document.data, entry.path)
        return table

    def ids(self, kind: str) -> frozenset[str]:
        """Return the ids of one kind that the files declare.

        Parties are a kind of their own.
        """
        ids = [declared.id for declared in self.declared_ids if declared.kind == kind]
        return frozenset(ids)
