"""Write the tables as an Excel workbook, with a sheet for each, for people who use a spreadsheet."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.publication import release_day
from cbi_cli.exports.table_rows import DatasetTables
from cbi_cli.exports.tables import Column, Row, Table
from cbi_cli.index.parquet_tables import import_optional

MAX_ROWS = 1_048_576
"""The rows that a sheet can have, with its header."""

CONTENTS = "contents"
"""The name of the first sheet, which lists the others."""

_FIRST_DAY = date(1900, 3, 1)
"""Excel has no day before 1900, and counts a day too many in February of that year."""

_LONG_COLUMNS = frozenset({"title", "note", "label", "name", "text", "why", "reason", "value", "chosen", "meaning"})
_WIDTHS = {"long": 50, "date": 12, "short": 18}
_OPTIONS = {
    # Rows go to a temporary file, so that memory does not grow with them.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write_xlsx(dataset: ExportedDataset, folder: Path) -> dict[str, int]:
    """Write a workbook into a folder, and return the number of rows of each table.

    Full dates are dates of Excel, others texts. No cell is a formula or a link. Raises CbiError if a table has more
    rows than a sheet can have.
    """
    library = import_optional("xlsxwriter", "xlsx")
    tables = DatasetTables(dataset)
    workbook = library.Workbook(folder / f"{dataset.id}.xlsx", _OPTIONS)
    # Without it, the day of the call would be in the file.
    created = datetime.combine(release_day(dataset.snapshot), time())
    workbook.set_properties({"title": dataset.title, "comments": f"Version {dataset.version}", "created": created})
    contents = workbook.add_worksheet(CONTENTS)
    sheets = {table.name: _Sheet(workbook, table) for table in tables.tables}
    for batch in tables.batches():
        for name, rows in batch.items():
            sheets[name].add(rows)
    _write_contents(contents, workbook, tables.tables, sheets)
    try:
        workbook.close()
    except library.exceptions.XlsxFileError as error:
        raise OSError(None, str(error)) from error
    return {name: sheet.count for name, sheet in sheets.items()}


class _Sheet:
    """The sheet of a table."""

    def __init__(self, workbook: Any, table: Table) -> None:
        self._table = table
        self._day_format = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._sheet = workbook.add_worksheet(table.name)
        header = workbook.add_format({"bold": True, "bottom": 1})
        for position, column in enumerate(table.columns):
            self._sheet.set_column(position, position, _width(column))
            self._sheet.write_string(0, position, column.name, header)
        self._sheet.freeze_panes(1, 0)
        self.count = 0

    def add(self, rows: list[Row]) -> None:
        """Add rows below those that are there. Raises CbiError if a sheet cannot have so many."""
        if self.count + len(rows) >= MAX_ROWS:
            raise CbiError(
                message("the table {table} has more rows than a sheet of Excel can have", table=self._table.name),
                message("export to csv, sqlite or parquet"),
            )
        for row in rows:
            self.count += 1
            for position, value in enumerate(row):
                self._write(self.count, position, value)

    def _write(self, line: int, position: int, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(line, position, value)
        elif isinstance(value, int | float):
            self._sheet.write_number(line, position, value)
        else:
            self._write_text(line, position, value)

    def _write_text(self, line: int, position: int, text: str) -> None:
        """Write a text, or a day as a date."""
        column = self._table.columns[position]
        if column.type in ("date", "partial-date"):
            day = _full_day(text)
            if day is not None and day >= _FIRST_DAY:
                self._sheet.write_datetime(line, position, day, self._day_format)
                return
        self._sheet.write_string(line, position, text)


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


def _write_contents(sheet: Any, workbook: Any, tables: tuple[Table, ...], sheets: dict[str, _Sheet]) -> None:
    """Write the list of all sheets and columns."""
    bold = workbook.add_format({"bold": True})
    header = workbook.add_format({"bold": True, "bottom": 1})
    sheet.set_column(0, 1, _WIDTHS["short"])
    sheet.set_column(2, 2, 2 * _WIDTHS["long"])
    sheet.freeze_panes(1, 0)
    for position, name in enumerate(("sheet", "column", "content")):
        sheet.write_string(0, position, name, header)
    line = 0
    for table in tables:
        line += 1
        sheet.write_string(line, 0, table.name, bold)
        sheet.write_string(line, 2, f"{table.description} ({sheets[table.name].count} rows)", bold)
        for column in table.columns:
            line += 1
            sheet.write_string(line, 1, column.name)
            sheet.write_string(line, 2, column.description)
