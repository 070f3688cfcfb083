"""The tables of an export: one description, made from the models of the records.

A kind of record is a table with its scalar fields. A list in it is a table of its own, in which each row names the
record and its position in the list; a table in it is part of the same row, with longer column names. So a field that is
added to a model is in every export.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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

    def read(self, item: Mapping[str, Any]) -> Any:
        """Return the value; None if the record does not say it."""
        value = _value_at(item, self.path)
        # An empty text is one that was left out.
        if value is None or value == "":
            return self.default
        if self.part == "whole":
            return value
        source, _, locator = str(value).partition("#")
        if self.part == "source":
            return source
        return locator or None


class WordList(NamedTuple):
    """A list of words inside a table of a record: its key, where it stands, and what it has if it is left out."""

    key: str
    path: tuple[str, ...]
    default: tuple[str, ...]


class WordLists(NamedTuple):
    """Lists of words that share one table."""

    table: Table
    lists: tuple[WordList, ...]


class TableReader(NamedTuple):
    """How the rows of a table, and of those for the lists in it, are read from a record."""

    table: Table
    fields: tuple[FieldReader, ...]
    lists: tuple[ListReader, ...] = ()
    word_lists: tuple[WordLists, ...] = ()

    def tables(self) -> Iterator[Table]:
        """Yield the table, and those of its lists."""
        yield self.table
        for words in self.word_lists:
            yield words.table
        for reader in self.lists:
            yield from reader.reader.tables()

    def add_rows(self, item: Mapping[str, Any], key: Row, head: Row, tail: Row, rows: Rows) -> None:
        """Add the rows of a record or of an entry of a list.

        `key` is what the rows of its lists begin with; `head` and `tail` are the columns before and after its own.
        """
        values = [field.read(item) for field in self.fields]
        row = (*head, *values, *tail)
        rows[self.table.name].append(row)
        for words in self.word_lists:
            word_rows = _word_rows(words, item, key)
            rows[words.table.name].extend(word_rows)
        for reader in self.lists:
            entries = reader.entries(item)
            for position, entry in enumerate(entries, 1):
                entry_key = (*key, position)
                reader.reader.add_rows(entry, entry_key, entry_key, (), rows)


class ListReader(NamedTuple):
    """A list in a record, and how its entries are read.

    `twins` are the keys of a list of words and of its translations, none for a list of tables.
    """

    path: tuple[str, ...]
    reader: TableReader
    twins: tuple[str, ...] = ()

    def entries(self, item: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Return the entries as tables; a word becomes a table with its key."""
        entries: Sequence[Any] = _value_at(item, self.path) or ()
        if not self.twins:
            return entries
        plain, *others = self.twins
        tables: list[dict[str, Any]] = [{plain: word} for word in entries]
        for other in others:
            for table, word in zip(tables, item.get(other, ()), strict=False):
                table[other] = word
        return tables


def _word_rows(words: WordLists, item: Mapping[str, Any], key: Row) -> Iterator[Row]:
    for word_list in words.lists:
        # A rule without a list of statuses has the default one, as the program reads it.
        values = _value_at(item, word_list.path) or word_list.default
        for position, word in enumerate(values, 1):
            yield *key, word_list.key, position, word


def _value_at(item: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = item
    for key in path:
        value = value.get(key)
        if value is None:
            return None
    return value
