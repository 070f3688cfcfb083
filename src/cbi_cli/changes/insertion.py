"""A table put into a file as bytes: every other byte stays."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import takewhile
from typing import Any

from cbi_cli.changes.event_toml import toml_values
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.toml.document import Document, parse

_BOM = b"\xef\xbb\xbf"
_REFUSED = "the file cannot be edited automatically"


@lru_cache(maxsize=2)
def parse_events(raw: bytes) -> Document:
    """A file of events as it is before or after the insertion: both are looked at more than once."""
    return parse("events", raw)


def insert_table(raw: bytes, block: str, start: PartialDate) -> bytes:
    """The bytes of an events file with a table put in before the first event that starts later, or at the end.

    Comment lines right above a header belong to its table. The new lines end as most lines of the file do, one blank
    line stands between the new table and its neighbors, and the file ends with a line end only if it did before.
    Raises CbiError for a file that does not parse.
    """
    document = parse_events(raw)
    if document.errors:
        raise CbiError(f"{_REFUSED}: it has errors", "`cbi validate` shows them")
    newline = "\r\n" if document.text.count("\r\n") * 2 > document.text.count("\n") else "\n"
    body = block.replace("\n", newline)
    at = _find_offset(document, start)
    before, after = document.text[:at], document.text[at:]
    new = _separating_newlines(before, newline) + body
    if after:
        new += newline
    elif before and not before.endswith("\n"):
        new = new.removesuffix(newline)
    bom = _BOM if raw.startswith(_BOM) else b""
    try:
        return bom + (before + new + after).encode("utf-8")
    except UnicodeEncodeError as error:
        raise CbiError("a text has characters that are not Unicode", "type it again") from error


def verify_insertion(old: bytes, new: bytes, fields: Mapping[str, Any]) -> None:
    """Raise CbiError unless the new bytes are the old ones and one stretch more, which holds this event at its place.

    All other records stay what they were, in the same order.
    """
    was, now = parse_events(old), parse_events(new)
    before, after = _event_records(was), _event_records(now)
    place = _find_position(before, fields["start"])
    proven = (
        not was.errors
        and not now.errors
        and _is_single_insertion(old, new)
        and len(after) == len(before) + 1
        and after[:place] + after[place + 1 :] == before
        and _matches(after[place], fields)
        and {**was.data, "event": None} == {**now.data, "event": None}
    )
    if not proven:
        raise CbiError(f"{_REFUSED}; nothing was written", "add the event by hand")


def _event_records(document: Document) -> list[Any]:
    """The events of a document as they stand in it, valid or not."""
    found = document.data.get("event", [])
    return found if isinstance(found, list) else []


def _find_position(records: list[Any], start: PartialDate) -> int:
    """Before which record a new event goes: the first that starts later; the number of records where none does."""
    key = _sort_key(start)
    return next((number for number, record in enumerate(records) if _starts_after(record, key)), len(records))


def _starts_after(record: Any, key: tuple[date, date]) -> bool:
    """Whether a record starts later; one without a date that can be read does not."""
    value = record.get("start") if isinstance(record, dict) else None
    if isinstance(value, date):
        return _sort_key(PartialDate.from_date(value)) > key
    try:
        return isinstance(value, str) and _sort_key(PartialDate.parse(value)) > key
    except ValueError:
        return False


def _sort_key(when: PartialDate) -> tuple[date, date]:
    """By the first day that a date can mean; of two with the same, the one that says more comes first."""
    return when.first, when.last


def _find_offset(document: Document, start: PartialDate) -> int:
    """Return where the new table goes: before the first later event and the comment lines right above it."""
    records = _event_records(document)
    number = _find_position(records, start)
    if number == len(records):
        return len(document.text)
    event = document.tree.nearest(("event", number))
    at = document.text.rfind("\n", 0, event.value.start) + 1
    for _ in takewhile(bool, reversed(event.leading_comments)):
        at = document.text.rfind("\n", 0, at - 1) + 1
    return at


def _separating_newlines(before: str, newline: str) -> str:
    """What must be added to the text before, so that one blank line stands between."""
    if not before.strip():
        return "" if not before or before.endswith("\n") else newline
    if re.search(r"\n[ \t]*\r?\n\Z", before):
        return ""
    return newline if before.endswith("\n") else newline * 2


def _is_single_insertion(old: bytes, new: bytes) -> bool:
    """Whether the old bytes are the new ones without one stretch."""
    head = bisect_left(range(len(old)), True, key=lambda end: old[: end + 1] != new[: end + 1])
    return new.endswith(old[head:]) and len(new) > len(old)


def _matches(record: Any, fields: Mapping[str, Any]) -> bool:
    """Whether the record in the file is the one that was meant, to the letter."""
    return isinstance(record, dict) and record == toml_values(fields)
