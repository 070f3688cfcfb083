"""From a place to an open store, by way of the snapshot."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date
from itertools import count
from pathlib import Path

from cbi_cli.core.dates import day_number
from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import Cache, Settings
from cbi_cli.index.snapshot import (
    Snapshot,
    append_checksum,
    cache_key,
    is_on_disk,
    open_for_reading,
    open_for_update,
    save_snapshot,
    snapshot_path,
    temporary_path,
    write_seal,
)
from cbi_cli.index.staleness import ChangedFile, FileChanges, find_changes
from cbi_cli.workspace.entries import LeftoverReason, WorkTree
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.reader import list_leftover, read_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cbi_cli.dataset.model import Dataset
    from cbi_cli.index.update import RuleSet

Rebuild = Callable[[Mapping[str, int]], sqlite3.Connection]
"""Builds a snapshot from the files, which keep these numbers."""

_NO_NUMBERS: Mapping[str, int] = {}

ON_DISK_MIN_BYTES = 2_000_000
"""Bytes of text from which on a snapshot is built on the disk."""


def _ignore_progress(done: float) -> None:
    """Nobody wants to know how far the reading is."""


def load_snapshot(
    location: DatasetLocation,
    checks: Callable[[], RuleSet],
    settings: Settings,
    on_progress: Callable[[float], None] | None = None,
) -> Snapshot:
    """Return the snapshot of a dataset as it is if it is fresh, else brought up to date, else built from the files.

    ``checks`` gives the checks if they are needed; ``on_progress`` is told how much of what has to be read was read.
    Raises CbiError when files or the revision cannot be read, or when there is nothing to read.
    """
    path = snapshot_path(location, settings.cache)
    today = settings.today
    tell = on_progress or _ignore_progress

    def rebuild(numbers: Mapping[str, int]) -> sqlite3.Connection:
        return _build_snapshot(path, location.root, checks(), today, tell, numbers)

    snapshot = load_if_fresh(location, settings, rebuild)
    if snapshot is not None:
        return snapshot
    if location.revision:
        return build_in_memory(read_files(location), checks(), today)
    if path and not settings.cache.rebuild:
        connection = _open_updated(path, location.root, checks, today, tell)
        if connection is not None:
            return Snapshot(connection, rebuild=_make_rebuild(connection, rebuild))
    return Snapshot(_build_snapshot(path, location.root, checks(), today, tell))


def _make_rebuild(connection: sqlite3.Connection, rebuild: Rebuild | None) -> Callable[[], sqlite3.Connection] | None:
    """Return what builds a snapshot on the disk again; None for one in memory, which nothing can damage.

    Its files keep their numbers, so that rows read before and after belong together.
    """
    if rebuild is None or not is_on_disk(connection):
        return None
    cursor = connection.cursor()
    cursor.row_factory = None
    numbers = {str(name): int(number) for name, number in cursor.execute("SELECT name, number FROM file")}
    return lambda: rebuild(numbers)


def load_if_fresh(location: DatasetLocation, settings: Settings, rebuild: Rebuild | None = None) -> Snapshot | None:
    """Return the snapshot of a folder, or None if something has to be done: missing, stale, damaged, or a revision.

    ``rebuild`` builds it from the files if damage is found later, in a query.
    """
    path = snapshot_path(location, settings.cache)
    if path is None or settings.cache.rebuild:
        return None
    connection = open_for_reading(path)
    if connection is None:
        return None
    try:
        snapshot = Snapshot(connection, remembered=True, rebuild=_make_rebuild(connection, rebuild))
        if snapshot.meta.get("made_by") != cache_key(location.root) or not _future_events_unchanged(
            snapshot, settings.today
        ):
            return None
        found = find_changes(connection, WorkTree(location.root))
        if found.is_fresh and found.touched:
            connection.close()
            return _update_stats(path, found, rebuild)
        return snapshot if found.is_fresh else None
    except (sqlite3.Error, LookupError, TypeError, ValueError):
        # Whatever is wrong with it, the files are there to build it anew.
        return None


def _update_stats(path: Path, found: FileChanges, rebuild: Rebuild | None) -> Snapshot | None:
    """The same snapshot with new times for files of which the times alone have changed."""
    connection = open_for_update(path)
    if connection is not None:
        with contextlib.closing(connection):
            connection.executemany("UPDATE file SET stat = ?, read_ns = ? WHERE number = ?", found.touched)
            save_snapshot(path, connection)
    again = open_for_reading(path)
    return Snapshot(again, remembered=True, rebuild=_make_rebuild(again, rebuild)) if again else None


def build_from_dataset(dataset: Dataset) -> Snapshot:
    """A store of a dataset that was checked already; CbiError for one without a valid ``dataset.toml``."""
    from cbi_cli.dataset.load import split_by_file
    from cbi_cli.index.update import NO_RULES

    if dataset.info is None:
        raise CbiError("the dataset has no valid dataset.toml", "`cbi validate` says what is wrong")
    return build_from_parts(
        {next(iter(part.documents)): part for part in split_by_file(dataset)}, {}, NO_RULES, date.min
    )


def build_in_memory(files: Mapping[str, bytes], checks: RuleSet, today: date) -> Snapshot:
    """A store in memory of files given by their paths inside a dataset's folder; nothing is kept of it."""
    from cbi_cli.dataset.load import load_file
    from cbi_cli.records.file_kinds import file_kind

    if not files:
        raise CbiError("there is no dataset", "`cbi init DIR --from us-mexico` creates one")
    parts = {name: load_file(name, raw) for name, raw in files.items() if file_kind(name)}
    return build_from_loaded_files(files, parts, checks, today)


