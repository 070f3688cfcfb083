"""Build the snapshot of what one edition tells.

Reports on it are the same reports: only the records are fewer, and some of their values are those that the edition's
report gives.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from cbi_cli.dataset.model import Dataset, DeclaredId, RecordEntry
from cbi_cli.index.snapshot import CLAIMED_HALTS, Snapshot
from cbi_cli.index.update import build_from_dataset
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME, localized_kind
from cbi_cli.records.terms import Terms, terms_from_meta
from cbi_cli.toml.document import Document

_RECORDS_QUERY = """
SELECT r.kind, r.id, f.name AS file, r.json FROM record AS r JOIN file AS f ON f.number = r.file
WHERE r.json IS NOT NULL AND r.kind <> 'event' ORDER BY f.name, r.position
"""
_EVENTS_QUERY = """
SELECT r.kind, r.id, f.name AS file, r.json FROM record AS r JOIN file AS f ON f.number = r.file
WHERE r.number IN (SELECT event FROM event_source WHERE source = :source) ORDER BY f.name, r.position
"""
_Table = dict[str, Any]
_Claims = Mapping[tuple[str, str], Mapping[str, Any]]
"""The values that a source claims, by the kind and the id of the record concerned."""


def build_reading(snapshot: Snapshot, edition: Mapping[str, Any]) -> Snapshot:
    """Build the snapshot of what an edition tells.

    It has the events that cite the source of the edition, as a whole or a part of it, with the values that this source
    claims in disputes. Only coverage and pauses by that source count.
    """
    source = _source_id(edition["source"])
    claims = _claimed_values(snapshot.records("dispute"), source)
    terms = terms_from_meta(snapshot.meta)
    documents: dict[str, Document] = {}
    entries: dict[str, list[RecordEntry[Any]]] = {f"{kind}s": [] for kind in FILE_KINDS_BY_NAME if kind != "dataset"}
    declared_ids: list[DeclaredId] = []
    info: RecordEntry[Any] | None = None
    halts: dict[str, int] = {}
    rows = [
        *snapshot.decoded_rows("json", _RECORDS_QUERY),
        *snapshot.decoded_rows("json", _EVENTS_QUERY, source=source),
    ]
    for row, record in rows:
        kind = row["kind"]
        record_id = row["id"]
        file = row["file"]
        claimed = claims.get((kind, record_id), {})
        table = _reading_of(kind, record, claimed, edition)
        if kind == "indicator" and "halted_since" in claimed:
            halts[record_id] = claimed["halted_since"]
        document = documents.setdefault(file, Document(file, "", {}, (), ""))
        entry = _add_record(document, kind, record_id, table, terms)
        declared_ids.append(DeclaredId(kind, record_id, file, entry.path))
        if kind == "dataset":
            info = entry
            for position, party in enumerate(table["party"]):
                declared_ids.append(DeclaredId("party", party["id"], file, ("party", position)))
        else:
            entries[f"{kind}s"].append(entry)
    in_order = {name: documents[name] for name in sorted(documents)}
    tuples: dict[str, Any] = {name: tuple(values) for name, values in entries.items()}
    dataset = Dataset(documents=in_order, errors=(), declared_ids=tuple(declared_ids), info=info, terms=terms, **tuples)
    reading = build_from_dataset(dataset)
    reading.meta[CLAIMED_HALTS] = json.dumps(halts)
    return reading


def _add_record(document: Document, kind: str, record_id: str, table: _Table, terms: Terms) -> RecordEntry[Any]:
    """Add the table of a record to the data of its file, and return the record."""
    file_kind = localized_kind(FILE_KINDS_BY_NAME[kind], terms)
    path: tuple[str | int, ...] = ()
    if file_kind.has_many_records:
        tables = document.data.setdefault(kind, [])
        path = (kind, len(tables))
        tables.append(table)
    else:
        document.data.update(table)
    record = file_kind.model.model_validate_json(json.dumps(table))
    return RecordEntry(kind, record_id, document.name, path, record)


def _claimed_values(disputes: Iterable[_Table], source: str) -> _Claims:
    """Return the values that a source claims; of several for one key, the first."""
    claims: dict[tuple[str, str], dict[str, Any]] = {}
    for dispute in disputes:
        values = claims.setdefault((dispute["record"], dispute["about"]), {})
        for claim in dispute["claims"]:
            if _source_id(claim["source"]) != source:
                continue
            claimed = claim.get("values", {})
            # Who gives a first day and no last one tells of an event of one day.
            if "start" in claimed:
                claimed = {"end": None, **claimed}
            for key, value in claimed.items():
                values.setdefault(key, value)
    return claims


def _reading_of(kind: str, record: _Table, claimed: Mapping[str, Any], edition: Mapping[str, Any]) -> _Table:
    """Return the table of a record as the edition tells it, with the values that its source claims."""
    if kind == "event":
        return _read_event(record, claimed)
    table = dict(record)
    source = _source_id(edition["source"])
    if kind == "dataset":
        # What the dataset searched event by event is not what the edition searched.
        table.pop("covers_from", None)
        table.pop("covers_to", None)
    for key in ("coverage", "pauses"):
        if key in table:
            table[key] = [span for span in table[key] if _source_id(span["source"]) == source]
    if kind == "indicator" and claimed.get("status") == "red":
        # The source says that none was held in its year: neither in full nor by a weaker rule, which is not its own.
        stated = {"from": edition["year"], "to": edition["year"], "source": edition["source"], "basis": "stated"}
        table["coverage"] = [*table.get("coverage", ()), stated]
        table.pop("weaker", None)
    return table


def _read_event(record: _Table, claimed: Mapping[str, Any]) -> _Table:
    """Return the table of an event with the values that a source claims."""
    values = {**record, **claimed}
    if values.get("end") == values["start"]:
        del values["end"]
    return {key: value for key, value in values.items() if value is not None}


def _source_id(citation: str) -> str:
    source, _, _ = citation.partition("#")
    return source
