"""Files into the tables of a snapshot: one after the other, in two processes where there is much to read."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from cbi_cli.core.findings import Finding
from cbi_cli.dataset.load import collection_paused, load_file
from cbi_cli.dataset.model import Dataset
from cbi_cli.schema.files import file_kind
from cbi_cli.store.derive import fill
from cbi_cli.store.files import read_file
from cbi_cli.store.rows import PER_FILE, Tables, Traits, file_rows, file_state
from cbi_cli.store.stamps import digest_of, now_ns, stamp

Inside = Callable[[Dataset], tuple[Finding, ...]]
Tell = Callable[[float], None]

_BY_EVENT = ("event_words", "event_institution", "event_party", "event_topic", "event_source")
_BY_FILE = ("named", "reference", "locator")
_MUCH = 2_000_000
"""Bytes from which on a second process pays: starting it and taking over its rows costs as much as reading a few."""

_SECOND = 1 << 40
"""Where the second process begins to number traits, so that the two do not give out the same numbers."""


class Job(NamedTuple):
    """A file to be read, the number that it has in the snapshot, and its size."""

    number: int
    name: str
    size: int = 0


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the empty tables."""
    connection.executescript(Path(__file__).with_name("tables.sql").read_text(encoding="utf-8"))


def make_indexes(connection: sqlite3.Connection) -> None:
    """Make the indexes, once the tables are full."""
    connection.executescript(Path(__file__).with_name("indexes.sql").read_text(encoding="utf-8"))


def fill_part(connection: sqlite3.Connection, job: Job, part: Dataset, inside: Inside) -> None:
    """Put in a file that was loaded already; it counts as changed when the snapshot is brought up to date again."""
    put_file(connection, job, part, inside(part), known_traits(connection), ("", "", 0))


def fill_parts(
    connection: sqlite3.Connection, parts: Mapping[str, Dataset], names: Iterable[str], inside: Inside
) -> None:
    """Fill an empty snapshot from files that were read already; ``names`` are all TOML files of the folder."""
    traits = Traits(1)
    for number, name in enumerate(sorted(names), start=1):
        part = parts.get(name)
        put_file(connection, Job(number, name), part, inside(part) if part else (), traits)


def fill_files(
    connection: sqlite3.Connection,
    root: Path,
    jobs: Sequence[Job],
    languages: Sequence[str],
    inside: Inside,
    tell: Tell,
) -> None:
    """Read files and put in what they hold; raises CbiError when one cannot be read."""
    mine, theirs = _shared_out(jobs)
    with _second_process(connection, root, theirs, languages, inside) as undone:
        _fill(connection, root, mine, languages, inside, tell, 1)
    if undone:
        _fill(connection, root, undone, languages, inside, tell, 1)


def put_file(
    connection: sqlite3.Connection,
    job: Job,
    part: Dataset | None,
    findings: Iterable[Finding],
    traits: Traits,
    stamped: tuple[str, str, int] = ("", "", 0),
) -> None:
    """Put in the rows of one file; without a part, of one that is not read."""
    if part is None:
        fill(connection, "file", [(job.number, job.name, "", *stamped, 0, 0, 0, None, None, None, "[]")])
        return
    tables: Tables = file_rows(part, job.number, traits)
    for table, rows in tables.items():
        if rows:
            fill(connection, table, rows)
    fill(connection, "trait", traits.new)
    traits.new.clear()
    kind, *state = file_state(part)
    told = json.dumps(list(findings), ensure_ascii=False)
    fill(connection, "file", [(job.number, job.name, kind, *stamped, *state, told)])


def remove_file(connection: sqlite3.Connection, number: int) -> None:
    """Take out everything that a file brought."""
    low, high = number * PER_FILE, (number + 1) * PER_FILE - 1
    for table, key in (("record", "number"), ("event", "number"), *((table, "event") for table in _BY_EVENT)):
        connection.execute(f"DELETE FROM {table} WHERE {key} BETWEEN ? AND ?", (low, high))  # noqa: S608 - our own names
    connection.execute("DELETE FROM alike WHERE earlier BETWEEN ? AND ? OR later BETWEEN ? AND ?", (low, high) * 2)
    for table in _BY_FILE:
        connection.execute(f"DELETE FROM {table} WHERE file = ?", (number,))  # noqa: S608 - our own names
    connection.execute("DELETE FROM file WHERE number = ?", (number,))


