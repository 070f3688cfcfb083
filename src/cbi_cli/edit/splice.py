"""A table put into a file as bytes: every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.dataset.shape import frozen
from cbi_cli.document.parse import parse
from cbi_cli.document.places import places

_BOM = b"\xef\xbb\xbf"
_REFUSED = "the file cannot be edited safely by program"


def insert_block(raw: bytes, block: str, start: PartialDate) -> bytes:
    """The bytes of an events file with a table put in before the first event that starts later, or at the end.

    Comment lines right above a header belong to its table. The new lines end as most lines of the file do, one blank
    line stands between the new table and its neighbors, and the file ends with a line end only if it did before.
    Raises CbiError for a file that does not parse.
    """
    document = parse("events", raw)
    if document.faults:
        raise CbiError(f"{_REFUSED}: it has errors", "`cbi validate` shows them")
    newline = "\r\n" if document.text.count("\r\n") * 2 > document.text.count("\n") else "\n"
    body = block.replace("\n", newline)
    at = _offset(document.text, document.data, start)
    before, after = document.text[:at], document.text[at:]
    new = _gap(before, newline) + body
    if after:
        new += newline
    elif before and not before.endswith("\n"):
        new = new.removesuffix(newline)
    bom = _BOM if raw.startswith(_BOM) else b""
    return bom + (before + new + after).encode("utf-8")


def prove(old: bytes, new: bytes, fields: Mapping[str, Any]) -> None:
    """Raise CbiError unless the new bytes are the old ones and one stretch more, which holds this event."""
    was, now = parse("events", old), parse("events", new)
    before, after = (frozen(document.data.get("event", [])) for document in (was, now))
    added = {name: _plain(value) for name, value in fields.items() if value not in (None, "", (), [])}
    where = next((number for number, one in enumerate(after) if one.get("id") == fields["id"]), None)
    kept = where is not None and (*after[:where], *after[where + 1 :]) == tuple(before)
    if now.faults or not kept or not _one_stretch(old, new) or not _holds(after[where or 0], added):
        raise CbiError(f"{_REFUSED}; nothing was written", "add the event by hand")


def _offset(text: str, data: Mapping[str, Any], start: PartialDate) -> int:
    """Where the new table goes: the start of the first later event's lines, comments above it included."""
    key = (start.first, start.last)
    for number, record in enumerate(data.get("event", ())):
        if _key(record.get("start")) > key:
            line = places(text)["event", number].key.line
            return _above(text, line)
    return len(text)


def _key(value: Any) -> tuple[Any, Any]:
    when = PartialDate.parse(value) if isinstance(value, str) else PartialDate.of(value)
    return when.first, when.last


def _above(text: str, line: int) -> int:
    """The offset of a line, or of the first of the comment lines right above it."""
    lines = text.split("\n")
    while line > 1 and re.match(r"[ \t]*#", lines[line - 2]):
        line -= 1
    return sum(len(one) + 1 for one in lines[: line - 1])


def _gap(before: str, newline: str) -> str:
    """What must be added to the text before, so that one blank line stands between."""
    if not before.strip():
        return "" if not before or before.endswith("\n") else newline
    if re.search(r"\n[ \t]*\r?\n\Z", before):
        return ""
    return newline if before.endswith("\n") else newline * 2


def _one_stretch(old: bytes, new: bytes) -> bool:
    """Whether the old bytes are the new ones without one stretch."""
    head = 0
    while head < len(old) and old[head] == new[head]:
        head += 1
    return new.endswith(old[head:]) and len(new) > len(old)


def _holds(record: Mapping[str, Any], added: Mapping[str, Any]) -> bool:
    """Whether the record in the file is the one that was meant; a default may be left out."""
    return all(record[name] == added.get(name) for name in record) and "start" in record


def _plain(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return value.first if value.full else str(value)
    return tuple(value) if isinstance(value, list) else value
