"""Write the rows that were not taken, each with the reason, as CSV.

With the same mapping the file can be imported again once its rows are corrected.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from cbi_cli.core.spreadsheet import escape_formula
from cbi_cli.tables.table import Cell, Row

REASON_COLUMN = "reason"
_BYTE_ORDER_MARK = "\ufeff"
"""With it, Excel reads the file as UTF-8."""


def default_rejected_path(table: Path) -> Path:
    """Return where the rejected rows of a table go if no file is named."""
    return table.with_name(f"{table.stem}.rejected.csv")


def format_rejected(columns: Sequence[str], rows: Iterable[tuple[Row, str]], delimiter: str = "") -> str:
    """Return rows with their reasons as CSV.

    The reasons are in the last column, in place of earlier ones. Cells beyond the columns of the table follow them. The
    delimiter is the one that the mapping names, so that it can read the file.
    """
    kept = [position for position, column in enumerate(columns) if column != REASON_COLUMN]
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n", delimiter=delimiter or ",")
    writer.writerow([*(escape_formula(columns[position]) for position in kept), REASON_COLUMN])
    for row, reason in rows:
        cells = [_format_cell(cell) for cell in row.cells]
        extra = cells[len(columns) :]
        cells.extend("" for _ in range(len(columns) - len(cells)))
        writer.writerow([*(cells[position] for position in kept), escape_formula(reason), *extra])
    return _BYTE_ORDER_MARK + output.getvalue()


def _format_cell(cell: Cell) -> str:
    text = cell
    if not isinstance(text, str):
        text = "; ".join(text)
    # Lone surrogates of JSON cannot be written.
    plain = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return escape_formula(plain.replace("\0", "\\0"))
