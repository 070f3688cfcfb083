"""Pages as plain text for pipes and files: every column as wide as it needs, nothing cut, no color."""

from __future__ import annotations

from cbi_cli.render.page import Lines, Page, Table
from cbi_cli.render.text import clean, no_commands, padded, width

_WIDEST = 500
"""A longer line is written whole but does not widen its column: else each row would be filled up to it."""


def plain(page: Page) -> str:
    """The page as text that ends with a line feed."""
    parts = [clean(page.title)] if page.title else []
    parts += [_table(block) if isinstance(block, Table) else _lines(block) for block in page.blocks]
    return no_commands("\n\n".join(part for part in parts if part)) + "\n"


def _lines(block: Lines) -> str:
    bullet = "- " if block.marked else ""
    body = [bullet + clean(cell.text).replace("\n", "\n" + " " * len(bullet)) for cell in block.lines]
    return "\n".join([clean(block.title)] * bool(block.title) + body)


def _table(table: Table) -> str:
    rows = [[clean(cell.text).split("\n") for cell in row] for row in table.rows]
    headers = [clean(header) for header in table.headers]
    lengths_by_column = [[width(line) for row in rows for line in row[number]] for number in range(len(headers))]
    widths = [
        max(found for found in (0, width(header), *lengths) if found <= _WIDEST)
        for header, lengths in zip(headers, lengths_by_column, strict=True)
    ]
    rule = ["-" * columns for columns in widths]
    text = [clean(table.title)] * bool(table.title) + [_line(headers, widths), _line(rule, widths)]
    for row in rows:
        for number in range(max((len(cell) for cell in row), default=0)):
            text.append(_line([cell[number] if number < len(cell) else "" for cell in row], widths))
    return "\n".join(text)


def _line(values: list[str], widths: list[int]) -> str:
    return "  ".join(padded(value, columns) for value, columns in zip(values, widths, strict=True)).rstrip()
