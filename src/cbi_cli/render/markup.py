"""Pages as Markdown and as HTML; every text of the dataset is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable

from cbi_cli.render.page import Cell, Lines, Page, Table
from cbi_cli.render.text import as_entity, clean, no_commands, one_line

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!&$]|^ *:(?=:)|^[-+]|^[0-9]+(?=[.)]))")
_COLORS = {"green": "#1a7f37", "yellow": "#9a6700", "red": "#cf222e", "unknown": "#59636e", "dim": "#59636e"}
_PAGE_STYLE = (
    "body{font-family:system-ui,sans-serif;margin:2rem;max-width:70rem}table{border-collapse:collapse}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .8rem;border-bottom:1px solid #d1d9e0}"
)


def markdown(page: Page) -> str:
    """The page as GitHub-flavored Markdown."""
    parts = [f"# {markdown_text(page.title)}"] if page.title else []
    for block in page.blocks:
        folds = isinstance(block, Lines) and block.folds
        if folds:
            # Between tags on lines of their own and empty lines, Markdown is read as such again.
            parts.append(f"<details>\n<summary>{_tag(block.title)}</summary>")
        elif block.title:
            parts.append(f"## {markdown_text(block.title)}")
        parts.append(_markdown_table(block) if isinstance(block, Table) else _markdown_lines(block))
        parts += ["</details>"] * folds
    return no_commands("\n\n".join(parts) + "\n", as_entity)


def html(page: Page, lang: str) -> str:
    """The page as one HTML document that loads nothing from elsewhere."""
    body = [f"<h1>{_tag(page.title)}</h1>"] if page.title else []
    for block in page.blocks:
        folds = isinstance(block, Lines) and block.folds
        if block.title:
            body.append(f"{'<details><summary>' * folds}<h2>{_tag(block.title)}</h2>{'</summary>' * folds}")
        body.append(_html_table(block) if isinstance(block, Table) else _html_lines(block))
        body += ["</details>"] * folds
    head = f'<meta charset="utf-8"><title>{_tag(one_line(page.title))}</title><style>{_PAGE_STYLE}</style>'
    content = "\n".join(body)
    document = f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>{head}</head>\n<body>\n{content}\n</body>\n</html>\n'
    return no_commands(document, as_entity)


def markdown_text(text: str) -> str:
    """A text as Markdown that shows just this text, on one line."""
    return _MARKDOWN.sub(_escaped, clean(text)).replace("\n", "<br>")


def _escaped(found: re.Match[str]) -> str:
    """A sign with a backslash before it; the number of a list entry has it behind."""
    sign = found[0].lstrip(" ")
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"


def _markdown_table(table: Table) -> str:
    rows = [[markdown_text(cell.text) for cell in row] for row in table.rows]
    rule = ["---"] * len(table.headers)
    return "\n".join(
        f"| {' | '.join(row)} |" for row in [[markdown_text(header) for header in table.headers], rule, *rows]
    )


def _markdown_lines(block: Lines) -> str:
    separator = "\n" if block.marked else "\n\n"
    return separator.join(("- " if block.marked else "") + _markdown_line(cell.text) for cell in block.lines)


def _markdown_line(text: str) -> str:
    """A text for the start of a line, where spaces could make a block of code of it."""
    line = markdown_text(text)
    return f"&#32;{line[1:]}" if line.startswith(" ") else line


def _tag(text: str) -> str:
    from html import escape

    return escape(clean(text)).replace("\n", "<br>")


def _html_cell(cell: Cell) -> str:
    if cell.style == "strong":
        return f"<strong>{_tag(cell.text)}</strong>"
    color = _COLORS.get(cell.style)
    return f'<span style="color:{color}">{_tag(cell.text)}</span>' if color else _tag(cell.text)


def _html_table(table: Table) -> str:
    head = "".join(f"<th>{_tag(header)}</th>" for header in table.headers)
    rows = ["<tr>" + "".join(f"<td>{_html_cell(cell)}</td>" for cell in row) + "</tr>" for row in table.rows]
    content = "\n".join(rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{content}\n</tbody>\n</table>"


def _html_lines(block: Lines) -> str:
    tag: Callable[[str], str] = (lambda text: f"<li>{text}</li>") if block.marked else (lambda text: f"<p>{text}</p>")
    content = "\n".join(tag(_html_cell(cell)) for cell in block.lines)
    return f"<ul>\n{content}\n</ul>" if block.marked else content
