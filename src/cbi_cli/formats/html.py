"""Pages as HTML documents; every text of a dataset is escaped."""

from __future__ import annotations

from html import escape
from typing import Any

from cbi_cli.core.sanitize import escape_as_entity, neutralize_ci_commands, one_line, replace_control_characters
from cbi_cli.formats.blocks import describe_strips, is_collapsed, years_by_column
from cbi_cli.formats.links import is_safe_link
from cbi_cli.formats.render_options import RenderOptions
from cbi_cli.formats.styles import HTML_COLORS
from cbi_cli.views.page import Cell, Code, Inline, Link, Page, PageBlock, Styled, Table, TextList, inline_text
from cbi_cli.views.report_view import ReportView

_STYLE_SHEET = (
    "body{font-family:system-ui,sans-serif;margin:2rem;max-width:70rem}table{border-collapse:collapse}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .8rem;border-bottom:1px solid #d1d9e0}"
    "th.year,td.year{text-align:center;padding:.3rem .1rem;font-size:.8rem}"
)


def render(view: ReportView[Any], _: RenderOptions) -> str:
    """Return the page of a view as an HTML document."""
    return render_html(view.page(), view.tr.lang)


def render_html(page: Page, lang: str) -> str:
    """Return a page as one HTML document that loads nothing from elsewhere."""
    body = []
    if page.title:
        body.append(f"<h1>{_escape(page.title)}</h1>")
    for block in page.blocks:
        body += _format_block(block)
        strips = describe_strips(block)
        if strips:
            summary = _escape(strips.title)
            body += [f"<details><summary>{summary}</summary>", _format_list(strips), "</details>"]
    title = _escape(one_line(page.title or page.name))
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE_SHEET}</style>'
    content = "\n".join(body)
    document = f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>{head}</head>\n<body>\n{content}\n</body>\n</html>\n'
    return neutralize_ci_commands(document, escape_as_entity)


def _format_block(block: PageBlock) -> list[str]:
    content = _format_content(block)
    if not block.title:
        return [content]
    heading = f"<h2>{_escape(block.title)}</h2>"
    if is_collapsed(block):
        return [f"<details><summary>{heading}</summary>", content, "</details>"]
    return [heading, content]


def _format_content(block: PageBlock) -> str:
    if isinstance(block, Table):
        return _format_table(block)
    return _format_list(block)


def _format_table(table: Table) -> str:
    years = years_by_column(table)
    headers = []
    for position, column in enumerate(table.columns):
        if position in years:
            # A strip becomes one column for each year.
            headers += [f'<th scope="col" class="year">{year}</th>' for year in years[position]]
        else:
            headers.append(f'<th scope="col">{_escape(column.header)}</th>')
    rows = []
    for row in table.rows:
        cells = "".join(_format_cell(cell) for cell in row.cells)
        rows.append(f"<tr>{cells}</tr>")
    head = "".join(headers)
    body = "\n".join(rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _format_cell(cell: Cell) -> str:
    """Return a cell, or one for each year of a strip.

    Each has the year and the meaning for screen readers.
    """
    if cell.strip is None:
        return f"<td>{_format_text(cell)}</td>"
    cells = []
    for year, mark in zip(cell.strip.years, cell.strip.marks, strict=True):
        label = _escape_attribute(f"{year}: {mark.meaning}")
        cells.append(f'<td class="year" title="{label}" aria-label="{label}">{_escape(mark.sign)}</td>')
    return "".join(cells)


def _format_list(block: TextList) -> str:
    lines = [_format_text(cell) for cell in block.lines]
    if block.bulleted:
        items = "\n".join(f"<li>{line}</li>" for line in lines)
        return f"<ul>\n{items}\n</ul>"
    return "\n".join(f"<p>{line}</p>" for line in lines)


def _format_text(cell: Cell) -> str:
    content = "".join(_format_inline(inline) for inline in cell.content)
    if cell.style == "strong":
        return f"<strong>{content}</strong>"
    color = HTML_COLORS.get(cell.style)
    if color:
        return f'<span style="color:{color}">{content}</span>'
    return content


def _format_inline(inline: Inline) -> str:
    if isinstance(inline, Code):
        return f"<code>{_escape(inline.text)}</code>"
    if isinstance(inline, Link) and is_safe_link(inline.url):
        address = _escape_attribute(inline.url)
        return f'<a href="{address}" rel="noopener noreferrer nofollow">{_escape(inline.text)}</a>'
    text = _escape(inline_text(inline))
    if isinstance(inline, Styled) and inline.style in HTML_COLORS:
        return f'<span style="color:{HTML_COLORS[inline.style]}">{text}</span>'
    return text


def _escape(text: str) -> str:
    return escape(replace_control_characters(text)).replace("\n", "<br>")


def _escape_attribute(text: str) -> str:
    return escape(one_line(text))
