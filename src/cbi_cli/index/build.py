"""Files into the tables of a snapshot: one after the other, in two processes where there is much to read."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from cbi_cli.core.findings import Finding
from cbi_cli.dataset.load import gc_disabled, load_file
from cbi_cli.dataset.model import Dataset
from cbi_cli.dataset.rule_matching import RuleMatcher
from cbi_cli.index.derived_tables import insert_rows
from cbi_cli.index.records import RecordIndex
from cbi_cli.index.rows import file_rows, file_status, number_range
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.workspace.entries import LeftoverReason, WorkTree, read_plain_file
from cbi_cli.workspace.fingerprints import digest_of, now_ns, stat_fingerprint

FileRules = Callable[[Dataset], tuple[Finding, ...]]
ProgressCallback = Callable[[float], None]

_EVENT_TABLES = ("event_search_text", "event_institution", "event_party", "event_topic", "event_source")
_MATCH_TABLES = (("match_key", "id"), ("rule_match", "match_key"))
_FILE_TABLES = ("id_reference", "reference", "locator")
_QUEUE_ENDS = ("first", "last")
_CHILD_DATABASE = "half.sqlite"
PARALLEL_MIN_BYTES = 2_000_000
"""Bytes from which on a second process pays: starting it and taking over its rows costs as much as reading a few."""


class ReadJob(NamedTuple):
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


def insert_part(index: RecordIndex, job: ReadJob, part: Dataset, inside: FileRules) -> None:
    """Put in a file that was loaded already; it counts as changed when the snapshot is brought up to date again."""
    insert_file(index.connection, job, part, inside(part), matcher_from_index(index))


def insert_parts(
    connection: sqlite3.Connection,
    parts: Mapping[str, Dataset],
    leftover: Mapping[str, LeftoverReason],
    inside: FileRules,
) -> None:
    """Fill an empty snapshot from files that were read already, and from the entries that are left over."""
    judge = RuleMatcher(entry.record for name in sorted(parts) for entry in parts[name].indicators)
    for number, name in enumerate(sorted(parts), start=1):
        insert_file(connection, ReadJob(number, name), parts[name], inside(parts[name]), judge)
    insert_leftover(connection, leftover)


def insert_leftover(connection: sqlite3.Connection, leftover: Mapping[str, LeftoverReason]) -> None:
    """Put in the entries of the folder that are not accounted for."""
    connection.execute("DELETE FROM leftover")
    insert_rows(connection, "leftover", sorted(leftover.items()))


def insert_files(
    index: RecordIndex,
    tree: WorkTree,
    jobs: Sequence[ReadJob],
    languages: Sequence[str],
    inside: FileRules,
    tell: ProgressCallback,
) -> None:
    """Read files and put in what they hold; raises CbiError when one cannot be read."""
    events = [job for job in jobs if (kind := file_kind(job.name)) and kind.kind == "event"]
    work = _ReadContext(tree, tuple(languages), inside, matcher_from_index(index))
    later = {job.number for job in events}
    _run_jobs(index.connection, (job for job in jobs if job.number not in later), work)
    work = work._replace(judge=matcher_from_index(index))
    if sum(job.size for job in events) >= PARALLEL_MIN_BYTES and (os.cpu_count() or 1) > 1:
        _run_in_two_processes(index.connection, events, work, tell)
    done = {number for (number,) in index.rows("SELECT number FROM file")}
    left = [job for job in events if job.number not in done]
    _run_jobs(index.connection, _report_progress(left, tell), work)
    tell(1.0)


def matcher_from_index(index: RecordIndex) -> RuleMatcher:
    """The judge by the indicators that are in a snapshot."""
    return RuleMatcher(entry.record for entry in index.entries("indicator"))


def insert_file(
    connection: sqlite3.Connection,
    job: ReadJob,
    part: Dataset,
    findings: Iterable[Finding],
    judge: RuleMatcher,
    stamped: tuple[str, str, int] = ("", "", 0),
) -> None:
    """Put in the rows of one file."""
    for table, rows in file_rows(part, job.number, judge).items():
        if rows:
            insert_rows(connection, table, rows)
    kind, *state = file_status(part)
    told = json.dumps(list(findings), ensure_ascii=False)
    insert_rows(connection, "file", [(job.number, job.name, kind, *stamped, *state, told)])


def remove_file(connection: sqlite3.Connection, number: int) -> None:
    """Take out everything that a file brought."""
    low, high = number_range(number)
    by_event = (
        ("record", "number"),
        ("record_name", "number"),
        ("partial", "number"),
        ("event", "number"),
        *((table, "event") for table in _EVENT_TABLES),
    )
    for table, key in (*by_event, *_MATCH_TABLES):
        connection.execute(f"DELETE FROM {table} WHERE {key} BETWEEN ? AND ?", (low, high))  # noqa: S608 - our own names
    connection.execute(
        "DELETE FROM duplicate_pair WHERE earlier BETWEEN ? AND ? OR later BETWEEN ? AND ?", (low, high) * 2
    )
    for table in _FILE_TABLES:
        connection.execute(f"DELETE FROM {table} WHERE file = ?", (number,))  # noqa: S608 - our own names
    connection.execute("DELETE FROM file WHERE number = ?", (number,))


class _ReadContext(NamedTuple):
    """What it takes to read any file: where it lies, the languages of the dataset, the checks and the judge."""

    tree: WorkTree
    languages: tuple[str, ...]
    inside: FileRules
    judge: RuleMatcher


def _run_jobs(connection: sqlite3.Connection, jobs: Iterable[ReadJob], work: _ReadContext) -> None:
    for job in jobs:
        with gc_disabled():
            _read_and_insert(connection, job, work)


def _report_progress(jobs: Sequence[ReadJob], tell: ProgressCallback) -> Iterator[ReadJob]:
    for done, job in enumerate(jobs):
        tell(done / len(jobs))
        yield job


def _read_and_insert(connection: sqlite3.Connection, job: ReadJob, work: _ReadContext) -> None:
    path = work.tree.path_of(job.name)
    read_ns, stat = now_ns(), stat_fingerprint(path)
    raw = read_plain_file(path, work.tree.shown / job.name)
    part = load_file(job.name, raw).with_languages(work.languages)
    insert_file(connection, job, part, work.inside(part), work.judge, (stat, digest_of(raw), read_ns))


def _run_in_two_processes(
    connection: sqlite3.Connection, jobs: Sequence[ReadJob], work: _ReadContext, tell: ProgressCallback
) -> None:
    """Do jobs from the first on, while a second process does them from the last on, until the two meet.

    So the slower of two processors does less. A job that the second process could not do is left undone.
    """
    import multiprocessing
    import tempfile

    with tempfile.TemporaryDirectory(prefix="cbi-") as name:
        folder = Path(name)
        for end in _QUEUE_ENDS:
            (folder / end).touch()
        # A copy of this process has everything loaded already. Elsewhere copying is not safe.
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
        child = context.Process(target=_run_child_process, args=(folder, jobs, work), daemon=True)
        child.start()
        try:
            _run_jobs(connection, _claim_jobs(jobs, folder, "first", tell), work)
            child.join()
        finally:
            child.kill()
            child.join()
        if child.exitcode == 0:
            _copy_child_rows(connection, folder / _CHILD_DATABASE)


def _claim_jobs(jobs: Sequence[ReadJob], folder: Path, end: str, tell: ProgressCallback) -> Iterator[ReadJob]:
    """Jobs from one end, until those taken from both ends meet.

    Before each, a byte goes into the file of this end; the length of the other one's tells how many were taken there.
    Where both reach for the same job at once, neither takes it.
    """
    mine, theirs = sorted((folder / one for one in _QUEUE_ENDS), key=lambda path: path.name != end)
    with mine.open("ab", buffering=0) as file:
        for taken, job in enumerate(jobs if end == "first" else reversed(jobs), start=1):
            file.write(b".")
            others = theirs.stat().st_size
            if taken + others > len(jobs):
                return
            tell((taken - 1 + others) / len(jobs))
            yield job


def _run_child_process(folder: Path, jobs: Sequence[ReadJob], work: _ReadContext) -> None:
    """What the second process does: the same from the other end, into a database of its own."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with closing(sqlite3.connect(folder / _CHILD_DATABASE, isolation_level=None)) as connection:
            disable_durability(connection)
            make_tables(connection)
            connection.execute("BEGIN")
            _run_jobs(connection, _claim_jobs(jobs, folder, "last", lambda _: None), work)
            connection.commit()
    except Exception:
        sys.exit(1)  # the first process meets the same, and tells


def disable_durability(connection: sqlite3.Connection) -> None:
    """Settings for a database that nobody else sees and that is thrown away if the work is not finished."""
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")


def _copy_child_rows(connection: sqlite3.Connection, path: Path) -> None:
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
