"""The tables of an export: one description, made from the models of the records.

A kind of record is a table with its scalar fields. A list in it is a table of its own, in which each row names the
record and its position in the list; a table in it is part of the same row, with longer column names. So a field that is
added to a model is in every export.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Literal, NamedTuple

ColumnType = Literal["text", "partial-date", "date", "integer", "number", "boolean"]


class Column(NamedTuple):
    """A column of a table.

    A `date` is a full ISO date as text, a `partial-date` also one of which the day or the month is not known, or one
    between two. `choices` are the texts that it may have, if they are listed.
    """

    name: str
    type: ColumnType
    description: str
    required: bool = False
    choices: tuple[str, ...] = ()


class ForeignKey(NamedTuple):
    """Columns whose values are those of columns of another table, unless one of them is empty."""

    columns: tuple[str, ...]
    table: str
    to_columns: tuple[str, ...]


class Table(NamedTuple):
    """A table: what a row is, its columns in their order, and what identifies a row."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()


Row = tuple[Any, ...]
Rows = dict[str, list[Row]]
"""Rows by the name of their table."""


class FieldReader(NamedTuple):
    """Where the value of a column stands in a record: the keys that lead to it.

    `part` is the part of a citation (`source#locator`) that the column has. `default` is what a value means that is
    left out.
    """

    path: tuple[str, ...]
    default: Any = None
    part: Literal["whole", "source", "locator"] = "whole"

    @property
    def is_plain(self) -> bool:
        """Whether the value stands in the record itself, as it is."""
        return len(self.path) == 1 and self.part == "whole"

    def read(self, item: Mapping[str, Any]) -> Any:
        """Return the value; None if the record does not say it."""
        value = _value_at(item, self.path)
        # An empty text is one that was left out.
        if value is None or value == "":
            return self.default
        if self.part == "whole":
            return value
        source, locator = _split_citation(value)
        if self.part == "source":
            return source
        return locator


class WordList(NamedTuple):
    """A list of words inside a table of a record: its key, where it stands, and what it has if it is left out."""

    key: str
    path: tuple[str, ...]
    default: tuple[str, ...]


class WordLists(NamedTuple):
    """Lists of words that share one table."""

    table: Table
    lists: tuple[WordList, ...]


class TableReader:
    """How the rows of a table, and of those for the lists in it, are read from a record."""

    def __init__(
        self,
        table: Table,
        fields: tuple[FieldReader, ...],
        lists: tuple[ListReader | WordReader, ...],
        word_lists: tuple[WordLists, ...],
    ) -> None:
        self.table = table
        self._fields = fields
        self._lists = lists
        self._word_lists = word_lists
        # Rows are made a million times, and most of their values are only looked up.
        self._plain = [(field.path[0], field.default) for field in fields]
        self._others = [(position, field) for position, field in enumerate(fields) if not field.is_plain]

    def tables(self) -> Iterator[Table]:
        """Yield the table, and those of its lists."""
        yield self.table
        for words in self._word_lists:
            yield words.table
        for reader in self._lists:
            yield from reader.tables()

    def add_rows(self, item: Mapping[str, Any], key: Row, head: Row, tail: Row, rows: Rows) -> None:
        """Add the rows of a record or of an entry of a list.

        `key` is what the rows of its lists begin with; `head` and `tail` are the columns before and after its own.
        """
        values = self._values(item)
        row = (*head, *values, *tail)
        rows[self.table.name].append(row)
        for words in self._word_lists:
            word_rows = _word_rows(words, item, key)
            rows[words.table.name].extend(word_rows)
        for reader in self._lists:
            reader.add_rows(item, key, rows)

    def _values(self, item: Mapping[str, Any]) -> list[Any]:
        values = [item.get(key, default) for key, default in self._plain]
        # An empty text is one that was left out.
        if "" in values:
            return [field.read(item) for field in self._fields]
        for position, field in self._others:
            values[position] = field.read(item)
        return values


class ListReader(NamedTuple):
    """A list of tables in a record, and how its entries are read."""

    path: tuple[str, ...]
    reader: TableReader

    def tables(self) -> Iterator[Table]:
        """Yield the table of the list, and those of the lists in it."""
        return self.reader.tables()

    def add_rows(self, item: Mapping[str, Any], key: Row, rows: Rows) -> None:
        """Add the rows of the list in a record, each beginning with a key and its position."""
        entries: Sequence[Mapping[str, Any]] = _value_at(item, self.path) or ()
        for position, entry in enumerate(entries, 1):
            entry_key = (*key, position)
            self.reader.add_rows(entry, entry_key, entry_key, (), rows)


class WordReader(NamedTuple):
    """A list of words in a record, none of them empty, that has a table of its own.

    `twins` are the keys of its translations. If the words are citations, there are two columns for them.
    """

    table: Table
    key: str
    twins: tuple[str, ...] = ()
    has_citations: bool = False

    def tables(self) -> Iterator[Table]:
        """Yield the table."""
        yield self.table

    def add_rows(self, item: Mapping[str, Any], key: Row, rows: Rows) -> None:
        """Add the rows of the list in a record, each beginning with a key and its position."""
        words = item.get(self.key)
        if not words:
            return
        if self.has_citations:
            values = [_split_citation(word) for word in words]
        else:
            others = [item.get(twin, ()) for twin in self.twins]
            values = list(zip_longest(words, *others))
        # There are no more rows than words, even if a translation has more.
        numbered = enumerate(values[: len(words)], 1)
        rows[self.table.name].extend([(*key, position, *value) for position, value in numbered])


def _word_rows(words: WordLists, item: Mapping[str, Any], key: Row) -> Iterator[Row]:
    for word_list in words.lists:
        # A rule without a list of statuses has the default one, as the program reads it.
        values = _value_at(item, word_list.path) or word_list.default
        for position, word in enumerate(values, 1):
            yield *key, word_list.key, position, word


def _split_citation(citation: str) -> tuple[str, str | None]:
    """Return the source of a citation, and the part of it that is meant, None if it names none."""
    source, _, locator = citation.partition("#")
    return source, locator or None


def _value_at(item: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = item
    for key in path:
        value = value.get(key)
        if value is None:
            return None
    return value
