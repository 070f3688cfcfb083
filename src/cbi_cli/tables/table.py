"""A table that was read from a file: its columns and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message

ENCODINGS = ("utf-8", "utf-16", "windows-1252", "iso-8859-1", "iso-8859-15", "mac-roman")
"""The encodings that can be named; a byte order mark needs no name."""

Cell = str | tuple[str, ...]
"""The text of a cell; in JSON it can be a list of texts."""


class Row(NamedTuple):
    """A row with its cells, in the order of the columns.

    `number` is its row in a spreadsheet, where the header is row 1; in JSON lines it is the line. A row that cannot be
    read has a `problem`, and the cells as far as they could be read, perhaps more than there are columns.
    """

    number: int
    cells: tuple[Cell, ...]
    problem: str = ""


class Table(NamedTuple):
    """The columns and the rows of a file; blank rows are left out.

    A column without a name has an empty one. `counts_from_1904` means that Excel counts the days of this file from
    1904, not from 1900.
    """

    path: Path
    columns: tuple[str, ...]
    rows: Sequence[Row]
    counts_from_1904: bool = False


class TableOptions(NamedTuple):
    """How a file is read; an empty text leaves the choice to the reader."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


def is_blank(cells: Iterable[Cell]) -> bool:
    """Tell whether no cell of a row has anything in it."""
    return not any(_has_content(cell) for cell in cells)


def _has_content(cell: Cell) -> bool:
    if isinstance(cell, str):
        return bool(cell.strip())
    return True


def check_columns(path: Path, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns without spaces around them.

    Raises CbiError if there is none, or if two columns have the same name.
    """
    columns = tuple([" ".join(name.split()) for name in names])
    if not any(columns):
        raise CbiError(
            message("{path} has no header", path=path), message("write the names of the columns into its first row")
        )
    seen: set[str] = set()
    for column in columns:
        if column and column in seen:
            raise CbiError(
                message("{path} has two columns called `{column}`", path=path, column=column),
                message("rename one of them"),
            )
        seen.add(column)
    return columns


def fit_row(number: int, cells: Sequence[Cell], width: int) -> Row:
    """Return a row with as many cells as there are columns.

    One with fewer or more has a problem, and keeps the cells that are too many. Empty cells at its end do not count.
    """
    fitted = list(cells)
    while len(fitted) > width and not fitted[-1]:
        fitted.pop()
    count = len(fitted)
    fitted.extend("" for _ in range(width - count))
    problem = ""
    if count != width:
        problem = message(
            "the row has {count} cells and the header has {width}; put a cell with a comma in quotes",
            count=count,
            width=width,
        )
    return Row(number, tuple(fitted), problem)
