"""The tools that people would use instead, and what each does with the same content."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import Case


class Peer(NamedTuple):
    """A call of a peer: the work that it is compared with, its tool, its format, and the call.

    In the call, FILES means the dataset's files of events and FOLDER the folder with the formats.
    """

    key: str
    tool: str
    form: str
    call: tuple[str, ...]


_BEANCOUNT_QUERY = "SELECT account, count(*), max(date) WHERE year = 2022 GROUP BY account"
_REPORT_SQL = (
    "SELECT institutions, kind, count(*) AS held, max(start) AS latest FROM {} "
    "WHERE start >= '2022' AND start < '2023' AND coalesce(status, '') IN ('', 'held') GROUP BY institutions, kind"
)
_SQLITE_QUERY = _REPORT_SQL.format("events")
_DUCKDB_QUERY = _REPORT_SQL.format("read_csv('events.csv', all_varchar = true)")
_DUCKDB_SCRIPT = f'import duckdb; print(duckdb.sql("""{_DUCKDB_QUERY}""").fetchall())'
_INSERT_CALL = ("sqlite-utils", "insert", "new.db", "events", "events.csv", "--csv", "--pk", "id", "--silent")
_LOAD_CALL = ("sqlite-utils", "insert", "ready.db", "events", "events.csv", "--csv", "--pk", "id", "--silent")
_BALANCE_CALL = ("hledger", "-f", "events.journal", "balance", "institution", "kind", "-b", "2022", "-e", "2023")

PEERS = (
    Peer("validate", "hledger", "hledger", ("hledger", "-f", "events.journal", "check", "--strict", "ordereddates")),
    Peer("validate", "bean-check", "beancount", ("bean-check", "--no-cache", "events.beancount")),
    Peer("validate", "check-jsonschema", "schema", ("check-jsonschema", "--schemafile", "event.schema.json", "FILES")),
    Peer("validate", "frictionless", "csv", ("frictionless", "validate", "events.csv", "--schema", "schema.json")),
    Peer("validate", "taplo", "schema", ("taplo", "check", "--schema", "file://FOLDER/event.schema.json", "FILES")),
    Peer("validate", "sqlite-utils", "csv", _INSERT_CALL),
    Peer("unchanged", "bean-check", "beancount", ("bean-check", "events.beancount")),
    Peer("report", "hledger", "hledger", _BALANCE_CALL),
    Peer("report", "bean-query", "beancount", ("bean-query", "events.beancount", _BEANCOUNT_QUERY)),
    Peer("report", "duckdb", "csv", ("python", "-c", _DUCKDB_SCRIPT)),
    Peer("report", "sqlite-utils", "csv", ("sqlite-utils", "query", "ready.db", _SQLITE_QUERY)),
    Peer(
        "add", "jrnl", "jrnl", ("jrnl", "--config-file", "jrnl.yaml", "2022-10-13:", "A", "new", "entry.", "Its text.")
    ),
)
"""Every call of every peer. A check of a peer looks at less than `cbi validate` does; docs/performance.md says so."""


def peer_cases(
    programs: Path, dataset: Path, folder: Path, env: Mapping[str, str]
) -> tuple[list[Case], list[tuple[Peer, str]]]:
    """Return the cases of the installed peers, and the others, each with "not installed".

    `programs` is the folder of the peers' own environment; other programs may be those of the system.
    """
    cases, missing = [], []
    for peer in PEERS:
        program = shutil.which(peer.call[0], path=str(programs)) or shutil.which(peer.call[0], path="/usr/bin")
        if program is None:
            missing.append((peer, "not installed"))
            continue
        argv = (program, *_fill_placeholders(peer.call[1:], dataset, folder))
        cases.append(Case(peer.key, peer.tool, argv, folder, env, before=_preparation(peer, program, folder)))
    return cases, missing


def _fill_placeholders(call: tuple[str, ...], dataset: Path, folder: Path) -> list[str]:
    files = [str(file) for file in sorted((dataset / "events").glob("*.toml"))]
    return [word for part in call for word in (files if part == "FILES" else [part.replace("FOLDER", str(folder))])]


def _preparation(peer: Peer, program: str, folder: Path) -> Callable[[], None] | None:
    """Return the function that brings the folder into the state in which the call starts."""
    if peer.call is _INSERT_CALL:
        return partial((folder / "new.db").unlink, missing_ok=True)
    if peer.call[:3] == ("sqlite-utils", "query", "ready.db"):
        return partial(_load_table, program, folder)
    if peer.tool == "jrnl":
        return partial(_restore_journal, folder / "journal.txt")
    return None


def _load_table(program: str, folder: Path) -> None:
    """Load the table once; only the query is measured."""
    if not (folder / "ready.db").exists():
        subprocess.run([program, *_LOAD_CALL[1:]], cwd=folder, check=True, capture_output=True)


def _restore_journal(journal: Path) -> None:
    """Remove the new entry again, from a copy that the first call makes."""
    copy = journal.with_suffix(".copy")
    if not copy.exists():
        shutil.copyfile(journal, copy)
    shutil.copyfile(copy, journal)
