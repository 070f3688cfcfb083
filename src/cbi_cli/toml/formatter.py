"""Write the text of a dataset's file in its canonical form.

Data and comments are kept. Values change only if the file is upgraded from an older version of the file format.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.records.file_kinds import SCHEMA_VERSION, file_kind
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.key_order import TableSchema, file_schema, nested_schema, parse_full_date, sort_events, sort_keys
from cbi_cli.toml.syntax_node import SyntaxNode
from cbi_cli.toml.syntax_tree import SyntaxTree, is_editor_directive
from cbi_cli.toml.upgrade import file_format, upgrade_data, upgrade_tree
from cbi_cli.toml.writer import LINE_LENGTH, append_comment, format_inline, format_key, format_pair


def format_document(document: Document, version: int = SCHEMA_VERSION) -> str:
    """Return the text of a file in its canonical form.

    A file of an older `version` of the file format is upgraded to the newest one. Raises CbiError if the file is not
    part of a dataset, does not parse, or if the new text cannot be proven to have the same data and comments.
    """
    kind = file_kind(document.name)
    if kind is None:
        problem = message("{file} is not a file of a dataset", file=document.name)
        raise CbiError(problem, message("only files of a dataset can be formatted"))
    if document.errors:
        problem = message("{file} cannot be read", file=document.name)
        raise CbiError(problem, message("`cbi validate` says what is wrong"))
    tree = SyntaxTree(document.text)
    # The tree is changed below, so its comments are taken now.
    old_comments = sorted(tree.comments())
    upgrade_tree(tree.root, kind.kind, version)
    sort_keys(tree.root, file_schema(kind))
    if kind.kind == "event" and "event" in tree.root.entries:
        sort_events(tree.root.entries["event"].items)
    text = format_tree(tree)
    # The new text is read again, so that no data or comment can be lost.
    if text != document.text:
        formatted = parse(document.name, text.encode("utf-8"))
        expected = upgrade_data(document.data, kind.kind, version)
        if formatted.errors or not _has_same_content(expected, formatted, old_comments):
            hint = message("write its [[{key}]] tables in a plainer form", key=kind.kind)
            raise CbiError(message("{file} cannot be formatted safely", file=document.name), hint)
    return text


def upgrade_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a dataset in the newest file format.

    Files that cannot be formatted stay as they are. The result is empty if the dataset has no older file format.
    """
    version = file_format(files)
    upgraded: dict[str, bytes] = {}
    if version == SCHEMA_VERSION:
        return upgraded
    for name, raw in files.items():
        upgraded[name] = raw
        if file_kind(name) is not None:
            with contextlib.suppress(CbiError):
                upgraded[name] = format_document(parse(name, raw), version).encode("utf-8")
    return upgraded


def same_data(old: Any, new: Any, name: str) -> bool:
    """Tell whether the data of two texts of a file mean the same.

    The order of keys means nothing, nor does that of the events, and a full date means the same with quotes and without
    if a date is expected.
    """
    kind = file_kind(name)
    schema = TableSchema()
    unordered: tuple[str, ...] = ()
    if kind is not None:
        schema = file_schema(kind)
        if kind.kind == "event":
            unordered = ("event",)
    return _normalize(old, schema, unordered) == _normalize(new, schema, unordered)


def _has_same_content(expected: Any, new: Document, old_comments: list[str]) -> bool:
    if not same_data(expected, new.data, new.name):
        return False
    new_comments = SyntaxTree(new.text).comments()
    return sorted(new_comments) == old_comments


def _normalize(value: Any, schema: TableSchema, unordered: tuple[str, ...] = ()) -> str:
    """Return a text that is the same for values of the same meaning.

    The lists with the keys `unordered` have no order.
    """
    if isinstance(value, list):
        items = ", ".join(_normalize(item, schema) for item in value)
        return f"[{items}]"
    if not isinstance(value, dict):
        # 1, 1.0 and True are equal in Python, and nan is not equal to itself; their texts can be compared.
        return repr(value)
    parts: list[str] = []
    for name, item in sorted(value.items()):
        item_schema = nested_schema(schema, name)
        full_date = parse_full_date(item) if name in schema.dates else None
        if full_date is not None:
            text = repr(full_date)
        elif name in unordered and isinstance(item, list):
            text = str(sorted(_normalize(entry, item_schema) for entry in item))
        else:
            text = _normalize(item, item_schema)
        parts.append(f"{name!r}: {text}")
    pairs = ", ".join(parts)
    return f"{{{pairs}}}"