def known_traits(connection: sqlite3.Connection) -> Traits:
    """The traits that a snapshot has already."""
    return Traits(1, connection.execute("SELECT json, id FROM trait").fetchall())


def _fill(
    connection: sqlite3.Connection,
    root: Path,
    jobs: Sequence[Job],
    languages: Sequence[str],
    inside: Inside,
    tell: Tell,
    first: int,
) -> None:
    traits = known_traits(connection) if first == 1 else Traits(first)
    whole = sum(job.size for job in jobs) or 1
    for job, done in zip(jobs, accumulate(job.size for job in jobs), strict=True):
        with collection_paused():
            _read_and_put(connection, root, job, languages, inside, traits)
        tell(done / whole)


def _read_and_put(
    connection: sqlite3.Connection, root: Path, job: Job, languages: Sequence[str], inside: Inside, traits: Traits
) -> None:
    path = root / job.name
    read_ns, stat = now_ns(), stamp(path)
    raw = read_file(path)
    part = load_file(job.name, raw).in_languages(languages) if file_kind(job.name) else None
    findings = inside(part) if part else ()
    put_file(connection, job, part, findings, traits, (stat, digest_of(raw), read_ns))


def _shared_out(jobs: Sequence[Job]) -> tuple[list[Job], list[Job]]:
    """The jobs of this process, and those of a second one where there is enough to do for two."""
    whole = sum(job.size for job in jobs)
    if whole < _MUCH or (os.cpu_count() or 1) < 2:
        return list(jobs), []
    before = accumulate((job.size for job in jobs), initial=0)
    mine = [job for job, start in zip(jobs, before, strict=False) if start < whole / 2]
    return mine, list(jobs[len(mine) :])


@contextmanager
def _second_process(
    connection: sqlite3.Connection, root: Path, jobs: list[Job], languages: Sequence[str], inside: Inside
) -> Iterator[list[Job]]:
    """A second process that works on its jobs meanwhile; in the end the list has those that it could not do."""
    undone: list[Job] = []
    if not jobs:
        yield undone
        return
    import multiprocessing
    import tempfile

    with tempfile.TemporaryDirectory(prefix="cbi-") as folder:
        path = Path(folder) / "half.sqlite"
        child = multiprocessing.Process(
            target=_fill_beside, args=(path, root, jobs, tuple(languages), inside), daemon=True
        )
        child.start()
        try:
            yield undone
            child.join()
        finally:
            child.kill()
        if child.exitcode == 0:
            _take_over(connection, path)
        else:
            undone += jobs


def _fill_beside(path: Path, root: Path, jobs: list[Job], languages: Sequence[str], inside: Inside) -> None:
    """What the second process does: the same, into a database of its own."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        quick(connection)
        make_tables(connection)
        connection.execute("BEGIN")
        _fill(connection, root, jobs, languages, inside, lambda _: None, _SECOND)
        connection.commit()


def quick(connection: sqlite3.Connection) -> None:
    """Settings for a database that nobody else sees and that is thrown away if the work is not finished."""
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")


def _take_over(connection: sqlite3.Connection, path: Path) -> None:
    """Copy all rows from the database of the second process."""
    connection.commit()
    connection.execute("ATTACH ? AS half", (str(path),))
    try:
        tables = connection.execute("SELECT name FROM half.sqlite_master WHERE type = 'table' AND name <> 'meta'")
        for (table,) in tables.fetchall():
            connection.execute(f"INSERT INTO main.{table} SELECT * FROM half.{table}")  # noqa: S608 - our own names
        connection.commit()
    finally:
        connection.execute("DETACH half")
