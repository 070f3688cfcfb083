"""Read tables in Excel files: values, not formulas."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.tables.table import Cell, Row, Table, check_columns, fit_row, is_blank

MAX_UNPACKED_BYTES = 512 * 1024 * 1024
"""A file that unpacks to more is refused unread."""

_QUOTED_OR_BRACKETED = re.compile(r'"[^"]*"?|\\.|\[[^\]]*\]?')
"""What a number format shows as it is; what is not closed goes to the end."""


class _ReadCell(NamedTuple):
    """The text of a cell, or the problem with it."""

    text: str
    problem: str = ""


def read_xlsx(path: Path, raw: bytes, sheet: str = "") -> Table:
    """Return the table in a sheet of an Excel file.

    A file with several sheets needs the name of one. A formula has the value that the spreadsheet saved with it; a row
    with a formula without a saved value has a problem. Raises CbiError if openpyxl is not installed, or if the file
    cannot be read.
    """
    openpyxl = _load_library()
    _check_archive(path, raw)
    try:
        with (
            closing(openpyxl.load_workbook(BytesIO(raw), read_only=True, data_only=True)) as values,
            closing(openpyxl.load_workbook(BytesIO(raw), read_only=True)) as formulas,
        ):
            name = _choose_sheet(path, values, sheet)
            table = _read_sheet(path, values[name], formulas[name])
            return table._replace(counts_from_1904=values.epoch.year == 1904)
    except CbiError:
        raise
    # A damaged file raises whatever its damage leads to.
    except Exception as error:
        raise CbiError(
            message("{path} cannot be read as an Excel file: {reason}", path=path, reason=type(error).__name__),
            message("open it in a spreadsheet and save it again as .xlsx or as CSV"),
        ) from None


def _load_library() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise CbiError(
            message("reading .xlsx files requires openpyxl"),
            message('pip install "cbi-cli[xlsx]", or save the table as CSV'),
        ) from None
    return openpyxl


def _check_archive(path: Path, raw: bytes) -> None:
    """Raise CbiError if a file is no archive or unpacks to too much."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise CbiError(
            message("{path} is not an Excel file", path=path),
            message("save it as .xlsx; old .xls files and files with a password cannot be read"),
        ) from None
    if size > MAX_UNPACKED_BYTES:
        raise CbiError(message("{path} unpacks to more than 512 MiB", path=path), message("save the table as CSV"))


def _choose_sheet(path: Path, workbook: Any, sheet: str) -> str:
    names = [worksheet.title for worksheet in workbook.worksheets]
    if sheet:
        if sheet in names:
            return sheet
        raise CbiError(message("{path} has no sheet `{sheet}`", path=path, sheet=sheet), did_you_mean(sheet, names))
    if len(names) == 1:
        return str(names[0])
    raise CbiError(
        message("{path} has {n} sheets: {names}", path=path, n=len(names), names=", ".join(names)),
        message('name one in the mapping, e.g. sheet = "{name}"', name=names[0] if names else "Sheet1"),
    )


def _read_sheet(path: Path, values: Any, formulas: Any) -> Table:
    # The size that a file states for its sheet can be wrong.
    for worksheet in (values, formulas):
        worksheet.reset_dimensions()
    columns: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, cells in _iter_rows(values, formulas):
        texts: list[Cell] = [cell.text for cell in cells]
        problems = [cell.problem for cell in cells if cell.problem]
        if is_blank(texts) and not problems:
            continue
        if not columns:
            header = [cell.text for cell in cells]
            while header and not header[-1].strip():
                header.pop()
            columns = check_columns(path, header)
            continue
        # In a sheet, empty cells at the end of a row are not written.
        texts.extend("" for _ in range(len(columns) - len(texts)))
        row = fit_row(number, texts, len(columns))
        if problems:
            row = row._replace(problem=problems[0])
        rows.append(row)
    if not columns:
        raise CbiError(message("{path} is empty", path=path), message("name a file with a header and rows"))
    return Table(path, columns, rows)


def _iter_rows(values: Any, formulas: Any) -> Iterator[tuple[int, list[_ReadCell]]]:
    """Yield the number and the cells of each row."""
    pairs = zip_longest(values.iter_rows(), formulas.iter_rows(), fillvalue=())
    for number, (value_cells, formula_cells) in enumerate(pairs, start=1):
        yield number, list(_read_cells(value_cells, formula_cells))


def _read_cells(value_cells: Iterable[Any], formula_cells: Iterable[Any]) -> Iterator[_ReadCell]:
    for value_cell, formula_cell in zip_longest(value_cells, formula_cells):
        if value_cell is None:
            yield _ReadCell("")
            continue
        is_formula = formula_cell is not None and formula_cell.data_type == "f"
        yield _read_cell(value_cell, is_formula)


def _read_cell(cell: Any, is_formula: bool) -> _ReadCell:
    value = cell.value
    if value is None:
        if not is_formula:
            return _ReadCell("")
        problem = message(
            "the cell {cell} is a formula without a saved value; open the file in a spreadsheet and save it",
            cell=cell.coordinate,
        )
        return _ReadCell("", problem)
    if cell.data_type == "e":
        problem = message("the cell {cell} has the error {value}", cell=cell.coordinate, value=value)
        return _ReadCell(str(value), problem)
    if isinstance(value, datetime | date):
        return _ReadCell(format_date_cell(value, str(cell.number_format)))
    if isinstance(value, time | timedelta):
        return _ReadCell(str(value))
    if isinstance(value, float) and value.is_integer():
        return _ReadCell(str(int(value)))
    return _ReadCell(str(value))


def format_date_cell(value: date, number_format: str) -> str:
    """Return the date of a cell, as precise as the cell shows it.

    Who types "oct 2022" gets a cell with the first of October that shows the month only.
    """
    shown = _QUOTED_OR_BRACKETED.sub("", number_format).lower()
    # `isoformat` of a date with a time has the time, too.
    iso = f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    # Formats without a year, such as `h:mm`, do not show a partial date.
    if "d" in shown or "y" not in shown:
        return iso
    if "m" in shown:
        return iso[:7]
    return iso[:4]
