"""Write the tables as an Excel workbook, with a sheet for each, for people who use a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.publication import release_day
from cbi_cli.exports.table_writing import write_tables
from cbi_cli.exports.tables import Column, Row, Table
from cbi_cli.exports.workbook import (
    BOLD,
    FIRST_DAY,
    MAX_ROWS,
    Cell,
    LongTextError,
    Sheet,
    Workbook,
    day_cell,
    flag_cell,
    number_cell,
    text_cell,
)

CONTENTS = "contents"
"""The name of the first sheet, which lists the others."""

_LONG_COLUMNS = frozenset({"title", "note", "label", "name", "text", "why", "reason", "value", "chosen", "meaning"})
_WIDTHS = {"long": 50, "date": 12, "short": 18}


def write_xlsx(dataset: ExportedDataset, folder: Path) -> dict[str, int]:
    """Write a workbook into a folder, and return the number of rows of each table."""
    return write_tables(dataset, ((open_xlsx, folder),))


@contextmanager
def open_xlsx(dataset: ExportedDataset, tables: tuple[Table, ...], folder: Path) -> Iterator[dict[str, _TableSheet]]:
    """Yield the sheets of the tables of a workbook, which is written into a folder at the end.

    Full dates are dates of Excel, others texts. No cell is a formula or a link. To add raises CbiError if a table has
    more rows than a sheet can have, or a longer text than a cell can have.
    """
    with Workbook() as workbook:
        widths = (_WIDTHS["short"], _WIDTHS["short"], 2 * _WIDTHS["long"])
        contents = workbook.add_sheet(CONTENTS, ("sheet", "column", "content"), widths)
        sheets = {table.name: _TableSheet(workbook, table) for table in tables}
        yield sheets
        counts = {name: sheet.count for name, sheet in sheets.items()}
        _add_contents(contents, tables, counts)
        # The day of the call would make every file differ.
        day = release_day(dataset.snapshot)
        workbook.write(folder / f"{dataset.id}.xlsx", dataset.title, f"Version {dataset.version}", day)


class _TableSheet:
    """The sheet of a table."""

    def __init__(self, workbook: Workbook, table: Table) -> None:
        names = [column.name for column in table.columns]
        widths = [_width(column) for column in table.columns]
        self._sheet = workbook.add_sheet(table.name, names, widths)
        self.count = 0
        self._table = table
        self._make_cells = [_CELLS[column.type] for column in table.columns]

    def add(self, rows: list[Row]) -> None:
        """Add rows below those that are there. Raises CbiError if a sheet cannot have so many."""
        self.count += len(rows)
        if self.count >= MAX_ROWS:
            raise _too_much(
                message("the table {table} has more rows than a sheet of Excel can have", table=self._table.name)
            )
        try:
            self._sheet.add([self._make_row(row) for row in rows])
        except LongTextError:
            raise _too_much(
                message("the table {table} has a longer text than a cell of Excel can have", table=self._table.name)
            ) from None

    def _make_row(self, row: Row) -> list[Cell | None]:
        return [None if value is None else make(value) for make, value in zip(self._make_cells, row, strict=True)]


def _too_much(text: str) -> CbiError:
    return CbiError(text, message("export to csv, sqlite or parquet"))


@lru_cache(maxsize=10_000)
def _date_cell(text: str) -> Cell:
    """Return the cell of an ISO date: a date if Excel has the day, otherwise a text. Many rows share their days."""
    day = _full_day(text)
    if day is None or day < FIRST_DAY:
        return text_cell(text)
    return day_cell(day)


_CELLS: dict[str, Callable[[Any], Cell]] = {
    "text": text_cell,
    "partial-date": _date_cell,
    "date": _date_cell,
    "integer": number_cell,
    "number": number_cell,
    "boolean": flag_cell,
}
"""The function that makes a cell of a value, by the type of its column."""


def _full_day(text: str) -> date | None:
    """Return the day of an ISO date; None if the day is not known."""
    day = PartialDate.parse(text)
    if not day.is_full:
        return None
    return day.first


def _width(column: Column) -> int:
    if column.type in ("date", "partial-date"):
        return _WIDTHS["date"]
    if column.name.removesuffix("_es") in _LONG_COLUMNS:
        return _WIDTHS["long"]
    return _WIDTHS["short"]


def _add_contents(sheet: Sheet, tables: tuple[Table, ...], counts: dict[str, int]) -> None:
    """Add the list of all sheets and columns."""
    for table in tables:
        content = f"{table.description} ({counts[table.name]} rows)"
        sheet.add([(text_cell(table.name, BOLD), None, text_cell(content, BOLD))])
        sheet.add([(None, text_cell(column.name), text_cell(column.description)) for column in table.columns])
