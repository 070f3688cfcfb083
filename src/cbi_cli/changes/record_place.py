"""Find the record that a person means, and the place of its table in the files."""

from __future__ import annotations

from typing import Any, NamedTuple

from cbi_cli.changes.edit_table import RecordTable
from cbi_cli.changes.insertion import refuse_unreadable
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.dataset.load import load_document
from cbi_cli.index.lookup import RECORD_KINDS, RecordKey
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.records.dataset_info import Party
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME
from cbi_cli.records.localized import localized_model
from cbi_cli.records.terms import terms_from_meta
from cbi_cli.reports.records import find_single_record
from cbi_cli.toml.document import parse
from cbi_cli.workspace.entries import WorkTree

EDITABLE_KINDS = (*RECORD_KINDS, "dataset")
_FILE_SQL = "SELECT f.name FROM record AS r JOIN file AS f ON f.number = r.file WHERE r.kind = :kind AND r.id = :id"


class RecordPlace(NamedTuple):
    """A record with the bytes of its file and its table in it."""

    key: RecordKey
    raw: bytes
    table: RecordTable

    @property
    def file(self) -> str:
        """The path of the file inside the dataset."""
        return self.table.document.name


def find_target(snapshot: Snapshot, name: str, kind: str | None = None) -> RecordKey:
    """Return the one record that a text names: by id, former id, name or alias.

    Raises CbiError with the records to choose from if there are several, and with similar ones if there is none.
    """
    kinds = (kind,) if kind else EDITABLE_KINDS
    return find_single_record(snapshot, kinds, name)


def locate_record(session: Session, key: RecordKey) -> RecordPlace:
    """Return a record with its file and its table.

    Raises CbiError if its file cannot be parsed, or if several records have the id.
    """
    snapshot = session.unverified_snapshot
    name = _file_name(snapshot, key)
    raw = WorkTree(session.location.root).read(name)
    document = parse(name, raw)
    refuse_unreadable(document, name)
    declared = load_document(document).declared_ids
    paths = [one.path for one in declared if (one.kind, one.id) == key]
    if len(paths) != 1:
        raise CbiError(
            message("{file} has no single record with the id `{id}`", file=name, id=key.id),
            message("`cbi validate` shows what is wrong"),
        )
    model: Any = Party if key.kind == "party" else FILE_KINDS_BY_NAME[key.kind].model
    model = localized_model(model, terms_from_meta(snapshot.meta))
    table = RecordTable(document, paths[0], model)
    return RecordPlace(key, raw, table)


def _file_name(snapshot: Snapshot, key: RecordKey) -> str:
    """Return the file of a record; raise CbiError if the record is gone."""
    if key.kind in ("party", "dataset"):
        return "dataset.toml"
    rows = snapshot.rows(_FILE_SQL, kind=key.kind, id=key.id)
    if not rows:
        raise CbiError(
            message("there is no {kind} `{id}` any more", kind=key.kind, id=key.id),
            message("another process has renamed or removed it"),
        )
    return str(rows[0]["name"])
