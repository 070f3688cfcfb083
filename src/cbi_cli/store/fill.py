"""Files into the tables of a snapshot: one after the other, in two processes where there is much to read."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from cbi_cli.core.findings import Finding
from cbi_cli.dataset.load import collection_paused, load_file
from cbi_cli.dataset.match import Judge
from cbi_cli.dataset.model import Dataset
from cbi_cli.schema.files import file_kind
from cbi_cli.store.derive import fill
from cbi_cli.store.files import read_file
from cbi_cli.store.index import Index
from cbi_cli.store.rows import PER_FILE, file_rows, file_state
from cbi_cli.store.stamps import digest_of, now_ns, stamp

Inside = Callable[[Dataset], tuple[Finding, ...]]
Tell = Callable[[float], None]

_BY_EVENT = ("event_words", "event_institution", "event_party", "event_topic", "event_source")
_BY_TRAIT = (("trait", "id"), ("judgement", "trait"))
_BY_FILE = ("named", "reference", "locator")
_MUCH = 2_000_000
"""Bytes from which on a second process pays: starting it and taking over its rows costs as much as reading a few."""


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


def fill_part(index: Index, job: Job, part: Dataset, inside: Inside) -> None:
    """Put in a file that was loaded already; it counts as changed when the snapshot is brought up to date again."""
    put_file(index.connection, job, part, inside(part), judge_in(index))


def fill_parts(
    connection: sqlite3.Connection, parts: Mapping[str, Dataset], names: Iterable[str], inside: Inside
) -> None:
    """Fill an empty snapshot from files that were read already; ``names`` are all TOML files of the folder."""
    judge = Judge(entry.record for name in sorted(parts) for entry in parts[name].indicators)
    for number, name in enumerate(sorted(names), start=1):
        part = parts.get(name)
        put_file(connection, Job(number, name), part, inside(part) if part else (), judge)


def fill_files(
    index: Index, root: Path, jobs: Sequence[Job], languages: Sequence[str], inside: Inside, tell: Tell
) -> None:
    """Read files and put in what they hold; raises CbiError when one cannot be read."""
    events = [job for job in jobs if (kind := file_kind(job.name)) and kind.kind == "event"]
    work = _Work(root, tuple(languages), inside, judge_in(index))
    _fill(index.connection, [job for job in jobs if job not in events], work, lambda _: None)
    work = work._replace(judge=judge_in(index))
    mine, theirs = _shared_out(events)
    with _second_process(index.connection, theirs, work) as undone:
        _fill(index.connection, mine, work, tell)
    if undone:
        _fill(index.connection, undone, work, tell)


def judge_in(index: Index) -> Judge:
    """The judge by the indicators that are in a snapshot."""
    return Judge(entry.record for entry in index.entries("indicator"))


def put_file(
    connection: sqlite3.Connection,
    job: Job,
    part: Dataset | None,
    findings: Iterable[Finding],
    judge: Judge,
    stamped: tuple[str, str, int] = ("", "", 0),
) -> None:
    """Put in the rows of one file; without a part, of one that is not read."""
    if part is None:
        fill(connection, "file", [(job.number, job.name, "", *stamped, 0, 0, 0, None, None, None, "[]")])
        return
    for table, rows in file_rows(part, job.number, judge).items():
        if rows:
            fill(connection, table, rows)
    kind, *state = file_state(part)
    told = json.dumps(list(findings), ensure_ascii=False)
    fill(connection, "file", [(job.number, job.name, kind, *stamped, *state, told)])


def remove_file(connection: sqlite3.Connection, number: int) -> None:
    """Take out everything that a file brought."""
    low, high = number * PER_FILE, (number + 1) * PER_FILE - 1
    by_event = (("record", "number"), ("event", "number"), *((table, "event") for table in _BY_EVENT))
    for table, key in (*by_event, *_BY_TRAIT):
        connection.execute(f"DELETE FROM {table} WHERE {key} BETWEEN ? AND ?", (low, high))  # noqa: S608 - our own names
    connection.execute("DELETE FROM alike WHERE earlier BETWEEN ? AND ? OR later BETWEEN ? AND ?", (low, high) * 2)
    for table in _BY_FILE:
        connection.execute(f"DELETE FROM {table} WHERE file = ?", (number,))  # noqa: S608 - our own names
    connection.execute("DELETE FROM file WHERE number = ?", (number,))


class _Work(NamedTuple):
    """What it takes to read any file: where it lies, the languages of the dataset, the checks and the judge."""

    root: Path
    languages: tuple[str, ...]
    inside: Inside
    judge: Judge


def _fill(connection: sqlite3.Connection, jobs: Sequence[Job], work: _Work, tell: Tell) -> None:
    whole = sum(job.size for job in jobs) or 1
    for job, done in zip(jobs, accumulate(job.size for job in jobs), strict=True):
        with collection_paused():
            _read_and_put(connection, job, work)
        tell(done / whole)


def _read_and_put(connection: sqlite3.Connection, job: Job, work: _Work) -> None:
    path = work.root / job.name
    read_ns, stat = now_ns(), stamp(path)
    raw = read_file(path)
    part = load_file(job.name, raw).in_languages(work.languages) if file_kind(job.name) else None
    findings = work.inside(part) if part else ()
    put_file(connection, job, part, findings, work.judge, (stat, digest_of(raw), read_ns))


def _shared_out(jobs: Sequence[Job]) -> tuple[list[Job], list[Job]]:
    """The jobs of this process, and those of a second one where there is enough to do for two."""
    whole = sum(job.size for job in jobs)
    if whole < _MUCH or (os.cpu_count() or 1) < 2:
        return list(jobs), []
    before = accumulate((job.size for job in jobs), initial=0)
    mine = [job for job, start in zip(jobs, before, strict=False) if start < whole / 2]
    return mine, list(jobs[len(mine) :])


@contextmanager
def _second_process(connection: sqlite3.Connection, jobs: list[Job], work: _Work) -> Iterator[list[Job]]:
    """A second process that works on its jobs meanwhile; in the end the list has those that it could not do."""
    undone: list[Job] = []
    if not jobs:
        yield undone
        return
    import multiprocessing
    import tempfile

    with tempfile.TemporaryDirectory(prefix="cbi-") as folder:
        path = Path(folder) / "half.sqlite"
        # A copy of this process has everything loaded already. Elsewhere copying is not safe.
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
        child = context.Process(target=_fill_beside, args=(path, jobs, work), daemon=True)
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


def _fill_beside(path: Path, jobs: list[Job], work: _Work) -> None:
    """What the second process does: the same, into a database of its own."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        quick(connection)
        make_tables(connection)
        connection.execute("BEGIN")
        _fill(connection, jobs, work, lambda _: None)
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
