"""Checks of one record, or of one part of it, that go on when a value they need could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel

from cbi_cli.core.broken import BROKEN, BrokenValue
from cbi_cli.core.findings import RawFinding
from cbi_cli.dataset.model import RecordEntry
from cbi_cli.index.records import RecordIndex

T = TypeVar("T")
Member = tuple[RecordEntry[Any], int]
"""An event, and the position at which it names an institution."""


def check_each(items: Iterable[T], find: Callable[[T], Iterable[RawFinding]]) -> Iterator[RawFinding]:
    """Yield what ``find`` finds in each item.

    Where it asks for a value that could not be read, the rest of that item is skipped and nothing else. So a check has
    one such function for each thing that it can find independently of the others.
    """
    for item in items:
        try:
            yield from find(item)
        except BrokenValue:
            continue


def iter_items(record: BaseModel, name: str) -> Iterator[tuple[int, Any]]:
    """Yield the items of a list in a record that could be read, each with its index; none of a list that could not."""
    for index, item in enumerate(vars(record).get(name) or ()):
        if item is not BROKEN:
            yield index, item


def get_field(record: BaseModel, name: str, default: Any = None) -> Any:
    """Return a field of a record, or ``default`` if it could not be read."""
    return vars(record).get(name, default)


def find_partial_members(index: RecordIndex) -> dict[str, list[Member]]:
    """Return the events with bad values by the institutions that they name; the others are in the tables."""
    found: dict[str, list[Member]] = {}
    for entry in index.partial("event"):
        for position, name in iter_items(entry.record, "institutions"):
            found.setdefault(name, []).append((entry, position))
    return found
