"""Which fields of a record differ, nested ones as dotted paths."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, NamedTuple

_IDENTIFYING_KEYS = ("id", "indicator", "topic")


class FieldChange(NamedTuple):
    """A field with both values as JSON has them.

    A value is a scalar or a list of scalars, None if it is left out.
    """

    field: str
    before: Any
    after: Any


def field_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Return every field that differs between two records, notes last.

    A table in a list is named by its `id`, `indicator` or `topic` if each has one of its own, as in `row.nals.status`,
    otherwise by its position from 0, as in `participants.0.office`.
    """
    return tuple(_compare_values(before, after, ()))


def _compare_values(before: Any, after: Any, path: tuple[str, ...]) -> Iterator[FieldChange]:
    if before == after:
        return
    # A value that cannot be read is a text, whatever its field is; then the whole field differs.
    if _is_table(before) and _is_table(after):
        old = before or {}
        new = after or {}
        for key in _ordered_keys(old, new):
            yield from _compare_values(old.get(key), new.get(key), (*path, key))
    elif (before or after) and _is_table_list(before) and _is_table_list(after):
        for name, old, new in _pair_tables(before or [], after or []):
            yield from _compare_values(old, new, (*path, name))
    else:
        yield FieldChange(".".join(path), before, after)


def _is_table(value: Any) -> bool:
    """Tell whether a value is a table, or left out."""
    return value is None or isinstance(value, Mapping)


def _is_table_list(value: Any) -> bool:
    """Tell whether a value is a list of tables, or left out."""
    if value is None:
        return True
    return isinstance(value, list) and all(isinstance(item, Mapping) for item in value)


def _ordered_keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the keys of both, in the order of the newer record, notes last."""
    keys = dict.fromkeys((*after, *before))
    return sorted(keys, key=_is_note)


def _is_note(key: str) -> bool:
    """Tell whether a key has a note, in any language."""
    return key == "note" or key.startswith("note_")


def _pair_tables(before: Sequence[Any], after: Sequence[Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield the tables of two lists that belong together.

    Each pair comes with the name that the path gives it.
    """
    for key in _IDENTIFYING_KEYS:
        if _is_unique_key(key, before) and _is_unique_key(key, after):
            break
    else:
        yield from _pair_by_position(before, after)
        return
    old = {str(table[key]): table for table in before}
    new = {str(table[key]): table for table in after}
    names = {**new, **old}
    for name in names:
        yield name, old.get(name), new.get(name)


def _is_unique_key(key: str, tables: Sequence[Mapping[str, Any]]) -> bool:
    values = {table.get(key) for table in tables}
    values.discard(None)
    return len(values) == len(tables)


def _pair_by_position(before: Sequence[Any], after: Sequence[Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield pairs by position, equal tables aligned first.

    So an inserted table does not change all that follow.
    """
    old_texts = [json.dumps(table, sort_keys=True) for table in before]
    new_texts = [json.dumps(table, sort_keys=True) for table in after]
    # With `autojunk`, difflib would ignore tables that occur often in a long list.
    matcher = SequenceMatcher(None, old_texts, new_texts, autojunk=False)
    for _, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        old_tables = before[old_start:old_end]
        new_tables = after[new_start:new_end]
        pairs = zip_longest(old_tables, new_tables)
        for step, (old, new) in enumerate(pairs):
            start = new_start
            # A removed table has only an old position.
            if new is None:
                start = old_start
            yield str(start + step), old, new