def format_tree(tree: SyntaxTree) -> str:
    """Return the text of a file.

    Its parts have one blank line between them, and there is one line end at its end.
    """
    body = _format_table(tree.root, ())
    # A header has a blank line above it, which the first line of a file does not need.
    while body and not body[0]:
        del body[0]
    head = list(tree.head)
    if not head:
        # Comments that were above the first key are the head if they are for editors.
        while body and is_editor_directive(body[0]):
            head.append(body.pop(0))
    parts = ["\n".join(rows).strip("\n") for rows in (head, body, tree.tail) if rows]
    if not parts:
        return ""
    return "\n\n".join(parts) + "\n"


def _format_table(table: SyntaxNode, path: tuple[str, ...]) -> list[str]:
    """Return the lines of a table below its header.

    Keys come first, then the tables with headers of their own.
    """
    rows: list[str] = []
    with_header: list[tuple[str, SyntaxNode]] = []
    for name, node in table.entries.items():
        if _has_header(name, node, path):
            with_header.append((name, node))
            continue
        rows += [comment for comment in node.leading_comments if comment]
        rows.append(append_comment(format_pair(name, node), node.trailing_comment))
    rows += table.inner_trailing_comments
    for name, node in with_header:
        if node.items:
            rows += _format_array_of_tables(node, (*path, name))
        else:
            rows += _format_single_table(node, (*path, name))
    return rows


def _has_header(name: str, node: SyntaxNode, path: tuple[str, ...]) -> bool:
    """Tell whether a value gets a header.

    This is so for tables in the file itself, and for those that are long or have comments.
    """
    is_in_file = not path
    if isinstance(node.content, dict):
        return is_in_file or len(format_pair(name, node)) > LINE_LENGTH or any(node.inner_comments())
    if not node.items or not all(isinstance(item.content, dict) for item in node.items):
        return False
    if is_in_file:
        return True
    # Without headers, each table gets a line with an indent and a comma.
    max_length = LINE_LENGTH - len("  ,")
    return any(len(format_inline(item)) > max_length or any(item.inner_comments()) for item in node.items)


def _format_array_of_tables(node: SyntaxNode, path: tuple[str, ...]) -> list[str]:
    """Return tables with a header each.

    Comments at the brackets of the list go to the first and the last table.
    """
    first = node.items[0]
    last = node.items[-1]
    outer_comments = [*node.leading_comments, node.open_comment, node.trailing_comment]
    first.leading_comments = [comment for comment in outer_comments if comment] + first.leading_comments
    last.inner_trailing_comments = last.inner_trailing_comments + node.inner_trailing_comments
    header = f"[[{_format_path(path)}]]"
    rows: list[str] = []
    for item in node.items:
        rows.append("")
        rows += item.leading_comments
        rows.append(append_comment(header, item.trailing_comment))
        rows += _format_table(item, path)
    return rows


def _format_single_table(node: SyntaxNode, path: tuple[str, ...]) -> list[str]:
    """Return a table with its header.

    The header is omitted if the table has only tables with headers of their own.
    """
    inner_rows = _format_table(node, path)
    has_comments = node.leading_comments or node.trailing_comment
    # The first line is blank if it is above a header, so the table has no key of its own.
    if inner_rows and not inner_rows[0] and not has_comments:
        return inner_rows
    header = append_comment(f"[{_format_path(path)}]", node.trailing_comment)
    return ["", *node.leading_comments, header, *inner_rows]


def _format_path(path: tuple[str, ...]) -> str:
    return ".".join(format_key(part) for part in path)
