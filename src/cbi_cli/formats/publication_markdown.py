"""Publications as GitHub-flavored Markdown; every text of a dataset is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from cbi_cli.core.markdown import escape_markdown
from cbi_cli.core.sanitize import escape_as_entity, neutralize_ci_commands
from cbi_cli.formats.links import is_safe_link
from cbi_cli.formats.markdown import format_code, format_link, protect_indent
from cbi_cli.views.page import Cell, Code, Inline, Link, Styled, Table, TextList, YearStrip, inline_text
from cbi_cli.views.publication import Figure, Heading, Note, NumberedList, Publication, PublicationBlock

_EMPHASIS = {"strong": "**", "emphasis": "*"}
_MAX_YEARS_IN_TABLE = 30
"""A longer strip of years is given in words only."""


def render_publication(publication: Publication) -> str:
    """Return a publication as Markdown."""
    parts = [f"# {escape_markdown(publication.title)}", f"**{escape_markdown(publication.subtitle)}**"]
    parts += [_format_cell(line) for line in publication.imprint]
    for block in publication.blocks:
        parts.append(_format_block(block))
    text = "\n\n".join(part for part in parts if part)
    return neutralize_ci_commands(f"{text}\n", escape_as_entity)


def _format_block(block: PublicationBlock) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {escape_markdown(block.text)}"
    if isinstance(block, Table):
        return _format_table(block)
    if isinstance(block, Figure):
        return _format_figure(block)
    lines = [protect_indent(_format_cell(line)) for line in block.lines]
    if isinstance(block, Note):
        return "\n>\n".join(f"> {line}" for line in lines)
    if isinstance(block, NumberedList):
        return _number(lines)
    return _format_list(block, lines)


def _number(lines: Iterable[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _format_list(block: TextList, lines: Iterable[str]) -> str:
    if block.bulleted:
        return "\n".join(f"- {line}" for line in lines)
    return "\n\n".join(lines)


def _format_table(table: Table) -> str:
    rows = [[escape_markdown(column.header) for column in table.columns]]
    rows.append(["---"] * len(table.columns))
    rows += [_format_cells(row.cells) for row in table.rows]
    lines = [_format_row(row) for row in rows]
    if table.title:
        lines.insert(0, f"**{escape_markdown(table.title)}**\n")
    return "\n".join(lines)


def _format_row(values: list[str]) -> str:
    joined = " | ".join(values)
    return f"| {joined} |"


def _format_cells(cells: Iterable[Cell]) -> list[str]:
    return [_format_cell(cell) for cell in cells]


def _format_figure(figure: Figure) -> str:
    parts = [f"**{escape_markdown(figure.caption)}**"]
    if figure.strip is not None:
        if len(figure.strip.marks) <= _MAX_YEARS_IN_TABLE:
            parts.append(_format_strip(figure.strip))
        parts.append(escape_markdown(figure.words))
    elif figure.bars:
        bars = [f"- {escape_markdown(bar.label)}: {escape_markdown(bar.text)}" for bar in figure.bars]
        parts.append("\n".join(bars))
    return "\n\n".join(parts)


def _format_strip(strip: YearStrip) -> str:
    """Return a table with a column for each year."""
    years: list[str] = []
    signs: list[str] = []
    for year, mark in zip(strip.years, strip.marks, strict=True):
        years.append(str(year))
        signs.append(escape_markdown(mark.sign))
    rule = [":-:"] * len(years)
    lines = [_format_row(row) for row in (years, rule, signs)]
    return "\n".join(lines)


def _format_cell(cell: Cell) -> str:
    return "".join(_format_inline(inline) for inline in _join_texts(cell.content))


def _join_texts(content: Iterable[Inline]) -> list[Inline]:
    """Return inlines of which no two neighbors are plain text, so that a text is escaped as a whole."""
    joined: list[Inline] = []
    for inline in content:
        plain = _plain_text(inline)
        if plain is None:
            joined.append(inline)
        elif joined and isinstance(joined[-1], str):
            joined[-1] += plain
        else:
            joined.append(plain)
    return joined


def _plain_text(inline: Inline) -> str | None:
    """Return the text of an inline without markup, None if it has markup."""
    if isinstance(inline, Code):
        return None
    if isinstance(inline, Link) and is_safe_link(inline.url):
        return None
    if isinstance(inline, Styled) and inline.style in _EMPHASIS and inline.text.strip() == inline.text:
        return None
    return inline_text(inline)


def _format_inline(inline: Inline) -> str:
    if isinstance(inline, Code):
        return format_code(inline.text)
    if isinstance(inline, Link):
        return format_link(inline)
    if isinstance(inline, Styled):
        sign = _EMPHASIS[inline.style]
        return f"{sign}{escape_markdown(inline.text)}{sign}"
    return escape_markdown(inline_text(inline))
