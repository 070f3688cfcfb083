"""Export all records as JSON: one document, or one record a line."""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.exports.records import exported_kinds, iter_records
from cbi_cli.formats.json import dump_json
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import covers_until
from cbi_cli.views.common import json_envelope


def json_parts(snapshot: Snapshot) -> Iterator[str]:
    """Yield the document `cbi/dataset/1` in parts: the records by kind, each on a line of its own.

    The document never has to be in memory as a whole.
    """
    head = json_envelope("dataset", snapshot.meta, covers_until(snapshot))
    yield "{\n"
    for key, value in head.items():
        yield f"  {dump_json(key)}: {dump_json(value)},\n"
    yield '  "records": {'
    separator = "\n"
    for kind in exported_kinds():
        yield f"{separator}    {dump_json(kind)}: ["
        yield from _array_parts(snapshot, kind)
        yield "]"
        separator = ",\n"
    yield "\n  }\n}\n"


def _array_parts(snapshot: Snapshot, kind: str) -> Iterator[str]:
    """Yield the records of a kind as the items of an array; nothing if there are none."""
    separator = "\n"
    for record in iter_records(snapshot, kind):
        yield f"{separator}      {dump_json(record)}"
        separator = ",\n"
    if separator == ",\n":
        yield "\n    "


def ndjson_lines(snapshot: Snapshot) -> Iterator[str]:
    """Yield each record as a line: its kind, and its fields as `record`."""
    for kind in exported_kinds():
        for record in iter_records(snapshot, kind):
            line = dump_json({"kind": kind, "record": record})
            yield f"{line}\n"
