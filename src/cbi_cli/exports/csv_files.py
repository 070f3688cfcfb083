"""Write the tables as CSV: one file a table, for spreadsheets and programs of every kind."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TextIO

from cbi_cli.core.spreadsheet import FORMULA_STARTS, escape_formula
from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.table_writing import write_tables
from cbi_cli.exports.tables import Row, Table

_FLAGS = {True: "true", False: "false", None: None}
_NO_TEXTS = ("boolean", "integer", "number")
"""The types of columns that have no text."""


def write_csv(dataset: ExportedDataset, folder: Path) -> dict[str, int]:
    """Write a file for each table into a folder, and return the number of rows of each."""
    return write_tables(dataset, ((open_csv, folder),))


@contextmanager
def open_csv(_: ExportedDataset, tables: tuple[Table, ...], folder: Path) -> Iterator[dict[str, _TableFile]]:
    """Yield the file of each table in a folder.

    They are as RFC 4180 has it, in UTF-8 without a byte order mark, with a header. What is not said is an empty cell. A
    text that a spreadsheet would read as a formula begins with an apostrophe, which `unescape_formula` removes.
    """
    with ExitStack() as stack:
        files: dict[str, _TableFile] = {}
        for table in tables:
            path = folder / file_name(table.name)
            stream = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            files[table.name] = _TableFile(table, stream)
        yield files


def file_name(table: str) -> str:
    """Return the name of the file of a table."""
    return f"{table}.csv"


class _TableFile:
    """The file of a table."""

    def __init__(self, table: Table, stream: TextIO) -> None:
        self._writer = csv.writer(stream)
        self._writer.writerow([column.name for column in table.columns])
        types = [column.type for column in table.columns]
        self._flags = [place for place, name in enumerate(types) if name == "boolean"]
        self._texts = [place for place, name in enumerate(types) if name not in _NO_TEXTS]

    def add(self, rows: list[Row]) -> None:
        """Add rows below those that are there."""
        self._writer.writerows([self._format_row(row) for row in rows])

    def _format_row(self, row: Row) -> list[Any]:
        """Return a row as cells have it; `csv` writes None as nothing and a number as its digits."""
        cells = list(row)
        for place in self._texts:
            text = row[place]
            # Most texts need no further look.
            if text and text[0] in FORMULA_STARTS:
                cells[place] = escape_formula(text)
        for place in self._flags:
            cells[place] = _FLAGS[row[place]]
        return cells
