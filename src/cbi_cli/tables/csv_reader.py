"""Read tables in CSV, with any of the usual separators."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.spreadsheet import unescape_formula
from cbi_cli.tables.table import Row, Table, check_columns, fit_row, is_blank

DELIMITERS = (",", ";", "\t", "|")
_EXCEL_HINT = "sep="
"""Excel writes the separator into a line of its own, such as `sep=;`."""

MAX_CELL = 131_072
"""The most characters of a cell, which is the usual limit of the library."""

_TOO_LONG = "field larger"
"""What the library says of a cell that is too long."""


def read_csv(path: Path, text: str, delimiter: str = "") -> Table:
    """Return the table in a text.

    Without a delimiter, it is the one that gives the header most columns. Raises CbiError if a quotation mark is never
    closed or the header cannot be used.
    """
    first_line, _, rest = text.partition("\n")
    if first_line.lower().startswith(_EXCEL_HINT):
        delimiter = delimiter or first_line.rstrip("\r")[len(_EXCEL_HINT) :][:1]
        text = rest
    if delimiter not in DELIMITERS:
        delimiter = _guess_delimiter(text)
    records = _read_records(path, text, delimiter)
    columns: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, cells in enumerate(records, start=1):
        if is_blank(cells):
            continue
        if not columns:
            columns = check_columns(path, cells)
            continue
        plain = [unescape_formula(cell) for cell in cells]
        rows.append(fit_row(number, plain, len(columns)))
    if not columns:
        raise CbiError(message("{path} is empty", path=path), message("name a file with a header and rows"))
    return Table(path, columns, rows)


def _guess_delimiter(text: str) -> str:
    """Return the delimiter that gives the first row most cells."""
    best = DELIMITERS[0]
    most = 1
    for delimiter in DELIMITERS:
        header: list[str] = []
        try:
            header = next(csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter), [])
        except csv.Error:
            continue
        if len(header) > most:
            best = delimiter
            most = len(header)
    return best


def _read_records(path: Path, text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the cells of each row; raise CbiError at a wrong quotation mark."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _describe_error(path, line, str(error)) from None
        # The limit of the library is that of the whole process, and another package may have raised it.
        if max(map(len, cells), default=0) > MAX_CELL:
            raise _describe_error(path, line, _TOO_LONG)
        yield cells


def _describe_error(path: Path, line: int, problem: str) -> CbiError:
    """Return the error for a row that begins at a line."""
    hint = message("close the quotation mark; inside a cell in quotes, write each one twice")
    if "end of data" in problem:
        return CbiError(
            message("{path}, line {line}: a quotation mark is opened and never closed", path=path, line=line), hint
        )
    if _TOO_LONG in problem:
        text = message("{path}, line {line}: a cell has more than 131,072 characters", path=path, line=line)
        return CbiError(text, hint)
    return CbiError(message("{path}, line {line}: text follows a closed quotation mark", path=path, line=line), hint)
