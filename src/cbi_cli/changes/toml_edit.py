"""Edit single values of a file; every other byte is kept, and that is proven."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cbi_cli.changes.record_span import has_header, line_end, table_end
from cbi_cli.changes.record_toml import format_value
from cbi_cli.changes.text_edits import Proof, TextEdit, apply_edits, insert_lines, not_editable, replace_at
from cbi_cli.core.findings import KeyPath
from cbi_cli.core.key_paths import value_at
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.formatter import format_document


def replace_value(name: str, raw: bytes, path: KeyPath, value: Any) -> bytes:
    """Replace the value at a path of a file.

    Raises CbiError if the file has no such value, or if the new text cannot be proven to differ only in it.
    """
    document = parse(name, raw)
    table = value_at(document.data, path[:-1])
    if document.errors or not isinstance(table, dict) or path[-1] not in table:
        raise not_editable(name)
    place = document.tree.nearest(path).value
    edit = TextEdit(place.start, place.end, format_value(value))
    return apply_edits(raw, document, [edit], Proof(replace_at(document.data, path, value)))


def append_table(name: str, raw: bytes, record: KeyPath, key: str, table: Mapping[str, Any]) -> bytes:
    """Append a table to a list of tables of a record, which is made if the record has none.

    If the file is in its canonical form, it stays so. Raises CbiError if the new text cannot be proven to differ only
    in the new table.
    """
    document = parse(name, raw)
    owner = value_at(document.data, record)
    if document.errors or not isinstance(owner, dict):
        raise not_editable(name)
    tables = [*owner.get(key, []), dict(table)]
    proof = Proof(replace_at(document.data, record, {**owner, key: tables}))
    content = apply_edits(raw, document, [_insert_table(document, record, key, table)], proof)
    if format_document(document) != document.text:
        return content
    canonical = format_document(parse(name, content))
    everything = TextEdit(0, len(document.text), canonical)
    return apply_edits(raw, document, [everything], proof)


def _insert_table(document: Document, record: KeyPath, key: str, table: Mapping[str, Any]) -> TextEdit:
    """Return the edit that adds a table in the form that the list has: below a header, or between the brackets."""
    text = document.text
    owner = document.tree.nearest(record)
    inline = format_value(dict(table))
    if key not in owner.entries:
        # A key of the record itself has to be above the headers of its tables.
        return insert_lines(text, line_end(text, owner.value.end), f"{key} = [{inline}]\n")
    tables = owner.entries[key]
    if not tables.items:
        return TextEdit(tables.value.start, tables.value.end, f"[{inline}]")
    last = tables.items[-1]
    if not has_header(text, last):
        return TextEdit(last.value.end, last.value.end, f", {inline}")
    header = text[last.value.start : last.value.end]
    pairs = [f"{name} = {format_value(value)}\n" for name, value in table.items()]
    lines = "".join(["\n", header, "\n", *pairs])
    return insert_lines(text, table_end(document, last), lines)
