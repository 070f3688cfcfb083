"""Publications as HTML documents that load nothing from elsewhere; every text of a dataset is escaped."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

from cbi_cli.core.sanitize import escape_as_entity, neutralize_ci_commands, one_line, replace_control_characters
from cbi_cli.formats.blocks import is_labelled_year
from cbi_cli.formats.links import is_safe_link
from cbi_cli.formats.styles import LIGHT_STYLES
from cbi_cli.i18n.translator import Translator
from cbi_cli.views.page import Cell, Code, Inline, InnerLink, Link, Styled, Table, TextList, YearStrip, inline_text
from cbi_cli.views.publication import Bar, Figure, Heading, Note, NumberedList, Publication, PublicationBlock

_TAGS = {"strong": "strong", "emphasis": "em"}
_LAMPS = "●○"
_HEAD = (
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
)
_YEAR_WIDTH = 16
"""Pixels of one year of a strip, which is scaled to the width of the page if it is wider."""


def render_publication(publication: Publication, tr: Translator) -> str:
    """Return a publication as one HTML document."""
    lines = ["<!DOCTYPE html>", f'<html lang="{publication.lang}">', "<head>", *_HEAD]
    title = one_line(f"{publication.title}: {publication.subtitle}")
    lines.append(f"<title>{_escape(title)}</title>")
    lines.append(f"<style>\n{_style_sheet()}</style>")
    lines += ["</head>", "<body>", "<header>"]
    lines.append(f"<h1>{_escape(publication.title)}</h1>")
    lines.append(f'<p class="subtitle">{_escape(publication.subtitle)}</p>')
    lines += [f'<p class="imprint">{_format_cell(line)}</p>' for line in publication.imprint]
    lines.append("</header>")
    lines.append(_format_contents(publication, tr))
    lines.append("<main>")
    lines += [_format_block(block) for block in publication.blocks]
    lines += ["</main>", "</body>", "</html>", ""]
    document = "\n".join(lines)
    return neutralize_ci_commands(document, escape_as_entity)


@cache
def _style_sheet() -> str:
    return Path(__file__).with_name("publication.css").read_text(encoding="utf-8")


def _format_contents(publication: Publication, tr: Translator) -> str:
    """Return links to the sections."""
    label = _escape_attribute(tr.gettext("Contents"))
    lines = [f'<nav aria-label="{label}">', "<ul>"]
    for block in publication.blocks:
        if isinstance(block, Heading) and block.level == 2:
            link = _format_inline(InnerLink(block.text, block.anchor))
            lines.append(f"<li>{link}</li>")
    lines += ["</ul>", "</nav>"]
    return "\n".join(lines)


def _format_block(block: PublicationBlock) -> str:
    if isinstance(block, Heading):
        tag = f"h{block.level}"
        return f"<{tag}{_format_anchor(block.anchor)}>{_escape(block.text)}</{tag}>"
    if isinstance(block, Table):
        return _format_table(block)
    if isinstance(block, Figure):
        return _format_figure(block)
    if isinstance(block, Note):
        lines = "\n".join(f"<p>{_format_cell(line)}</p>" for line in block.lines)
        return f'<div class="note">\n{lines}\n</div>'
    if isinstance(block, NumberedList):
        return _format_numbers(block)
    return _format_list(block)


def _format_list(block: TextList) -> str:
    lines = [_format_cell(line) for line in block.lines]
    if not block.bulleted:
        return "\n".join(f"<p>{line}</p>" for line in lines)
    items = "\n".join(f"<li>{line}</li>" for line in lines)
    return f"<ul>\n{items}\n</ul>"


def _format_numbers(block: NumberedList) -> str:
    items = []
    for anchor, line in zip(block.anchors, block.lines, strict=True):
        content = _format_cell(line)
        items.append(f"<li{_format_anchor(anchor)}>{content}</li>")
    content = "\n".join(items)
    return f"<ol>\n{content}\n</ol>"


def _format_anchor(anchor: str) -> str:
    """Return the attribute of an element that links lead to, or nothing."""
    if not anchor:
        return ""
    return f' id="{_escape_attribute(anchor)}"'


def _format_table(table: Table) -> str:
    caption = f"<caption>{_escape(table.title)}</caption>" if table.title else ""
    headers = "".join(f'<th scope="col">{_escape(column.header)}</th>' for column in table.columns)
    rows = []
    for row in table.rows:
        header = _header_position(row.cells)
        cells = []
        for position, cell in enumerate(row.cells):
            content = _format_cell(cell)
            if position == header:
                cells.append(f'<th scope="row">{content}</th>')
            else:
                cells.append(f"<td>{content}</td>")
        joined = "".join(cells)
        rows.append(f"<tr>{joined}</tr>")
    body = "\n".join(rows)
    made = f"<table>\n{caption}<thead><tr>{headers}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    # A wide table can be scrolled on a narrow page, with the keyboard too.
    label = _escape_attribute(table.title or ", ".join(column.header for column in table.columns))
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">\n{made}\n</div>'


def _header_position(cells: tuple[Cell, ...]) -> int:
    """Return which cell names its row: the first one, or that after a light."""
    is_light = bool(cells) and cells[0].style in (*LIGHT_STYLES, "unknown")
    return 1 if is_light else 0


def _format_figure(figure: Figure) -> str:
    drawing = ""
    if figure.strip is not None:
        drawing = _format_strip(figure.strip, figure.words)
    elif figure.bars:
        bars = "\n".join(_format_bar(bar) for bar in figure.bars)
        drawing = f'<table class="bars">\n<tbody>\n{bars}\n</tbody>\n</table>'
    return f"<figure>\n{drawing}\n<figcaption>{_escape(figure.caption)}</figcaption>\n</figure>"


def _format_bar(bar: Bar) -> str:
    drawing = ""
    if bar.percent is not None:
        drawing = (
            f'<svg width="{2 * bar.percent:g}" height="10" aria-hidden="true"><rect width="100%" height="10"/></svg>'
        )
    return f'<tr><th scope="row">{_escape(bar.label)}</th><td>{drawing} {_escape(bar.text)}</td></tr>'


def _format_strip(strip: YearStrip, words: str) -> str:
    """Return one sign for each year, with the first, the last and the decades below."""
    width = _YEAR_WIDTH * len(strip.marks)
    parts = []
    for position, mark in enumerate(strip.marks):
        middle = _YEAR_WIDTH * position + _YEAR_WIDTH // 2
        year = strip.first + position
        sign = _escape(mark.sign)
        parts.append(f'<text class="s-{mark.style}" x="{middle}" y="14" text-anchor="middle">{sign}</text>')
        if is_labelled_year(year, strip.years):
            parts.append(f'<text class="year" x="{middle}" y="30" text-anchor="middle">{year}</text>')
    label = _escape_attribute(words)
    content = "".join(parts)
    # Room for half a year number on either side.
    box = f"-14 0 {width + 28} 34"
    return f'<svg class="strip" role="img" aria-label="{label}" viewBox="{box}" width="{width + 28}">{content}</svg>'


def _format_cell(cell: Cell) -> str:
    content = "".join(_format_inline(inline) for inline in cell.content)
    if cell.style in (*LIGHT_STYLES, "unknown"):
        return f'<span class="s-{cell.style}">{_format_lamps(content)}</span>'
    if cell.style:
        return f'<span class="s-{cell.style}">{content}</span>'
    return content


def _format_lamps(content: str) -> str:
    """Return the text of a light with its lamps as drawings, which the word after them says."""
    lamps, _, word = content.partition(" ")
    if set(lamps) - set(_LAMPS):
        return content
    return f'<span class="lamps" aria-hidden="true">{lamps.replace("○", "<i>●</i>")}</span> {word}'


def _format_inline(inline: Inline) -> str:
    if isinstance(inline, Code):
        return f"<code>{_escape(inline.text)}</code>"
    if isinstance(inline, InnerLink):
        return f'<a href="#{_escape_attribute(inline.anchor)}">{_escape(inline.text)}</a>'
    if isinstance(inline, Link) and is_safe_link(inline.url):
        address = _escape_attribute(inline.url)
        return f'<a href="{address}" rel="noopener noreferrer nofollow">{_escape(inline.text)}</a>'
    text = _escape(inline_text(inline))
    if isinstance(inline, Styled) and inline.style:
        tag = _TAGS.get(inline.style)
        return f"<{tag}>{text}</{tag}>" if tag else f'<span class="s-{inline.style}">{text}</span>'
    return text


def _escape(text: str) -> str:
    return escape(replace_control_characters(text)).replace("\n", "<br>")


def _escape_attribute(text: str) -> str:
    return escape(one_line(text))
