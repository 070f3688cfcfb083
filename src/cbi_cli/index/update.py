"""A snapshot brought up to date: files that changed are read and checked, the rest stays as it is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.core.broken import BROKEN
from cbi_cli.core.dates import day_number
from cbi_cli.core.findings import Finding
from cbi_cli.dataset.load import load_file
from cbi_cli.dataset.model import Dataset
from cbi_cli.index.build import (
    ProgressCallback,
    ReadJob,
    insert_files,
    insert_leftover,
    insert_part,
    insert_parts,
    make_indexes,
    make_tables,
    remove_file,
)
from cbi_cli.index.derived_tables import (
    derive_series_tables,
    derive_series_years,
    find_duplicates_across_files,
    rematch_all,
)
from cbi_cli.index.records import RecordIndex
from cbi_cli.index.rows import number_range
from cbi_cli.index.snapshot import cache_key
from cbi_cli.index.staleness import ChangedFile, FileChanges
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.toml.document import parse
from cbi_cli.toml.locate import locate
from cbi_cli.workspace.entries import LeftoverReason, WorkTree

_COUNTS_QUERY = """
SELECT COUNT(*), SUM(CASE WHEN kind = 'event' THEN 1 ELSE 0 END) FROM record WHERE kind <> 'party'
"""
_LATEST_DAY_QUERY = """
SELECT MAX(json_extract(json, '$.published')) FROM record WHERE kind IN ('source', 'edition')
UNION ALL SELECT json_extract(json, '$.covers_until') FROM record WHERE kind = 'dataset'
UNION ALL SELECT MAX(printf('%04d-01-01', json_extract(json, '$.year'))) FROM record WHERE kind = 'edition'
UNION ALL SELECT MAX(printf('%04d-01-01', json_extract(c.value, '$.to')))
FROM record AS r, json_each(r.json, '$.coverage') AS c WHERE r.kind IN ('institution', 'indicator')
UNION ALL SELECT MAX(printf('%04d-01-01', year - 50)) FROM event
UNION ALL SELECT MAX(printf('%04d-01-01', substr(json_extract(json, '$.ended'), 1, 4) - 50)) FROM record
WHERE kind = 'institution'
UNION ALL SELECT MAX(printf('%04d-01-01', substr(json_extract(json, '$.established'), 1, 4) - 50)) FROM record
WHERE kind = 'institution'
"""
SERIES_TABLE_KINDS = {"indicator", "institution", "edition"}
MAX_YEARS_SINGLY = 3
"""Years that are summed up one by one; of more, all are."""


class RuleSet(NamedTuple):
    """The checks of one file by itself, those across all files as of today, and how many there are of both.

    ``acceptable`` has the codes whose findings a dataset can accept.
    """

    inside: Callable[[Dataset], tuple[Finding, ...]]
    across: Callable[[RecordIndex, date], tuple[Finding, ...]]
    number: int
    acceptable: frozenset[str] = frozenset()


NO_RULES = RuleSet(lambda part: (), lambda index, today: (), 0)
"""For records that were checked already."""


def build_tables(
    connection: sqlite3.Connection,
    tree: WorkTree,
    found: FileChanges,
    checks: RuleSet,
    today: date,
    tell: ProgressCallback,
) -> None:
    """Fill an empty database from the files of a folder; raises CbiError when one cannot be read."""
    make_tables(connection)
    connection.execute("BEGIN")
    index = RecordIndex(connection, tree.read)
    _read_changed_files(index, tree, found, checks, tell)
    make_indexes(connection)
    _derive_tables(index, None, {one.number for one in found.changed})
    _check_and_write_meta(index, checks, today, _folder_meta(tree, found))


def build_tables_from_parts(
    connection: sqlite3.Connection,
    parts: Mapping[str, Dataset],
    leftover: Mapping[str, LeftoverReason],
    checks: RuleSet,
    today: date,
) -> None:
    """Fill an empty database from files that were loaded already, and from the entries that are left over."""
    make_tables(connection)
    connection.execute("BEGIN")
    insert_parts(connection, parts, leftover, checks.inside)
    make_indexes(connection)
    index = RecordIndex(connection, lambda name: b"")
    index.document = lambda name: parts[name].documents[name]
    index.part = parts.__getitem__
    _derive_tables(index, None, {number for (number,) in index.rows("SELECT number FROM file")})
    _check_and_write_meta(index, checks, today, {})
    connection.commit()


def update_tables(
    connection: sqlite3.Connection,
    tree: WorkTree,
    found: FileChanges,
    checks: RuleSet,
    today: date,
    tell: ProgressCallback,
) -> None:
    """Bring a snapshot up to date with what a scan found; raises CbiError when a file cannot be read."""
    index = RecordIndex(connection, tree.read)
    connection.executemany("UPDATE file SET stat = ?, read_ns = ? WHERE number = ?", found.touched)
    if not found.is_fresh:
        with _replace_files(index, found):
            _read_changed_files(index, tree, found, checks, tell)
    _check_and_write_meta(index, checks, today, _folder_meta(tree, found))


def _folder_meta(tree: WorkTree, found: FileChanges) -> dict[str, str]:
    """What a snapshot of a folder remembers of it."""
    return {"made_by": cache_key(tree.shown), "exclude": json.dumps(found.exclude or ())}


def apply_preview(connection: sqlite3.Connection, tree: WorkTree, part: Dataset, checks: RuleSet, today: date) -> None:
    """Change a snapshot to what it would be if a file of events were another; nothing of this is to be kept."""
    (document,) = part.documents.values()
    index = RecordIndex(connection, tree.read)
    index.document = lambda name: document if name == document.name else parse(name, tree.read(name))
    index.part = lambda name: part if name == document.name else load_file(name, tree.read(name))
    rows = index.rows("SELECT number FROM file WHERE name = :name", name=document.name)
    number = rows[0][0] if rows else index.rows("SELECT MAX(number) + 1 FROM file")[0][0]
    with _replace_files(index, FileChanges((ChangedFile(number, document.name, 0),), (), ())):
        insert_part(
            index, ReadJob(number, document.name), part.with_languages(_stored_languages(connection)), checks.inside
        )
    _check_and_write_meta(index, checks, today, {})


@contextmanager
def _replace_files(index: RecordIndex, found: FileChanges) -> Iterator[None]:
    """Take out the old rows of files; when new ones have been put in, derive anew what follows from them."""
    gone = {*found.removed, *(one.number for one in found.changed)}
    kinds = {kind for number, kind in index.rows("SELECT number, kind FROM file") if number in gone}
    kinds |= {kind.kind for one in found.changed if (kind := file_kind(one.name))}
    years = _event_years(index, gone)
    for number in gone:
        remove_file(index.connection, number)
    yield
    years |= _event_years(index, gone)
    if "indicator" in kinds:
        rematch_all(index)
    _derive_tables(index, None if kinds & SERIES_TABLE_KINDS else years, {one.number for one in found.changed})


def _read_changed_files(
    index: RecordIndex, tree: WorkTree, found: FileChanges, checks: RuleSet, tell: ProgressCallback
) -> None:
    """Read the changed files; all the others too, where the dataset now promises other languages."""
    connection = index.connection
    if found.leftover is not None:
        insert_leftover(connection, found.leftover)
    jobs = [ReadJob(*one) for one in found.changed]
    before = _stored_languages(connection)
    if any(job.name == "dataset.toml" for job in jobs):
        part = load_file("dataset.toml", tree.read("dataset.toml"))
        languages = part.languages
        if languages != before:
            others = connection.execute("SELECT number, name FROM file").fetchall()
            for number, name in others:
                remove_file(connection, number)
                jobs.append(ReadJob(number, name))
    else:
        languages = before
    insert_files(index, tree, jobs, languages, checks.inside, tell)


def _stored_languages(connection: sqlite3.Connection) -> tuple[str, ...]:
    row = connection.execute("SELECT value FROM meta WHERE name = 'languages'").fetchone()
    return tuple(json.loads(row[0])) if row else ()


def _event_years(index: RecordIndex, files: Iterable[int]) -> set[int]:
    """The years of the events in some files."""
    found: set[int] = set()
    for file in files:
        condition = "number BETWEEN :low AND :high"
        low, high = number_range(file)
        rows = index.rows(f"SELECT DISTINCT year FROM event WHERE {condition}", low=low, high=high)  # noqa: S608
        found |= {year for (year,) in rows}
    return found


def _derive_tables(index: RecordIndex, years: set[int] | None, changed: set[int]) -> None:
    """Work out what follows from several files; without years, everything that follows from the frame too."""
    if years is None:
        derive_series_tables(index)
    derive_series_years(index.connection, years if years is not None and len(years) <= MAX_YEARS_SINGLY else None)
    find_duplicates_across_files(index, changed)


def _check_and_write_meta(index: RecordIndex, checks: RuleSet, today: date, meta: Mapping[str, str]) -> None:
    """Check across the files, and write down what all of it comes to."""
    across = checks.across(index, today)
    kept = {**_dataset_meta(index), **meta, "across": json.dumps(across, ensure_ascii=False)}
    kept["accepted"] = json.dumps(_usable_acceptances(index, checks.acceptable), ensure_ascii=False)
    kept["checks"] = str(checks.number)
    kept["future"] = str(count_future_events(index.connection, today))
    kept["day"], kept["latest"] = today.isoformat(), _latest_compared_day(index)
    ((records, events),) = index.rows(_COUNTS_QUERY)
    kept |= {"records": str(records), "events": str(events or 0)}
    index.connection.execute("DELETE FROM meta")
    index.connection.executemany("INSERT INTO meta VALUES (?, ?)", kept.items())


def count_future_events(connection: sqlite3.Connection, today: date) -> int:
    """How many events marked as held are still to come: what was found on another day holds while that is the same."""
    query = "SELECT COUNT(*) FROM event WHERE start_day > ? AND held = 1"
    return int(connection.execute(query, (day_number(today),)).fetchone()[0])


def _latest_compared_day(index: RecordIndex) -> str:
    """Return the last day that a check compares with today; later than all days if a record has bad values.

    While neither today nor the day of the check is before it, both find the same.
    """
    if index.rows("SELECT 1 FROM partial LIMIT 1"):
        return "9999-12-31"
    return max((day for (day,) in index.rows(_LATEST_DAY_QUERY) if day), default="")


def _dataset_meta(index: RecordIndex) -> dict[str, str]:
    """Return what the dataset says of itself, as far as ``dataset.toml`` can be read."""
    info = next(index.every("dataset"), None)
    if info is None:
        return {}
    fields = vars(info.record)
    described = {name: str(fields[name]) for name in ("id", "version", "covers_until") if name in fields}
    if "languages" in fields and not any(one is BROKEN for one in fields["languages"]):
        described["languages"] = json.dumps(fields["languages"])
    return described


def _usable_acceptances(index: RecordIndex, acceptable: frozenset[str]) -> list[list[Any]]:
    """Return the acceptances that can be, each with its code, its record, its place, its number and its line."""
    found: list[list[Any]] = []
    for entry in index.every("dataset"):
        for number, one in enumerate(vars(entry.record).get("accepted") or ()):
            if one is BROKEN or not {"code", "record"} <= set(vars(one)) or one.code not in acceptable:
                continue
            document = index.document(entry.file)
            place = locate(document, ("accepted", number, "record")).value
            found.append([one.code, one.record, list(place), number, document.text.split("\n")[place.line - 1][:500]])
    return found
