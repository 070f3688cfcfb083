"""Write the tables as CSV: one file a table, for spreadsheets and programs of every kind."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from cbi_cli.core.spreadsheet import escape_formula
from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.table_rows import DatasetTables


def write_csv(dataset: ExportedDataset, folder: Path) -> dict[str, int]:
    """Write a file for each table into a folder, and return the number of rows of each.

    They are as RFC 4180 has it, in UTF-8 without a byte order mark, with a header. What is not said is an empty cell. A
    text that a spreadsheet would read as a formula begins with an apostrophe, which `unescape_formula` removes.
    """
    tables = DatasetTables(dataset)
    counts = {table.name: 0 for table in tables.tables}
    with ExitStack() as stack:
        writers: dict[str, Any] = {}
        for table in tables.tables:
            path = folder / file_name(table.name)
            stream = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            writer = csv.writer(stream)
            writer.writerow([column.name for column in table.columns])
            writers[table.name] = writer
        for batch in tables.batches():
            for name, rows in batch.items():
                writer = writers[name]
                for row in rows:
                    writer.writerow([format_cell(value) for value in row])
                counts[name] += len(rows)
    return counts


def file_name(table: str) -> str:
    """Return the name of the file of a table."""
    return f"{table}.csv"


def format_cell(value: Any) -> Any:
    """Return a value as a cell has it; `csv` writes None as nothing and a number as its digits."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return escape_formula(value)
    return value
