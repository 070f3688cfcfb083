"""Single records with everything that refers to them, lists of records, and the dataset as a whole."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from cbi_cli.index.lookup import find_record, find_withdrawn, not_found_error
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText
from cbi_cli.reports.reconcile import Dispute, list_disputes

RECORD_KINDS = ("event", "institution", "indicator", "source", "topic", "edition", "dispute")
WITHDRAWN = "withdrawn"
"""The kind of the entries of `withdrawn.toml`."""

_RECORD_QUERY = """
SELECT r.kind, r.id, r.position, f.name AS file FROM record AS r JOIN file AS f ON f.number = r.file
WHERE r.kind = :kind AND r.id = :id
"""
_REFERENCES_QUERY = """
SELECT kind, id, field FROM reference WHERE to_kind = :kind AND to_id = :id AND kind <> 'dispute'
UNION ALL
SELECT 'event', e.id, 'institutions' FROM event_institution AS x JOIN event AS e ON e.number = x.event
WHERE :kind = 'institution' AND x.institution = :id
UNION ALL
SELECT 'event', e.id, 'topics' FROM event_topic AS x JOIN event AS e ON e.number = x.event
WHERE :kind = 'topic' AND x.topic = :id
UNION ALL
SELECT 'event', e.id, 'sources' FROM event_source AS x JOIN event AS e ON e.number = x.event
WHERE :kind = 'source' AND x.source = :id
"""
_INCOMING_QUERY = f"""
SELECT r.kind, r.id, group_concat(DISTINCT r.field) AS fields FROM ({_REFERENCES_QUERY}) AS r
JOIN record AS o ON o.kind = r.kind AND o.id = r.id
LEFT JOIN event AS e ON r.kind = 'event' AND e.id = r.id
GROUP BY r.kind, r.id
ORDER BY r.kind, e.sort_key, r.id
"""  # noqa: S608 - the text above


class IncomingReference(NamedTuple):
    """A record that names another, and the fields in which it does."""

    kind: str
    id: str
    title: LocalizedText
    fields: tuple[str, ...]


class RecordDetails(NamedTuple):
    """A record as its file has it, where it stands, what refers to it, and the disputes about it."""

    kind: str
    id: str
    file: str
    position: int | None
    fields: dict[str, Any]
    used_by: tuple[IncomingReference, ...]
    disputes: tuple[Dispute, ...]


class RecordSummary(NamedTuple):
    """A record in a list: its id, a title, and what else is worth a column."""

    id: str
    title: LocalizedText
    detail: str


class DatasetOverview(NamedTuple):
    """The dataset as a whole: its own record, how many records of each kind, and the covered years of each series."""

    fields: dict[str, Any]
    counts: dict[str, int]
    years: tuple[int, int] | None
    coverage: tuple[tuple[str, str], ...]


def show(snapshot: Snapshot, name: str, kind: str | None = None) -> tuple[RecordDetails, ...]:
    """Return the records that a text names by id, former id, name, abbreviation or alias: at most one of each kind.

    Withdrawn ones follow. Raises CbiError with the nearest records if there is none, and with a list to choose from if
    a kind has several.
    """
    kinds = (kind,) if kind else (*RECORD_KINDS, WITHDRAWN)
    gone = [(row, entry) for row, entry in find_withdrawn(snapshot, name) if kind in (None, entry.get("kind"))]
    found = find_record(snapshot, kinds, name)
    if len({match.kind for match in found.matches}) < len(found.matches) or not (found.matches or gone):
        raise not_found_error(
            snapshot, kinds, found, name, kind or "record", default_hint="`cbi list events` shows ids"
        )
    in_use = [match for match in found.matches if match.kind != WITHDRAWN]
    rows = [snapshot.rows(_RECORD_QUERY, kind=match.kind, id=match.id)[0] for match in in_use]
    shown = [_make_details(snapshot, row, snapshot.record(row["kind"], row["id"]) or {}) for row in rows]
    return (*shown, *(_make_details(snapshot, row, entry) for row, entry in gone))


def _make_details(snapshot: Snapshot, row: sqlite3.Row, fields: dict[str, Any]) -> RecordDetails:
    kind, name = row["kind"], row["id"]
    uses = tuple(
        IncomingReference(
            use["kind"],
            use["id"],
            record_title(snapshot.record(use["kind"], use["id"]) or {}),
            _split_fields(use["fields"]),
        )
        for use in snapshot.rows(_INCOMING_QUERY, kind=kind, id=name)
    )
    about = tuple(one for one in list_disputes(snapshot) if (one.record, one.about) == (kind, name) or one.id == name)
    return RecordDetails(kind, name, row["file"], row["position"], fields, uses, about)


def _split_fields(names: str) -> tuple[str, ...]:
    return tuple(sorted(names.split(",")))


def record_title(record: dict[str, Any]) -> LocalizedText:
    """What a record is called: its title, name or label; a dispute by its field."""
    key = next(key for key in ("title", "name", "label", "field") if key in record)
    return LocalizedText(str(record[key]), str(record.get(f"{key}_es", "")))


def list_records(snapshot: Snapshot, kind: str) -> tuple[RecordSummary, ...]:
    """List the records of a kind by id, events by date, indicators in the order of the scorecard."""
    if kind == "event":
        rows = snapshot.rows("SELECT id, title, title_es, kind, level FROM event ORDER BY sort_key")
        return tuple(
            RecordSummary(r["id"], LocalizedText(r["title"], r["title_es"]), f"{r['kind']}, {r['level']}") for r in rows
        )
    found = snapshot.records(kind)
    return tuple(
        RecordSummary(str(one.get("id", one.get("year"))), record_title(one), _format_detail(kind, one))
        for one in found
    )


def _format_detail(kind: str, record: dict[str, Any]) -> str:
    """The one column that tells records of a kind apart."""
    keys = {
        "institution": ("type", "level"),
        "source": ("publisher", "published"),
        "edition": ("published",),
        "dispute": ("record", "about"),
    }
    return ", ".join(str(record[key]) for key in keys.get(kind, ()) if record.get(key))


def info(snapshot: Snapshot) -> DatasetOverview:
    """What the dataset is and holds."""
    rows = snapshot.rows("SELECT kind, COUNT(*) AS n FROM record GROUP BY kind")
    counts = {row["kind"]: row["n"] for row in rows}
    span = snapshot.rows("SELECT MIN(year) AS first, MAX(year) AS last FROM event")[0]
    covered: dict[str, list[str]] = {}
    for row in snapshot.rows(
        "SELECT l.* FROM coverage AS l JOIN series AS s ON s.id = l.series ORDER BY s.sort_key, from_year, to_year"
    ):
        years = "–".join(str(y) for y in dict.fromkeys((row["from_year"], row["to_year"])) if y)
        covered.setdefault(row["series"], []).append(years)
    return DatasetOverview(
        snapshot.records("dataset")[0],
        {kind: counts.get(kind, 0) for kind in RECORD_KINDS},
        (span["first"], span["last"]) if counts.get("event") else None,
        tuple((name, ", ".join(years)) for name, years in covered.items()),
    )
