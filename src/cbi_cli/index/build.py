"""Insert files into the tables of a snapshot, and delete them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from cbi_cli.core.findings import Finding, finding_to_json
from cbi_cli.core.garbage import gc_disabled
from cbi_cli.dataset.model import Dataset
from cbi_cli.dataset.rule_matching import RuleMatcher
from cbi_cli.index.derived_tables import insert_rows
from cbi_cli.index.rows import FileStatus, Tables, file_rows, file_status, number_range, report_rows
from cbi_cli.index.staleness import ChangedFile
from cbi_cli.workspace.entries import LeftoverReason

_TABLES_BY_RECORD = (
    ("record", "number"),
    ("record_name", "number"),
    ("partial", "number"),
    ("event", "number"),
    ("event_search_text", "event"),
    ("event_institution", "event"),
    ("event_party", "event"),
    ("event_topic", "event"),
    ("event_source", "event"),
    ("match_key", "id"),
    ("rule_match", "match_key"),
)
"""Tables whose rows belong to a record, each with the column that has its number."""

_TABLES_BY_FILE = ("id_reference", "reference", "locator")


class FileStamp(NamedTuple):
    """What tells later whether a file has changed.

    It has the fingerprint, the digest, and when the file was read. Without a stamp a file counts as changed at the next
    update.
    """

    stat: str = ""
    digest: str = ""
    read_ns: int = 0


NO_STAMP = FileStamp()


class PreparedFile(NamedTuple):
    """A file that was read and checked, as rows of a snapshot.

    `findings` is JSON text, which reaches another process faster than the findings themselves.
    """

    number: int
    name: str
    status: FileStatus
    tables: Tables
    findings: str
    stamp: FileStamp


def prepare_file(
    file: ChangedFile,
    part: Dataset,
    findings: tuple[Finding, ...],
    matcher: RuleMatcher | None,
    stamp: FileStamp = NO_STAMP,
) -> PreparedFile:
    """Return the rows of a file that was loaded by itself.

    Without a matcher, the tables that only reports query stay empty.
    """
    tables = file_rows(part, file.number)
    if matcher is not None:
        tables |= report_rows(part, file.number, matcher)
    return PreparedFile(file.number, file.name, file_status(part), tables, findings_to_json(findings), stamp)


def findings_to_json(findings: Iterable[Finding]) -> str:
    """Return findings as the text that a snapshot keeps."""
    with gc_disabled():
        rows = [finding_to_json(finding) for finding in findings]
        return json.dumps(rows, ensure_ascii=False)


def make_tables(connection: sqlite3.Connection) -> None:
    """Create the empty tables."""
    connection.executescript(Path(__file__).with_name("tables.sql").read_text(encoding="utf-8"))


def make_indexes(connection: sqlite3.Connection) -> None:
    """Create the indexes, once the tables are full."""
    connection.executescript(Path(__file__).with_name("indexes.sql").read_text(encoding="utf-8"))


def insert_file(connection: sqlite3.Connection, file: PreparedFile) -> None:
    """Insert the rows of one file."""
    for table, rows in file.tables.items():
        if rows:
            insert_rows(connection, table, rows)
    kind, *status = file.status
    row = (file.number, file.name, kind, *file.stamp, *status, file.findings)
    insert_rows(connection, "file", [row])


def insert_leftover(connection: sqlite3.Connection, leftover: Mapping[str, LeftoverReason]) -> None:
    """Replace the entries of the folder that are not accounted for."""
    connection.execute("DELETE FROM leftover")
    insert_rows(connection, "leftover", sorted(leftover.items()))


def remove_file(connection: sqlite3.Connection, number: int) -> None:
    """Delete everything that a file brought."""
    numbers = number_range(number)
    for table, column in _TABLES_BY_RECORD:
        connection.execute(f"DELETE FROM {table} WHERE {column} BETWEEN ? AND ?", numbers)  # noqa: S608 - our own names
    # The two events of a pair may be in two files.
    for column in ("earlier", "later"):
        connection.execute(f"DELETE FROM duplicate_pair WHERE {column} BETWEEN ? AND ?", numbers)  # noqa: S608
    for table in _TABLES_BY_FILE:
        connection.execute(f"DELETE FROM {table} WHERE file = ?", (number,))  # noqa: S608 - our own names
    connection.execute("DELETE FROM file WHERE number = ?", (number,))
