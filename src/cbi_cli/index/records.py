"""Query the records of a snapshot as models, for the checks across files."""

from __future__ import annotations

import codecs
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from cbi_cli.dataset.load import load_file
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.dataset.partial import read_valid_fields
from cbi_cli.index.rows import RECORD_NUMBER_STRIDE
from cbi_cli.records.base import RecordModel
from cbi_cli.records.file_kinds import FILE_KINDS, FILE_KINDS_BY_NAME, file_kind, localized_kind
from cbi_cli.records.terms import Terms, terms_from_meta
from cbi_cli.toml.document import Document, parse

_HAS_MANY_RECORDS = {kind.kind: kind.has_many_records for kind in FILE_KINDS} | {"party": True}
CACHED_FILES = 4
"""Files whose text is kept in memory: findings come file by file."""


NO_PARTS: Mapping[str, Dataset] = {}


class RecordIndex:
    """The tables of a snapshot, with their records as models.

    The text of the files is read if it is needed. `read` returns the bytes of a file by its name; `parts` are files
    that were loaded already.
    """

    def __init__(
        self, connection: sqlite3.Connection, read: Callable[[str], bytes], parts: Mapping[str, Dataset] = NO_PARTS
    ) -> None:
        self.connection = connection
        self.read = read
        self.parts = parts
        self._terms: Terms | None = None
        # Findings come file by file, so a few texts are enough.
        self.document: Callable[[str], Document] = lru_cache(CACHED_FILES)(self._document)
        """Returns the text of a file, to locate findings in it."""
        self.part: Callable[[str], Dataset] = lru_cache(CACHED_FILES)(self._part)
        """Returns a file loaded by itself."""

    @property
    def terms(self) -> Terms:
        """What the dataset says of the form of its records.

        It is that of the time when the snapshot was last written, until another one is set.
        """
        if self._terms is None:
            meta = dict(self.rows("SELECT name, value FROM meta WHERE name = 'terms'"))
            self._terms = terms_from_meta(meta)
        return self._terms

    @terms.setter
    def terms(self, terms: Terms) -> None:
        self._terms = terms

    def _model(self, kind: str) -> type[RecordModel]:
        """Return the model of a kind of record in this dataset."""
        return localized_kind(FILE_KINDS_BY_NAME[kind], self.terms).model

    def rows(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """Return all rows of a query with named parameters, as plain tuples."""
        cursor = self.connection.cursor()
        cursor.row_factory = None
        return cursor.execute(sql, values).fetchall()

    def record_id(self, file: str, position: int) -> str:
        """Return the id of the record at a position of a file.

        The position is 0 for a file that is a single record. Returns an empty text if there is none.
        """
        query = """
        SELECT r.id FROM file AS f JOIN record AS r ON r.number = f.number * :stride + :position WHERE f.name = :file
        """
        for (record_id,) in self.rows(query, file=file, position=position, stride=RECORD_NUMBER_STRIDE):
            return str(record_id)
        return ""

    def names(self) -> list[str]:
        """Return the names of all data files."""
        return [name for (name,) in self.rows("SELECT name FROM file ORDER BY name")]

    def leftover(self) -> list[tuple[str, str]]:
        """Return the entries of the folder that are not accounted for.

        Each comes with the reason.
        """
        return self.rows("SELECT name, reason FROM leftover ORDER BY name")

    def entries(self, kind: str) -> Iterator[RecordEntry[Any]]:
        """Return the valid records of a kind, in the order of their files."""
        return self._entries("r.kind = :kind", kind=kind)

    def entry(self, kind: str, record_id: str) -> RecordEntry[Any] | None:
        """Return the first valid record with an id, or None."""
        for entry in self._entries("r.kind = :kind AND r.id = :id", kind=kind, id=record_id):
            return entry
        return None

    def partial(self, kind: str) -> Iterator[RecordEntry[Any]]:
        """Yield the records of a kind that have bad values.

        They have their valid values, and are in the order of their files.
        """
        query = """
        SELECT p.id, f.name, p.position, p.json, p.broken FROM partial AS p JOIN file AS f ON f.number = p.file
        WHERE p.kind = :kind ORDER BY f.name, p.position
        """
        model = self._model(kind)
        for record_id, file, position, text, broken_paths in self.rows(query, kind=kind):
            paths = [tuple(path) for path in json.loads(broken_paths)]
            broken = frozenset(paths)
            data = json.loads(text)
            record = read_valid_fields(model, data, broken)
            path = record_path(kind, position)
            yield RecordEntry(kind, record_id, file, path, record, broken)

    def every(self, kind: str) -> Iterator[RecordEntry[Any]]:
        """Yield the records of a kind: the valid ones, then those with bad values."""
        yield from self.entries(kind)
        yield from self.partial(kind)

    def events(self, numbers: list[int]) -> Iterator[RecordEntry[Any]]:
        """Yield the events with these numbers."""
        for number in numbers:
            yield from self._entries("r.number = :number", number=number)

    def _part(self, name: str) -> Dataset:
        if name in self.parts:
            return self.parts[name]
        return load_file(name, self.read(name), self.terms)

    def _document(self, name: str) -> Document:
        """Return a file, parsed only if something is wrong with it.

        To find its records takes no data.
        """
        if name in self.parts:
            return self.parts[name].documents[name]
        raw = self.read(name)
        if self.rows("SELECT 1 FROM file WHERE name = :name AND broken = 0", name=name):
            text = raw.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
            return Document(name, text, {}, (), text)
        return parse(name, raw)

    def _entries(self, condition: str, **values: object) -> Iterator[RecordEntry[Any]]:
        query = f"""
        SELECT r.kind, r.id, f.name, r.position, r.json FROM record AS r JOIN file AS f ON f.number = r.file
        WHERE r.json IS NOT NULL AND {condition} ORDER BY f.name, r.position
        """  # noqa: S608 - the conditions are those above
        for kind, record_id, file, position, text in self.rows(query, **values):
            model = self._model(kind)
            try:
                record: Any = model.model_validate_json(text)
            except ValueError:
                # A list is too short if a table of it cannot be read, which is an error already.
                record = read_valid_fields(model, json.loads(text), frozenset())
            path = record_path(kind, position)
            yield RecordEntry(kind, record_id, file, path, record)


def record_path(kind: str, position: int | None) -> tuple[str | int, ...]:
    """Return the path of a record's table in its file.

    The result is empty if the file is a single record.
    """
    if position is None or not _HAS_MANY_RECORDS[kind]:
        return ()
    return kind, position


def is_dataset_file(name: str) -> bool:
    """Return whether a file of this name is part of a dataset."""
    return file_kind(name) is not None
