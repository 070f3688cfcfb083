"""Sort the keys of a record as in its model.

Sort the events of a file by date.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from cbi_cli.core.dates import PartialDate
from cbi_cli.records.file_kinds import FileKind
from cbi_cli.records.introspection import annotation_parts, fields
from cbi_cli.records.localized import order_keys
from cbi_cli.toml.syntax_node import SyntaxNode, parse_scalar


class TableSchema(NamedTuple):
    """How the keys of a table are sorted.

    It has the model of the table, or else its first key, the models of tables inside it, and the keys of dates.
    """

    model: type[BaseModel] | None = None
    first_key: str = ""
    inside: dict[str, type[BaseModel]] = {}  # noqa: RUF012 - never changed
    dates: frozenset[str] = frozenset()


def file_schema(kind: FileKind) -> TableSchema:
    """Return what is known of a file's outermost table."""
    if not kind.has_many_records:
        return record_schema(kind.model)
    return TableSchema(None, kind.kind, {kind.kind: kind.model})


@cache
def record_schema(model: type[BaseModel]) -> TableSchema:
    """Return what is known of the table of a record."""
    inside: dict[str, type[BaseModel]] = {}
    dates: set[str] = set()
    for key, field in fields(model).items():
        if field.nested_model is not None:
            inside[key] = field.nested_model
        if _is_date(field.annotation):
            dates.add(key)
    return TableSchema(model, "", inside, frozenset(dates))


def nested_schema(schema: TableSchema, name: str) -> TableSchema:
    """Return what is known of the tables below a key; nothing by default."""
    model = schema.inside.get(name)
    if model is None:
        return TableSchema()
    return record_schema(model)


def _is_date(annotation: Any) -> bool:
    return any(part in (PartialDate, date) for part in annotation_parts(annotation))


def sort_keys(node: SyntaxNode, schema: TableSchema) -> None:
    """Sort the keys of a table and of all tables inside.

    They are in the order of the model, each text beside the same in other languages, notes last. Unknown
    keys follow, in their own order. A full date in quotes loses them if a date is expected.
    """
    entries = node.entries
    names = tuple(sorted(entries, key=lambda name: name != schema.first_key))
    if schema.model is not None:
        names = order_keys(schema.model, names)
    ordered = {name: entries[name] for name in names}
    node.content = ordered
    for name, child in ordered.items():
        if name in schema.dates and isinstance(child.content, str):
            child.content = _unquote_date(child.content)
        for table in (child, *child.items):
            if isinstance(table.content, dict):
                sort_keys(table, nested_schema(schema, name))


def _unquote_date(raw: str) -> str:
    full_date = parse_full_date(parse_scalar(raw))
    if full_date is None:
        return raw
    return full_date.isoformat()


def parse_full_date(value: Any) -> date | None:
    """Return the day of a text that is a full date, None for anything else."""
    parsed = _parse_partial_date(value)
    if parsed is None or not parsed.is_full:
        return None
    return parsed.first


def _parse_partial_date(value: Any) -> PartialDate | None:
    if not isinstance(value, str):
        return None
    try:
        return PartialDate.parse(value)
    except ValueError:
        return None


def sort_events(events: list[SyntaxNode]) -> None:
    """Sort events by their first day.

    Of two on the same day, the one with the more precise date is first. An event without a date stays behind the one
    before it.
    """
    sort_key = (date.min, date.min)
    keyed_events: list[tuple[tuple[date, date], SyntaxNode]] = []
    for event in events:
        start = _parse_start(event)
        if start is not None:
            sort_key = (start.first, start.last)
        keyed_events.append((sort_key, event))
    # The sort is stable: events with equal dates keep their order.
    keyed_events.sort(key=lambda keyed: keyed[0])
    events[:] = [event for _, event in keyed_events]


def _parse_start(event: SyntaxNode) -> PartialDate | None:
    node = event.entries.get("start")
    if node is None or not isinstance(node.content, str):
        return None
    value = parse_scalar(node.content)
    # A datetime is a date too, for Python.
    if type(value) is date:
        return PartialDate.from_date(value)
    return _parse_partial_date(value)
