"""Pages laid out by Rich, for `terminal` and `svg`.

Only these three modules import Rich.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.style import Style
from rich.table import Table as RichTable
from rich.text import Text

from cbi_cli.core.sanitize import display_width, replace_control_characters
from cbi_cli.formats.links import is_safe_link, quote_address
from cbi_cli.formats.styles import HEADER_STYLE, LIGHT_STYLES, TERMINAL_STYLES, TITLE_STYLE, UNLIT_STYLE
from cbi_cli.views.page import Cell, Column, Inline, Link, Page, Styled, Table, TableRow, TextList, inline_text

_WIDE_TERMINAL = 118
"""A page of this width is not narrow: no column is below another."""
_UNLIMITED_WIDTH = 100_000
_COLUMN_GAP = 3
_MIN_COLUMN_WIDTH = 6
_MIN_EXPANDED_WIDTH = 20
"""The expanding column is not made narrower than this to show the others in full."""


def print_page(console: Console, page: Page, hyperlinks: bool = False) -> None:
    """Print a page to a console of Rich, with a blank line between its blocks."""
    blocks: list[RenderableType] = []
    if page.title:
        blocks.append(_make_heading(page.title))
    for block in page.blocks:
        if isinstance(block, Table):
            blocks.append(_make_table(console, block, hyperlinks))
        else:
            blocks.append(_make_list(block, hyperlinks))
    for index, renderable in enumerate(blocks):
        if index:
            console.print()
        # Rich would give numbers and paths colors of its own.
        console.print(renderable, soft_wrap=False, highlight=False)


def _make_heading(text: str) -> Text:
    return Text(replace_control_characters(text), style=TITLE_STYLE)


def _make_text(cell: Cell, hyperlinks: bool) -> Text:
    text = Text(style=TERMINAL_STYLES[cell.style])
    for inline in cell.content:
        part = Text(replace_control_characters(inline_text(inline)), _inline_style(inline, hyperlinks))
        style = cell.style
        if isinstance(inline, Styled):
            style = inline.style
        if style in LIGHT_STYLES:
            # Only the lamp that is lit has the color of the light.
            part.highlight_regex("○ ?", UNLIT_STYLE)
        text.append_text(part)
    return text


def _inline_style(inline: Inline, hyperlinks: bool) -> str | Style:
    if isinstance(inline, Styled):
        return TERMINAL_STYLES[inline.style]
    if hyperlinks and isinstance(inline, Link) and is_safe_link(inline.url):
        return Style(link=quote_address(inline.url))
    return ""


def _compact_columns(table: Table) -> Table:
    """Return a table for a narrow page.

    Cells go below others as their columns ask for.
    """
    rows = []
    for row in table.rows:
        cells = list(row.cells)
        kept = []
        for position, column in enumerate(table.columns):
            if column.stack_below is None:
                kept.append(position)
            elif cells[position].text:
                upper = cells[column.stack_below]
                cells[column.stack_below] = _stack_cells(upper, cells[position])
        rows.append(row._replace(cells=tuple(cells[position] for position in kept)))
    columns = tuple(column for column in table.columns if column.stack_below is None)
    return table._replace(columns=columns, rows=tuple(rows))


def _stack_cells(upper: Cell, lower: Cell) -> Cell:
    """Return one cell with the contents of two; each keeps its style."""
    content: list[Inline] = [*_styled_content(upper), "\n", *_styled_content(lower)]
    return Cell(tuple(content))


def _styled_content(cell: Cell) -> list[Inline]:
    content: list[Inline] = []
    for inline in cell.content:
        if isinstance(inline, str) and cell.style:
            content.append(Styled(inline, cell.style))
        else:
            content.append(inline)
    return content


def _make_table(console: Console, table: Table, hyperlinks: bool) -> RenderableType:
    is_narrow = console.width < _WIDE_TERMINAL
    if is_narrow:
        table = _compact_columns(table)
    grid = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1), header_style=HEADER_STYLE)
    keep_whole = _has_room_for_whole_columns(table, console.width)
    for column in table.columns:
        _add_column(grid, column, is_narrow, keep_whole)
    for row in table.rows:
        grid.add_row(*(_make_text(cell, hyperlinks) for cell in row.cells))
    _fit_to_width(console, grid, table)
    if table.title:
        return Group(_make_heading(table.title), grid)
    return grid


def _has_room_for_whole_columns(table: Table, width: int) -> bool:
    """Tell whether columns that are never broken leave room for others.

    Rich would cut them otherwise.
    """
    needed = 0
    for position, column in enumerate(table.columns):
        column_width = _column_width(table, position)
        if not column.no_wrap:
            column_width = min(column_width, _MIN_COLUMN_WIDTH)
        needed += column_width + _COLUMN_GAP
    return needed - _COLUMN_GAP <= width


def _add_column(grid: RichTable, column: Column, is_narrow: bool, keep_whole: bool) -> None:
    header = Text(replace_control_characters(column.header))
    max_width = None
    if is_narrow:
        max_width = column.compact_width
    # With `fold`, Rich breaks a long word, where it would cut it by default.
    grid.add_column(
        header, justify=column.align, no_wrap=column.no_wrap and keep_whole, overflow="fold", max_width=max_width
    )


def _fit_to_width(console: Console, grid: RichTable, table: Table) -> None:
    """Give the expanding column the remaining width.

    If some rows have several lines, put space between rows.
    """
    options = console.options.update(width=_UNLIMITED_WIDTH)
    full_width = console.measure(grid, options=options).maximum
    fits = full_width <= console.width
    if not fits or _has_several_lines(table):
        # Without space, the lines of one row cannot be told from the next row.
        grid.leading = 1
    for position, column in enumerate(table.columns):
        if column.expand and not fits:
            own_width = _column_width(table, position)
            remaining = console.width - (full_width - own_width)
            if remaining >= _MIN_EXPANDED_WIDTH:
                grid.columns[position].width = remaining


def _has_several_lines(table: Table) -> bool:
    return any(_is_tall(row) for row in table.rows)


def _is_tall(row: TableRow) -> bool:
    return any("\n" in cell.text for cell in row.cells)


def _column_width(table: Table, position: int) -> int:
    """Return the width of the longest line of a column."""
    width = _longest_line(table.columns[position].header)
    for row in table.rows:
        width = max(width, _longest_line(row.cells[position].text))
    return width


def _longest_line(text: str) -> int:
    lines: Sequence[str] = replace_control_characters(text).split("\n")
    return max(display_width(line) for line in lines)


def _make_list(block: TextList, hyperlinks: bool) -> RenderableType:
    lines: list[RenderableType] = []
    if block.title:
        lines.append(_make_heading(block.title))
    for cell in block.lines:
        text = _make_text(cell, hyperlinks)
        if not block.bulleted:
            lines.append(text)
            continue
        # In a grid, a line that is too long continues below its text, not below its bullet.
        item = RichTable.grid(padding=(0, 1))
        item.add_row(Text("-"), text)
        lines.append(item)
    return Group(*lines)
