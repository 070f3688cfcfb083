"""Insert a table into a file; all other bytes are kept."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

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


class NewTable(NamedTuple):
    """An event that is inserted: its table in TOML, its start, and its fields."""

    toml: str
    start: PartialDate
    fields: Mapping[str, Any]


def insert_table(raw: bytes, table: str, start: PartialDate) -> bytes:
    """Insert a table into a file of events, as `insert_tables` does."""
    return insert_tables(raw, (NewTable(table, start, {}),))


def insert_tables(raw: bytes, tables: Iterable[NewTable]) -> bytes:
    """Insert tables into a file of events.

    The place of each is before the first event that starts later, or at the end. Comment lines directly above a header
    belong to its table. The new lines have the line ending of most lines of the file, one blank line separates the new
    tables from their neighbors, and the file ends with a line ending only if it did before. Raises CbiError for a file
    that cannot be parsed.
    """
    document = parse_events(raw)
    if document.errors:
        raise CbiError(
            message("the file cannot be edited automatically: it has errors"), message("`cbi validate` shows them")
        )
    text = document.text
    newline = "\n"
    if text.count("\r\n") * 2 > text.count("\n"):
        newline = "\r\n"
    records = _event_records(document)
    pieces: list[str] = []
    copied = 0
    for position, group in _group_by_position(records, tables):
        offset = _find_offset(document, records, position)
        before = text[:offset]
        pieces.append(text[copied:offset])
        copied = offset
        joined = "\n".join(table.toml for table in group)
        new = _separating_newlines(before, newline) + joined.replace("\n", newline)
        if text[offset:]:
            new += newline
        elif before and not before.endswith("\n"):
            new = new.removesuffix(newline)
        pieces.append(new)
    pieces.append(text[copied:])
    bom = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    try:
        return bom + "".join(pieces).encode("utf-8")
    except UnicodeEncodeError as error:
        raise CbiError(message("a text has characters that are not Unicode"), message("type it again")) from error


def _group_by_position(records: list[Any], tables: Iterable[NewTable]) -> list[tuple[int, list[NewTable]]]:
    """Return the tables by the index of the record that they precede.

    Those of one index are in the order of their starts.
    """
    latest = _latest_starts(records)
    groups: dict[int, list[NewTable]] = {}
    for table in sorted(tables, key=lambda table: _sort_key(table.start)):
        position = bisect_right(latest, _sort_key(table.start))
        groups.setdefault(position, []).append(table)
    return sorted(groups.items(), key=itemgetter(0))


def _latest_starts(records: list[Any]) -> list[tuple[date, date]]:
    """Return for each record the latest start up to it.

    The first record that starts after a day is where the latest start first is after it.
    """
    latest = (date.min, date.min)
    starts: list[tuple[date, date]] = []
    for record in records:
        start = _record_start(record)
        if start is not None:
            latest = max(latest, start)
        starts.append(latest)
    return starts


def verify_insertion(old: bytes, new: bytes, fields: Mapping[str, Any]) -> None:
    """Raise CbiError unless the new bytes add only this event.

    It must be at its place, and nothing else may differ. All other records must be the same, in the same order.
    """
    if not _is_verified(old, new, fields):
        raise _not_verified()


def _not_verified() -> CbiError:
    return CbiError(
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
    table = NewTable("", fields["start"], fields)
    return new_records == _with_new_records(old_records, (table,))


def verify_insertions(old: bytes, new: bytes, tables: Sequence[NewTable]) -> None:
    """Raise CbiError unless the new bytes add only these events.

    Each must be at its place. All other records must be the same, in the same order.
    """
    before, after = parse_events(old), parse_events(new)
    expected = _with_new_records(_event_records(before), tables)
    is_same = {**before.data, "event": None} == {**after.data, "event": None}
    if before.errors or after.errors or not is_same or _event_records(after) != expected:
        raise _not_verified()


def _with_new_records(records: list[Any], tables: Sequence[NewTable]) -> list[Any]:
    """Return the records of a file with the new ones at their places."""
    merged: list[Any] = []
    copied = 0
    for position, group in _group_by_position(records, tables):
        merged += records[copied:position]
        merged += [toml_values(table.fields) for table in group]
        copied = position
    return merged + records[copied:]


def _event_records(document: Document) -> list[Any]:
    """Return the events of a document, valid or not."""
    records = document.data.get("event", [])
    if not isinstance(records, list):
        return []
    return list(records)


def _record_start(record: Any) -> tuple[date, date] | None:
    """Return the key of a record's start, None if it has no valid one."""
    if not isinstance(record, dict):
        return None
    value = record.get("start")
    if isinstance(value, date):
        return _sort_key(PartialDate.from_date(value))
    if not isinstance(value, str):
        return None
    try:
        start = PartialDate.parse(value)
    except ValueError:
        return None
    return _sort_key(start)


def _sort_key(when: PartialDate) -> tuple[date, date]:
    """Order by the first day that a date can mean.

    Of two with the same, the more precise one comes first.
    """
    return when.first, when.last


def _find_offset(document: Document, records: list[Any], position: int) -> int:
    """Return the offset of a new table before the record at an index.

    It is before the comment lines directly above that record.
    """
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
