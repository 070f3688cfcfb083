"""Write the tables as an SQLite database, with keys, indexes and views, to be queried by SQL."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.table_writing import write_tables
from cbi_cli.exports.tables import Column, ForeignKey, Row, Table

_TYPES = {
    "text": "TEXT",
    "partial-date": "TEXT",
    "date": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "INTEGER",
}
_INDEXES = ('CREATE INDEX "event_by_first_day" ON "event" ("first_day")',)
_VIEWS = Path(__file__).with_name("views.sql")


def write_sqlite(dataset: ExportedDataset, folder: Path) -> dict[str, int]:
    """Write a database with all tables into a folder, and return the number of rows of each.

    Raises OSError if it cannot be written.
    """
    return write_tables(dataset, ((open_sqlite, folder),))


@contextlib.contextmanager
def open_sqlite(
    dataset: ExportedDataset, tables: tuple[Table, ...], folder: Path
) -> Iterator[dict[str, _DatabaseTable]]:
    """Yield the tables of a database in a folder, which gets its indexes and views at the end.

    Raises OSError if it cannot be written.
    """
    path = folder / f"{dataset.id}.sqlite"
    with _new_database(path) as database:
        yield {table.name: _DatabaseTable(database, table) for table in tables}
        for table in tables:
            for statement in _index_statements(table):
                _execute(database, statement)
        for statement in (*_INDEXES, *_read_views()):
            _execute(database, statement)


class _DatabaseTable:
    """A table of a new database."""

    def __init__(self, database: sqlite3.Connection, table: Table) -> None:
        self._database = database
        _execute(database, create_table(table))
        places = ", ".join("?" for _ in table.columns)
        self._insert = f"INSERT INTO {quote(table.name)} VALUES ({places})"  # noqa: S608 - our own names

    def add(self, rows: list[Row]) -> None:
        """Add rows. Raises OSError if they cannot be written."""
        with _wrap_errors():
            self._database.executemany(self._insert, rows)


def create_table(table: Table) -> str:
    """Return the statement that creates a table; its comments say what table and columns are."""
    lines = [f"CREATE TABLE {quote(table.name)} (", f"  -- {table.description}"]
    for column in table.columns:
        line = f"  {_format_column(column)}, -- {column.description}"
        lines.append(line)
    constraints = [f"  PRIMARY KEY ({_column_list(table.key)})"]
    for key in table.foreign_keys:
        constraint = _format_foreign_key(key)
        constraints.append(f"  {constraint}")
    text = ",\n".join(constraints)
    lines.append(text)
    ending = ")"
    # The rows of a list are found by their record only, so they need no further number.
    if len(table.key) > 1:
        ending = ") WITHOUT ROWID"
    lines.append(ending)
    return "\n".join(lines)


def quote(name: str) -> str:
    """Return a name as SQL has it."""
    return f'"{name}"'


def _format_column(column: Column) -> str:
    required = " NOT NULL" if column.required else ""
    return f"{quote(column.name)} {_TYPES[column.type]}{required}"


def _format_foreign_key(key: ForeignKey) -> str:
    columns = _column_list(key.columns)
    to_columns = _column_list(key.to_columns)
    return f"FOREIGN KEY ({columns}) REFERENCES {quote(key.table)} ({to_columns})"


def _column_list(names: tuple[str, ...]) -> str:
    return ", ".join(quote(name) for name in names)


def _index_statements(table: Table) -> Iterator[str]:
    """Yield an index for each reference to another table that the primary key does not begin with."""
    for key in table.foreign_keys:
        if table.key[: len(key.columns)] == key.columns:
            continue
        name = "_".join((table.name, "by", *key.columns))
        yield f"CREATE INDEX {quote(name)} ON {quote(table.name)} ({_column_list(key.columns)})"


def _read_views() -> list[str]:
    """Return the statements of the views."""
    statements = _VIEWS.read_text(encoding="utf-8").split(";\n")
    return [statement for statement in statements if statement.strip()]


@contextlib.contextmanager
def _new_database(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a new database that is written in one transaction.

    The folder is moved to its place when it is whole, so nothing has to survive a crash in the middle.
    """
    with _wrap_errors():
        database = sqlite3.connect(path, isolation_level=None)
    try:
        _execute(database, "PRAGMA journal_mode = OFF")
        _execute(database, "PRAGMA synchronous = OFF")
        _execute(database, "BEGIN")
        yield database
        _execute(database, "COMMIT")
    finally:
        database.close()


def _execute(database: sqlite3.Connection, statement: str) -> None:
    with _wrap_errors():
        database.execute(statement)


@contextlib.contextmanager
def _wrap_errors() -> Iterator[None]:
    """Turn an error of the new database into one of the system: errors of SQLite mean a damaged snapshot."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(None, str(error)) from error
