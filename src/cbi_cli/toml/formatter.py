"""The one form in which the text of a dataset's file is written; its data and its comments stay what they are.

The only value that changes is the version of the file format: `dataset.toml` gets the newest one.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from cbi_cli.core.errors import CbiError
from cbi_cli.records.file_kinds import SCHEMA_VERSION, FileKind, file_kind
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.key_order import TableSchema, file_schema, nested_schema, parse_full_date, sort_events, sort_keys
from cbi_cli.toml.syntax_tree import SyntaxNode, SyntaxTree, is_editor_directive, parse_scalar
from cbi_cli.toml.writer import LINE_LENGTH, append_comment, format_inline, format_key, format_pair


def format_document(document: Document) -> str:
    """The text of a file in its one form.

    Raises CbiError for a file that is no part of a dataset, one that does not parse, and one of which the new text
    cannot be proven to hold the same data and comments.
    """
    kind = file_kind(document.name)
    if kind is None:
        raise CbiError(f"{document.name} is not a file of a dataset", "only files of a dataset can be formatted")
    if document.errors:
        raise CbiError(f"{document.name} cannot be read", "`cbi validate` says what is wrong")
    tree = SyntaxTree(document.text)
    said = sorted(tree.comments())
    sort_keys(tree.root, file_schema(kind))
    if kind.kind == "event" and "event" in tree.root.entries:
        sort_events(tree.root.entries["event"].items)
    if kind.kind == "dataset":
        _update_schema_version(tree.root)
    text = _format_tree(tree)
    if text != document.text:
        _verify_same_content(document, parse(document.name, text.encode("utf-8")), kind, said)
    return text


def same_data(old: Any, new: Any, name: str) -> bool:
    """Whether two readings of a file mean the same.

    The order of keys means nothing, nor does that of the events; a full date means the same with quotes and without,
    where a date is expected; and so does an older version of the file format.
    """
    kind = file_kind(name)
    shape = file_schema(kind) if kind else TableSchema()
    free = ("event",) if kind and kind.kind == "event" else ()
    return _normalize(_with_newest_schema(old, kind), shape, free) == _normalize(
        _with_newest_schema(new, kind), shape, free
    )


def _update_schema_version(root: SyntaxNode) -> None:
    """Bring the version of the file format to the newest one; all keys of older versions mean the same there."""
    node = root.entries.get("schema")
    if node is not None and isinstance(node.content, str) and _is_older(parse_scalar(node.content)):
        node.content = str(SCHEMA_VERSION)


def _is_older(version: Any) -> bool:
    return type(version) is int and 1 <= version < SCHEMA_VERSION


def _with_newest_schema(data: Any, kind: FileKind | None) -> Any:
    """Return the data of `dataset.toml` with the newest version of the file format; other data as they are."""
    if kind is None or kind.kind != "dataset" or not isinstance(data, dict) or not _is_older(data.get("schema")):
        return data
    return {**data, "schema": SCHEMA_VERSION}


def _verify_same_content(old: Document, new: Document, kind: FileKind, said: list[str]) -> None:
    if new.errors or not same_data(old.data, new.data, old.name) or sorted(SyntaxTree(new.text).comments()) != said:
        raise CbiError(f"{old.name} cannot be formatted safely", f"write its [[{kind.kind}]] tables in a plainer form")


def _normalize(value: Any, shape: TableSchema, free: tuple[str, ...] = ()) -> str:
    """What a value means, as text that is the same for the same meaning; the lists named ``free`` have no order."""
    if isinstance(value, list):
        return f"[{', '.join(_normalize(item, shape) for item in value)}]"
    if not isinstance(value, dict):
        return repr(value)
    parts: list[str] = []
    for name, item in sorted(value.items()):
        inner = nested_schema(shape, name)
        if name in shape.dates:
            item = parse_full_date(item) or item  # noqa: PLW2901 - the same day
        if name in free and isinstance(item, list):
            parts.append(f"{name!r}: {sorted(_normalize(one, inner) for one in item)}")
        else:
            parts.append(f"{name!r}: {_normalize(item, inner)}")
    return f"{{{', '.join(parts)}}}"


def _format_tree(tree: SyntaxTree) -> str:
    """The text of a file: its parts with one blank line between, and one line end at its end."""
    body = _format_table(tree.root, ())
    while body and not body[0]:
        del body[0]
    head = tree.head or list(takewhile(is_editor_directive, body))
    if not tree.head:
        del body[: len(head)]
    parts = ["\n".join(part).strip("\n") for part in (head, body, tree.tail) if part]
    return "\n\n".join(parts) + "\n" if parts else ""


def _format_table(table: SyntaxNode, path: tuple[str, ...]) -> list[str]:
    """The lines of a table below its header: what stands in lines of its own first, then the tables with headers."""
    rows: list[str] = []
    for name, node in table.entries.items():
        if not _has_header(name, node, path):
            rows += [line for line in node.leading_comments if line]
            rows.append(append_comment(format_pair(name, node), node.trailing_comment))
    rows += table.inner_trailing_comments
    for name, node in table.entries.items():
        if _has_header(name, node, path):
            rows += (
                _format_array_of_tables(node, (*path, name))
                if node.items
                else _format_single_table(node, (*path, name))
            )
    return rows


def _has_header(name: str, node: SyntaxNode, path: tuple[str, ...]) -> bool:
    """Whether a value is written below a header: a table in the file itself, or one that is long or has comments."""
    if isinstance(node.content, dict):
        long = len(format_pair(name, node)) > LINE_LENGTH
        return not path or long or any(node.inner_comments())
    tables = [item for item in node.items if isinstance(item.content, dict)]
    if not tables or len(tables) < len(node.items):
        return False
    return not path or any(
        len(format_inline(item)) > LINE_LENGTH - len("  ,") or any(item.inner_comments()) for item in tables
    )


def _format_array_of_tables(node: SyntaxNode, path: tuple[str, ...]) -> list[str]:
    """Tables with a header each; comments at the brackets of the list go to the first and the last of them."""
    first, last = node.items[0], node.items[-1]
    around = [line for line in (*node.leading_comments, node.open_comment, node.trailing_comment) if line]
    first.leading_comments = [*around, *first.leading_comments]
    last.inner_trailing_comments = [*last.inner_trailing_comments, *node.inner_trailing_comments]
    name = ".".join(format_key(part) for part in path)
    rows: list[str] = []
    for item in node.items:
        rows += [
            "",
            *item.leading_comments,
            append_comment(f"[[{name}]]", item.trailing_comment),
            *_format_table(item, path),
        ]
    return rows


def _format_single_table(node: SyntaxNode, path: tuple[str, ...]) -> list[str]:
    """A table with its header, which is left out where only tables with headers of their own stand in it."""
    inner = _format_table(node, path)
    if inner and not inner[0] and not (node.leading_comments or node.trailing_comment):
        return inner
    header = f"[{'.'.join(format_key(part) for part in path)}]"
    return ["", *node.leading_comments, append_comment(header, node.trailing_comment), *inner]
