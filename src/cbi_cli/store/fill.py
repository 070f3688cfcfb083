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
from cbi_cli.dataset.load import collection_paused, load_file
from cbi_cli.dataset.model import Dataset
from cbi_cli.dataset.rule_matching import RuleMatcher
from cbi_cli.schema.files import file_kind
from cbi_cli.store.derive import fill
from cbi_cli.store.entries import Reason, WorkTree, read_plain
from cbi_cli.store.index import Index
from cbi_cli.store.rows import file_rows, file_state, numbers_of
from cbi_cli.store.stamps import digest_of, now_ns, stamp

Inside = Callable[[Dataset], tuple[Finding, ...]]
Tell = Callable[[float], None]

_BY_EVENT = ("event_words", "event_institution", "event_party", "event_topic", "event_source")
_BY_TRAIT = (("trait", "id"), ("judgement", "trait"))
_BY_FILE = ("named", "reference", "locator")
_ENDS = ("first", "last")
_HALF = "half.sqlite"
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
    connection: sqlite3.Connection, parts: Mapping[str, Dataset], leftover: Mapping[str, Reason], inside: Inside
) -> None:
    """Fill an empty snapshot from files that were read already, and from the entries that are left over."""
    judge = RuleMatcher(entry.record for name in sorted(parts) for entry in parts[name].indicators)
    for number, name in enumerate(sorted(parts), start=1):
        put_file(connection, Job(number, name), parts[name], inside(parts[name]), judge)
    put_leftover(connection, leftover)


def put_leftover(connection: sqlite3.Connection, leftover: Mapping[str, Reason]) -> None:
    """Put in the entries of the folder that are not accounted for."""
    connection.execute("DELETE FROM leftover")
    fill(connection, "leftover", sorted(leftover.items()))


def fill_files(
    index: Index, tree: WorkTree, jobs: Sequence[Job], languages: Sequence[str], inside: Inside, tell: Tell
) -> None:
    """Read files and put in what they hold; raises CbiError when one cannot be read."""
    events = [job for job in jobs if (kind := file_kind(job.name)) and kind.kind == "event"]
    work = _Work(tree, tuple(languages), inside, judge_in(index))
    later = {job.number for job in events}
    _fill(index.connection, (job for job in jobs if job.number not in later), work)
    work = work._replace(judge=judge_in(index))
    if sum(job.size for job in events) >= _MUCH and (os.cpu_count() or 1) > 1:
        _fill_from_both_ends(index.connection, events, work, tell)
    done = {number for (number,) in index.rows("SELECT number FROM file")}
    left = [job for job in events if job.number not in done]
    _fill(index.connection, _told(left, tell), work)
    tell(1.0)


def judge_in(index: Index) -> RuleMatcher:
    """The judge by the indicators that are in a snapshot."""
    return RuleMatcher(entry.record for entry in index.entries("indicator"))


def put_file(
    connection: sqlite3.Connection,
    job: Job,
    part: Dataset,
    findings: Iterable[Finding],
    judge: RuleMatcher,
    stamped: tuple[str, str, int] = ("", "", 0),
) -> None:
    """Put in the rows of one file."""
    for table, rows in file_rows(part, job.number, judge).items():
        if rows:
            fill(connection, table, rows)
    kind, *state = file_state(part)
    told = json.dumps(list(findings), ensure_ascii=False)
    fill(connection, "file", [(job.number, job.name, kind, *stamped, *state, told)])


def remove_file(connection: sqlite3.Connection, number: int) -> None:
    """Take out everything that a file brought."""
    low, high = numbers_of(number)
    by_event = (
        ("record", "number"),
        ("record_name", "number"),
        ("partial", "number"),
        ("event", "number"),
        *((table, "event") for table in _BY_EVENT),
    )
    for table, key in (*by_event, *_BY_TRAIT):
        connection.execute(f"DELETE FROM {table} WHERE {key} BETWEEN ? AND ?", (low, high))  # noqa: S608 - our own names
    connection.execute("DELETE FROM alike WHERE earlier BETWEEN ? AND ? OR later BETWEEN ? AND ?", (low, high) * 2)
    for table in _BY_FILE:
        connection.execute(f"DELETE FROM {table} WHERE file = ?", (number,))  # noqa: S608 - our own names
    connection.execute("DELETE FROM file WHERE number = ?", (number,))


class _Work(NamedTuple):
    """What it takes to read any file: where it lies, the languages of the dataset, the checks and the judge."""

    tree: WorkTree
    languages: tuple[str, ...]
    inside: Inside
    judge: RuleMatcher


def _fill(connection: sqlite3.Connection, jobs: Iterable[Job], work: _Work) -> None:
    for job in jobs:
        with collection_paused():
            _read_and_put(connection, job, work)


def _told(jobs: Sequence[Job], tell: Tell) -> Iterator[Job]:
    for done, job in enumerate(jobs):
        tell(done / len(jobs))
        yield job


def _read_and_put(connection: sqlite3.Connection, job: Job, work: _Work) -> None:
    path = work.tree.path_of(job.name)
    read_ns, stat = now_ns(), stamp(path)
    raw = read_plain(path, work.tree.shown / job.name)
    part = load_file(job.name, raw).in_languages(work.languages)
    put_file(connection, job, part, work.inside(part), work.judge, (stat, digest_of(raw), read_ns))


def _fill_from_both_ends(connection: sqlite3.Connection, jobs: Sequence[Job], work: _Work, tell: Tell) -> None:
    """Do jobs from the first on, while a second process does them from the last on, until the two meet.

    So the slower of two processors does less. A job that the second process could not do is left undone.
    """
    import multiprocessing
    import tempfile

    with tempfile.TemporaryDirectory(prefix="cbi-") as name:
        folder = Path(name)
        for end in _ENDS:
            (folder / end).touch()
        # A copy of this process has everything loaded already. Elsewhere copying is not safe.
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
        child = context.Process(target=_fill_beside, args=(folder, jobs, work), daemon=True)
        child.start()
        try:
            _fill(connection, _taken(jobs, folder, "first", tell), work)
            child.join()
        finally:
            child.kill()
            child.join()
        if child.exitcode == 0:
            _take_over(connection, folder / _HALF)


def _taken(jobs: Sequence[Job], folder: Path, end: str, tell: Tell) -> Iterator[Job]:
    """Jobs from one end, until those taken from both ends meet.

    Before each, a byte goes into the file of this end; the length of the other one's tells how many were taken there.
    Where both reach for the same job at once, neither takes it.
    """
    mine, theirs = sorted((folder / one for one in _ENDS), key=lambda path: path.name != end)
    with mine.open("ab", buffering=0) as file:
        for taken, job in enumerate(jobs if end == "first" else reversed(jobs), start=1):
            file.write(b".")
            others = theirs.stat().st_size
            if taken + others > len(jobs):
                return
            tell((taken - 1 + others) / len(jobs))
            yield job


def _fill_beside(folder: Path, jobs: Sequence[Job], work: _Work) -> None:
    """What the second process does: the same from the other end, into a database of its own."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with closing(sqlite3.connect(folder / _HALF, isolation_level=None)) as connection:
            quick(connection)
            make_tables(connection)
            connection.execute("BEGIN")
            _fill(connection, _taken(jobs, folder, "last", lambda _: None), work)
            connection.commit()
    except Exception:
        sys.exit(1)  # the first process meets the same, and tells


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
