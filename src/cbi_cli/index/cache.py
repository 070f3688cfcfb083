"""The snapshot in the user's cache folder.

It is used if it is intact and fresh, and never trusted otherwise. A snapshot is an SQLite file. A new one replaces the
file by a rename; an update changes it in a transaction. A file next to it, its *seal*, records the times at which this
program left it, so any other write is noticed.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import stat
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from cbi_cli import __version__
from cbi_cli.core.dates import day_number
from cbi_cli.core.settings import Cache, Settings
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.index.staleness import FileChanges, KnownFiles, find_changes, read_known_files
from cbi_cli.workspace.entries import WorkTree
from cbi_cli.workspace.fingerprints import stat_fingerprint
from cbi_cli.workspace.locate import DatasetLocation

TABLES_VERSION = 16
"""Raised with every change of the tables, of what fills them, or of a check."""

LOCK_TIMEOUT_SECONDS = 2.0

_FOLDERS_BEHIND_SNAPSHOTS = ("", "core", "toml", "records", "dataset", "rules", "workspace", "index", "loading")
"""Folders of the program with code that decides what is in a snapshot."""

Rebuild = Callable[[Mapping[str, int]], sqlite3.Connection]
"""Builds a snapshot from the files, which get the numbers that they had."""


class CacheStatus(Enum):
    """What the cache has for a dataset."""

    FRESH = "the snapshot can be used as it is"
    STALE = "the snapshot can be updated"
    MISSING = "there is no snapshot of this dataset by this program"
    CORRUPT = "there is a snapshot that something else has changed, or that cannot be read"


class CacheEntry(NamedTuple):
    """The status of a cached snapshot, and the snapshot if it is fresh."""

    status: CacheStatus
    snapshot: Snapshot | None = None


class SnapshotCache:
    """The cached snapshot of one dataset.

    `path` is None if nothing is cached: for a git revision, if the user turned the cache off, and if other users can
    write to its folder.
    """

    def __init__(self, location: DatasetLocation, settings: Settings) -> None:
        self.root = location.root
        self.today = settings.today
        self.rebuilds = settings.cache.rebuild
        self.path = _snapshot_path(location, settings.cache)

    def load(self, rebuild: Rebuild | None = None) -> CacheEntry:
        """Open the snapshot if it is fresh.

        `rebuild` builds it from the files if a query finds damage later.
        """
        if self.path is None or self.rebuilds or not os.path.lexists(self.path):
            return CacheEntry(CacheStatus.MISSING)
        try:
            connection = _open_for_reading(self.path)
            if connection is None:
                return CacheEntry(CacheStatus.CORRUPT)
            return self._check_freshness(connection, rebuild)
        except (sqlite3.Error, OSError, LookupError, TypeError, ValueError):
            # SQLite and our own decoding fail in many ways on damaged data; the files have everything.
            return CacheEntry(CacheStatus.CORRUPT)

    def open_for_update(self) -> sqlite3.Connection | None:
        """Open the snapshot in a transaction for changing it.

        Return None if it must be built again.
        """
        if self.path is None:
            return None
        try:
            _refuse_foreign_file(self.path)
            connection = sqlite3.connect(self.path, timeout=LOCK_TIMEOUT_SECONDS, isolation_level=None)
            # A process that dies in the middle leaves a file that does not match its seal, so no journal is needed.
            connection.execute("PRAGMA journal_mode = MEMORY")
            # Spilled pages would have to wait for all readers.
            connection.execute("PRAGMA cache_spill = OFF")
            # Nobody may read the changed file before it is sealed.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN IMMEDIATE")
            return _verify_seal(connection, self.path)
        except (OSError, sqlite3.Error, ValueError):
            # ValueError: an error message of SQLite quotes bytes of the file that are not text.
            return None

    def commit(self, connection: sqlite3.Connection) -> None:
        """Keep the changes of a connection of `open_for_update`.

        Others can read again.
        """
        assert self.path is not None  # noqa: S101 - the connection is to this file
        connection.commit()
        _write_seal(self.path)
        connection.execute("PRAGMA locking_mode = NORMAL")
        # SQLite gives up its exclusive lock at the next access.
        connection.execute("SELECT 1 FROM meta")

    def save(self, connection: sqlite3.Connection) -> None:
        """Write a new snapshot in place of the one in the cache; ignore failures.

        The answer is at hand without the cache; the next call is only slower.
        """
        if self.path is None:
            return
        temporary = self.path.with_name(f"{self.path.name}.{os.getpid()}.tmp")
        try:
            _copy_database(connection, temporary)
            # Others see the old snapshot or the new one, never a part of it.
            os.replace(temporary, self.path)
            _write_seal(self.path)
        except (OSError, sqlite3.Error):
            with contextlib.suppress(OSError):
                temporary.unlink()

    def with_repair(
        self, connection: sqlite3.Connection, known: KnownFiles, rebuild: Rebuild | None, remembered: bool = True
    ) -> Snapshot:
        """Return the snapshot of a connection to the cached file.

        It builds itself again if it is damaged. Files keep their numbers, so that rows read before and after the repair
        belong together.
        """
        if rebuild is None:
            return Snapshot(connection, remembered)
        numbers = {name: file.number for name, file in known.files.items()}
        return Snapshot(connection, remembered, rebuild=lambda: rebuild(numbers))

    def _check_freshness(self, connection: sqlite3.Connection, rebuild: Rebuild | None) -> CacheEntry:
        known = read_known_files(connection)
        snapshot = self.with_repair(connection, known, rebuild)
        if snapshot.meta.get("made_by") != cache_key(self.root):
            return CacheEntry(CacheStatus.MISSING)
        if not _future_events_unchanged(snapshot, self.today):
            return CacheEntry(CacheStatus.STALE)
        changes = find_changes(known, WorkTree(self.root))
        if not changes.is_fresh:
            return CacheEntry(CacheStatus.STALE)
        if changes.touched:
            # An open reader would keep the update waiting.
            snapshot.close()
            return self._update_stats(changes, known, rebuild)
        return CacheEntry(CacheStatus.FRESH, snapshot)

    def _update_stats(self, changes: FileChanges, known: KnownFiles, rebuild: Rebuild | None) -> CacheEntry:
        """Write new times for files of which only the times have changed.

        Then open the snapshot again.
        """
        assert self.path is not None  # noqa: S101 - there is a snapshot
        writable = self.open_for_update()
        if writable is not None:
            with contextlib.closing(writable):
                writable.executemany("UPDATE file SET stat = ?, read_ns = ? WHERE number = ?", changes.touched)
                self.commit(writable)
        connection = _open_for_reading(self.path)
        if connection is None:
            return CacheEntry(CacheStatus.CORRUPT)
        return CacheEntry(CacheStatus.FRESH, self.with_repair(connection, known, rebuild))


def is_on_disk(connection: sqlite3.Connection) -> bool:
    """Tell whether a database is a file that others can open.

    A private one is not.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    file = cursor.execute("PRAGMA database_list").fetchone()[2]
    return os.path.isabs(file) and os.path.exists(file)


