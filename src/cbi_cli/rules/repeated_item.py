"""A list contains the same item twice.

Finds the second of two equal items in a list of a record, such as `parties = ["us", "us"]` or a participant who is
listed twice. Lists of tables in an edition are not checked, because they are as published. Finds also all rows of an
edition that name the same indicator: which of them is wrong cannot be told.

It is a typo, often instead of another item: an agreement with one party would look like one with two. A published card
has one row for each indicator, so that a second one would hide the first.

To fix it, delete the item, or replace it with the one that was meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from cbi_cli.core.findings import KeyPath, RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.comparison import canonical_json
from cbi_cli.dataset.model import Dataset
from cbi_cli.records.file_kinds import FileKind, file_kind
from cbi_cli.toml.document import Document

RULE = Rule("CBI108", "repeated-item", "error")
_NESTED_TYPES = frozenset({list, dict})
_MAX_LENGTH = 60
_ROW_HINT = message("correct the row that names the wrong indicator, or delete the second one")
_MAX_PAIRWISE = 12
"""The longest list of tables in which each is compared with each."""


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield each item that is equal to an earlier one in the same list."""
    for document in dataset.documents.values():
        kind = file_kind(document.name)
        if kind is None:
            continue
        # The tables of an edition are as published.
        compare_tables = kind.kind != "edition"
        for record_path, table in _iter_records(document, kind):
            if not _is_suspect(table):
                continue
            for path, description in _find_in_table(table, compare_tables):
                full_path = (*record_path, *path)
                yield RawFinding(RULE.code, document.name, full_path, description, message("delete it, or correct it"))
        if kind.kind == "edition":
            yield from _find_repeated_rows(document)


def _find_repeated_rows(document: Document) -> Iterator[RawFinding]:
    """Yield each row of an edition that names the indicator of another row."""
    rows = document.data.get("row")
    if not isinstance(rows, list):
        return
    positions: dict[str, list[int]] = defaultdict(list)
    for position, row in enumerate(rows):
        if isinstance(row, dict) and isinstance(row.get("indicator"), str):
            positions[row["indicator"]].append(position)
    for indicator, named_at in positions.items():
        if len(named_at) < 2:
            continue
        description = message(
            "{count} rows name the indicator `{indicator}`", count=len(named_at), indicator=indicator[:_MAX_LENGTH]
        )
        # The typo may be in any of them, so each is shown.
        for position in named_at:
            path = ("row", position, "indicator")
            yield RawFinding(RULE.code, document.name, path, description, _ROW_HINT)


def _iter_records(document: Document, kind: FileKind) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    """Yield the table of each record of a file, with its path."""
    if not kind.has_many_records:
        yield (), document.data
        return
    tables = document.data.get(kind.kind)
    if not isinstance(tables, list):
        return
    for index, table in enumerate(tables):
        if isinstance(table, dict):
            yield (kind.kind, index), table


def _is_suspect(table: dict[str, Any]) -> bool:
    """Tell whether a record may have repeated items.

    This must be quick, since nearly all records have none.
    """
    for value in table.values():
        if type(value) is dict:
            return True
        if type(value) is list and _is_suspect_list(value):
            return True
    return False


def _is_suspect_list(items: list[Any]) -> bool:
    try:
        # This is quick for texts, but lists and tables cannot be in a set.
        return len(set(items)) != len(items)
    except TypeError:
        pass
    # The list has tables. If they are few and flat, those with equal data are equal.
    if len(items) > _MAX_PAIRWISE:
        return True
    for item in items:
        if type(item) is not dict:
            return True
        types = {type(value) for value in item.values()}
        if not types.isdisjoint(_NESTED_TYPES):
            return True
    return any(item == other for item, other in combinations(items, 2))


def _find_in_table(table: dict[str, Any], compare_tables: bool) -> Iterator[tuple[KeyPath, str]]:
    """Yield the repeated items in the lists of a table, at any depth."""
    # A recursion would fail if the data is nested deeply.
    pending: list[tuple[KeyPath, Any]] = [((), table)]
    while pending:
        path, value = pending.pop()
        is_table = isinstance(value, dict)
        parts = value.items() if is_table else enumerate(value)
        nested = [((*path, part), item) for part, item in parts if isinstance(item, dict | list)]
        pending += nested
        if is_table:
            continue
        if compare_tables or not nested:
            yield from _find_repeated(path, value)


def _find_repeated(path: KeyPath, items: list[Any]) -> Iterator[tuple[KeyPath, str]]:
    seen: set[str] = set()
    for index, item in enumerate(items):
        if isinstance(item, str):
            text = item
            description = message("`{item}` is already in the list", item=item[:_MAX_LENGTH])
        else:
            text = canonical_json(item)
            description = message("this item is already in the list")
        if text in seen:
            yield (*path, index), description
        seen.add(text)
