"""What has changed in a folder since its snapshot was made."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from cbi_cli.workspace.entries import LeftoverReason, WorkTree, read_exclude, read_plain_file
from cbi_cli.workspace.fingerprints import digest_of, is_older_than_clock_tick, now_ns, stat_fingerprint


class ChangedFile(NamedTuple):
    """A file that is new or has another content, with the number that it has or gets in the snapshot."""

    number: int
    name: str
    size: int


class FileChanges(NamedTuple):
    """Files to be read, numbers of files that are gone, and files of the same content with new times.

    ``leftover`` has the entries of the folder that are not accounted for, if they are others than before, ``exclude``
    the patterns of those that are left out; None for neither leaves what the snapshot knows.
    """

    changed: tuple[ChangedFile, ...]
    removed: tuple[int, ...]
    touched: tuple[tuple[str, int, int], ...]
    leftover: Mapping[str, LeftoverReason] | None = None
    exclude: tuple[str, ...] | None = None

    @property
    def is_fresh(self) -> bool:
        """Tell whether the snapshot holds what the files hold."""
        return not self.changed and not self.removed and self.leftover is None


class _KnownFile(NamedTuple):
    """What a snapshot knows of a file."""

    number: int
    stat: str
    digest: str
    read_ns: int


def find_changes(connection: sqlite3.Connection, tree: WorkTree) -> FileChanges:
    """Compare the files of a folder with what a snapshot knows of them; raises CbiError as reading them does.

    A file of the same size, times and place is taken as unchanged, unless it was read so soon after a change that a
    second one could not show; then its digest tells.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute("SELECT name, number, stat, digest, read_ns FROM file").fetchall()
    known = {name: _KnownFile(*rest) for name, *rest in rows}
    exclude = _current_exclude(cursor, tree, known.get("dataset.toml"))
    listing = tree.list(exclude)
    free = max((one.number for one in known.values()), default=0) + 1
    changed: list[ChangedFile] = []
    touched: list[tuple[str, int, int]] = []
    for name, place in sorted(listing.data.items()):
        path = tree.top / place
        here = stat_fingerprint(path)
        before = known.get(name)
        if before is None:
            changed.append(ChangedFile(free, name, _file_size(here)))
            free += 1
            continue
        if here and here == before.stat and is_older_than_clock_tick(before.stat, before.read_ns):
            continue
        now = now_ns()
        if digest_of(read_plain_file(path)) != before.digest:
            changed.append(ChangedFile(before.number, name, _file_size(here)))
        elif here and is_older_than_clock_tick(here, now):
            touched.append((here, now, before.number))
    removed = tuple(known[name].number for name in known.keys() - listing.data.keys())
    left = dict(cursor.execute("SELECT name, reason FROM leftover"))
    leftover = None if left == listing.leftover else listing.leftover
    return FileChanges(tuple(changed), removed, tuple(touched), leftover, exclude)


def _current_exclude(cursor: sqlite3.Cursor, tree: WorkTree, known: _KnownFile | None) -> tuple[str, ...]:
    """Return the patterns of entries to leave out: those that are remembered, unless ``dataset.toml`` has changed."""
    if known is not None:
        path = tree.path_if_exists("dataset.toml")
        if (
            path is not None
            and stat_fingerprint(path) == known.stat
            and is_older_than_clock_tick(known.stat, known.read_ns)
        ):
            row = cursor.execute("SELECT value FROM meta WHERE name = 'exclude'").fetchone()
            return tuple(json.loads(row[0])) if row else ()
    return read_exclude(tree.read_if_exists("dataset.toml"))


def _file_size(stat: str) -> int:
    return int(stat.split(maxsplit=1)[0]) if stat else 0
