"""Plan to move an event to the place that its start asks for."""

from __future__ import annotations

import re
from typing import Any

from cbi_cli.changes.change_set import FileChange
from cbi_cli.changes.insertion import NewTable, insert_tables, record_start, sort_key, verify_insertions
from cbi_cli.changes.record_files import choose_event_file, read_or_begin
from cbi_cli.changes.record_place import RecordPlace
from cbi_cli.changes.record_span import record_span, removal
from cbi_cli.changes.text_edits import Proof, apply_edits
from cbi_cli.core.key_paths import value_at
from cbi_cli.loading import Session
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.syntax_tree import SyntaxTree, is_editor_directive
from cbi_cli.workspace.entries import WorkTree

_YEAR_OF_FILE = re.compile(r"events/([0-9]{4})(?:/|\.toml$)")


def move_event(session: Session, place: RecordPlace, content: bytes) -> tuple[FileChange, ...]:
    """Return the changes of the files of an event whose start was changed.

    It moves to the file of its year, and in a file to its place in order of date. `content` is its file with the new
    start. An event whose file has no other data takes its file along.
    """
    document = parse(place.file, content)
    path = place.table.path
    start = record_start(value_at(document.data, path))
    year = _YEAR_OF_FILE.match(place.file)
    stays = FileChange(place.file, place.raw, content)
    if start is None or year is None:
        return (stays,)
    if int(year[1]) == start.year:
        if not _is_out_of_order(document, path[1]):
            return (stays,)
        moved = _move_inside(document, content, place)
        return (FileChange(place.file, place.raw, moved),)
    target = choose_event_file(session.unverified_snapshot, start.year, place.key.id)
    tree = WorkTree(session.location.root)
    is_alone = len(document.data["event"]) == 1
    is_own_file = is_alone and place.file.endswith(f"/{place.key.id}.toml")
    if is_own_file and not tree.path_to_write(target).exists():
        created = FileChange(target, None, content)
        deleted = FileChange(place.file, place.raw, None)
        return created, deleted
    before, text = read_or_begin(session, target)
    added = insert_moved(text, target, document, place)
    return FileChange(target, before, added), take_out_record(place, content)


def take_out_record(place: RecordPlace, content: bytes) -> FileChange:
    """Return the change that takes a record out of its file.

    `content` is that file, perhaps with changes. A file of events goes with its last record, unless it has comments.
    """
    document = parse(place.file, content)
    rest = _without_record(document, content, place)
    after = parse(place.file, rest)
    comments = [comment for comment in SyntaxTree(after.text).comments() if not is_editor_directive(comment)]
    if place.key.kind == "event" and not after.data and not comments:
        return FileChange(place.file, place.raw, None)
    return FileChange(place.file, place.raw, rest)


def insert_moved(text: bytes, target: str, source: Document, place: RecordPlace) -> bytes:
    """Return a file of events with the event of another file, and with the comments above it."""
    path = place.table.path
    start, end = record_span(source, path)
    block = source.text[start:end].replace("\r\n", "\n")
    values: dict[str, Any] = value_at(source.data, path)
    table = NewTable(block.removesuffix("\n") + "\n", record_start(values), values)
    added = insert_tables(text, target, "event", [table])
    verify_insertions(text, added, target, "event", [table])
    return added


def _move_inside(document: Document, content: bytes, place: RecordPlace) -> bytes:
    rest = _without_record(document, content, place)
    return insert_moved(rest, place.file, document, place)


def _without_record(document: Document, content: bytes, place: RecordPlace) -> bytes:
    """Return a file without a record and without the comments that belong to it."""
    kind = str(place.table.path[0])
    position = place.table.path[1]
    edit = removal(document, place.table.path)
    comments = SyntaxTree(document.text[edit.start : edit.end]).comments()
    records = [record for index, record in enumerate(document.data[kind]) if index != position]
    data = {**document.data, kind: records}
    if not records:
        del data[kind]
    return apply_edits(content, document, [edit], Proof(data, tuple(comments)))


def _is_out_of_order(document: Document, position: str | int) -> bool:
    """Tell whether an event does not stand between its neighbors in order of date."""
    starts = [record_start(record) for record in document.data["event"]]
    own = starts[int(position)]
    before = [start for start in starts[: int(position)] if start is not None]
    after = [start for start in starts[int(position) + 1 :] if start is not None]
    if before and sort_key(before[-1]) > sort_key(own):
        return True
    return bool(after) and sort_key(after[0]) < sort_key(own)
