"""Read all records of a dataset, one after the other, for the documents that contain every field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.records.file_kinds import FILE_KINDS, FILE_KINDS_BY_NAME
from cbi_cli.records.introspection import fields
from cbi_cli.records.localized import order_keys

Record = dict[str, Any]
BATCH = 1000
"""Events in memory at a time. All other records of a kind are few."""

_EVENTS_QUERY = """
SELECT id, json FROM record WHERE kind = 'event' AND id > :after AND json IS NOT NULL ORDER BY id LIMIT :batch
"""


class _Defaults(NamedTuple):
    """What a model takes for granted: values by key, and those of the tables inside it."""

    values: Mapping[str, Any]
    tables: Mapping[str, _Defaults]


def exported_kinds() -> tuple[str, ...]:
    """Return the kinds of records of a dataset, the dataset itself first."""
    return tuple(kind.kind for kind in FILE_KINDS)


def iter_records(snapshot: Snapshot, kind: str) -> Iterator[Record]:
    """Yield the records of a kind by id, indicators in the order of the scorecard.

    A record has the fields of its file, and those whose default means something, such as `status`.
    """
    model = FILE_KINDS_BY_NAME[kind].model
    defaults = _find_defaults(model)
    for record in _stored_records(snapshot, kind):
        completed = _fill_in(record, defaults)
        keys = order_keys(model, tuple(completed))
        yield {key: completed[key] for key in keys}


def _stored_records(snapshot: Snapshot, kind: str) -> Iterator[Record]:
    """Yield the records of a kind as their files have them."""
    if kind != "event":
        yield from snapshot.records(kind)
        return
    after = ""
    while True:
        rows = snapshot.decoded_rows("json", _EVENTS_QUERY, after=after, batch=BATCH)
        for row, record in rows:
            after = row["id"]
            yield record
        if len(rows) < BATCH:
            return


def _fill_in(record: Record, defaults: _Defaults) -> Record:
    """Return a record with the values that its model takes for granted, also in its tables."""
    filled: Record = dict(defaults.values)
    filled.update(record)
    for key, inner in defaults.tables.items():
        value = filled.get(key)
        if isinstance(value, list):
            filled[key] = [_fill_in(table, inner) for table in value]
        elif isinstance(value, dict):
            filled[key] = _fill_in(value, inner)
    return filled


@cache
def _find_defaults(model: type[BaseModel]) -> _Defaults:
    """Return the defaults of a model that mean something: none that says that a value is missing."""
    values: Record = {}
    tables: dict[str, _Defaults] = {}
    for key, field in fields(model).items():
        default = model.model_fields[field.name].default
        if isinstance(default, str) and default:
            values[key] = default
        if field.nested_model is not None:
            inner = _find_defaults(field.nested_model)
            if inner.values or inner.tables:
                tables[key] = inner
    return _Defaults(values, tables)
