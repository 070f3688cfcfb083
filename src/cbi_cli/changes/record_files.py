"""The file in which a record is, or is to be written."""

from __future__ import annotations

import re
from pathlib import Path

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME, file_kind
from cbi_cli.records.json_schema import schema_directive, schema_path
from cbi_cli.workspace.entries import WorkTree

_FILE_NAME = re.compile(r"[a-z0-9-]{1,120}")
"""Ids that can be the name of a file; a check refuses all others."""


def is_file_name(event_id: str) -> bool:
    """Tell whether an id can be the name of a file."""
    return _FILE_NAME.fullmatch(event_id) is not None


def choose_event_file(snapshot: Snapshot, year: int, event_id: str) -> str:
    """Return the file for a new event.

    It depends on `[layout]` in `dataset.toml`.
    """
    folder = f"events/{year:04d}"
    if has_file_per_event(snapshot) and is_file_name(event_id):
        return f"{folder}/{event_id}.toml"
    return f"{folder}.toml"


def has_file_per_event(snapshot: Snapshot) -> bool:
    """Tell whether `[layout]` in `dataset.toml` asks for a file for each event."""
    dataset = snapshot.record("dataset", snapshot.meta["id"]) or {}
    layout = dataset.get("layout", {})
    return bool(layout.get("events") == "event")


def choose_record_file(kind: str, record_id: str) -> str:
    """Return the file for a new record of another kind than an event."""
    path = FILE_KINDS_BY_NAME[kind].path
    # The id of an edition is its year.
    return path.replace("<year>", record_id)


def read_or_begin(session: Session, name: str) -> tuple[bytes | None, bytes]:
    """Return a file as it is, None if there is none, and what is edited.

    Of a new file that is the line that names its JSON Schema, if the dataset has one.
    """
    return read_or_begin_at(session.location.root, name)


def read_or_begin_at(root: Path, name: str) -> tuple[bytes | None, bytes]:
    """Return the same of a file of the dataset in a folder."""
    tree = WorkTree(root)
    if tree.path_to_write(name).exists():
        content = tree.read(name)
        return content, content
    return None, _schema_header(root, name)


def _schema_header(root: Path, name: str) -> bytes:
    kind = file_kind(name)
    if kind is None or not (root / schema_path(kind.kind)).is_file():
        return b""
    return schema_directive(name).encode()
