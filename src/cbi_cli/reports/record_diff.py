"""Which fields of a record differ, nested ones by dotted path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

_IDENTIFYING_KEYS = ("id", "indicator", "topic")
_NOTE_FIELDS = ("note", "note_es")


class FieldChange(NamedTuple):
    """A field with both values as JSON holds them: a scalar or a list of scalars; None where it is left out."""

    field: str
    before: Any
    after: Any


def field_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Every field that differs between two records, notes last.

    A table in a list goes by its ``id``, ``indicator`` or ``topic`` where each has one of its own, as in
    ``row.nals.status``, otherwise by its position from 0, as in ``participants.0.office``.
    """
    return tuple(_compare_values(before, after, ()))


def _compare_values(before: Any, after: Any, path: tuple[str, ...]) -> Iterator[FieldChange]:
    if before == after:
        return
    sides = [one for one in (before, after) if one is not None]
    # A value that cannot be read is a text, whatever its field holds.
    if all(isinstance(one, Mapping) for one in sides):
        for name in _ordered_keys(before or {}, after or {}):
            yield from _compare_values((before or {}).get(name), (after or {}).get(name), (*path, name))
    elif any(sides) and all(map(_is_table_list, sides)):
        for name, old, new in _pair_tables(before or [], after or []):
            yield from _compare_values(old, new, (*path, name))
    else:
        yield FieldChange(".".join(path), before, after)


def _ordered_keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The keys of both, in the order of the newer record, notes last."""
    return sorted(dict.fromkeys((*after, *before)), key=lambda key: key in _NOTE_FIELDS)


def _is_table_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) for one in value)


def _pair_tables(before: Sequence[Any], after: Sequence[Any]) -> Iterator[tuple[str, Any, Any]]:
    """The tables of two lists that belong together, with the name that the path gives them."""
    key = next((key for key in _IDENTIFYING_KEYS if _is_unique_key(key, before) and _is_unique_key(key, after)), None)
    if key is None:
        yield from _pair_by_position(before, after)
        return
    old, new = ({str(one[key]): one for one in side} for side in (before, after))
    for name in dict.fromkeys((*new, *old)):
        yield name, old.get(name), new.get(name)


def _is_unique_key(key: str, tables: Sequence[Mapping[str, Any]]) -> bool:
    return len({one.get(key) for one in tables} - {None}) == len(tables)


def _pair_by_position(before: Sequence[Any], after: Sequence[Any]) -> Iterator[tuple[str, Any, Any]]:
    """Pairs by position, equal tables aligned first, so that one put in does not change all that follow."""
    from difflib import SequenceMatcher

    old_texts, new_texts = ([json.dumps(one, sort_keys=True) for one in side] for side in (before, after))
    for _, i1, i2, j1, j2 in SequenceMatcher(None, old_texts, new_texts, autojunk=False).get_opcodes():
        for step, (old, new) in enumerate(zip_longest(before[i1:i2], after[j1:j2])):
            yield str(step + (i1 if new is None else j1)), old, new
