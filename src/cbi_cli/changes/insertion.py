"""Insert tables into a file; all other bytes are kept."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from cbi_cli.changes.record_span import record_span
from cbi_cli.changes.text_edits import line_ending
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.toml.document import Document, parse

KINDS_BY_ID = frozenset({"source", "place", "institution", "topic", "dispute", "withdrawn"})
"""The kinds whose new records are put behind the one with the next smaller id.

So two people who add records at the same time rarely change the same lines. The order of indicators is that of the
scorecard, so a new one is the last.
"""

_AT_END = (date.max, date.max)
"""What puts a record behind all others."""


@lru_cache(maxsize=2)
def parse_records(raw: bytes) -> Document:
    """Parse a file of records.

    Before and after the insertion, each is needed several times.
    """
    return parse("records", raw)


class NewTable(NamedTuple):
    """A record that is inserted: its table in TOML, its start if it is an event, and what a parser reads of it."""

    toml: str
    start: PartialDate | None
    values: Mapping[str, Any]


def insert_tables(raw: bytes, name: str, kind: str, tables: Iterable[NewTable]) -> bytes:
    """Insert tables into a file of records of a kind, whose name is for messages.

    The place of an event is before the first one that starts later, or at the end; that of a record of `KINDS_BY_ID` is
    behind the one with the next smaller id; that of other records is the end.
    Comment lines directly above a header belong to its table. The new lines have the line ending of most lines of the
    file, one blank line separates the new tables from their neighbors, and the file ends with a line ending only if it
    did before. Raises CbiError for a file that cannot be parsed.
    """
    document = parse_records(raw)
    refuse_unreadable(document, name)
    text = document.text
    newline = line_ending(text)
    records = _records_of(document, kind)
    pieces: list[str] = []
    copied = 0
    for position, group in _group_by_position(records, kind, tables):
        offset = _find_offset(document, kind, position, len(records))
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


def _group_by_position(records: list[Any], kind: str, tables: Iterable[NewTable]) -> list[tuple[int, list[NewTable]]]:
    """Return the tables by the index of the record that they precede.

    Those of one index are in the order of their starts, or of their ids.
    """
    groups: dict[int, list[NewTable]] = {}
    if kind == "event":
        latest = _latest_starts(records)
        for table in sorted(tables, key=lambda table: sort_key(table.start)):
            position = bisect_right(latest, sort_key(table.start))
            groups.setdefault(position, []).append(table)
    elif kind in KINDS_BY_ID:
        places = sorted((_id_of(record), number) for number, record in enumerate(records))
        for table in sorted(tables, key=lambda table: _id_of(table.values)):
            before = bisect_right(places, (_id_of(table.values), len(records)))
            position = places[before - 1][1] + 1 if before else 0
            groups.setdefault(position, []).append(table)
    else:
        groups[len(records)] = list(tables)
    return sorted(groups.items(), key=itemgetter(0))


def _id_of(record: Any) -> str:
    """Return the id of a record, empty if it has none that is a text."""
    value = record.get("id") if isinstance(record, Mapping) else None
    return value if isinstance(value, str) else ""


def _latest_starts(records: list[Any]) -> list[tuple[date, date]]:
    """Return for each record the latest start up to it.

    The first record that starts after a day is where the latest start first is after it.
    """
    latest = (date.min, date.min)
    starts: list[tuple[date, date]] = []
    for record in records:
        start = record_start(record)
        if start is not None:
            latest = max(latest, sort_key(start))
        starts.append(latest)
    return starts


def verify_insertions(old: bytes, new: bytes, name: str, kind: str, tables: Sequence[NewTable]) -> None:
    """Raise CbiError unless the new bytes add only these records.

    Each must be at its place. All other records must be the same, in the same order. One record must be the only thing
    that differs, also in what is no data.
    """
    if not _are_verified(old, new, kind, tables):
        raise CbiError(
            message("{file} cannot be edited automatically; nothing was written", file=name),
            message("add it by hand"),
        )


def _are_verified(old: bytes, new: bytes, kind: str, tables: Sequence[NewTable]) -> bool:
    before = parse_records(old)
    after = parse_records(new)
    if before.errors or after.errors:
        return False
    if len(tables) == 1 and not _is_single_insertion(old, new):
        return False
    if {**before.data, kind: None} != {**after.data, kind: None}:
        return False
    return _records_of(after, kind) == _with_new_records(_records_of(before, kind), kind, tables)


def _with_new_records(records: list[Any], kind: str, tables: Sequence[NewTable]) -> list[Any]:
    """Return the records of a file with the new ones at their places."""
    merged: list[Any] = []
    copied = 0
    for position, group in _group_by_position(records, kind, tables):
        merged += records[copied:position]
        merged += [table.values for table in group]
        copied = position
    return merged + records[copied:]


def refuse_unreadable(document: Document, name: str) -> None:
    """Raise CbiError for a file that cannot be parsed."""
    if document.errors:
        raise CbiError(
            message("{file} cannot be edited automatically: it has errors", file=name),
            message("`cbi validate` shows them"),
        )


def _records_of(document: Document, kind: str) -> list[Any]:
    """Return the records of a document, valid or not."""
    records = document.data.get(kind, [])
    if not isinstance(records, list):
        return []
    return list(records)


def record_start(record: Any) -> PartialDate | None:
    """Return the start of a record, None if it has no valid one."""
    if not isinstance(record, dict):
        return None
    value = record.get("start")
    if isinstance(value, date):
        return PartialDate.from_date(value)
    if not isinstance(value, str):
        return None
    try:
        return PartialDate.parse(value)
    except ValueError:
        return None


def sort_key(when: PartialDate | None) -> tuple[date, date]:
    """Order by the first day that a date can mean.

    Of two with the same, the more precise one comes first. What has no date comes last.
    """
    if when is None:
        return _AT_END
    return when.first, when.last


def _find_offset(document: Document, kind: str, position: int, count: int) -> int:
    """Return the offset of a new table before the record at an index.

    It is before the comment lines directly above that record.
    """
    if position == count:
        return len(document.text)
    return record_span(document, (kind, position)).start


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
    low = 0
    high = len(old)
    while low < high:
        middle = (low + high + 1) // 2
        if old[:middle] == new[:middle]:
            low = middle
        else:
            high = middle - 1
    return new.endswith(old[low:])
