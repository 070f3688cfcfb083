"""Plan to give a record another id; all references follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.changes.change_set import ChangeSet, FileChange
from cbi_cli.changes.edit_table import RecordTable, edit_table
from cbi_cli.changes.insertion import refuse_unreadable
from cbi_cli.changes.preview import ChangedEvents, last_covered_day, with_consequences
from cbi_cli.changes.record_place import RecordPlace, locate_record
from cbi_cli.changes.record_references import IncomingReference, find_incoming
from cbi_cli.changes.text_edits import Proof, TextEdit, apply_edits, not_editable, replace_at
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import KeyPath
from cbi_cli.core.key_paths import value_at
from cbi_cli.core.messages import message
from cbi_cli.dataset.load import load_dataset
from cbi_cli.dataset.model import Dataset
from cbi_cli.index.lookup import RecordKey
from cbi_cli.loading import Session
from cbi_cli.toml.document import Document
from cbi_cli.toml.writer import basic_string
from cbi_cli.workspace.reader import read_files


class RenameDetails(NamedTuple):
    """The record of a change with its old and its new id, and the references that follow.

    `file` has the record afterwards. `reports_until` is the day that reports hold for by default.
    """

    kind: str
    old_id: str
    new_id: str
    file: str
    references: tuple[IncomingReference, ...]
    reports_until: date


def plan_rename(session: Session, key: RecordKey, new_id: str) -> ChangeSet[RenameDetails]:
    """Plan to give a record another id.

    All references follow, the old id becomes a former one, and a file of events that is named after the id gets the
    new name. Raises CbiError if the new id is not valid or taken, and if a file cannot be edited.
    """
    if key.kind in ("edition", "dataset"):
        raise CbiError(
            message("the {kind} `{id}` cannot be renamed", kind=key.kind, id=key.id),
            message("an edition is known by its year, and a dataset by its id"),
        )
    _refuse_id(new_id)
    place = locate_record(session, key)
    raw_files = read_files(session.location)
    dataset = load_dataset(raw_files)
    for name, document in dataset.documents.items():
        # A reference in a table that cannot be read would be missed.
        refuse_unreadable(document, name)
    _refuse_taken(dataset, key, new_id)
    references = find_incoming(dataset, key)
    values_by_file = _renamed_values(references, new_id)
    values_by_file.setdefault(place.file, [])
    changes: list[FileChange] = []
    for file, values in values_by_file.items():
        raw = raw_files[file]
        own = place if file == place.file else None
        content = _edit_file(dataset.documents[file], raw, values, own, new_id)
        changes += _file_changes(place, file, raw, content, new_id)
    # What is created and changed comes before what is deleted.
    changes.sort(key=lambda change: change.after is None)
    file = place.file
    for created in changes:
        if created.before is None:
            file = created.path
    reports_until = last_covered_day(session)
    details = RenameDetails(key.kind, key.id, new_id, file, references, reports_until)
    change = ChangeSet("rename", session.location, tuple(changes), details)
    return with_consequences(session, change, ChangedEvents(), renamed=(key.id, new_id))


def _renamed_values(references: Iterable[IncomingReference], new_id: str) -> dict[str, list[tuple[KeyPath, str]]]:
    """Return the new values of references to a record, by their files."""
    values: dict[str, list[tuple[KeyPath, str]]] = {}
    for reference in references:
        in_file = values.setdefault(reference.file, [])
        in_file.append((reference.path, reference.renamed(new_id)))
    return values


def _refuse_id(new_id: str) -> None:
    """Raise CbiError for an id that no record can have."""
    from pydantic import TypeAdapter, ValidationError

    from cbi_cli.records.base import Slug

    try:
        TypeAdapter(Slug).validate_python(new_id)
    except ValidationError:
        raise CbiError(
            message("`{id}` cannot be the id of a record", id=new_id),
            message("use lower-case letters, digits and single hyphens, at most 120 characters"),
        ) from None


def _refuse_taken(dataset: Dataset, key: RecordKey, new_id: str) -> None:
    """Raise CbiError for an id that a record of the kind has or had.

    A record can get back an id that it had itself.
    """
    from cbi_cli.dataset.identity import collect_identities

    identities = collect_identities(dataset)
    wanted = (key.kind, new_id)
    if wanted in identities.in_use:
        problem: str = message("the id `{id}` is taken: another {kind} has it", id=new_id, kind=key.kind)
    elif wanted in identities.withdrawn:
        problem = message("the id `{id}` is taken: it is that of a withdrawn {kind}", id=new_id, kind=key.kind)
    elif identities.former.get(wanted, key.id) != key.id:
        owner = identities.former[wanted]
        problem = message("the id `{id}` is taken: it is a former id of `{owner}`", id=new_id, owner=owner)
    else:
        return
    raise CbiError(problem, message("an id is never given to another record; choose another one"))


def _edit_file(
    document: Document, raw: bytes, values: Iterable[tuple[KeyPath, Any]], own: RecordPlace | None, new_id: str
) -> bytes:
    """Return a file with other references, and with the record itself under its new id."""
    data = document.data
    edits: list[TextEdit] = []
    for path, value in values:
        edits.append(_replace_text(document, path, value))
        data = replace_at(data, path, value)
    if own is not None:
        table = RecordTable(document, own.table.path, own.table.model)
        changed: dict[str, Any] = {"id": new_id, "former_ids": _former_ids(table.values, own.key.id, new_id)}
        data = replace_at(data, table.path, {**value_at(data, table.path), **changed})
        if not table.is_inline:
            # As any other reference, the id keeps its quotes.
            edits.append(_replace_text(document, (*table.path, "id"), changed.pop("id")))
        edits += edit_table(table, changed)
    return apply_edits(raw, document, edits, Proof(data))


def _former_ids(record: Mapping[str, Any], old_id: str, new_id: str) -> list[str]:
    """Return the former ids of a record that gets another id.

    The first one stays the first, by which calendars and feeds know the record, also if the record gets it back.
    """
    former: list[str] = list(record.get("former_ids", []))
    if old_id not in former:
        former.append(old_id)
    if former[0] == new_id:
        return former
    return [one for one in former if one != new_id]


def _replace_text(document: Document, path: KeyPath, value: str) -> TextEdit:
    """Return the edit that replaces a text, in the quotes that it has."""
    node = document.tree.nearest(path)
    if not isinstance(node.content, str):
        raise not_editable(document.name)
    new = basic_string(value)
    if node.content.startswith("'") and not node.content.startswith("'''") and "'" not in value:
        new = f"'{value}'"
    return TextEdit(*node.value, new)


def _file_changes(place: RecordPlace, file: str, raw: bytes, content: bytes, new_id: str) -> Iterator[FileChange]:
    """Yield the changes of a file: of one, or of two if it gets another name."""
    folder, _, name = file.rpartition("/")
    if place.key.kind != "event" or file != place.file or name != f"{place.key.id}.toml":
        yield FileChange(file, raw, content)
        return
    yield FileChange(f"{folder}/{new_id}.toml", None, content)
    yield FileChange(file, raw, None)
