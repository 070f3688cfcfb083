"""Add new records of other kinds than events to their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cbi_cli.changes.event_toml import format_value, to_toml_value
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.records.base import NOTE_FIELDS
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME
from cbi_cli.toml.document import parse
from cbi_cli.toml.formatter import format_document


def append_records(raw: bytes, kind: str, records: Sequence[Mapping[str, Any]]) -> bytes:
    """Append tables of a kind of record to the end of its file.

    Raises CbiError if the new text cannot be proven to be the old one plus these records.
    """
    name = FILE_KINDS_BY_NAME[kind].path
    newline = b"\n"
    if raw.count(b"\r\n") * 2 > raw.count(b"\n"):
        newline = b"\r\n"
    tables = [_record_to_toml(kind, fields).encode() for fields in records]
    added = b"\n".join(tables).replace(b"\n", newline)
    before = raw
    if before and not before.endswith(b"\n"):
        before += newline
    if before.strip():
        before += newline
    content = before + added
    old, new = parse(name, raw), parse(name, content)
    expected = [*old.data.get(kind, []), *(record_values(kind, fields) for fields in records)]
    if old.errors or new.errors or new.data != {**old.data, kind: expected}:
        raise CbiError(
            message("{file} cannot be edited automatically; nothing was written", file=name),
            message("add the {kind} by hand", kind=kind),
        )
    return content


def record_values(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a parser reads from the table of these fields.

    They are in the order of the file, notes last; empty ones are left out.
    """
    names = [name for name in FILE_KINDS_BY_NAME[kind].model.model_fields if name not in NOTE_FIELDS]
    values: dict[str, Any] = {}
    for name in (*names, *NOTE_FIELDS):
        value = fields.get(name)
        if value not in (None, "", ()):
            values[name] = to_toml_value(value)
    return values


def _record_to_toml(kind: str, fields: Mapping[str, Any]) -> str:
    """Return the table of a record in its canonical form."""
    lines = [f"[[{kind}]]"]
    for name, value in record_values(kind, fields).items():
        lines.append(f"{name} = {format_value(value)}")
    text = "\n".join([*lines, ""])
    return format_document(parse(FILE_KINDS_BY_NAME[kind].path, text.encode("utf-8")))
