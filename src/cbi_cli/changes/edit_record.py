"""Plan to change some fields of a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.changes.change_set import ChangeSet, FileChange
from cbi_cli.changes.edit_table import changed_values, edit_table
from cbi_cli.changes.insertion import record_start
from cbi_cli.changes.move_event import move_event
from cbi_cli.changes.preview import ChangedEvents, last_covered_day, with_consequences
from cbi_cli.changes.record_place import RecordPlace, locate_record
from cbi_cli.changes.record_toml import is_empty, to_toml_value
from cbi_cli.changes.text_edits import Proof, apply_edits, canonical, replace_at
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.index.lookup import RecordKey
from cbi_cli.loading import Session
from cbi_cli.records.localized import twin_language
from cbi_cli.toml.key_order import parse_full_date, record_schema


class ChangedField(NamedTuple):
    """A field with its values as the file has them; None if it has none."""

    field: str
    before: Any
    after: Any


class EditDetails(NamedTuple):
    """The record of a change, the file that has it afterwards, and its fields that change.

    `reports_until` is the day that reports hold for by default.
    """

    kind: str
    id: str
    file: str
    fields: tuple[ChangedField, ...]
    reports_until: date


def plan_edit(session: Session, key: RecordKey, values: Mapping[str, Any]) -> ChangeSet[EditDetails]:
    """Plan to give fields of a record other values.

    A value is as the models have it or as a parser reads it; an empty one takes the field out. Only the lines of these
    fields change. An event whose start moves to another year moves to the file of that year. Raises CbiError for a
    field that the record cannot have, and if the new text cannot be proven to be the old one with these values.
    """
    place = locate_record(session, key)
    old = place.table.values
    changed: dict[str, Any] = {}
    for name, value in values.items():
        refuse_field(place, name)
        new_value = None if is_empty(value) else _file_value(place, name, value)
        if canonical(old.get(name)) != canonical(new_value):
            changed[name] = new_value
    table = place.table
    record = changed_values(table, changed)
    proof = Proof(replace_at(table.document.data, table.path, record))
    content = apply_edits(place.raw, table.document, edit_table(table, changed), proof)
    return plan_content(session, place, content, record)


def _file_value(place: RecordPlace, name: str, value: Any) -> Any:
    """Return a value as the file has it; a full date that is given as a text loses its quotes."""
    if name in record_schema(place.table.model).dates:
        value = parse_full_date(value) or value
    return to_toml_value(value)


def plan_content(
    session: Session, place: RecordPlace, content: bytes, record: Mapping[str, Any]
) -> ChangeSet[EditDetails]:
    """Plan to write another content of the file of a record, in which the record has other values."""
    old = place.table.values
    names = [name for name in {**old, **record} if canonical(old.get(name)) != canonical(record.get(name))]
    fields = tuple([ChangedField(name, old.get(name), record.get(name)) for name in names])
    files: tuple[FileChange, ...] = ()
    if content != place.raw:
        files = (FileChange(place.file, place.raw, content),)
    if place.key.kind == "event" and "start" in names:
        files = move_event(session, place, content)
    details = EditDetails(*place.key, _file_of_record(place, files), fields, last_covered_day(session))
    change = ChangeSet("edit", session.location, files, details)
    return with_consequences(session, change, _changed_events(place, record))


def refuse_field(place: RecordPlace, name: str) -> None:
    """Raise CbiError for a field that cannot be set in a record."""
    keys = place.table.keys
    if name not in keys and not twin_language(place.table.model, name)[0]:
        raise CbiError(
            message("a record of the kind {kind} has no field `{name}`", kind=place.key.kind, name=name),
            did_you_mean(name, keys) or message("it has {names}", names=", ".join(keys)),
        )
    if name == "id" or (name == "year" and place.key.kind == "edition"):
        raise CbiError(
            message("the field `{name}` is what the record is known by", name=name),
            message("`cbi rename OLD NEW` changes it everywhere"),
        )


def _file_of_record(place: RecordPlace, files: tuple[FileChange, ...]) -> str:
    """Return the file that has the record after a change, which may create another one for it."""
    for file in files:
        if file.path != place.file:
            return file.path
    return place.file


def _changed_events(place: RecordPlace, record: Mapping[str, Any]) -> ChangedEvents:
    """Return the day from which both versions of an event are known.

    An event that is only planned may lie far ahead, so its day does not count.
    """
    if place.key.kind != "event":
        return ChangedEvents()
    starts = [record_start(version) for version in (place.table.values, record) if version.get("status") != "planned"]
    days = [start.last for start in starts if start is not None]
    return ChangedEvents(max(days, default=None))
