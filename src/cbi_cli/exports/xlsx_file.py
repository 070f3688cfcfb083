"""Write the tables as an Excel workbook, with a sheet for each, for people who use a spreadsheet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.publication import release_day
from cbi_cli.exports.table_writing import write_tables
from cbi_cli.exports.tables import Column, Row, Table
from cbi_cli.index.parquet_tables import import_optional

MAX_ROWS = 1_048_576
"""The rows that a sheet can have, with its header."""

MAX_TEXT = 32_767
"""The units of UTF-16 that a cell can have."""

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
    """Write a workbook into a folder, and return the number of rows of each table."""
    return write_tables(dataset, ((open_xlsx, folder),))


@contextmanager
def open_xlsx(dataset: ExportedDataset, tables: tuple[Table, ...], folder: Path) -> Iterator[dict[str, _TableSheet]]:
    """Yield the sheets of the tables of a workbook, which is written into a folder at the end.

    Full dates are dates of Excel, others texts. No cell is a formula or a link. To add raises CbiError if a table has
    more rows than a sheet can have, or a longer text than a cell can have.
    """
    library = import_optional("xlsxwriter", "xlsx")
    name = f"{dataset.id}.xlsx"
    # The library leaves its temporary files behind unless a workbook is closed, which writes it even after an error.
    with TemporaryDirectory(prefix="cbi-xlsx-") as work:
        workbook = library.Workbook(Path(work, name), _OPTIONS | {"tmpdir": work})
        try:
            # Without it, the day of the call would be in the file.
            created = datetime.combine(release_day(dataset.snapshot), time())
            comments = f"Version {dataset.version}"
            workbook.set_properties({"title": dataset.title, "comments": comments, "created": created})
            contents = workbook.add_worksheet(CONTENTS)
            sheets = {table.name: _TableSheet(workbook, table) for table in tables}
            yield sheets
            _write_contents(contents, workbook, tables, sheets)
        finally:
            _close(workbook, library)
        shutil.move(Path(work, name), folder)


def _close(workbook: Any, library: Any) -> None:
    """Write a workbook. Raises OSError if that fails."""
    try:
        workbook.close()
    except library.exceptions.XlsxFileError as error:
        raise OSError(None, str(error)) from error


class _TableSheet:
    """The sheet of a table."""

    def __init__(self, workbook: Any, table: Table) -> None:
        self._table = table
        self._plain_format = workbook.add_format()
        self._day_format = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._sheet = workbook.add_worksheet(table.name)
        header = workbook.add_format({"bold": True, "bottom": 1})
        for position, column in enumerate(table.columns):
            self._sheet.set_column(position, position, _width(column))
            self._sheet.write_string(0, position, column.name, header)
        self._sheet.freeze_panes(1, 0)
        self._writers = [self._writer(column) for column in table.columns]
        self.count = 0

    def add(self, rows: list[Row]) -> None:
        """Add rows below those that are there. Raises CbiError if a sheet or a cell cannot have so much."""
        if self.count + len(rows) >= MAX_ROWS:
            raise _too_much(
                message("the table {table} has more rows than a sheet of Excel can have", table=self._table.name)
            )
        for row in rows:
            self.count += 1
            for position, value in enumerate(row):
                if value is not None:
                    self._writers[position](self.count, position, value)

    def _writer(self, column: Column) -> Any:
        """Return what writes the values of a column."""
        if column.type == "boolean":
            return self._sheet.write_boolean
        if column.type in ("integer", "number"):
            return self._sheet.write_number
        if column.type in ("date", "partial-date"):
            return self._write_date
        return self._write_text

    def _write_date(self, line: int, position: int, text: str) -> None:
        day = _excel_day(text)
        if day is None:
            self._sheet.write_string(line, position, text)
        else:
            self._sheet.write_datetime(line, position, day, self._day_format)

    def _write_text(self, line: int, position: int, text: str) -> None:
        if len(text.encode("utf-16-le")) > 2 * MAX_TEXT:
            raise _too_much(
                message("the table {table} has a longer text than a cell of Excel can have", table=self._table.name)
            )
        if text.startswith("<r>"):
            # The library takes a text between these tags for markup of its own, but not the parts of a text.
            self._sheet.write_rich_string(line, position, self._plain_format, text[:1], self._plain_format, text[1:])
        else:
            self._sheet.write_string(line, position, text)


def _too_much(text: str) -> CbiError:
    return CbiError(text, message("export to csv, sqlite or parquet"))


@lru_cache(maxsize=10_000)
def _excel_day(text: str) -> date | None:
    """Return the day of an ISO date; None if it is not known, or Excel does not have it. Many rows share their days."""
    day = PartialDate.parse(text)
    if not day.is_full or day.first < _FIRST_DAY:
        return None
    return day.first


def _width(column: Column) -> int:
    if column.type in ("date", "partial-date"):
        return _WIDTHS["date"]
    if column.name.removesuffix("_es") in _LONG_COLUMNS:
        return _WIDTHS["long"]
    return _WIDTHS["short"]


def _write_contents(sheet: Any, workbook: Any, tables: tuple[Table, ...], sheets: dict[str, _TableSheet]) -> None:
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
