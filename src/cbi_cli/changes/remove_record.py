"""Plan to take a record out; its id still answers, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.changes.add_records import add_to_file
from cbi_cli.changes.change_set import ChangeSet, FileChange
from cbi_cli.changes.insertion import NewTable
from cbi_cli.changes.move_event import take_out_record
from cbi_cli.changes.preview import ChangedEvents, last_covered_day, with_consequences
from cbi_cli.changes.record_place import RecordPlace, locate_record
from cbi_cli.changes.record_references import IncomingReference, find_incoming
from cbi_cli.changes.record_toml import record_to_toml, record_values
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message, plural_message
from cbi_cli.dataset.load import load_dataset
from cbi_cli.index.lookup import RecordKey
from cbi_cli.loading import Session
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME
from cbi_cli.workspace.reader import read_files

_TITLES = ("title", "name", "label", "field")
"""The fields that say what a record is called, each perhaps with twins in other languages."""


class StillReferredToError(CbiError):
    """A record that cannot be taken out, since others refer to it; `references` has them."""

    def __init__(self, key: RecordKey, references: tuple[IncomingReference, ...]) -> None:
        super().__init__(
            plural_message(
                "the {kind} `{id}` cannot be removed: {n} value refers to it",
                "the {kind} `{id}` cannot be removed: {n} values refer to it",
                len(references),
                kind=key.kind,
                id=key.id,
            ),
            message("`cbi edit` changes them; nothing was written"),
        )
        self.references = references


class RemovalDetails(NamedTuple):
    """The record that is taken out, its file, and what `withdrawn.toml` says of it.

    `reports_until` is the day that reports hold for by default.
    """

    kind: str
    id: str
    file: str
    toml: str
    reports_until: date


def plan_remove(
    session: Session, key: RecordKey, reasons: Mapping[str, str], replaced_by: str = ""
) -> ChangeSet[RemovalDetails]:
    """Plan to take a record out and to list it in `withdrawn.toml`, with its former ids.

    `reasons` has the field `reason`, and its twins in other languages. A file of events goes with its last record.
    Raises StillReferredToError if anything refers to the record.
    """
    if key.kind == "dataset":
        raise CbiError(message("the dataset itself cannot be removed"), message("name a record of it"))
    place = locate_record(session, key)
    dataset = load_dataset(read_files(session.location))
    references = [one for one in find_incoming(dataset, key) if not _goes_along(one, key)]
    if references:
        raise StillReferredToError(key, tuple(references))
    entries = [_withdrawal(session, place, record_id, reasons, replaced_by) for record_id in _ids(place)]
    tables = [NewTable(record_to_toml("withdrawn", one), None, record_values("withdrawn", one)) for one in entries]
    files = (add_to_file(session, "withdrawn.toml", "withdrawn", tables), _take_out(place))
    toml = "\n".join([table.toml for table in tables])
    details = RemovalDetails(*key, place.file, toml, last_covered_day(session))
    change = ChangeSet("remove", session.location, files, details)
    return with_consequences(session, change, ChangedEvents())


def _goes_along(reference: IncomingReference, key: RecordKey) -> bool:
    """Tell whether a reference says nothing any more without its record.

    It is one of the record itself, or the acceptance of a finding about it.
    """
    return (reference.kind, reference.id) == key or reference.path[0] == "accepted"


def _ids(place: RecordPlace) -> list[str]:
    """Return the id of a record and its former ones, which must all answer."""
    former = place.table.values.get("former_ids", [])
    # A record that got back its first id has it twice.
    return list(dict.fromkeys([place.key.id, *former]))


def _withdrawal(
    session: Session, place: RecordPlace, record_id: str, reasons: Mapping[str, str], replaced_by: str
) -> dict[str, Any]:
    """Return the entry of `withdrawn.toml` for an id of a record."""
    record = place.table.values
    entry: dict[str, Any] = {"kind": place.key.kind, "id": record_id}
    base = next((name for name in _TITLES if name in record), "id")
    for name, value in record.items():
        if name == base or name.startswith(f"{base}_"):
            entry["title" + name.removeprefix(base)] = value
    return {**entry, "date": session.settings.today, **reasons, "replaced_by": replaced_by}


def _take_out(place: RecordPlace) -> FileChange:
    if place.key.kind in FILE_KINDS_BY_NAME and not FILE_KINDS_BY_NAME[place.key.kind].has_many_records:
        return FileChange(place.file, place.raw, None)
    return take_out_record(place, place.raw)
