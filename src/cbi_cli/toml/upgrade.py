"""Upgrade the files of a dataset from an older version of the file format.

What an older version meant without saying so is written out, so that the newest version means the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cbi_cli.records.file_kinds import SCHEMA_VERSION
from cbi_cli.toml.document import parse
from cbi_cli.toml.syntax_node import SyntaxNode

_FIRST_WITHOUT_DEFAULT_MODE = 3
_OLD_DEFAULT_MODE = "in-person"
_RENAMED_EVENT_KEYS = {"city": "place"}
"""The keys of events before version 3, with their names since then."""


def file_format(files: Mapping[str, bytes]) -> int:
    """Return the version of the file format of a dataset.

    The newest one is returned if `dataset.toml` has no version that an upgrade knows.
    """
    raw = files.get("dataset.toml")
    if raw is None:
        return SCHEMA_VERSION
    version = parse("dataset.toml", raw).data.get("schema")
    if is_older_format(version):
        return int(str(version))
    return SCHEMA_VERSION


def is_older_format(version: object) -> bool:
    """Tell whether a value is a version of the file format that can be upgraded."""
    # A boolean is an int in Python, and `schema = true` is not a version.
    return type(version) is int and 1 <= version < SCHEMA_VERSION


def upgrade_tree(root: SyntaxNode, kind: str, version: int) -> None:
    """Upgrade the syntax tree of a file with records of a kind, in place."""
    if kind == "dataset":
        node = root.entries.get("schema")
        if node is not None and version < SCHEMA_VERSION:
            node.content = str(SCHEMA_VERSION)
    if kind == "event" and "event" in root.entries:
        for event in root.entries["event"].items:
            if version < _FIRST_WITHOUT_DEFAULT_MODE and isinstance(event.content, dict):
                _rename_keys(event.entries)
                event.entries.setdefault("mode", SyntaxNode(f'"{_OLD_DEFAULT_MODE}"'))


def upgrade_data(data: Any, kind: str, version: int) -> Any:
    """Return the data of a file as they are after the upgrade."""
    if version == SCHEMA_VERSION or not isinstance(data, dict):
        return data
    if kind == "dataset" and "schema" in data:
        return {**data, "schema": SCHEMA_VERSION}
    if kind == "event" and isinstance(data.get("event"), list):
        return {**data, "event": [_upgrade_event(event, version) for event in data["event"]]}
    return data


def _upgrade_event(event: Any, version: int) -> Any:
    if version < _FIRST_WITHOUT_DEFAULT_MODE and isinstance(event, dict):
        upgraded = {"mode": _OLD_DEFAULT_MODE, **event}
        _rename_keys(upgraded)
        return upgraded
    return event


def _rename_keys(fields: dict[str, Any]) -> None:
    """Give the fields of an event their names of the newest version, unless one has both names."""
    for old_key, key in _RENAMED_EVENT_KEYS.items():
        if old_key in fields and key not in fields:
            fields[key] = fields.pop(old_key)
