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
from cbi_cli.document.locate import locate
from cbi_cli.document.parse import parse
from cbi_cli.schema.files import file_kind
from cbi_cli.store.derive import derive_frame, derive_years, find_alike, judge_again
from cbi_cli.store.entries import Reason, WorkTree
from cbi_cli.store.fill import (
    Job,
    Tell,
    fill_files,
    fill_part,
    fill_parts,
    make_indexes,
    make_tables,
    put_leftover,
    remove_file,
)
from cbi_cli.store.index import Index
from cbi_cli.store.rows import numbers_of
from cbi_cli.store.scan import Changed, Scan
from cbi_cli.store.snapshot import made_by

_COUNTS = """
SELECT COUNT(*), SUM(CASE WHEN kind = 'event' THEN 1 ELSE 0 END) FROM record WHERE kind <> 'party'
"""
_LATEST = """
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
_FRAME_KINDS = {"indicator", "institution", "edition"}
_FEW = 3
"""Years that are summed up one by one; of more, all are."""


class Checks(NamedTuple):
    """The checks of one file by itself, those across all files as of today, and how many there are of both.

    ``acceptable`` has the codes whose findings a dataset can accept.
    """

    inside: Callable[[Dataset], tuple[Finding, ...]]
    across: Callable[[Index, date], tuple[Finding, ...]]
    number: int
    acceptable: frozenset[str] = frozenset()


UNCHECKED = Checks(lambda part: (), lambda index, today: (), 0)
"""For records that were checked already."""


def build(connection: sqlite3.Connection, tree: WorkTree, found: Scan, checks: Checks, today: date, tell: Tell) -> None:
    """Fill an empty database from the files of a folder; raises CbiError when one cannot be read."""
    make_tables(connection)
    connection.execute("BEGIN")
    index = Index(connection, tree.read)
    _read(index, tree, found, checks, tell)
    make_indexes(connection)
    _derive(index, None, {one.number for one in found.changed})
    _finish(index, checks, today, _meta(tree, found))


def build_from(
    connection: sqlite3.Connection,
    parts: Mapping[str, Dataset],
    leftover: Mapping[str, Reason],
    checks: Checks,
    today: date,
) -> None:
    """Fill an empty database from files that were loaded already, and from the entries that are left over."""
    make_tables(connection)
    connection.execute("BEGIN")
    fill_parts(connection, parts, leftover, checks.inside)
    make_indexes(connection)
    index = Index(connection, lambda name: b"")
    index.document = lambda name: parts[name].documents[name]
    index.part = parts.__getitem__
    _derive(index, None, {number for (number,) in index.rows("SELECT number FROM file")})
    _finish(index, checks, today, {})
    connection.commit()


def refresh(
    connection: sqlite3.Connection, tree: WorkTree, found: Scan, checks: Checks, today: date, tell: Tell
) -> None:
    """Bring a snapshot up to date with what a scan found; raises CbiError when a file cannot be read."""
    index = Index(connection, tree.read)
    connection.executemany("UPDATE file SET stat = ?, read_ns = ? WHERE number = ?", found.touched)
    if not found.is_fresh:
        with _replaced(index, found):
            _read(index, tree, found, checks, tell)
    _finish(index, checks, today, _meta(tree, found))


def _meta(tree: WorkTree, found: Scan) -> dict[str, str]:
    """What a snapshot of a folder remembers of it."""
    return {"made_by": made_by(tree.shown), "exclude": json.dumps(found.exclude or ())}


def suppose(connection: sqlite3.Connection, tree: WorkTree, part: Dataset, checks: Checks, today: date) -> None:
    """Change a snapshot to what it would be if a file of events were another; nothing of this is to be kept."""
    (document,) = part.documents.values()
    index = Index(connection, tree.read)
    index.document = lambda name: document if name == document.name else parse(name, tree.read(name))
    index.part = lambda name: part if name == document.name else load_file(name, tree.read(name))
    rows = index.rows("SELECT number FROM file WHERE name = :name", name=document.name)
    number = rows[0][0] if rows else index.rows("SELECT MAX(number) + 1 FROM file")[0][0]
    with _replaced(index, Scan((Changed(number, document.name, 0),), (), ())):
        fill_part(index, Job(number, document.name), part.in_languages(_languages(connection)), checks.inside)
    _finish(index, checks, today, {})


@contextmanager
def _replaced(index: Index, found: Scan) -> Iterator[None]:
    """Take out the old rows of files; when new ones have been put in, derive anew what follows from them."""
    gone = {*found.removed, *(one.number for one in found.changed)}
    kinds = {kind for number, kind in index.rows("SELECT number, kind FROM file") if number in gone}
    kinds |= {kind.kind for one in found.changed if (kind := file_kind(one.name))}
    years = _years(index, gone)
    for number in gone:
        remove_file(index.connection, number)
    yield
    years |= _years(index, gone)
    if "indicator" in kinds:
        judge_again(index)
    _derive(index, None if kinds & _FRAME_KINDS else years, {one.number for one in found.changed})


def _read(index: Index, tree: WorkTree, found: Scan, checks: Checks, tell: Tell) -> None:
    """Read the changed files; all the others too, where the dataset now promises other languages."""
    connection = index.connection
    if found.leftover is not None:
        put_leftover(connection, found.leftover)
    jobs = [Job(*one) for one in found.changed]
    before = _languages(connection)
    if any(job.name == "dataset.toml" for job in jobs):
        part = load_file("dataset.toml", tree.read("dataset.toml"))
        languages = part.languages
        if languages != before:
            others = connection.execute("SELECT number, name FROM file").fetchall()
            for number, name in others:
                remove_file(connection, number)
                jobs.append(Job(number, name))
    else:
        languages = before
    fill_files(index, tree, jobs, languages, checks.inside, tell)


def _languages(connection: sqlite3.Connection) -> tuple[str, ...]:
    row = connection.execute("SELECT value FROM meta WHERE name = 'languages'").fetchone()
    return tuple(json.loads(row[0])) if row else ()


def _years(index: Index, files: Iterable[int]) -> set[int]:
    """The years of the events in some files."""
    found: set[int] = set()
    for file in files:
        condition = "number BETWEEN :low AND :high"
        low, high = numbers_of(file)
        rows = index.rows(f"SELECT DISTINCT year FROM event WHERE {condition}", low=low, high=high)  # noqa: S608
        found |= {year for (year,) in rows}
    return found


def _derive(index: Index, years: set[int] | None, changed: set[int]) -> None:
    """Work out what follows from several files; without years, everything that follows from the frame too."""
    if years is None:
        derive_frame(index)
    derive_years(index.connection, years if years is not None and len(years) <= _FEW else None)
    find_alike(index, changed)


def _finish(index: Index, checks: Checks, today: date, meta: Mapping[str, str]) -> None:
    """Check across the files, and write down what all of it comes to."""
    across = checks.across(index, today)
    kept = {**_described(index), **meta, "across": json.dumps(across, ensure_ascii=False)}
    kept["accepted"] = json.dumps(_accepted(index, checks.acceptable), ensure_ascii=False)
    kept["checks"] = str(checks.number)
    kept["future"] = str(count_future(index.connection, today))
    kept["day"], kept["latest"] = today.isoformat(), _latest(index)
    ((records, events),) = index.rows(_COUNTS)
    kept |= {"records": str(records), "events": str(events or 0)}
    index.connection.execute("DELETE FROM meta")
    index.connection.executemany("INSERT INTO meta VALUES (?, ?)", kept.items())


def count_future(connection: sqlite3.Connection, today: date) -> int:
    """How many events marked as held are still to come: what was found on another day holds while that is the same."""
    query = "SELECT COUNT(*) FROM event WHERE start_day > ? AND held = 1"
    return int(connection.execute(query, (day_number(today),)).fetchone()[0])


def _latest(index: Index) -> str:
    """Return the last day that a check compares with today; later than all days if a record has bad values.

    While neither today nor the day of the check is before it, both find the same.
    """
    if index.rows("SELECT 1 FROM partial LIMIT 1"):
        return "9999-12-31"
    return max((day for (day,) in index.rows(_LATEST) if day), default="")


def _described(index: Index) -> dict[str, str]:
    """Return what the dataset says of itself, as far as ``dataset.toml`` can be read."""
    info = next(index.every("dataset"), None)
    if info is None:
        return {}
    fields = vars(info.record)
    described = {name: str(fields[name]) for name in ("id", "version", "covers_until") if name in fields}
    if "languages" in fields and not any(one is BROKEN for one in fields["languages"]):
        described["languages"] = json.dumps(fields["languages"])
    return described


def _accepted(index: Index, acceptable: frozenset[str]) -> list[list[Any]]:
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
