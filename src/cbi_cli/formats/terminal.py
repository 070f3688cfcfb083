"""Pages for a terminal, and as a picture of one. The only module that names Rich."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from cbi_cli.core.sanitize import escape_as_entity, neutralize_ci_commands, replace_control_characters
from cbi_cli.formats.render_options import RenderOptions
from cbi_cli.views.page import Cell, Inline, Page, Style, Styled, Table, TextList, inline_text
from cbi_cli.views.report_view import ReportView

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table as RichTable
    from rich.text import Text

SVG_WIDTH = 118
_WIDE_TERMINAL = 118
_STYLES: dict[Style, str] = {
    "": "",
    "green": "green",
    "yellow": "yellow",
    "red": "red",
    "unknown": "bright_black",
    "dim": "bright_black",
    "strong": "bold",
    "gathering": "",
    "visit": "cyan",
    "document": "magenta",
    "milestone": "bright_blue",
}


_LIGHT_STYLES = ("green", "yellow", "red")
_REMOTE_FONT = re.compile(r"(?<!\s)\s*+@font-face \{[^{}]*+\}")


def render_terminal(page: Page, width: int, color: bool) -> str:
    """The page as a terminal of a width shows it, with escape codes when ``color`` is set."""
    from rich.console import Console

    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
    )
    _print(console, page)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return neutralize_ci_commands("\n".join(line.rstrip() for line in text.split("\n")))


def render_svg(page: Page, width: int) -> str:
    """The page as a picture of a terminal (SVG) that loads nothing; the same page gives the same bytes."""
    from rich.console import Console

    console = Console(record=True, file=io.StringIO(), width=width, force_terminal=True, legacy_windows=False)
    _print(console, page)
    return neutralize_ci_commands(
        _REMOTE_FONT.sub("", console.export_svg(title="cbi", unique_id="cbi")), escape_as_entity
    )


def _print(console: Console, page: Page) -> None:
    from rich.text import Text

    parts: list[RenderableType] = [Text(replace_control_characters(page.title), style="bold")] if page.title else []
    for block in page.blocks:
        parts += [
            _make_grid(_compact_columns(block, console.width), console.width)
            if isinstance(block, Table)
            else _make_list(block)
        ]
    for number, part in enumerate(parts):
        if number:
            console.print()
        console.print(part, soft_wrap=False, highlight=False)


def _style_text(cell: Cell) -> Text:
    from rich.text import Text

    text = Text(style=_STYLES[cell.style])
    for inline in cell.content:
        style = _STYLES[inline.style] if isinstance(inline, Styled) else ""
        text.append(replace_control_characters(inline_text(inline)), style)
    if cell.style in _LIGHT_STYLES:
        text.highlight_regex("○ ?", _STYLES["dim"])
    return text


def _compact_columns(table: Table, width: int) -> Table:
    """Return the table as it is on a narrow page: its columns stacked and limited as they ask for."""
    if width >= _WIDE_TERMINAL:
        return table
    rows = []
    for row in table.rows:
        cells = list(row.cells)
        for column, cell in zip(table.columns, row.cells, strict=True):
            if column.stack_below is not None and cell.text:
                upper = cells[column.stack_below]
                content: list[Inline] = [*_with_styles(upper), "\n", *_with_styles(cell)]
                cells[column.stack_below] = Cell(tuple(content))
        kept = [cell for cell, column in zip(cells, table.columns, strict=True) if column.stack_below is None]
        rows.append(row._replace(cells=tuple(kept)))
    columns = tuple(column for column in table.columns if column.stack_below is None)
    return table._replace(columns=columns, rows=tuple(rows))


def _with_styles(cell: Cell) -> list[Inline]:
    """Return the inlines of a cell with its style, so that they keep it in another cell."""
    return [Styled(inline, cell.style) if isinstance(inline, str) else inline for inline in cell.content]


def _make_grid(table: Table, width: int) -> RenderableType:
    from rich import box
    from rich.console import Group
    from rich.table import Table as Grid
    from rich.text import Text

    grid: RichTable = Grid(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1), header_style="bold")
    for column in table.columns:
        header = Text(replace_control_characters(column.header))
        limit = column.compact_width if width < _WIDE_TERMINAL else None
        grid.add_column(header, no_wrap=column.no_wrap, overflow="fold", max_width=limit)
    for row in table.rows:
        grid.add_row(*(_style_text(cell) for cell in row.cells))
    return Group(Text(replace_control_characters(table.title), style="bold"), grid) if table.title else grid


def _make_list(block: TextList) -> RenderableType:
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table as Grid
    from rich.text import Text

    parts: list[RenderableType] = [Text(replace_control_characters(block.title), style="bold")] if block.title else []
    for cell in block.lines:
        if block.bulleted:
            grid = Grid.grid(padding=(0, 1))
            grid.add_row(Text("-"), _style_text(cell))
            parts.append(Padding(grid, 0))
        else:
            parts.append(_style_text(cell))
    return Group(*parts)


def render_view_as_svg(view: ReportView[Any], _: RenderOptions) -> str:
    """Return the page of a view as a picture of a terminal."""
    return render_svg(view.page(), SVG_WIDTH)
