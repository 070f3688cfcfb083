"""The snapshot in the user's cache folder: read while it is whole and fresh, never trusted otherwise.

A small snapshot ends with a checksum, is read as a whole, and is replaced as a whole. A large one is opened as a file
and changed in a transaction of SQLite's; a file beside it, its seal, says at what time this program left it. Whatever
else has written to it has changed that time.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import stat
import zlib
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from cbi_cli import __version__
from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import Cache
from cbi_cli.workspace.fingerprints import stat_fingerprint
from cbi_cli.workspace.locate import DatasetLocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cbi_cli.core.findings import Finding

TABLES_VERSION = 10
"""Raised with every change of the tables, of what fills them, or of a check."""

LARGE_CACHE_BYTES = 4 * 1024 * 1024
"""Bytes from which on a snapshot is not read as a whole."""

CHECKSUM_MAGIC = b"cbi-crc\n"
TRAILER_LENGTH = len(CHECKSUM_MAGIC) + 4
LOCK_TIMEOUT_SECONDS = 2.0

Answer = TypeVar("Answer")


class Snapshot:
    """A snapshot, open for reading; it closes when nothing refers to it any more.

    ``remembered`` says that the files were neither read nor checked for it, since nothing had changed. ``rebuild``
    gives a connection to the same snapshot built from the files again; it is used once, if SQLite finds damage in the
    file of the snapshot. Nothing above the store is repeated for that.
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

    def _set_connection(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        connection.row_factory = sqlite3.Row
        self.meta = {str(name): str(value) for name, value in connection.execute("SELECT name, value FROM meta")}

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the snapshot, so that others can change it; there is no reading from it after that."""
        self.connection.close()

    def rows(self, sql: str, **values: object) -> list[sqlite3.Row]:
        """Return all rows of a query with named parameters."""
        return self.with_rebuild(lambda: self.connection.execute(sql, values).fetchall())

    def iter_rows(self, sql: str, **values: object) -> Iterator[sqlite3.Row]:
        """Yield the same row by row, for those who keep less than all of them.

        Raises CbiError if the snapshot is damaged behind rows that were yielded, and its files now give other ones.
        """
        given = 0
        seen = 0
        try:
            for row in self.connection.execute(sql, values):
                if self._rebuild is not None:
                    given += 1
                    seen = hash((seen, *row))
                yield row
        except sqlite3.DatabaseError:
            self._rebuild_damaged()
        else:
            return
        yield from self._rest(given, seen, sql, values)

    def _rest(self, given: int, seen: int, sql: str, values: Mapping[str, object]) -> Iterator[sqlite3.Row]:
        """Yield the rows behind those that came from the damaged snapshot, which must be the first of the new one."""
        rows = self.connection.execute(sql, values)
        again = 0
        for row in islice(rows, given):
            again = hash((again, *row))
        if again != seen:
            raise CbiError("the cache was damaged, and has been rebuilt", "repeat the command")
        yield from rows

    def with_rebuild(self, read: Callable[[], Answer]) -> Answer:
        """Return what a reading of the connection gives; if it finds damage, build the snapshot and read once more."""
        try:
            return read()
        except sqlite3.DatabaseError:
            self._rebuild_damaged()
        return read()

    def _rebuild_damaged(self) -> None:
        """Replace a damaged snapshot; call it while the error of SQLite is handled, which is raised if it cannot be."""
        rebuild, self._rebuild = self._rebuild, None
        if rebuild is None:
            raise  # noqa: PLE0704 - the error that is being handled
        self.connection.close()
        self._set_connection(rebuild())

    def record(self, kind: str, name: str) -> dict[str, Any] | None:
        """Return a record as its file has it, defaults left out; None if there is none."""
        query = "SELECT json FROM record WHERE kind = :kind AND id = :name"
        found = self.decoded_rows("json", query, kind=kind, name=name)
        return dict(found[0][1]) if found else None

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Return all records of a kind by id; indicators in the order of their file, which is that of the scorecard."""
        query = """
        SELECT r.json FROM record AS r JOIN file AS f ON f.number = r.file
        WHERE r.kind = :kind
        ORDER BY CASE WHEN r.kind = 'indicator' THEN r.position END, r.id
        """
        return [dict(value) for _, value in self.decoded_rows("json", query, kind=kind)]

    def decoded_rows(self, column: str, sql: str, **values: object) -> list[tuple[sqlite3.Row, Any]]:
        """Return all rows of a query, each with the value of its column that holds JSON.

        Whoever needs the JSON of the snapshot asks here: a text that is not JSON is damage that SQLite does not see.
        """
        return self.with_rebuild(
            lambda: [(row, _decode_json(row[column])) for row in self.connection.execute(sql, values)]
        )

    def findings(self) -> tuple[Finding, ...]:
        """Return everything that the checks found when the snapshot was made or brought up to date."""
        return self.reported_findings()[0]

    def reported_findings(self) -> tuple[tuple[Finding, ...], int]:
        """Return the findings that count, and how many others the dataset accepts."""
        query = "SELECT findings FROM file WHERE findings <> '[]'"
        found = [ones for _, ones in self.decoded_rows("findings", query)]
        across, accepted = self.with_rebuild(
            lambda: (_decode_json(self.meta["across"]), _decode_json(self.meta["accepted"]))
        )
        found.append(across)
        if not any(found) and not accepted:
            return (), 0
        from cbi_cli.core.findings import finding_from_json
        from cbi_cli.index.accepted import apply_acceptances

        return apply_acceptances((finding_from_json(one) for ones in found for one in ones), accepted)


def _decode_json(text: str) -> Any:
    """Return the value of a text of JSON; raises the error of a damaged database if it is none."""
    try:
        return json.loads(text)
    except (TypeError, ValueError) as error:
        raise sqlite3.DatabaseError("the snapshot contains text that is not JSON") from error


def cache_key(root: Path) -> str:
    """What a snapshot is good for: this program, these tables, this folder."""
    return json.dumps(
        [
            __version__,
            TABLES_VERSION,
            sqlite3.sqlite_version,
            os.fspath(root),
            program_key(Path(__file__).resolve().parent.parent),
        ]
    )


def open_for_reading(path: Path) -> sqlite3.Connection | None:
    """A connection to a whole snapshot, for reading; None where there is none, or none that can be trusted."""
    try:
        raw = _read_own_file(path)
        if raw is not None:
            return _open_from_bytes(raw)
        connection = sqlite3.connect(
            f"{path.as_uri()}?mode=ro", uri=True, timeout=LOCK_TIMEOUT_SECONDS, isolation_level=None
        )
        connection.execute("BEGIN")
        connection.execute("SELECT 1 FROM meta")  # from here on nobody else can change it
        return _verify_seal(connection, path)
    except (OSError, sqlite3.Error, ValueError):
        # The last where an error of SQLite's quotes bytes of the file that are no text.
        return None


def open_for_update(path: Path) -> sqlite3.Connection | None:
    """A connection to a snapshot for changing it, in a transaction; None where it has to be built anew."""
    try:
        raw = _read_own_file(path)
        if raw is None:
            connection: sqlite3.Connection | None = sqlite3.connect(
                path, timeout=LOCK_TIMEOUT_SECONDS, isolation_level=None
            )
        else:
            connection = _open_from_bytes(raw)
        if connection is not None:
            connection.execute("PRAGMA journal_mode = MEMORY")  # one that was left half written has no seal
            connection.execute("PRAGMA cache_spill = OFF")  # a reader of the same file must not be waited for
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # until it is sealed, nobody can read it
            connection.execute("BEGIN IMMEDIATE")
        return connection if raw is not None or connection is None else _verify_seal(connection, path)
    except (OSError, sqlite3.Error, ValueError):
        # The last where an error of SQLite's quotes bytes of the file that are no text.
        return None


def save_snapshot(path: Path, connection: sqlite3.Connection) -> None:
    """Save the content of a connection of `open_for_update`, or of a new database in memory; ignore failures."""
    if connection.in_transaction:
        connection.commit()
    if is_on_disk(connection):
        write_seal(path)
        connection.execute("PRAGMA locking_mode = NORMAL")
        connection.execute("SELECT 1 FROM meta")
        return
    raw = connection.serialize()
    temporary = temporary_path(path)
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(raw + _checksum_trailer(raw))
        os.replace(temporary, path)
        write_seal(path)
    except OSError:
        # The answer is already at hand in memory; without a cache the next call is slower, not wrong.
        with contextlib.suppress(OSError):
            temporary.unlink()


def append_checksum(path: Path) -> None:
    """Give a snapshot that was written as a file the end by which a small one is known."""
    if path.stat().st_size < LARGE_CACHE_BYTES:
        with path.open("ab") as file:
            file.write(_checksum_trailer(path.read_bytes()))


def write_seal(path: Path) -> None:
    """Note the times of a large snapshot as they are now; without that it will be built anew."""
    with contextlib.suppress(OSError):
        if path.stat().st_size >= LARGE_CACHE_BYTES:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
            with open(os.open(_seal_path(path), flags, 0o600), "wb") as file:
                file.write(stat_fingerprint(path).encode("ascii"))


def _seal_path(path: Path) -> Path:
    return path.with_suffix(".seal")


def _verify_seal(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection | None:
    """A connection to a large snapshot, or None where somebody has written to it since it was sealed."""
    with contextlib.suppress(OSError):
        if _seal_path(path).read_bytes() == stat_fingerprint(path).encode("ascii"):
            return connection
    connection.close()
    return None


def temporary_path(path: Path) -> Path:
    """Where a new snapshot is written before it takes its place."""
    return path.with_name(f"{path.name}.{os.getpid()}.tmp")


def snapshot_path(location: DatasetLocation, cache: Cache) -> Path | None:
    """Where the snapshot of a folder lies; None where none is kept.

    That is for git revisions, where the user wants none, and where others than the user can write to the folder.
    """
    folder = cache.folder
    if folder is None or location.revision or not cache.is_on:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _is_owned_by_user(folder.stat()) or folder.stat().st_mode & stat.S_IWOTH:
            return None
    except OSError:
        return None
    name = zlib.crc32(os.fsencode(location.root))
    return folder.absolute() / f"{location.root.name}-{name:08x}.sqlite"


def _read_own_file(path: Path) -> bytes | None:
    """The bytes of a small snapshot, or None of a large one; OSError where it is no file of the user's own."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with open(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or not _is_owned_by_user(found):
            raise OSError(f"{path} is not owned by the current user")
        return file.read() if found.st_size < LARGE_CACHE_BYTES else None


def _is_owned_by_user(found: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or found.st_uid == os.geteuid()


def _open_from_bytes(raw: bytes) -> sqlite3.Connection | None:
    """A database in memory from the bytes of a small snapshot; None where its checksum is wrong."""
    body, end = raw[:-TRAILER_LENGTH], raw[-TRAILER_LENGTH:]
    if end != _checksum_trailer(body):
        return None
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(body)
    return connection


def _checksum_trailer(body: bytes) -> bytes:
    """What stands behind the bytes of a small snapshot; nothing does behind those of a large one."""
    return CHECKSUM_MAGIC + zlib.crc32(body).to_bytes(4, "big") if len(body) < LARGE_CACHE_BYTES else b""


def is_on_disk(connection: sqlite3.Connection) -> bool:
    """Whether a database is a file, and not in memory, where it may have a name too, or a nameless one."""
    cursor = connection.cursor()
    cursor.row_factory = None
    file = cursor.execute("PRAGMA database_list").fetchone()[2]
    return os.path.isabs(file) and os.path.exists(file)


def program_key(package: Path) -> int:
    """Return a number that stands for the code of the program, so that two builds of a version share no snapshot.

    An installed package has a list of its files with their digests; of any other, as in a checkout, names, sizes and
    times of the files count.
    """
    try:
        return zlib.crc32((package.parent / f"cbi_cli-{__version__}.dist-info" / "RECORD").read_bytes())
    except OSError:
        pass
    key = 0
    for room in ("", "core", "toml", "records", "dataset", "rules", "workspace", "index"):
        with os.scandir(package / room) as entries:
            files = {one.name: one.stat() for one in entries if one.name.endswith((".py", ".sql"))}
        for name, found in sorted(files.items()):
            key = zlib.crc32(f"{room}/{name} {found.st_size} {found.st_mtime_ns}".encode(), key)
    return key
