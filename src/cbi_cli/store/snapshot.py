"""The snapshot in the user's cache folder: opened while it is fresh, built anew when anything has changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cbi_cli import __version__
from cbi_cli.store.files import file_names
from cbi_cli.store.place import Place

TABLES_VERSION = 1
"""Raised with every change of the tables or of what fills them."""

_RACY_NS = 2_000_000_000
"""A file changed so shortly before the snapshot may change again within one tick of its clock: git's rule."""


class Store:
    """A snapshot, open for reading; it closes when nothing refers to it any more."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        connection.row_factory = sqlite3.Row
        self.meta = {str(name): str(value) for name, value in connection.execute("SELECT name, value FROM meta")}

    def __del__(self) -> None:
        self.connection.close()

    def rows(self, sql: str, **values: object) -> list[sqlite3.Row]:
        """All rows of a query with named parameters."""
        return self.connection.execute(sql, values).fetchall()

    def record(self, kind: str, name: str) -> dict[str, Any] | None:
        """A record as its file has it, defaults left out; None where there is none."""
        rows = self.rows("SELECT json FROM record WHERE kind = :kind AND id = :name", kind=kind, name=name)
        return dict(json.loads(rows[0]["json"])) if rows else None

    def records(self, kind: str) -> list[dict[str, Any]]:
        """All records of a kind, in the order of their files."""
        rows = self.rows("SELECT json FROM record WHERE kind = :kind ORDER BY seq", kind=kind)
        return [dict(json.loads(row["json"])) for row in rows]


def open_fresh(place: Place) -> Store | None:
    """The snapshot of a folder, or None where it has to be built: missing, stale, damaged, or a git revision."""
    path = _snapshot_path(place)
    if path is None or not path.is_file() or os.environ.get("CBI_REBUILD"):
        return None
    try:
        store = Store(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True))
        return store if _is_fresh(place.root, json.loads(store.meta["key"])) else None
    except (sqlite3.Error, LookupError, TypeError, ValueError):
        # Whatever is wrong with it, the files are there to build it anew.
        return None


def make_key(place: Place, files: Mapping[str, bytes], started_ns: int) -> dict[str, Any]:
    """What a snapshot of these files depends on; ``started_ns`` is the clock before they were read."""
    hashes = {name: hashlib.sha256(raw).hexdigest() for name, raw in files.items()}
    stats = {} if place.revision else {name: _stat(place.root / name) for name in files}
    return {"made_by": _maker(), "started_ns": started_ns, "stats": stats, "hashes": hashes}


def now_ns() -> int:
    """The clock that file times are compared with."""
    return time.time_ns()


def save(place: Place, connection: sqlite3.Connection) -> None:
    """Keep a database that was built in memory as the snapshot; quietly not, where the cache cannot be written."""
    path = _snapshot_path(place)
    if path is None:
        return
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.closing(sqlite3.connect(temporary)) as target:
            target.execute("PRAGMA synchronous = OFF")
            connection.backup(target)
        os.replace(temporary, path)
    except (OSError, sqlite3.Error):
        # The answer is already at hand in memory; without a cache the next call is slower, not wrong.
        with contextlib.suppress(OSError):
            temporary.unlink()


def cache_folder() -> Path | None:
    """``CBI_CACHE_DIR``, or the user's cache folder on this system; None where no home is known."""
    given = os.environ.get("CBI_CACHE_DIR")
    if given:
        return Path(given)
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "cbi"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "cbi" / "cache"
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else home / ".cache") / "cbi"


def _snapshot_path(place: Place) -> Path | None:
    folder = cache_folder()
    if folder is None or place.revision or os.environ.get("CBI_NO_CACHE"):
        return None
    name = hashlib.sha256(os.fsencode(place.root)).hexdigest()[:24]
    return folder / f"{place.root.name}-{name}.sqlite"


def _maker() -> list[Any]:
    return [__version__, TABLES_VERSION, sqlite3.sqlite_version]


def _stat(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def _is_fresh(root: Path, key: Mapping[str, Any]) -> bool:
    if key["made_by"] != _maker() or sorted(key["stats"]) != file_names(root):
        return False
    return all(_unchanged(root / name, name, key) for name in key["stats"])


def _unchanged(path: Path, name: str, key: Mapping[str, Any]) -> bool:
    try:
        if _stat(path) != key["stats"][name]:
            return False
        if max(key["stats"][name][1:3]) < key["started_ns"] - _RACY_NS:
            return True
        return bool(hashlib.sha256(path.read_bytes()).hexdigest() == key["hashes"][name])
    except OSError:
        return False