def build_from_loaded_files(
    files: Mapping[str, bytes], parts: Mapping[str, Dataset], checks: RuleSet, today: date
) -> Snapshot:
    """A store in memory of files of which the data were loaded already."""
    return build_from_parts(parts, list_leftover(files), checks, today)


def build_from_parts(
    parts: Mapping[str, Dataset], leftover: Mapping[str, LeftoverReason], checks: RuleSet, today: date
) -> Snapshot:
    """The same with the entries that are left over."""
    from cbi_cli.index.update import build_tables_from_parts

    head = parts.get("dataset.toml")
    languages = head.languages if head else ()
    connection = sqlite3.connect(":memory:", isolation_level=None)
    build_tables_from_parts(
        connection, {name: part.with_languages(languages) for name, part in parts.items()}, leftover, checks, today
    )
    return Snapshot(connection)


def open_preview(
    snapshot: Snapshot, location: DatasetLocation, part: Dataset, checks: RuleSet, settings: Settings
) -> Snapshot:
    """The store as it would be if one file of events were another, in a transaction that is never carried out."""
    from cbi_cli.index.update import apply_preview

    today = settings.today

    def changed() -> sqlite3.Connection:
        connection = _open_writable_copy(snapshot, location, settings.cache)
        apply_preview(connection, WorkTree(location.root), part, checks, today)
        return connection

    def without_snapshot() -> sqlite3.Connection:
        base = _build_snapshot(None, location.root, checks, today, _ignore_progress)
        base.execute("BEGIN")
        apply_preview(base, WorkTree(location.root), part, checks, today)
        return base

    return Snapshot(snapshot.with_rebuild(changed), rebuild=without_snapshot)


def _open_writable_copy(snapshot: Snapshot, location: DatasetLocation, cache: Cache) -> sqlite3.Connection:
    """A connection in which a store can be changed: to its file, for changes that are taken back, or to a copy."""
    path = snapshot_path(location, cache) if is_on_disk(snapshot.connection) else None
    found = open_for_update(path) if path else None
    if found is not None:
        return found
    copy = sqlite3.connect(":memory:", isolation_level=None)
    snapshot.connection.backup(copy)
    copy.execute("BEGIN")
    return copy


def _future_events_unchanged(snapshot: Snapshot, today: date) -> bool:
    """Whether what is still to come is the same as on the day of the snapshot."""
    day, latest = snapshot.meta["day"], snapshot.meta["latest"]
    if day != today.isoformat() and min(day, today.isoformat()) < latest:
        return False
    query = "SELECT COUNT(*) FROM event WHERE start_day > :today AND held = 1"
    return snapshot.meta["future"] == str(snapshot.rows(query, today=day_number(today))[0][0])


def _open_updated(
    path: Path, root: Path, checks: Callable[[], RuleSet], today: date, tell: Callable[[float], None]
) -> sqlite3.Connection | None:
    """The snapshot with what has changed since; None where it has to be built anew."""
    connection = open_for_update(path)
    if connection is None:
        return None
    try:
        meta = dict(connection.execute("SELECT name, value FROM meta"))
        if meta.get("made_by") == cache_key(root):
            from cbi_cli.index.update import update_tables

            tree = WorkTree(root)
            update_tables(connection, tree, find_changes(connection, tree), checks(), today, tell)
            save_snapshot(path, connection)
            return connection
    except (sqlite3.Error, LookupError, TypeError, ValueError):
        pass
    connection.close()
    return None


def _build_snapshot(
    path: Path | None,
    root: Path,
    checks: RuleSet,
    today: date,
    tell: Callable[[float], None],
    numbers: Mapping[str, int] = _NO_NUMBERS,
) -> sqlite3.Connection:
    """Build a snapshot: in memory, or on the disk if much has to be read, and keep it if there is a place for it.

    ``numbers`` are those that files have had; others get free ones.
    """
    from cbi_cli.index.build import disable_durability, make_tables
    from cbi_cli.index.update import build_tables

    tree = WorkTree(root)
    with contextlib.closing(sqlite3.connect(":memory:")) as empty:
        make_tables(empty)
        found = find_changes(empty, tree)
    found = found._replace(changed=_assign_numbers(found.changed, numbers))
    if not found.changed:
        raise CbiError(f"{root} contains no dataset", "`cbi init DIR --from us-mexico` creates one")
    small = sum(one.size for one in found.changed) < ON_DISK_MIN_BYTES
    temporary = temporary_path(path) if path and not small else None
    if temporary:
        temporary.unlink(missing_ok=True)  # a process that was killed may have had the same number
    connection = sqlite3.connect(":memory:" if small else temporary or "", isolation_level=None)
    try:
        disable_durability(connection)
        build_tables(connection, tree, found, checks, today, tell)
        connection.commit()
        if path and small:
            save_snapshot(path, connection)
        elif path and temporary:
            connection.close()
            append_checksum(temporary)
            os.replace(temporary, path)
            write_seal(path)
            connection = open_for_reading(path) or _raise_changed(path)
    except BaseException:
        connection.close()
        if temporary:
            with contextlib.suppress(OSError):
                temporary.unlink()
        raise
    return connection


def _assign_numbers(files: tuple[ChangedFile, ...], numbers: Mapping[str, int]) -> tuple[ChangedFile, ...]:
    """Give files the numbers that they have had."""
    if not numbers:
        return files
    free = count(max(numbers.values()) + 1)
    return tuple(one._replace(number=numbers[one.name] if one.name in numbers else next(free)) for one in files)


def _raise_changed(path: Path) -> sqlite3.Connection:
    raise CbiError(f"the cache {path} was changed while it was written", "try again, or set CBI_NO_CACHE=1")
