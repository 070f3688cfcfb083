"""A list has the same item twice.

Finds the second of two equal items in a list of a record, as `parties = ["us", "us"]` or a participant who is listed
twice. Lists of tables in an edition are left alone: they are as printed.

It is a slip, often in place of another item: an agreement of one party passes for one of two.

To correct it, delete the item, or write the one that was meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cbi_cli.core.findings import Check, Fault, Path
from cbi_cli.dataset.compare import canonical
from cbi_cli.dataset.model import Dataset
from cbi_cli.schema.files import file_kind

CHECK = Check("CBI108", "repeated-item", "error")


def find(dataset: Dataset) -> Iterator[Fault]:
    """Yield each item that is equal to one before it in the same list."""
    for document in dataset.documents.values():
        kind = file_kind(document.name)
        if kind is None:
            continue
        with_tables = kind.kind != "edition"
        tables: Any = document.data.get(kind.kind) if kind.many else [document.data]
        for index, table in enumerate(tables if isinstance(tables, list) else ()):
            head: Path = (kind.kind, index) if kind.many else ()
            if not isinstance(table, dict) or not any(map(_is_suspect, table.values())):
                continue
            for path, message in _in_table(table, with_tables):
                hint = "delete it, or write the one that was meant"
                yield Fault(CHECK.code, document.name, (*head, *path), message, hint)


def _is_suspect(value: Any) -> bool:
    """Whether a value needs a closer look; quick, since nearly all values of a dataset do not."""
    if type(value) is list:
        try:
            return len(set(value)) != len(value)
        except TypeError:
            return True  # it has tables
    return type(value) is dict


def _in_table(table: dict[str, Any], with_tables: bool) -> Iterator[tuple[Path, str]]:
    """Yield the repeated items in the lists of a table, and of the tables inside it; no recursion, as depth varies."""
    waiting: list[tuple[Path, Any]] = [((), table)]
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
            yield from _repeated(path, value)


def _repeated(path: Path, items: list[Any]) -> Iterator[tuple[Path, str]]:
    texts = [one if isinstance(one, str) else canonical(one) for one in items]
    if len(set(texts)) == len(texts):
        return
    seen: set[str] = set()
    for index, (item, text) in enumerate(zip(items, texts, strict=True)):
        if text in seen:
            shown = f"`{item[:60]}`" if isinstance(item, str) else "this item"
            yield (*path, index), f"{shown} is in the list already"
        seen.add(text)
