"""Insert a table into a file; all other bytes are kept."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from cbi_cli.changes.event_toml import toml_values
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.toml.document import Document, parse


@lru_cache(maxsize=2)
def parse_events(raw: bytes) -> Document:
    """Parse a file of events.

    Before and after the insertion, each is needed several times.
    """
    return parse("events", raw)


def insert_table(raw: bytes, table: str, start: PartialDate) -> bytes:
    """Insert a table into a file of events.

    Its place is before the first event that starts later, or at the end. Comment lines directly above a header belong
    to its table. The new lines have the line ending of most lines of the file, one blank line separates the new table
    from its neighbors, and the file ends with a line ending only if it did before. Raises CbiError for a file that
    cannot be parsed.
    """
    document = parse_events(raw)
    if document.errors:
        raise CbiError(
            message("the file cannot be edited automatically: it has errors"), message("`cbi validate` shows them")
        )
    newline = "\n"
    if document.text.count("\r\n") * 2 > document.text.count("\n"):
        newline = "\r\n"
    offset = _find_offset(document, start)
    before, after = document.text[:offset], document.text[offset:]
    new = _separating_newlines(before, newline) + table.replace("\n", newline)
    if after:
        new += newline
    elif before and not before.endswith("\n"):
        new = new.removesuffix(newline)
    bom = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    try:
        return bom + (before + new + after).encode("utf-8")
    except UnicodeEncodeError as error:
        raise CbiError(message("a text has characters that are not Unicode"), message("type it again")) from error


def verify_insertion(old: bytes, new: bytes, fields: Mapping[str, Any]) -> None:
    """Raise CbiError unless the new bytes add only this event.

    It must be at its place, and nothing else may differ. All other records must be the same, in the same order.
    """
    if not _is_verified(old, new, fields):
        raise CbiError(
            message("the file cannot be edited automatically; nothing was written"), message("add the event by hand")
        )


def _is_verified(old: bytes, new: bytes, fields: Mapping[str, Any]) -> bool:
    before, after = parse_events(old), parse_events(new)
    if before.errors or after.errors:
        return False
    if not _is_single_insertion(old, new):
        return False
    if {**before.data, "event": None} != {**after.data, "event": None}:
        return False
    old_records, new_records = _event_records(before), _event_records(after)
    if len(new_records) != len(old_records) + 1:
        return False
    added = new_records.pop(_find_position(old_records, fields["start"]))
    return new_records == old_records and bool(added == toml_values(fields))


def _event_records(document: Document) -> list[Any]:
    """Return the events of a document, valid or not."""
    records = document.data.get("event", [])
    if not isinstance(records, list):
        return []
    return list(records)


def _find_position(records: list[Any], start: PartialDate) -> int:
    """Return the index for a new event.

    It is that of the first record that starts later.
    """
    key = _sort_key(start)
    for position, record in enumerate(records):
        if _starts_after(record, key):
            return position
    return len(records)


def _starts_after(record: Any, key: tuple[date, date]) -> bool:
    """Return whether a record starts later; one without a valid date does not."""
    if not isinstance(record, dict):
        return False
    value = record.get("start")
    if isinstance(value, date):
        return _sort_key(PartialDate.from_date(value)) > key
    if not isinstance(value, str):
        return False
    try:
        start = PartialDate.parse(value)
    except ValueError:
        return False
    return _sort_key(start) > key


def _sort_key(when: PartialDate) -> tuple[date, date]:
    """Order by the first day that a date can mean.

    Of two with the same, the more precise one comes first.
    """
    return when.first, when.last


def _find_offset(document: Document, start: PartialDate) -> int:
    """Return the offset of a new table.

    It is before the first later event and the comment lines directly above it.
    """
    records = _event_records(document)
    position = _find_position(records, start)
    if position == len(records):
        return len(document.text)
    event = document.tree.nearest(("event", position))
    offset = document.text.rfind("\n", 0, event.value.start) + 1
    for comment in reversed(event.leading_comments):
        # A blank line ends the comment of the event.
        if not comment:
            break
        offset = document.text.rfind("\n", 0, offset - 1) + 1
    return offset


def _separating_newlines(before: str, newline: str) -> str:
    """Return what separates the table from the text before it.

    With it, one blank line is between them.
    """
    if not before.strip():
        return newline if before and not before.endswith("\n") else ""
    if re.search(r"\n[ \t]*\r?\n\Z", before):
        return ""
    if before.endswith("\n"):
        return newline
    return newline * 2


def _is_single_insertion(old: bytes, new: bytes) -> bool:
    """Return whether the old bytes are the new ones without one stretch."""
    if len(new) <= len(old):
        return False
    # The longest common start, by bisection: comparing slices is fast, a loop over bytes is not.
    low, high = 0, len(old)
    while low < high:
        middle = (low + high + 1) // 2
        if old[:middle] == new[:middle]:
            low = middle
        else:
            high = middle - 1
    return new.endswith(old[low:])
