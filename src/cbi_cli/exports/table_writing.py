"""Write the rows of all tables in one format or in several; they are made once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Protocol

from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.table_rows import DatasetTables
from cbi_cli.exports.tables import Row, Table


class TableFile(Protocol):
    """Where the rows of a table go."""

    def add(self, rows: list[Row]) -> None:
        """Add rows below those that are there."""


TableWriter = Callable[[ExportedDataset, tuple[Table, ...], Path], AbstractContextManager[Mapping[str, TableFile]]]
"""What writes tables into a folder: it gives the file of each table by name, and is done at the end of `with`."""


def write_tables(dataset: ExportedDataset, writers: Iterable[tuple[TableWriter, Path]]) -> dict[str, int]:
    """Write all tables with each of some writers into its folder, and return the number of rows of each table.

    Raises OSError if they cannot be written, and CbiError if a format cannot have so much.
    """
    tables = DatasetTables(dataset)
    counts = {table.name: 0 for table in tables.tables}
    with ExitStack() as stack:
        formats = [stack.enter_context(writer(dataset, tables.tables, folder)) for writer, folder in writers]
        for batch in tables.batches():
            for name, rows in batch.items():
                counts[name] += len(rows)
                for files in formats:
                    files[name].add(rows)
    return counts
