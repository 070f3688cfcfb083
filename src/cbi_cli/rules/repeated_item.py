"""A list contains the same item twice.

Finds the second of two equal items in a list of a record, such as `parties = ["us", "us"]` or a participant who is
listed twice. Lists of tables in an edition are not checked, because they are as published.

It is a typo, often instead of another item: an agreement with one party would look like one with two.

To fix it, delete the item, or replace it with the one that was meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from cbi_cli.core.findings import KeyPath, RawFinding, Rule
from cbi_cli.dataset.comparison import canonical_json
from cbi_cli.dataset.model import Dataset
from cbi_cli.records.file_kinds import file_kind

RULE = Rule("CBI108", "repeated-item", "error")
_NESTED_TYPES = frozenset({list, dict})
_MAX_PAIRWISE = 12
"""Tables of a list up to which each is compared with each."""


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield each item that is equal to one before it in the same list."""
    for document in dataset.documents.values():
        kind = file_kind(document.name)
        if kind is None:
            continue
        with_tables = kind.kind != "edition"
        tables: Any = document.data.get(kind.kind) if kind.has_many_records else [document.data]
        for index, table in enumerate(tables if isinstance(tables, list) else ()):
            head: KeyPath = (kind.kind, index) if kind.has_many_records else ()
            if not isinstance(table, dict) or not _is_suspect(table):
                continue
            for path, message in _find_in_table(table, with_tables):
                hint = "delete it, or correct it"
                yield RawFinding(RULE.code, document.name, (*head, *path), message, hint)


def _is_suspect(table: dict[str, Any]) -> bool:
    """Return whether a record needs a closer look; quick, since nearly all records of a dataset do not."""
    for value in table.values():
        if type(value) is list:
            if _is_suspect_list(value):
                return True
        elif type(value) is dict:
            return True
    return False


def _is_suspect_list(items: list[Any]) -> bool:
    try:
        return len(set(items)) != len(items)
    except TypeError:
        pass  # It has tables. Few and flat ones are compared as they are: those of equal data are equal.
    if len(items) > _MAX_PAIRWISE or any(one == other for one, other in combinations(items, 2)):
        return True
    return not all(type(item) is dict and _NESTED_TYPES.isdisjoint(map(type, item.values())) for item in items)


def _find_in_table(table: dict[str, Any], with_tables: bool) -> Iterator[tuple[KeyPath, str]]:
    """Yield the repeated items in the lists of a table, and of the tables inside it; no recursion, as depth varies."""
    waiting: list[tuple[KeyPath, Any]] = [((), table)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            # Most values are texts: they are sorted out here.
            waiting.extend(((*path, key), one) for key, one in value.items() if isinstance(one, dict | list))
            continue
        has_tables = any(isinstance(one, dict | list) for one in value)
        if has_tables:
            waiting.extend(((*path, index), one) for index, one in enumerate(value) if isinstance(one, dict | list))
        if len(value) > 1 and (with_tables or not has_tables):
            yield from _find_repeated(path, value)


def _find_repeated(path: KeyPath, items: list[Any]) -> Iterator[tuple[KeyPath, str]]:
    texts = [one if isinstance(one, str) else canonical_json(one) for one in items]
    if len(set(texts)) == len(texts):
        return
    seen: set[str] = set()
    for index, (item, text) in enumerate(zip(items, texts, strict=True)):
        if text in seen:
            shown = f"`{item[:60]}`" if isinstance(item, str) else "this item"
            yield (*path, index), f"{shown} is already in the list"
        seen.add(text)