def disable_durability(connection: sqlite3.Connection) -> None:
    """Prepare a database that nothing else can open.

    It is thrown away if the work is not finished.
    """
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")


def cache_key(root: Path) -> str:
    """Return what a snapshot is valid for.

    This is this program, these tables, and this folder.
    """
    program = program_key(Path(__file__).resolve().parent.parent)
    return json.dumps([__version__, TABLES_VERSION, sqlite3.sqlite_version, os.fspath(root), program])


def program_key(package: Path) -> int:
    """Return a number that identifies the code of the program.

    Two builds of a version share no snapshot. An installed package has a list of its files with their digests.
    Otherwise, as in a checkout, the names, sizes and times of the files are used.
    """
    record = package.parent / f"cbi_cli-{__version__}.dist-info" / "RECORD"
    try:
        return zlib.crc32(record.read_bytes())
    except OSError:
        pass
    key = 0
    for folder in _FOLDERS_BEHIND_SNAPSHOTS:
        with os.scandir(package / folder) as entries:
            files = {entry.name: entry.stat() for entry in entries if entry.name.endswith((".py", ".sql"))}
        for name, info in sorted(files.items()):
            line = f"{folder}/{name} {info.st_size} {info.st_mtime_ns}"
            key = zlib.crc32(line.encode(), key)
    return key


def _future_events_unchanged(snapshot: Snapshot, today: date) -> bool:
    """Return whether the same events are still to come.

    They are compared with those when the snapshot was checked.
    """
    checked_on = snapshot.meta["day"]
    latest_compared = snapshot.meta["latest"]
    # A date after the earlier of the two days may be in the future on one of them only.
    if checked_on != today.isoformat() and min(checked_on, today.isoformat()) < latest_compared:
        return False
    query = "SELECT COUNT(*) FROM event WHERE start_day > :today AND held = 1"
    ((future,),) = snapshot.rows(query, today=day_number(today))
    return snapshot.meta["future"] == str(future)


def _snapshot_path(location: DatasetLocation, cache: Cache) -> Path | None:
    folder = cache.folder
    if folder is None or location.revision or not cache.is_on:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        info = folder.stat()
    except OSError:
        return None
    if not _is_owned_by_user(info) or info.st_mode & stat.S_IWOTH:
        return None
    # Folders in different places can have the same name.
    name = zlib.crc32(os.fsencode(location.root))
    return folder.absolute() / f"{location.root.name}-{name:08x}.sqlite"


def _open_for_reading(path: Path) -> sqlite3.Connection | None:
    """Open a snapshot for reading.

    Return None if something else has written to it.
    """
    _refuse_foreign_file(path)
    uri = f"{path.as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=LOCK_TIMEOUT_SECONDS, isolation_level=None)
    # From the first query of the transaction on nobody else can change the file.
    connection.execute("BEGIN")
    connection.execute("SELECT 1 FROM meta")
    return _verify_seal(connection, path)


def _refuse_foreign_file(path: Path) -> None:
    """Raise OSError if a path is a link, a device, or not owned by the user."""
    info = path.lstat()
    if not stat.S_ISREG(info.st_mode) or not _is_owned_by_user(info):
        raise OSError(f"{path} is not owned by the current user")


def _is_owned_by_user(info: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or info.st_uid == os.geteuid()


def _copy_database(connection: sqlite3.Connection, path: Path) -> None:
    """Write a database into a new file that only the user can read."""
    # A process that was killed may have had the same number.
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.close(handle)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as copy:
        disable_durability(copy)
        connection.backup(copy)


def _seal_path(path: Path) -> Path:
    return path.with_suffix(".seal")


def _write_seal(path: Path) -> None:
    """Record the times of a snapshot as they are now.

    Without a seal it is built again.
    """
    # A link that somebody has put there must not be followed.
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    seal = stat_fingerprint(path)
    with contextlib.suppress(OSError):
        handle = os.open(_seal_path(path), flags, 0o600)
        with open(handle, "wb") as file:
            file.write(seal.encode("ascii"))


def _verify_seal(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection | None:
    """Return the connection if the file is as it was when it was sealed.

    If something has written to it since then, close it and return None.
    """
    with contextlib.suppress(OSError):
        seal = _seal_path(path).read_bytes()
        if seal == stat_fingerprint(path).encode("ascii"):
            return connection
    connection.close()
    return None
