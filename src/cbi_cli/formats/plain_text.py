"""Pages as plain text for pipes and files: every column as wide as it needs, nothing cut, no color."""

from __future__ import annotations

from cbi_cli.core.sanitize import display_width, neutralize_ci_commands, pad, replace_control_characters
from cbi_cli.views.page import Page, Table, TextList

_MAX_COLUMN_WIDTH = 500
"""A longer line is written whole but does not widen its column: else each row would be filled up to it."""


def render_plain_text(page: Page) -> str:
    """The page as text that ends with a line feed."""
    parts = [replace_control_characters(page.title)] if page.title else []
    parts += [_format_table(block) if isinstance(block, Table) else _format_list(block) for block in page.blocks]
    return neutralize_ci_commands("\n\n".join(part for part in parts if part)) + "\n"


def _format_list(block: TextList) -> str:
    bullet = "- " if block.bulleted else ""
    body = [
        bullet + replace_control_characters(cell.text).replace("\n", "\n" + " " * len(bullet)) for cell in block.lines
    ]
    return "\n".join([replace_control_characters(block.title)] * bool(block.title) + body)


def _format_table(table: Table) -> str:
    rows = [[replace_control_characters(cell.text).split("\n") for cell in row.cells] for row in table.rows]
    headers = _align_headers([replace_control_characters(column.header).split("\n") for column in table.columns])
    lengths_by_column = [
        [display_width(line) for row in rows for line in row[number]] for number in range(len(headers))
    ]
    widths = [
        max(found for found in (0, *map(display_width, header), *lengths) if found <= _MAX_COLUMN_WIDTH)
        for header, lengths in zip(headers, lengths_by_column, strict=True)
    ]
    rule = ["-" * columns for columns in widths]
    text = [replace_control_characters(table.title)] * bool(table.title)
    text += [*_format_lines(headers, widths), _format_row(rule, widths)]
    for row in rows:
        text += _format_lines(row, widths)
    return "\n".join(text)


def _align_headers(headers: list[list[str]]) -> list[list[str]]:
    """Return the lines of each header, those of the lower ones next to the rule."""
    height = max((len(lines) for lines in headers), default=0)
    return [[""] * (height - len(lines)) + lines for lines in headers]


def _format_lines(row: list[list[str]], widths: list[int]) -> list[str]:
    height = max((len(cell) for cell in row), default=0)
    lines = []
    for number in range(height):
        values = [cell[number] if number < len(cell) else "" for cell in row]
        lines.append(_format_row(values, widths))
    return lines


def _format_row(values: list[str], widths: list[int]) -> str:
    return "  ".join(pad(value, columns) for value, columns in zip(values, widths, strict=True)).rstrip()
