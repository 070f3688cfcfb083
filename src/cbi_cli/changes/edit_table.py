"""Change some keys of the table of a record; everything else in its file is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from cbi_cli.changes.record_span import (
    has_header,
    line_end,
    line_start,
    start_with_comments,
    table_end,
    without_blank_lines,
)
from cbi_cli.changes.record_toml import format_value
from cbi_cli.changes.text_edits import TextEdit, canonical, insert_lines
from cbi_cli.core.findings import KeyPath
from cbi_cli.core.key_paths import value_at
from cbi_cli.records.introspection import fields
from cbi_cli.records.localized import order_keys
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.formatter import format_document
from cbi_cli.toml.syntax_node import SyntaxNode
from cbi_cli.toml.syntax_tree import SyntaxTree
from cbi_cli.toml.writer import format_key, format_pair, multiline_string

NewValues = Mapping[str, Any]
"""The new values of keys as a parser reads them; None takes the key out."""


class RecordTable(NamedTuple):
    """The table of a record: its file, its path in it, and its model."""

    document: Document
    path: KeyPath
    model: type[BaseModel]

    @property
    def node(self) -> SyntaxNode:
        """The table in the syntax tree."""
        return self.document.tree.nearest(self.path)

    @property
    def values(self) -> dict[str, Any]:
        """The table as the file has it."""
        values: dict[str, Any] = value_at(self.document.data, self.path)
        return values

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that the table can have, in the order of its model."""
        return self.in_order(fields(self.model))

    def in_order(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return keys in the order of the model; unknown ones come last."""
        return order_keys(self.model, tuple(names))

    @property
    def is_inline(self) -> bool:
        """Whether the table stands between braces, as an item of a list."""
        return bool(self.path) and not has_header(self.document.text, self.node)


def changed_values(table: RecordTable, values: NewValues) -> dict[str, Any]:
    """Return the table of a record with other values of some keys."""
    changed = {**table.values, **values}
    return {key: value for key, value in changed.items() if value is not None}


def edit_table(table: RecordTable, values: NewValues) -> list[TextEdit]:
    """Return the edits that give keys of a record other values.

    A new key comes where the model has it. Comments stay; those inside a value that is replaced or taken out get lines
    of their own, unless they belong to an item of a list that stays.
    """
    text = table.document.text
    node = table.node
    if table.is_inline:
        return [_edit_inline(table, values)]
    edits: list[TextEdit] = []
    for key in table.in_order(values):
        entry = node.entries.get(key)
        value = values[key]
        if entry is not None and value is not None and _is_pair(text, entry):
            edits += _replace_value(text, key, entry, value)
            continue
        if entry is not None:
            edits += _take_out(table.document, entry)
        if value is not None:
            edits.append(_insert(table, key, value))
    return edits


def _is_pair(text: str, entry: SyntaxNode) -> bool:
    """Tell whether a value is written behind its key, not by headers or dotted keys."""
    if has_header(text, entry):
        return False
    return not isinstance(entry.content, dict) or text.startswith("{", entry.value.start)


def _edit_inline(table: RecordTable, values: NewValues) -> TextEdit:
    """Return the edit that writes a table between braces anew."""
    changed = changed_values(table, values)
    ordered = {key: changed[key] for key in table.in_order(changed)}
    return TextEdit(*table.node.value, format_value(ordered))


def _replace_value(text: str, key: str, entry: SyntaxNode, value: Any) -> list[TextEdit]:
    """Return the edits that replace the value behind a key."""
    old = text[entry.value.start : entry.value.end]
    new = _format_replacement(key, entry, value)
    edits = [TextEdit(*entry.value, new)]
    lost = _lost_comments(f"x = {old}", f"x = {new}")
    if lost:
        start = line_start(text, entry.key.start)
        edits.append(TextEdit(start, start, lost))
    return edits


def _format_replacement(key: str, entry: SyntaxNode, value: Any) -> str:
    """Return the text of a new value, in the form of the old one as far as it has one."""
    content = entry.content
    if isinstance(value, str) and isinstance(content, str) and "\n" in value and content.startswith(('"""', "'''")):
        return multiline_string(value)
    node = SyntaxTree(f"x = {format_value(value)}\n").root.entries["x"]
    if isinstance(content, list) and isinstance(node.content, list) and any(entry.inner_comments()):
        node = _reuse_items(entry, node)
    return format_pair(key, node).removeprefix(f"{format_key(key)} = ")


def _reuse_items(old: SyntaxNode, new: SyntaxNode) -> SyntaxNode:
    """Return a new list in which items that stay are the old ones, with their comments."""
    left = [(canonical(item.plain_value()), item) for item in old.items]
    items: list[SyntaxNode] = []
    for item in new.items:
        wanted = canonical(item.plain_value())
        same = [number for number, (known, _) in enumerate(left) if known == wanted]
        kept = item
        if same:
            kept = left.pop(same[0])[1]
        items.append(kept)
    merged = SyntaxNode(items)
    merged.open_comment = old.open_comment
    merged.inner_trailing_comments = old.inner_trailing_comments
    return merged


def _take_out(document: Document, entry: SyntaxNode) -> list[TextEdit]:
    """Return the edits that take a key out."""
    edits: list[TextEdit] = []
    for start, end in _stretches(document, entry):
        edits.append(TextEdit(start, end, _lost_comments(document.text[start:end], "")))
    return edits


def _stretches(document: Document, entry: SyntaxNode) -> Iterator[tuple[int, int]]:
    """Yield the lines of a key and its value; headers and dotted keys can have several."""
    text = document.text
    if _is_pair(text, entry):
        yield line_start(text, entry.key.start), line_end(text, entry.value.end)
    elif has_header(text, entry):
        for table in entry.items or [entry]:
            start = line_start(text, table.value.start)
            if not table.leading_comments:
                # The blank line above separates it from nothing any more.
                start = without_blank_lines(text, start)
            yield start, table_end(document, table)
    else:
        for child in entry.entries.values():
            yield from _stretches(document, child)


def _lost_comments(old: str, new: str) -> str:
    """Return the comments of a text that another one does not have, as lines."""
    lost = Counter(SyntaxTree(old).comments())
    lost.subtract(SyntaxTree(new).comments())
    return "".join([f"{comment}\n" for comment in lost.elements()])


def _insert(table: RecordTable, key: str, value: Any) -> TextEdit:
    """Return the edit that adds a key, at the place where the model has it."""
    document = table.document
    text = document.text
    written = _format_entry(table, key, value)
    if written.startswith("["):
        offset = table_end(document, table.node) if table.path else len(text)
        return insert_lines(text, offset, "\n" + written)
    return insert_lines(text, _offset_of(table, key), written)


def _offset_of(table: RecordTable, key: str) -> int:
    """Return the offset for the line of a new key.

    It is behind the last key that comes before it in the model.
    """
    text = table.document.text
    node = table.node
    pairs = {name: entry for name, entry in node.entries.items() if not has_header(text, entry)}
    names = table.in_order({**pairs, key: None})
    before = [pairs[name] for name in names[: names.index(key)]]
    if before:
        return max(_end_of_lines(table.document, entry) for entry in before)
    if table.path:
        return line_end(text, node.value.end)
    if not node.entries:
        return len(text)
    first = next(iter(node.entries.values()))
    return start_with_comments(text, first, first.key.start)


def _end_of_lines(document: Document, entry: SyntaxNode) -> int:
    return max(end for _, end in _stretches(document, entry))


def _format_entry(table: RecordTable, key: str, value: Any) -> str:
    """Return the canonical lines of a key: a pair, or tables with headers if they are long."""
    header = ""
    names = [str(part) for part in table.path if isinstance(part, str)]
    if names:
        header = f"[[{'.'.join(names)}]]\n"
    text = f"{header}{format_key(key)} = {format_value(value)}\n"
    formatted = format_document(parse(table.document.name, text.encode("utf-8")))
    return formatted.removeprefix(header).removeprefix("\n")
