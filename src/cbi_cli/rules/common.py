"""Helpers of the checks, most of them for unreadable values of records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel

from cbi_cli.core.broken import BROKEN, BrokenValue
from cbi_cli.core.findings import KeyPath, RawFinding
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import RecordEntry
from cbi_cli.index.records import RecordIndex
from cbi_cli.toml.locate import locate

T = TypeVar("T")
Member = tuple[RecordEntry[Any], int]
"""An event, and the position of an institution in its list."""


def check_each(items: Iterable[T], check: Callable[[T], Iterable[RawFinding]]) -> Iterator[RawFinding]:
    """Yield what a check finds in each item.

    If the check reads a value that could not be read, it skips the rest of that item and nothing else. So a rule has
    one such function for each thing that it can find independently of the others.
    """
    for item in items:
        try:
            yield from check(item)
        except BrokenValue:
            continue


def iter_items(record: BaseModel, name: str) -> Iterator[tuple[int, Any]]:
    """Yield the readable items of a list in a record, each with its index.

    Yields nothing if the list itself could not be read.
    """
    # `getattr` would raise `BrokenValue` for a list that could not be read.
    items = vars(record).get(name)
    if not items:
        return
    for index, item in enumerate(items):
        if item is not BROKEN:
            yield index, item


def get_field(record: BaseModel, name: str) -> Any:
    """Return a field of a record, or None if it could not be read."""
    return vars(record).get(name)


def find_partial_members(index: RecordIndex) -> dict[str, list[Member]]:
    """Return the events with invalid values by their institutions.

    Those without are in the tables of the index.
    """
    members: dict[str, list[Member]] = {}
    for entry in index.partial("event"):
        for position, institution in iter_items(entry.record, "institutions"):
            members.setdefault(institution, []).append((entry, position))
    return members


def format_location(index: RecordIndex, file: str, path: KeyPath) -> str:
    """Return the file and the line of a value as a message names them."""
    region = locate(index.document(file), path).value
    return message("{file}, line {line}", file=file, line=region.line)
