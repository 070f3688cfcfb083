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
from cbi_cli.store.entries import Reason, WorkTree
from cbi_cli.store.files import leftover_of, read_files
from cbi_cli.store.place import Place
from cbi_cli.store.scan import Changed, Scan, scan
from cbi_cli.store.snapshot import (
    Store,
    edit,
    finish,
    is_on_disk,
    keep,
    made_by,
    read,
    seal,
    snapshot_path,
    temporary_for,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cbi_cli.dataset.model import Dataset
    from cbi_cli.store.refresh import Checks

Rebuild = Callable[[Mapping[str, int]], sqlite3.Connection]
"""Builds a snapshot from the files, which keep these numbers."""

_NO_NUMBERS: Mapping[str, int] = {}

_MUCH = 2_000_000
"""Bytes of text from which on a snapshot is built on the disk."""


def _silent(done: float) -> None:
    """Nobody wants to know how far the reading is."""


def load_snapshot(
    place: Place,
    checks: Callable[[], Checks],
    settings: Settings,
    on_progress: Callable[[float], None] | None = None,
) -> Store:
    """Return the snapshot of a dataset as it is if it is fresh, else brought up to date, else built from the files.

    ``checks`` gives the checks if they are needed; ``on_progress`` is told how much of what has to be read was read.
    Raises CbiError when files or the revision cannot be read, or when there is nothing to read.
    """
    path = snapshot_path(place, settings.cache)
    today = settings.today
    tell = on_progress or _silent

    def rebuild(numbers: Mapping[str, int]) -> sqlite3.Connection:
        return _built(path, place.root, checks(), today, tell, numbers)

    store = load_if_fresh(place, settings, rebuild)
    if store is not None:
        return store
    if place.revision:
        return store_of(read_files(place), checks(), today)
    if path and not settings.cache.rebuild:
        connection = _updated(path, place.root, checks, today, tell)
        if connection is not None:
            return Store(connection, rebuild=_rebuilding(connection, rebuild))
    return Store(_built(path, place.root, checks(), today, tell))


def _rebuilding(connection: sqlite3.Connection, rebuild: Rebuild | None) -> Callable[[], sqlite3.Connection] | None:
    """Return what builds a snapshot on the disk again; None for one in memory, which nothing can damage.

    Its files keep their numbers, so that rows read before and after belong together.
    """
    if rebuild is None or not is_on_disk(connection):
        return None
    cursor = connection.cursor()
    cursor.row_factory = None
    numbers = {str(name): int(number) for name, number in cursor.execute("SELECT name, number FROM file")}
    return lambda: rebuild(numbers)


def load_if_fresh(place: Place, settings: Settings, rebuild: Rebuild | None = None) -> Store | None:
    """Return the snapshot of a folder, or None if something has to be done: missing, stale, damaged, or a revision.

    ``rebuild`` builds it from the files if damage is found later, in a query.
    """
    path = snapshot_path(place, settings.cache)
    if path is None or settings.cache.rebuild:
        return None
    connection = read(path)
    if connection is None:
        return None
    try:
        store = Store(connection, remembered=True, rebuild=_rebuilding(connection, rebuild))
        if store.meta.get("made_by") != made_by(place.root) or not _same_future(store, settings.today):
            return None
        found = scan(connection, WorkTree(place.root))
        if found.is_fresh and found.touched:
            connection.close()
            return _stamped_anew(path, found, rebuild)
        return store if found.is_fresh else None
    except (sqlite3.Error, LookupError, TypeError, ValueError):
        # Whatever is wrong with it, the files are there to build it anew.
        return None


def _stamped_anew(path: Path, found: Scan, rebuild: Rebuild | None) -> Store | None:
    """The same snapshot with new times for files of which the times alone have changed."""
    connection = edit(path)
    if connection is not None:
        with contextlib.closing(connection):
            connection.executemany("UPDATE file SET stat = ?, read_ns = ? WHERE number = ?", found.touched)
            keep(path, connection)
    again = read(path)
    return Store(again, remembered=True, rebuild=_rebuilding(again, rebuild)) if again else None


def memory_store(dataset: Dataset) -> Store:
    """A store of a dataset that was checked already; CbiError for one without a valid ``dataset.toml``."""
    from cbi_cli.dataset.load import split
    from cbi_cli.store.refresh import UNCHECKED

    if dataset.info is None:
        raise CbiError("the dataset has no valid dataset.toml", "`cbi validate` says what is wrong")
    return store_of_parts({next(iter(part.documents)): part for part in split(dataset)}, {}, UNCHECKED, date.min)


def store_of(files: Mapping[str, bytes], checks: Checks, today: date) -> Store:
    """A store in memory of files given by their paths inside a dataset's folder; nothing is kept of it."""
    from cbi_cli.dataset.load import load_file
    from cbi_cli.schema.files import file_kind

    if not files:
        raise CbiError("there is no dataset", "`cbi init DIR --from us-mexico` creates one")
    parts = {name: load_file(name, raw) for name, raw in files.items() if file_kind(name)}
    return store_of_files(files, parts, checks, today)


def store_of_files(files: Mapping[str, bytes], parts: Mapping[str, Dataset], checks: Checks, today: date) -> Store:
    """A store in memory of files of which the data were loaded already."""
    return store_of_parts(parts, leftover_of(files), checks, today)


def store_of_parts(parts: Mapping[str, Dataset], leftover: Mapping[str, Reason], checks: Checks, today: date) -> Store:
    """The same with the entries that are left over."""
    from cbi_cli.store.refresh import build_from

    head = parts.get("dataset.toml")
    languages = head.languages if head else ()
    connection = sqlite3.connect(":memory:", isolation_level=None)
    build_from(
        connection, {name: part.in_languages(languages) for name, part in parts.items()}, leftover, checks, today
    )
    return Store(connection)


def supposed(store: Store, place: Place, part: Dataset, checks: Checks, settings: Settings) -> Store:
    """The store as it would be if one file of events were another, in a transaction that is never carried out."""
    from cbi_cli.store.refresh import suppose

    today = settings.today

    def changed() -> sqlite3.Connection:
        connection = _copied(store, place, settings.cache)
        suppose(connection, WorkTree(place.root), part, checks, today)
        return connection

    def without_snapshot() -> sqlite3.Connection:
        base = _built(None, place.root, checks, today, _silent)
        base.execute("BEGIN")
        suppose(base, WorkTree(place.root), part, checks, today)
        return base

    return Store(store.unharmed(changed), rebuild=without_snapshot)


def _copied(store: Store, place: Place, cache: Cache) -> sqlite3.Connection:
    """A connection in which a store can be changed: to its file, for changes that are taken back, or to a copy."""
    path = snapshot_path(place, cache) if is_on_disk(store.connection) else None
    found = edit(path) if path else None
    if found is not None:
        return found
    copy = sqlite3.connect(":memory:", isolation_level=None)
    store.connection.backup(copy)
    copy.execute("BEGIN")
    return copy


def _same_future(store: Store, today: date) -> bool:
    """Whether what is still to come is the same as on the day of the snapshot."""
    day, latest = store.meta["day"], store.meta["latest"]
    if day != today.isoformat() and min(day, today.isoformat()) < latest:
        return False
    query = "SELECT COUNT(*) FROM event WHERE start_day > :today AND held = 1"
    return store.meta["future"] == str(store.rows(query, today=day_number(today))[0][0])


def _updated(
    path: Path, root: Path, checks: Callable[[], Checks], today: date, tell: Callable[[float], None]
) -> sqlite3.Connection | None:
    """The snapshot with what has changed since; None where it has to be built anew."""
    connection = edit(path)
    if connection is None:
        return None
    try:
        meta = dict(connection.execute("SELECT name, value FROM meta"))
        if meta.get("made_by") == made_by(root):
            from cbi_cli.store.refresh import refresh

            tree = WorkTree(root)
            refresh(connection, tree, scan(connection, tree), checks(), today, tell)
            keep(path, connection)
            return connection
    except (sqlite3.Error, LookupError, TypeError, ValueError):
        pass
    connection.close()
    return None


def _built(
    path: Path | None,
    root: Path,
    checks: Checks,
    today: date,
    tell: Callable[[float], None],
    numbers: Mapping[str, int] = _NO_NUMBERS,
) -> sqlite3.Connection:
    """Build a snapshot: in memory, or on the disk if much has to be read, and keep it if there is a place for it.

    ``numbers`` are those that files have had; others get free ones.
    """
    from cbi_cli.store.fill import make_tables, quick
    from cbi_cli.store.refresh import build

    tree = WorkTree(root)
    with contextlib.closing(sqlite3.connect(":memory:")) as empty:
        make_tables(empty)
        found = scan(empty, tree)
    found = found._replace(changed=_numbered(found.changed, numbers))
    if not found.changed:
        raise CbiError(f"{root} contains no dataset", "`cbi init DIR --from us-mexico` creates one")
    small = sum(one.size for one in found.changed) < _MUCH
    temporary = temporary_for(path) if path and not small else None
    if temporary:
        temporary.unlink(missing_ok=True)  # a process that was killed may have had the same number
    connection = sqlite3.connect(":memory:" if small else temporary or "", isolation_level=None)
    try:
        quick(connection)
        build(connection, tree, found, checks, today, tell)
        connection.commit()
        if path and small:
            keep(path, connection)
        elif path and temporary:
            connection.close()
            finish(temporary)
            os.replace(temporary, path)
            seal(path)
            connection = read(path) or _gone(path)
    except BaseException:
        connection.close()
        if temporary:
            with contextlib.suppress(OSError):
                temporary.unlink()
        raise
    return connection


def _numbered(files: tuple[Changed, ...], numbers: Mapping[str, int]) -> tuple[Changed, ...]:
    """Give files the numbers that they have had."""
    if not numbers:
        return files
    free = count(max(numbers.values()) + 1)
    return tuple(one._replace(number=numbers[one.name] if one.name in numbers else next(free)) for one in files)


def _gone(path: Path) -> sqlite3.Connection:
    raise CbiError(f"the cache {path} was changed while it was written", "try again, or set CBI_NO_CACHE=1")
