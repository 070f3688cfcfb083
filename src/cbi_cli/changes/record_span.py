"""Find the stretch of a file that belongs to a record, and take it out."""

from __future__ import annotations

from cbi_cli.changes.text_edits import TextEdit
from cbi_cli.core.findings import KeyPath
from cbi_cli.toml.document import Document
from cbi_cli.toml.syntax_node import Span, SyntaxNode


def line_start(text: str, offset: int) -> int:
    """Return the offset at which the line of an offset begins."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """Return the offset behind the line of an offset, with its line ending."""
    end = text.find("\n", offset)
    return len(text) if end < 0 else end + 1


def start_with_comments(text: str, node: SyntaxNode, offset: int) -> int:
    """Return the start of the line of a node, or of the comment lines directly above it.

    Only comments that belong to the node count; a blank line ends them.
    """
    start = line_start(text, offset)
    for comment in reversed(node.leading_comments):
        above = line_start(text, start - 1) if start else 0
        if not comment or not text[above:start].lstrip(" \t").startswith("#"):
            break
        start = above
    return start


def has_header(text: str, node: SyntaxNode) -> bool:
    """Tell whether a table, or the tables of a list, have a header each."""
    return text.startswith("[", node.key.start)


def record_span(document: Document, path: KeyPath) -> Span:
    """Return the stretch of a record whose table has a header.

    It has the comment lines directly above its header, its keys, the tables below it, and the comment lines directly
    below them, but no blank line at its end.
    """
    text = document.text
    node = document.tree.nearest(path)
    start = start_with_comments(text, node, node.value.start)
    return Span(start, table_end(document, node))


def table_end(document: Document, node: SyntaxNode) -> int:
    """Return the offset behind the last line of a table and of the tables below it."""
    text = document.text
    end, last = _last_line(text, node)
    for _ in last.inner_trailing_comments:
        if text[end:].lstrip(" \t").startswith("#"):
            end = line_end(text, end)
    return end


def _last_line(text: str, node: SyntaxNode) -> tuple[int, SyntaxNode]:
    """Return the end of the last line of a table, and the table with a header to which it belongs."""
    end = line_end(text, node.value.end)
    last = node
    for child in node.entries.values():
        tables = [child]
        if child.items and has_header(text, child):
            tables = child.items
        for table in tables:
            if isinstance(table.content, dict) and has_header(text, table):
                child_end, child_last = _last_line(text, table)
            else:
                child_end = _pair_end(text, table)
                child_last = node
            if child_end > end:
                end = child_end
                last = child_last
    return end, last


def _pair_end(text: str, node: SyntaxNode) -> int:
    """Return the end of the last line of a value, or of all values that dotted keys put into a table."""
    end = line_end(text, node.value.end)
    for child in node.entries.values():
        end = max(end, _pair_end(text, child))
    return end


def removal(document: Document, path: KeyPath) -> TextEdit:
    """Return the edit that takes a record out, with one of the blank lines around it."""
    text = document.text
    start, end = record_span(document, path)
    after = end
    while after < len(text) and not text[after : line_end(text, after)].strip():
        after = line_end(text, after)
    if after < len(text):
        return TextEdit(start, after, "")
    # The last record: the blank lines above it separate it from nothing.
    return TextEdit(without_blank_lines(text, start), end, "")


def without_blank_lines(text: str, offset: int) -> int:
    """Return the offset behind the last line above another offset that is not blank."""
    while offset and not text[line_start(text, offset - 1) : offset].strip():
        offset = line_start(text, offset - 1)
    return offset
