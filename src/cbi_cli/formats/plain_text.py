"""Pages as plain text for pipes and files.

Every column is as wide as it needs. Nothing is cut, and there is no color.
"""

from __future__ import annotations

from collections.abc import Sequence

from cbi_cli.core.sanitize import display_width, neutralize_ci_commands, pad, replace_control_characters
from cbi_cli.views.page import Page, Table, TableRow, TextList

_MAX_COLUMN_WIDTH = 500
"""A longer line is written in full but does not widen its column, because every row would be padded to it."""
_COLUMN_GAP = "  "

CellLines = list[str]
"""The lines of one cell."""


def render_plain_text(page: Page) -> str:
    """Return a page as text that ends with a line feed."""
    parts = [replace_control_characters(page.title)]
    for block in page.blocks:
        if isinstance(block, Table):
            parts.append(_format_table(block))
        else:
            parts.append(_format_list(block))
    text = "\n\n".join(part for part in parts if part)
    return f"{neutralize_ci_commands(text)}\n"


def _format_list(block: TextList) -> str:
    lines = []
    if block.title:
        lines.append(replace_control_characters(block.title))
    for cell in block.lines:
        text = replace_control_characters(cell.text)
        if block.bulleted:
            # Further lines of an item are indented like its first.
            text = "- " + text.replace("\n", "\n  ")
        lines.append(text)
    return "\n".join(lines)


def _format_table(table: Table) -> str:
    header = _align_headers([_split_lines(column.header) for column in table.columns])
    rows = [_split_row(row) for row in table.rows]
    widths = _column_widths([header, *rows])
    rule = ["-" * width for width in widths]
    lines = []
    if table.title:
        lines.append(replace_control_characters(table.title))
    lines += _format_row(header, widths)
    lines.append(_format_line(rule, widths))
    for cells in rows:
        lines += _format_row(cells, widths)
    return "\n".join(lines)


def _align_headers(headers: Sequence[CellLines]) -> list[CellLines]:
    """Return the lines of each header, with the last ones next to the rule."""
    height = max((len(lines) for lines in headers), default=0)
    aligned = []
    for lines in headers:
        missing = height - len(lines)
        aligned.append([""] * missing + lines)
    return aligned


def _split_row(row: TableRow) -> list[CellLines]:
    return [_split_lines(cell.text) for cell in row.cells]


def _split_lines(text: str) -> CellLines:
    return replace_control_characters(text).split("\n")


def _column_widths(rows: Sequence[Sequence[CellLines]]) -> list[int]:
    widths = [0] * len(rows[0])
    for row in rows:
        for position, cell in enumerate(row):
            for line in cell:
                width = display_width(line)
                if width <= _MAX_COLUMN_WIDTH:
                    widths[position] = max(widths[position], width)
    return widths


def _format_row(cells: Sequence[CellLines], widths: Sequence[int]) -> list[str]:
    height = max((len(cell) for cell in cells), default=0)
    lines = []
    for index in range(height):
        # A cell with fewer lines than its row is empty below them.
        values = [cell[index] if index < len(cell) else "" for cell in cells]
        lines.append(_format_line(values, widths))
    return lines


def _format_line(values: Sequence[str], widths: Sequence[int]) -> str:
    padded = [pad(value, width) for value, width in zip(values, widths, strict=True)]
    return _COLUMN_GAP.join(padded).rstrip()
