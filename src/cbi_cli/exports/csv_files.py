"""Write the tables as CSV: one file a table, for spreadsheets and programs of every kind."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from cbi_cli.core.spreadsheet import FORMULA_STARTS, escape_formula
from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.table_rows import DatasetTables
from cbi_cli.exports.tables import Row, Table

_FLAGS = {True: "true", False: "false", None: None}
_NO_TEXTS = ("boolean", "integer", "number")
"""The types of columns that have no text."""


def write_csv(dataset: ExportedDataset, folder: Path) -> dict[str, int]:
    """Write a file for each table into a folder, and return the number of rows of each.

    They are as RFC 4180 has it, in UTF-8 without a byte order mark, with a header. What is not said is an empty cell. A
    text that a spreadsheet would read as a formula begins with an apostrophe, which `unescape_formula` removes.
    """
    tables = DatasetTables(dataset)
    with ExitStack() as stack:
        files: dict[str, _TableFile] = {}
        for table in tables.tables:
            path = folder / file_name(table.name)
            stream = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            files[table.name] = _TableFile(table, stream)
        for batch in tables.batches():
            for name, rows in batch.items():
                files[name].add(rows)
    return {name: file.count for name, file in files.items()}


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
        self.count = 0

    def add(self, rows: list[Row]) -> None:
        """Add rows below those that are there."""
        self._writer.writerows([self._format_row(row) for row in rows])
        self.count += len(rows)

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
