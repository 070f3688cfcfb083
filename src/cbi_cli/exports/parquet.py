"""Write the tables as Parquet, and those that the SQL of the reports needs with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.index.parquet_tables import (
    MANIFEST,
    REPORTS_FOLDER,
    TABLE_QUERIES,
    import_optional,
    is_export,
    write_export,
)
from cbi_cli.reports.common import load_sql

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cbi_cli.exports.tables import Column, Row, Table

EXPORTED_REPORTS = ("scorecard", "gaps")
_OLDER_NAMES = {MANIFEST, *TABLE_QUERIES, *(f"{name}.sql" for name in ("views", *EXPORTED_REPORTS))}
_TYPES = {
    "text": "string",
    "partial-date": "string",
    "date": "date32",
    "integer": "int64",
    "number": "float64",
    "boolean": "bool_",
}
"""The functions of pyarrow that make the types of columns."""

_GROUP_ROWS = 50_000
"""Rows of a table that are written at once; so many can be in memory."""


def write_parquet(dataset: ExportedDataset, folder: Path) -> dict[str, int]:
    """Write a file for each table into a folder, and return the number of rows of each."""
    # The tables are made from the models of records, which other exports of this module's kind do not need.
    from cbi_cli.exports.table_writing import write_tables

    return write_tables(dataset, ((open_parquet, folder),))


@contextmanager
def open_parquet(dataset: ExportedDataset, tables: tuple[Table, ...], folder: Path) -> Iterator[dict[str, _TableFile]]:
    """Yield the file of each table in a folder.

    The folder `reports` inside it gets the tables that the reports need, as another SQL engine queries them.
    """
    with ExitStack() as stack:
        files = {table.name: _TableFile(table, folder, stack) for table in tables}
        yield files
        for file in files.values():
            file.flush()
    reports = folder / REPORTS_FOLDER
    reports.mkdir()
    write_export(dataset.snapshot, reports, {name: load_sql(name) for name in EXPORTED_REPORTS})


def is_older_export(folder: Path) -> bool:
    """Tell whether a folder has only an export of an earlier version of cbi, in which all tables were at the top."""
    return is_export(folder) and set(os.listdir(folder)) <= _OLDER_NAMES


class _TableFile:
    """The file of a table, and its rows that are not written yet."""

    def __init__(self, table: Table, folder: Path, stack: ExitStack) -> None:
        self._arrow = import_optional("pyarrow")
        parquet = import_optional("pyarrow.parquet")
        self._columns = table.columns
        fields = [self._field(column) for column in table.columns]
        self._schema = self._arrow.schema(fields, metadata={"description": table.description})
        path = folder / f"{table.name}.parquet"
        self._writer = stack.enter_context(parquet.ParquetWriter(path, self._schema, compression="zstd"))
        self._rows: list[Row] = []

    def add(self, rows: list[Row]) -> None:
        """Add rows, and write them if there are many."""
        self._rows.extend(rows)
        if len(self._rows) >= _GROUP_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write the rows that are not written yet."""
        arrays: list[Any] = []
        for position, column in enumerate(self._columns):
            values = [_convert(row[position], column) for row in self._rows]
            arrays.append(self._arrow.array(values, self._schema.field(position).type))
        batch = self._arrow.record_batch(arrays, schema=self._schema)
        self._writer.write_batch(batch)
        self._rows = []

    def _field(self, column: Column) -> Any:
        make_type = getattr(self._arrow, _TYPES[column.type])
        about = {"description": column.description}
        return self._arrow.field(column.name, make_type(), nullable=not column.required, metadata=about)


def _convert(value: Any, column: Column) -> Any:
    """Return a value as its Arrow type takes it."""
    if value is not None and column.type == "date":
        return date.fromisoformat(value)
    return value
