"""The records of a dataset by what is asked of them: what the checks across files look at."""

from __future__ import annotations

import codecs
import json
import sqlite3
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from cbi_cli.dataset.load import load_file
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.index.rows import RECORD_NUMBER_STRIDE
from cbi_cli.records.file_kinds import FILE_KINDS, file_kind
from cbi_cli.toml.document import Document, parse

_HAS_MANY_RECORDS = {kind.kind: kind.has_many_records for kind in FILE_KINDS} | {"party": True}
_MODELS = {kind.kind: kind.model for kind in FILE_KINDS}
CACHED_FILES = 4
"""Files whose text is kept at hand: findings come file by file."""


class RecordIndex:
    """The tables of a snapshot, with the records in them as models, and the text of its files where that is needed.

    ``read`` gives the bytes of a file by its name.
    """

    def __init__(self, connection: sqlite3.Connection, read: Callable[[str], bytes]) -> None:
        self.connection = connection
        self.read = read
        self.document: Callable[[str], Document] = lru_cache(CACHED_FILES)(self._document)
        """The text of a file, for finding places in it."""
        self.part: Callable[[str], Dataset] = lru_cache(CACHED_FILES)(lambda name: load_file(name, read(name)))
        """A file loaded by itself."""

    def rows(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """All rows of a query with named parameters, as plain tuples."""
        cursor = self.connection.cursor()
        cursor.row_factory = None
        return cursor.execute(sql, values).fetchall()

    def record_id(self, file: str, position: int) -> str:
        """The id of the record at a position of a file, 0 where the file is a single record; empty where none is."""
        query = "SELECT r.id FROM file AS f JOIN record AS r ON r.number = f.number * :size + :at WHERE f.name = :file"
        found = self.rows(query, file=file, at=position, size=RECORD_NUMBER_STRIDE)
        return str(found[0][0]) if found else ""

    def names(self) -> list[str]:
        """Return the names of all data files."""
        return [name for (name,) in self.rows("SELECT name FROM file ORDER BY name")]

    def leftover(self) -> list[tuple[str, str]]:
        """Return the entries of the folder that are not accounted for, with the reasons."""
        return self.rows("SELECT name, reason FROM leftover ORDER BY name")

    def entries(self, kind: str) -> Iterator[RecordEntry[Any]]:
        """The valid records of a kind, in the order of their files."""
        return self._entries("r.kind = :kind", kind=kind)

    def entry(self, kind: str, name: str) -> RecordEntry[Any] | None:
        """The first valid record with an id, or None."""
        return next(self._entries("r.kind = :kind AND r.id = :id", kind=kind, id=name), None)

    def partial(self, kind: str) -> Iterator[RecordEntry[Any]]:
        """Yield the records of a kind that have bad values, with their sound ones, in the order of their files."""
        from cbi_cli.dataset.partial import read_valid_fields

        query = """
        SELECT p.id, f.name, p.position, p.json, p.broken FROM partial AS p JOIN file AS f ON f.number = p.file
        WHERE p.kind = :kind ORDER BY f.name, p.position
        """
        for name, file, position, text, paths in self.rows(query, kind=kind):
            broken = frozenset(tuple(path) for path in json.loads(paths))
            record = read_valid_fields(_MODELS[kind], json.loads(text), broken)
            yield RecordEntry(kind, name, file, record_path(kind, position), record, broken)

    def every(self, kind: str) -> Iterator[RecordEntry[Any]]:
        """Yield the records of a kind: the valid ones, then those with bad values."""
        yield from self.entries(kind)
        yield from self.partial(kind)

    def events(self, numbers: list[int]) -> Iterator[RecordEntry[Any]]:
        """The events with these numbers."""
        for number in numbers:
            yield from self._entries("r.number = :number", number=number)

    def _document(self, name: str) -> Document:
        """Return a file, parsed only if something is wrong with it: to find its records takes no data."""
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
        for kind, name, file, position, text in self.rows(query, **values):
            record = _MODELS[kind].model_validate_json(text)
            yield RecordEntry(kind, name, file, record_path(kind, position), record)


def record_path(kind: str, position: int | None) -> tuple[str | int, ...]:
    """The path of a record's table in its file; empty where the file is a single record."""
    return (kind, position) if _HAS_MANY_RECORDS[kind] and position is not None else ()


def is_dataset_file(name: str) -> bool:
    """Whether a file of this name is part of a dataset."""
    return file_kind(name) is not None
