"""Pages as Markdown and as HTML; every text of the dataset is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from cbi_cli.core.markdown import escape_markdown, escape_markdown_syntax
from cbi_cli.core.sanitize import escape_as_entity, neutralize_ci_commands, one_line, replace_control_characters
from cbi_cli.formats.render_options import RenderOptions
from cbi_cli.i18n.translator import Translator
from cbi_cli.views.page import (
    Cell,
    Code,
    Inline,
    Link,
    Page,
    PageBlock,
    Styled,
    Table,
    TableRow,
    TextList,
    inline_text,
    make_cell,
)
from cbi_cli.views.report_view import ReportView

MAX_SUMMARY_BYTES = 900_000
"""A job summary of GitHub is dropped as a whole from 1 MiB on; the rest is room for what others write into it."""
_LIST_OVERHEAD_BYTES, _CELL_OVERHEAD_BYTES = 500, 10
"""Bytes for the heading and the note of a list, and for the signs around a cell."""
_UNSAFE_URL_CHARACTERS = re.compile(r"[^A-Za-z0-9:/?#@!$&'()*+,;=%._~\[\]-]")
_SAFE_LINK = r"https?://[^\s/?#@\\<>\"`{}|^]+(?:[/?#][^\s<>\"`]*)?"
_COLORS = {"green": "#1a7f37", "yellow": "#9a6700", "red": "#cf222e", "unknown": "#59636e", "dim": "#59636e"}
_PAGE_STYLE = (
    "body{font-family:system-ui,sans-serif;margin:2rem;max-width:70rem}table{border-collapse:collapse}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .8rem;border-bottom:1px solid #d1d9e0}"
    "th.year,td.year{text-align:center;padding:.3rem .1rem;font-size:.8rem}"
)


def render_markdown(page: Page) -> str:
    """Return the page as GitHub-flavored Markdown."""
    parts = [f"# {escape_markdown(page.title)}"] if page.title else []
    for block in page.blocks:
        folds = _is_folded(block)
        if folds:
            # Between tags on lines of their own and empty lines, Markdown is read as such again.
            parts.append(f"<details>\n<summary>{_escape_html(block.title)}</summary>")
        elif block.title:
            parts.append(f"## {escape_markdown(block.title)}")
        parts.append(_markdown_table(block) if isinstance(block, Table) else _markdown_lines(block))
        parts += ["</details>"] * folds
        words = _describe_strips(block)
        if words:
            parts.append(f"<details>\n<summary>{_escape_html(words.title)}</summary>")
            parts += [_markdown_lines(words), "</details>"]
    return neutralize_ci_commands("\n\n".join(parts) + "\n", escape_as_entity)


def limit_size(page: Page, tr: Translator, limit: int = MAX_SUMMARY_BYTES) -> Page:
    """Return the page with its lists cut so that its Markdown stays below a limit; each says how much was left out.

    Tables and short lists, which tell of lights and states, get their room first, long lists of records what is left.
    """
    blocks = list(page.blocks)
    in_turn = sorted(range(len(blocks)), key=lambda number: _is_folded(blocks[number]))
    left = limit
    for number in in_turn:
        blocks[number], used = _limit_block(blocks[number], left, tr)
        left -= used
    return page._replace(blocks=tuple(blocks))


def _is_folded(block: PageBlock) -> bool:
    return isinstance(block, TextList) and block.is_collapsed


def _limit_block(block: PageBlock, room: int, tr: Translator) -> tuple[PageBlock, int]:
    """Return as much of a block as fits into a number of bytes, with a note of what does not, and its bytes."""
    cells = [[cell] for cell in block.lines] if isinstance(block, TextList) else [list(row.cells) for row in block.rows]
    used, kept = _LIST_OVERHEAD_BYTES, 0
    for row in cells:
        size = sum(len(_markdown_cell(cell).encode("utf-8", "replace")) + _CELL_OVERHEAD_BYTES for cell in row)
        if used + size > room:
            break
        used, kept = used + size, kept + 1
    if kept == len(cells):
        return block, used
    left_out = len(cells) - kept
    count = f"{left_out:,}"
    text = tr.ngettext(
        "{count} more was left out here, because a job summary is limited to 1 MiB.",
        "{count} more were left out here, because a job summary is limited to 1 MiB.",
        left_out,
        count=count,
    )
    note = make_cell(text, style="strong")
    if isinstance(block, TextList):
        return block._replace(lines=(*block.lines[:kept], note)), used
    empty = tuple(make_cell("") for _ in block.columns[1:])
    return block._replace(rows=(*block.rows[:kept], TableRow((note, *empty)))), used


def _describe_strips(block: PageBlock) -> TextList | None:
    """Return the strips of a table as a list of sentences; None if it has none."""
    if isinstance(block, TextList) or not block.in_words:
        return None
    lines = []
    for row in block.rows:
        label = row.cells[0].text
        lines += [make_cell(f"{label}: {cell.strip.words}") for cell in row.cells if cell.strip]
    return TextList(tuple(lines), block.in_words, bulleted=True)


def _years_by_column(table: Table) -> dict[int, range]:
    """Return the columns that hold strips, with their years."""
    return {number: cell.strip.years for row in table.rows for number, cell in enumerate(row.cells) if cell.strip}


def render_html(page: Page, lang: str) -> str:
    """Return the page as one HTML document that loads nothing from elsewhere."""
    body = [f"<h1>{_escape_html(page.title)}</h1>"] if page.title else []
    for block in page.blocks:
        folds = _is_folded(block)
        if block.title:
            body.append(f"{'<details><summary>' * folds}<h2>{_escape_html(block.title)}</h2>{'</summary>' * folds}")
        body.append(_html_table(block) if isinstance(block, Table) else _html_lines(block))
        body += ["</details>"] * folds
        words = _describe_strips(block)
        if words:
            body += [f"<details><summary>{_escape_html(words.title)}</summary>", _html_lines(words), "</details>"]
    title = _escape_html(one_line(page.title or page.name))
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_PAGE_STYLE}</style>'
    content = "\n".join(body)
    document = f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>{head}</head>\n<body>\n{content}\n</body>\n</html>\n'
    return neutralize_ci_commands(document, escape_as_entity)


def _join_texts(cell: Cell) -> Iterator[Inline]:
    """Yield the inlines of a cell, neighbors without markup as one text, so that it is escaped as a whole."""
    text = ""
    for inline in cell.content:
        if isinstance(inline, Code) or (isinstance(inline, Link) and _is_safe_link(inline.url)):
            if text:
                yield text
            text = ""
            yield inline
        else:
            text += inline_text(inline)
    if text:
        yield text


def _is_safe_link(address: str) -> bool:
    """Tell whether an address may become a link: http or https, a host, no user name and no hidden or broken part."""
    return (
        re.fullmatch(_SAFE_LINK, address, re.IGNORECASE) is not None and replace_control_characters(address) == address
    )


def _markdown_cell(cell: Cell) -> str:
    return "".join(_markdown_inline(inline) for inline in _join_texts(cell))


def _markdown_inline(inline: Inline) -> str:
    if isinstance(inline, Code):
        fence = "`" * (1 + max((len(run) for run in re.findall("`+", inline.text)), default=0))
        return f"{fence}{one_line(inline.text)}{fence}"
    if isinstance(inline, Link):
        # A reference such as `&copy;` is read in an address, too.
        target = _UNSAFE_URL_CHARACTERS.sub(lambda found: quote(found[0]), inline.url).replace("&", "&amp;")
        return f"[{_markdown_link_text(inline)}](<{target}>)"
    return escape_markdown(inline_text(inline))


def _markdown_link_text(link: Link) -> str:
    """Return the text of a link; an address as its own text needs no comments, since it is in a link already."""
    if link.text == link.url:
        return escape_markdown_syntax(link.text)
    return escape_markdown(link.text)


def _markdown_table(table: Table) -> str:
    strips = _years_by_column(table)
    heads = [
        one
        for number, column in enumerate(table.columns)
        for one in ([str(year) for year in strips[number]] if number in strips else [escape_markdown(column.header)])
    ]
    rows = [
        [
            one
            for cell in row.cells
            for one in ([mark.sign for mark in cell.strip.marks] if cell.strip else [_markdown_cell(cell)])
        ]
        for row in table.rows
    ]
    rule = ["---"] * len(heads)
    return "\n".join(f"| {' | '.join(row)} |" for row in [heads, rule, *rows])


def _markdown_lines(block: TextList) -> str:
    separator = "\n" if block.bulleted else "\n\n"
    return separator.join(("- " if block.bulleted else "") + _markdown_line(cell) for cell in block.lines)


def _markdown_line(cell: Cell) -> str:
    """Return a text for the start of a line, where spaces could make a block of code of it."""
    line = _markdown_cell(cell)
    return f"&#32;{line[1:]}" if line.startswith(" ") else line


def _escape_html(text: str) -> str:
    from html import escape

    return escape(replace_control_characters(text)).replace("\n", "<br>")


def _html_cell(cell: Cell) -> str:
    content = "".join(_html_inline(inline) for inline in cell.content)
    if cell.style == "strong":
        return f"<strong>{content}</strong>"
    color = _COLORS.get(cell.style)
    return f'<span style="color:{color}">{content}</span>' if color else content


def _html_inline(inline: Inline) -> str:
    if isinstance(inline, Code):
        return f"<code>{_escape_html(inline.text)}</code>"
    if isinstance(inline, Link) and _is_safe_link(inline.url):
        text = _escape_html(inline.text)
        return f'<a href="{_escape_attribute(inline.url)}" rel="noopener noreferrer nofollow">{text}</a>'
    text = _escape_html(inline_text(inline))
    color = _COLORS.get(inline.style) if isinstance(inline, Styled) else None
    return f'<span style="color:{color}">{text}</span>' if color else text


def _escape_attribute(text: str) -> str:
    from html import escape

    return escape(one_line(text))


def _html_table(table: Table) -> str:
    strips = _years_by_column(table)
    head = "".join(_html_heads(column.header, strips.get(number)) for number, column in enumerate(table.columns))
    rows = ["<tr>" + "".join(_html_cells(cell) for cell in row.cells) + "</tr>" for row in table.rows]
    content = "\n".join(rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{content}\n</tbody>\n</table>"


def _html_heads(header: str, years: range | None) -> str:
    """Return the header of a column, or one for each year of a strip."""
    if years is None:
        return f'<th scope="col">{_escape_html(header)}</th>'
    return "".join(f'<th scope="col" class="year">{year}</th>' for year in years)


def _html_cells(cell: Cell) -> str:
    """Return a cell, or one for each year of a strip, which a screen reader reads as year and meaning."""
    if cell.strip is None:
        return f"<td>{_html_cell(cell)}</td>"
    found = []
    for year, mark in zip(cell.strip.years, cell.strip.marks, strict=True):
        said = _escape_attribute(f"{year}: {mark.meaning}")
        found.append(f'<td class="year" title="{said}" aria-label="{said}">{_escape_html(mark.sign)}</td>')
    return "".join(found)


def _html_lines(block: TextList) -> str:
    tag: Callable[[str], str] = (lambda text: f"<li>{text}</li>") if block.bulleted else (lambda text: f"<p>{text}</p>")
    content = "\n".join(tag(_html_cell(cell)) for cell in block.lines)
    return f"<ul>\n{content}\n</ul>" if block.bulleted else content


def render_view_as_markdown(view: ReportView[Any], _: RenderOptions) -> str:
    """Return the page of a view as Markdown; a view for the summary of a CI job is cut to what a summary holds."""
    page = view.page()
    if view.for_summary:
        page = limit_size(page, view.tr)
    return render_markdown(page)


def render_view_as_html(view: ReportView[Any], _: RenderOptions) -> str:
    """Return the page of a view as an HTML document."""
    return render_html(view.page(), view.tr.lang)
