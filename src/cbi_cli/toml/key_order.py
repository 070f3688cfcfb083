"""The order in which a record's keys and a file's events stand, out of the models."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from cbi_cli.core.dates import PartialDate
from cbi_cli.records.file_kinds import FileKind
from cbi_cli.records.introspection import annotation_parts, fields
from cbi_cli.toml.syntax_tree import SyntaxNode, parse_scalar

_NOTES = ("note", "note_es")


class TableSchema(NamedTuple):
    """What is known of a table: its keys in order, the tables inside by their keys, and which keys hold dates."""

    keys: tuple[str, ...] = ()
    inside: dict[str, type[BaseModel]] = {}  # noqa: RUF012 - never changed
    dates: frozenset[str] = frozenset()


def file_schema(kind: FileKind) -> TableSchema:
    """The shape of a file's outermost table."""
    return TableSchema((kind.kind,), {kind.kind: kind.model}) if kind.has_many_records else record_schema(kind.model)


@cache
def record_schema(model: type[BaseModel]) -> TableSchema:
    """Return what is known of the table of a record: the keys in the order of the model, notes last."""
    keys: list[str] = []
    notes: list[str] = []
    inside: dict[str, type[BaseModel]] = {}
    dates: set[str] = set()
    for key, field in fields(model).items():
        if key in _NOTES:
            notes.append(key)
        else:
            keys.append(key)
        if field.nested_model is not None:
            inside[key] = field.nested_model
        if _is_date(field.annotation):
            dates.add(key)
    return TableSchema((*keys, *sorted(notes)), inside, frozenset(dates))


def nested_schema(shape: TableSchema, name: str) -> TableSchema:
    """The shape of the tables below a key; one that knows nothing where the models know none."""
    return record_schema(shape.inside[name]) if name in shape.inside else TableSchema()


def _is_date(annotation: Any) -> bool:
    return any(part in (PartialDate, date) for part in annotation_parts(annotation))


def sort_keys(node: SyntaxNode, shape: TableSchema) -> None:
    """Put the keys of a table, and of all tables inside, in order; those that are not known come last as they stand.

    A full date in quotes loses them where a date is expected.
    """
    known = [name for name in shape.keys if name in node.entries]
    node.content = {name: node.entries[name] for name in dict.fromkeys([*known, *node.entries])}
    for name, child in node.entries.items():
        if name in shape.dates and isinstance(child.content, str):
            child.content = _unquote_date(child.content)
        for table in (child, *child.items):
            if isinstance(table.content, dict):
                sort_keys(table, nested_schema(shape, name))


def _unquote_date(raw: str) -> str:
    full = parse_full_date(parse_scalar(raw))
    return full.isoformat() if full else raw


def parse_full_date(value: Any) -> date | None:
    """The day that a text says in full; None for all else."""
    try:
        found = PartialDate.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found.first if found and found.is_full else None


def sort_events(events: list[SyntaxNode]) -> None:
    """Events by first day, of two the one known more closely first; one without a date stays behind its neighbor."""
    keys: list[tuple[date, date]] = []
    for event in events:
        start = _parse_start(event)
        if start:
            keys.append((start.first, start.last))
        else:
            keys.append(keys[-1] if keys else (date.min, date.min))
    ranked = sorted(zip(keys, range(len(events)), strict=True))
    events[:] = [events[number] for _, number in ranked]


def _parse_start(event: SyntaxNode) -> PartialDate | None:
    node = event.entries.get("start")
    value = parse_scalar(node.content) if node and isinstance(node.content, str) else None
    if type(value) is date:
        return PartialDate.from_date(value)
    try:
        return PartialDate.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None
