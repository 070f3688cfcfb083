"""Edit single values of a file; every other byte is kept, and that is proven."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from cbi_cli.changes.record_toml import format_value
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import KeyPath
from cbi_cli.core.key_paths import value_at
from cbi_cli.core.messages import message
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.formatter import format_document


def replace_value(name: str, raw: bytes, path: KeyPath, value: Any) -> bytes:
    """Replace the value at a path of a file.

    Raises CbiError if the file has no such value, or if the new text cannot be proven to differ only in it.
    """
    document = parse(name, raw)
    expected = deepcopy(document.data)
    table = value_at(expected, path[:-1])
    if document.errors or not isinstance(table, dict) or path[-1] not in table:
        raise _not_edited(name)
    table[path[-1]] = value
    span = document.tree.nearest(path).value
    text = document.text[: span.start] + format_value(value) + document.text[span.end :]
    return _encode_proven(raw, document, text, expected)


def append_table(name: str, raw: bytes, record: KeyPath, key: str, table: Mapping[str, Any]) -> bytes:
    """Append a table to a list of tables of a record, which is made if the record has none.

    If the file is in its canonical form, it stays so. Raises CbiError if the new text cannot be proven to differ only
    in the new table.
    """
    document = parse(name, raw)
    expected = deepcopy(document.data)
    owner = value_at(expected, record)
    if document.errors or not isinstance(owner, dict):
        raise _not_edited(name)
    owner.setdefault(key, []).append(dict(table))
    is_canonical = format_document(document) == document.text
    content = _encode_proven(raw, document, _insert_table(document, record, key, table), expected)
    if not is_canonical:
        return content
    return _encode_proven(raw, document, format_document(parse(name, content)), expected)


def _insert_table(document: Document, record: KeyPath, key: str, table: Mapping[str, Any]) -> str:
    """Insert a table in the form that the list has: below a header, or between the brackets."""
    text = document.text
    newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    owner = document.tree.nearest(record)
    values = document.tree.nearest((*record, key))
    if key not in owner.entries:
        # A key of the record itself has to be above the headers of its tables.
        offset = _end_of_line(text, owner.value.end)
        return text[:offset] + f"{newline}{key} = [{format_value(dict(table))}]" + text[offset:]
    last = values.items[-1]
    if text.startswith("[[", last.value.start):
        end = max([last.value.end, *(node.value.end for _, node in last.walk())])
        offset = _end_of_line(text, end)
        header = text[last.value.start : last.value.end]
        lines = ["", "", header, *(f"{name} = {format_value(value)}" for name, value in table.items())]
        return text[:offset] + newline.join(lines) + text[offset:]
    return text[: last.value.end] + f", {format_value(dict(table))}" + text[last.value.end :]


def _end_of_line(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    if end < 0:
        return len(text)
    return end - 1 if text[end - 1] == "\r" else end


def _encode_proven(raw: bytes, before: Document, text: str, expected: Mapping[str, Any]) -> bytes:
    """Return the bytes of a new text; raise CbiError unless it has the expected data."""
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise CbiError(message("a text has characters that are not Unicode"), message("type it again")) from error
    after = parse(before.name, content)
    if after.errors or after.data != expected:
        raise _not_edited(before.name)
    bom = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    return bom + content


def _not_edited(name: str) -> CbiError:
    return CbiError(
        message("{file} cannot be edited automatically; nothing was written", file=name),
        message("edit it by hand"),
    )
