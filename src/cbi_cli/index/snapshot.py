"""An open snapshot: the queries of reports.

If a query finds damage, the snapshot is repaired.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from time import monotonic
from typing import Any, TypeVar
from weakref import WeakSet

from cbi_cli.core.errors import CbiError
from cbi_cli.core.garbage import gc_disabled
from cbi_cli.core.messages import message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cbi_cli.core.findings import Finding
    from cbi_cli.core.vocabulary import OwnWords

Answer = TypeVar("Answer")

CLAIMED_HALTS = "claimed_halts"
"""The name of the "halted since" years that a source gives, in the meta data of what its edition tells."""


_REPAIRABLE_SNAPSHOTS: WeakSet[Snapshot] = WeakSet()
"""The open snapshots that can be built from their files again."""

_UNCOMPARED_TABLES = {"meta", "file"}
"""Tables with the times of files, which a rebuilt snapshot need not have alike."""


FileDigests = list[tuple[str, str]]
"""The names of files, each with the digest of its content."""


class Snapshot:
    """A snapshot, open for reading.

    It closes when nothing refers to it anymore. `remembered` says that the files were neither read nor checked for it,
    since nothing had changed. `rebuild` returns a connection to the same snapshot, built from the files again; it is
    used once, if a query finds damage. Only that query is repeated, not the command.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        remembered: bool = False,
        rebuild: Callable[[], sqlite3.Connection] | None = None,
    ) -> None:
        self.remembered = remembered
        self._rebuild = rebuild
        self._set_connection(connection)
        self.opened_at = monotonic()
        if rebuild is not None:
            _REPAIRABLE_SNAPSHOTS.add(self)

    def _set_connection(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        connection.row_factory = sqlite3.Row
        self.meta = {str(name): str(value) for name, value in connection.execute("SELECT name, value FROM meta")}

    def __del__(self) -> None:
        # Whichever thread collects the garbage may not close what another one has opened.
        with contextlib.suppress(sqlite3.ProgrammingError):
            self.close()

    def close(self) -> None:
        """Close the connection, so that others can change the snapshot."""
        self.connection.close()

    def rows(self, sql: str, **values: object) -> list[sqlite3.Row]:
        """Return all rows of a query with named parameters."""
        return self.with_rebuild(lambda: self.connection.execute(sql, values).fetchall())

    def file_digests(self) -> FileDigests:
        """Return the files that the snapshot was made from, with digests of their contents."""
        return [(row["name"], row["digest"]) for row in self.rows("SELECT name, digest FROM file ORDER BY name")]

    def iter_rows(self, sql: str, **values: object) -> Iterator[sqlite3.Row]:
        """Yield the rows of a query one by one.

        They need not all be in memory. Raises CbiError if the snapshot is found to be damaged after some rows, and the
        files give other rows.
        """
        yielded = 0
        checksum = 0
        try:
            for row in self.connection.execute(sql, values):
                # What cannot be rebuilt need not be compared.
                if self._rebuild is not None:
                    yielded += 1
                    checksum = hash((checksum, *row))
                yield row
        except sqlite3.DatabaseError:
            self._rebuild_damaged()
        else:
            return
        yield from self._remaining_rows(yielded, checksum, sql, values)

    def _remaining_rows(
        self, yielded: int, checksum: int, sql: str, values: Mapping[str, object]
    ) -> Iterator[sqlite3.Row]:
        """Yield the rows after those that came from the damaged snapshot.

        The rebuilt one must begin with the same rows.
        """
        rows = self.connection.execute(sql, values)
        checksum_again = 0
        for row in islice(rows, yielded):
            checksum_again = hash((checksum_again, *row))
        if checksum_again != checksum:
            raise damage_error()
        yield from rows

    def with_rebuild(self, read: Callable[[], Answer]) -> Answer:
        """Return what `read` returns.

        If it finds damage, build the snapshot again and read once more.
        """
        try:
            return read()
        except sqlite3.DatabaseError:
            self._rebuild_damaged()
        return read()

    def _rebuild_damaged(self) -> None:
        """Replace a damaged snapshot.

        If that is not possible, raise the error that is being handled.
        """
        rebuild = self._rebuild
        self._rebuild = None
        if rebuild is None:
            raise  # noqa: PLE0704 - the error that is being handled
        self.connection.close()
        self._set_connection(rebuild())

    def rebuild_if_damaged(self) -> bool:
        """Build the snapshot again, and tell whether it had other rows than its files give.

        It is for an error that nothing else explains: SQLite does not notice a changed byte in a number or in a text.
        Only a snapshot of the cache can be asked.
        """
        rebuild = self._rebuild
        if rebuild is None:
            # Rows from before a repair need not belong to those from after it.
            return True
        self._rebuild = None
        try:
            rows = _count_rows(self.connection)
        except sqlite3.Error:
            rows = None
        self.connection.close()
        try:
            self._set_connection(rebuild())
        except (CbiError, OSError, sqlite3.Error):
            return False
        return rows != _count_rows(self.connection)

    def record(self, kind: str, name: str) -> dict[str, Any] | None:
        """Return a record as its file has it, defaults left out.

        Return None if there is none.
        """
        query = "SELECT json FROM record WHERE kind = :kind AND id = :name"
        for _, record in self.decoded_rows("json", query, kind=kind, name=name):
            return dict(record)
        return None

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Return all records of a kind by id.

        Indicators are in the order of their file, which is that of the scorecard.
        """
        query = """
        SELECT r.json FROM record AS r JOIN file AS f ON f.number = r.file
        WHERE r.kind = :kind
        ORDER BY CASE WHEN r.kind = 'indicator' THEN r.position END, r.id
        """
        return [dict(record) for _, record in self.decoded_rows("json", query, kind=kind)]

    def decoded_rows(self, column: str, sql: str, **values: object) -> list[tuple[sqlite3.Row, Any]]:
        """Return all rows of a query, each with its column of JSON parsed.

        Only this method decodes JSON: a text that is not JSON is damage that SQLite does not notice.
        """

        def read() -> list[tuple[sqlite3.Row, Any]]:
            rows = self.connection.execute(sql, values)
            return [(row, decode_json(row[column])) for row in rows]

        return self.with_rebuild(read)

    def claimed_halts(self) -> dict[str, int]:
        """Return the "halted since" years that the source of an edition gives, by indicator.

        Only the snapshot of what an edition tells has any.
        """
        text = self.meta.get(CLAIMED_HALTS)
        if text is None:
            return {}
        years: dict[str, int] = decode_json(text)
        return years

    def own_words(self) -> OwnWords:
        """Return the words that the dataset adds to the vocabularies."""
        return read_own_words(self.meta)

    def findings(self) -> tuple[Finding, ...]:
        """Return all that the checks found in the snapshot.

        They ran when it was made or brought up to date.
        """
        return self.reported_findings()[0]

    def reported_findings(self) -> tuple[tuple[Finding, ...], int]:
        """Return the findings that count, and how many others the dataset accepts."""
        # There can be 100,000 of them.
        with gc_disabled():
            return self._read_findings()

    def _read_findings(self) -> tuple[tuple[Finding, ...], int]:
        query = "SELECT findings FROM file WHERE findings <> '[]'"
        rows: list[Any] = []
        for _, in_file in self.decoded_rows("findings", query):
            rows.extend(in_file)
        rows.extend(self.with_rebuild(lambda: decode_json(self.meta["across"])))
        acceptances = self.with_rebuild(lambda: decode_json(self.meta["accepted"]))
        if not rows and not acceptances:
            return (), 0
        # Most calls find nothing, so they do not load this.
        from cbi_cli.core.findings import finding_from_json
        from cbi_cli.index.accepted import apply_acceptances

        return apply_acceptances([finding_from_json(row) for row in rows], acceptances)


def read_own_words(meta: Mapping[str, str]) -> OwnWords:
    """Return the words that a dataset adds to the vocabularies, from the meta data of its snapshot."""
    # Most datasets have none, and load nothing for it.
    if meta.get("terms", "").endswith(", []]"):
        return ()
    from cbi_cli.records.terms import terms_from_meta

    return terms_from_meta(meta).words


def decode_json(text: str) -> Any:
    """Return the value of a JSON text of a snapshot.

    Raise the error of a damaged database if it is not JSON.
    """
    try:
        return json.loads(text)
    except (TypeError, ValueError) as error:
        raise sqlite3.DatabaseError("the snapshot contains text that is not JSON") from error


def damage_error() -> CbiError:
    """Return the error of a call that has read from a damaged snapshot."""
    return CbiError(message("the cache was damaged, and has been rebuilt"), message("repeat the command"))


def rebuild_damaged_snapshots(since: float) -> bool:
    """Build again the snapshots of the cache that were opened since a moment of the monotonic clock.

    Tell whether one of them was damaged. Those that an earlier call has left open explain no error of this one.
    """
    opened = [snapshot for snapshot in list(_REPAIRABLE_SNAPSHOTS) if snapshot.opened_at >= since]
    damaged = [snapshot for snapshot in opened if snapshot.rebuild_if_damaged()]
    return bool(damaged)


def _count_rows(connection: sqlite3.Connection) -> dict[str, Counter[tuple[Any, ...]]]:
    """Return the rows of each table, each with the number of times it is there, and what SQLite finds wrong."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    names = {name for (name,) in connection.execute(query)} - _UNCOMPARED_TABLES
    queries = {name: f'SELECT * FROM "{name}"' for name in names}  # noqa: S608 - the names of our own tables
    # The indexes need not say what the tables say.
    queries["integrity"] = "PRAGMA integrity_check"
    return {name: Counter(map(tuple, connection.execute(sql))) for name, sql in queries.items()}
