"""Pages as GitHub-flavored Markdown; every text of a dataset is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from cbi_cli.core.markdown import escape_markdown, escape_markdown_syntax
from cbi_cli.core.sanitize import escape_as_entity, neutralize_ci_commands, one_line, replace_control_characters
from cbi_cli.formats.blocks import describe_strips, is_collapsed, years_by_column
from cbi_cli.formats.links import is_safe_link, quote_address
from cbi_cli.formats.render_options import RenderOptions
from cbi_cli.i18n.translator import Translator
from cbi_cli.views.page import (
    Cell,
    Code,
    Inline,
    Link,
    Page,
    PageBlock,
    Table,
    TableRow,
    TextList,
    inline_text,
    make_cell,
    make_command_cell,
)
from cbi_cli.views.report_view import ReportView

MAX_SUMMARY_BYTES = 900_000
"""GitHub drops a job summary of 1 MiB or more; the difference is room for what other steps write into it."""
_LIST_OVERHEAD_BYTES = 500
"""Bytes for the heading and the note of a list."""
_CELL_OVERHEAD_BYTES = 10
"""Bytes for the characters around a cell."""


def render(view: ReportView[Any], _: RenderOptions) -> str:
    """Return the page of a view as Markdown.

    A view for the summary of a CI job is cut to what a summary holds.
    """
    page = view.page()
    if view.for_summary:
        page = limit_size(page, view.tr)
    return render_markdown(page)


def render_markdown(page: Page) -> str:
    """Return a page as Markdown."""
    parts = []
    if page.title:
        parts.append(f"# {escape_markdown(page.title)}")
    for block in page.blocks:
        parts += _format_block(block)
        strips = describe_strips(block)
        if strips:
            parts += _format_details(strips.title, _format_list(strips))
    text = "\n\n".join(parts)
    return neutralize_ci_commands(f"{text}\n", escape_as_entity)


def _format_block(block: PageBlock) -> list[str]:
    content = _format_content(block)
    if is_collapsed(block):
        return _format_details(block.title, content)
    if block.title:
        return [f"## {escape_markdown(block.title)}", content]
    return [content]


def _format_details(title: str, content: str) -> list[str]:
    # Between tags and empty lines, content is read as Markdown again.
    summary = escape(replace_control_characters(title)).replace("\n", "<br>")
    return [f"<details>\n<summary>{summary}</summary>", content, "</details>"]


def _format_content(block: PageBlock) -> str:
    if isinstance(block, Table):
        return _format_table(block)
    return _format_list(block)


def _format_table(table: Table) -> str:
    years = years_by_column(table)
    header = []
    for position, column in enumerate(table.columns):
        if position in years:
            # A strip becomes one column for each year.
            header += [str(year) for year in years[position]]
        else:
            header.append(escape_markdown(column.header))
    rows = [header, ["---"] * len(header)]
    for row in table.rows:
        values = []
        for cell in row.cells:
            if cell.strip:
                values += [mark.sign for mark in cell.strip.marks]
            else:
                values.append(_format_cell(cell))
        rows.append(values)
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines)


def _format_list(block: TextList) -> str:
    lines = [protect_indent(_format_cell(cell)) for cell in block.lines]
    if block.bulleted:
        return "\n".join(f"- {line}" for line in lines)
    return "\n\n".join(lines)


def protect_indent(line: str) -> str:
    """Return a line of Markdown that is no code block, even if it begins with spaces."""
    if line.startswith(" "):
        return f"&#32;{line[1:]}"
    return line


def _format_cell(cell: Cell) -> str:
    return "".join(_format_inline(inline) for inline in _join_texts(cell))


def _join_texts(cell: Cell) -> Iterator[Inline]:
    """Yield the inlines of a cell.

    Neighbors without markup are one text, so that it is escaped as a whole.
    """
    text = ""
    for inline in cell.content:
        has_markup = isinstance(inline, Code) or (isinstance(inline, Link) and is_safe_link(inline.url))
        if not has_markup:
            text += inline_text(inline)
            continue
        if text:
            yield text
        text = ""
        yield inline
    if text:
        yield text


def _format_inline(inline: Inline) -> str:
    if isinstance(inline, Code):
        return format_code(inline.text)
    if isinstance(inline, Link):
        return format_link(inline)
    return escape_markdown(inline_text(inline))


def format_code(text: str) -> str:
    """Return a text as code.

    Its fence is longer than any run of backticks in it.
    """
    longest_run = 0
    for run in re.findall("`+", text):
        longest_run = max(longest_run, len(run))
    fence = "`" * (longest_run + 1)
    return f"{fence}{one_line(text)}{fence}"


def format_link(link: Link) -> str:
    """Return a link with a safe address."""
    # A reference such as `&copy;` would be read in an address, too.
    target = quote_address(link.url).replace("&", "&amp;")
    return f"[{_format_link_text(link)}](<{target}>)"


def _format_link_text(link: Link) -> str:
    if link.text == link.url:
        # Inside a link, nothing becomes another link.
        return escape_markdown_syntax(link.text)
    return escape_markdown(link.text)


def limit_size(page: Page, tr: Translator, limit: int = MAX_SUMMARY_BYTES) -> Page:
    """Return a page with its lists cut.

    Its Markdown stays below a limit, in bytes. Tables and short lists, such as lights and states, get their room first,
    long lists of records what remains. Each block that is cut says how much is left out, and what shows it.
    """
    blocks = list(page.blocks)
    remaining = limit
    positions = sorted(range(len(blocks)), key=lambda position: is_collapsed(blocks[position]))
    for position in positions:
        blocks[position], used = _limit_block(blocks[position], remaining, page.command, tr)
        remaining -= used
    return page._replace(blocks=tuple(blocks))


def _limit_block(block: PageBlock, limit: int, command: str, tr: Translator) -> tuple[PageBlock, int]:
    """Return as much of a block as fits into a number of bytes.

    With it comes the number of bytes that it uses.
    """
    if isinstance(block, TextList):
        rows: list[tuple[Cell, ...]] = [(line,) for line in block.lines]
    else:
        rows = [row.cells for row in block.rows]
    used = _LIST_OVERHEAD_BYTES
    kept = 0
    for row in rows:
        size = _size_in_bytes(row)
        if used + size > limit:
            break
        used += size
        kept += 1
    if kept == len(rows):
        return block, used
    of_events = isinstance(block, TextList) and block.of_events
    note = _left_out_note(len(rows) - kept, of_events, command, tr)
    if isinstance(block, TextList):
        return block._replace(lines=(*block.lines[:kept], note)), used
    empty_cells = [make_cell("")] * (len(block.columns) - 1)
    note_row = TableRow((note, *empty_cells))
    return block._replace(rows=(*block.rows[:kept], note_row)), used


def _size_in_bytes(cells: tuple[Cell, ...]) -> int:
    size = 0
    for cell in cells:
        content = _format_cell(cell).encode("utf-8", "replace")
        size += len(content) + _CELL_OVERHEAD_BYTES
    return size


def _left_out_note(left_out: int, of_events: bool, command: str, tr: Translator) -> Cell:
    """Count what is left out, and name the command that shows it."""
    count = f"{left_out:,}"
    if of_events:
        text = tr.ngettext("{count} more event is left out", "{count} more events are left out", left_out, count=count)
    else:
        text = tr.ngettext("{count} more is left out", "{count} more are left out", left_out, count=count)
    if not command:
        return make_cell(text)
    shown = tr.ngettext("`{command}` shows it", "`{command}` shows them", left_out, command=command)
    return make_command_cell(f"{text}: {shown}", command)
