"""Compare the files of a folder with what its snapshot knows of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from itertools import count
from typing import NamedTuple

from cbi_cli.workspace.entries import LeftoverReason, WorkTree, read_plain_file
from cbi_cli.workspace.exclude import read_exclude
from cbi_cli.workspace.fingerprints import digest_of, is_older_than_clock_tick, now_ns, stat_fingerprint


class ChangedFile(NamedTuple):
    """A file that is new or has other content.

    It has the number that it has or gets in the snapshot.
    """

    number: int
    name: str
    size: int = 0


class FileChanges(NamedTuple):
    """What to do with the files of a folder.

    There are files to read, numbers of deleted files, and files with the same content and other times. `touched` has
    the new fingerprint, the time of reading and the number of each such file. `leftover` has the entries of the folder
    that are not accounted for, or None if they are the same as before. `exclude` has the patterns of entries to ignore.
    """

    changed: tuple[ChangedFile, ...]
    removed: tuple[int, ...]
    touched: tuple[tuple[str, int, int], ...]
    leftover: Mapping[str, LeftoverReason] | None = None
    exclude: tuple[str, ...] = ()

    @property
    def is_fresh(self) -> bool:
        """Whether the snapshot has the content of the files."""
        return not self.changed and not self.removed and self.leftover is None


class KnownFile(NamedTuple):
    """What a snapshot knows of a file."""

    number: int
    stat: str
    digest: str
    read_ns: int

    def has_stat(self, stat: str) -> bool:
        """Return whether a file surely has the content that was read.

        This is decided by its fingerprint. A file that was read within a clock tick of its last change can have changed
        again without another time.
        """
        if not stat or stat != self.stat:
            return False
        return is_older_than_clock_tick(self.stat, self.read_ns)


class KnownFiles(NamedTuple):
    """What a snapshot knows of a folder.

    It has files by name, entries that are left over, and exclude patterns.
    """

    files: Mapping[str, KnownFile]
    leftover: Mapping[str, str] | None
    exclude: tuple[str, ...] = ()


NOTHING_KNOWN = KnownFiles({}, None)
"""What a snapshot knows that is not built yet."""

NO_NUMBERS: Mapping[str, int] = {}


def read_known_files(connection: sqlite3.Connection) -> KnownFiles:
    """Return what a snapshot knows of its folder."""
    cursor = connection.cursor()
    cursor.row_factory = None
    files: dict[str, KnownFile] = {}
    for name, *columns in cursor.execute("SELECT name, number, stat, digest, read_ns FROM file"):
        files[name] = KnownFile(*columns)
    leftover = dict(cursor.execute("SELECT name, reason FROM leftover"))
    row = cursor.execute("SELECT value FROM meta WHERE name = 'exclude'").fetchone()
    exclude = tuple(json.loads(row[0])) if row else ()
    return KnownFiles(files, leftover, exclude)


def find_changes(known: KnownFiles, tree: WorkTree, numbers: Mapping[str, int] = NO_NUMBERS) -> FileChanges:
    """Compare the files of a folder with what a snapshot knows of them.

    `numbers` are numbers that new files must get, by name; other new files get free ones. Raises CbiError if the folder
    or a file cannot be read.
    """
    exclude = _current_exclude(known, tree)
    listing = tree.list(exclude)
    new_numbers = _free_numbers(known, numbers)
    changed: list[ChangedFile] = []
    touched: list[tuple[str, int, int]] = []
    for name, place in sorted(listing.data.items()):
        path = tree.top / place
        stat = stat_fingerprint(path)
        size = _file_size(stat)
        before = known.files.get(name)
        if before is None:
            number = numbers[name] if name in numbers else next(new_numbers)
            new_file = ChangedFile(number, name, size)
            changed.append(new_file)
            continue
        if before.has_stat(stat):
            continue
        now = now_ns()
        raw = read_plain_file(path)
        if digest_of(raw) != before.digest:
            changed_file = ChangedFile(before.number, name, size)
            changed.append(changed_file)
        elif stat and is_older_than_clock_tick(stat, now):
            # Older times only: more recent ones might not show another change.
            touched.append((stat, now, before.number))
    removed = [file.number for name, file in known.files.items() if name not in listing.data]
    leftover: Mapping[str, LeftoverReason] | None = listing.leftover
    if leftover == known.leftover:
        leftover = None
    return FileChanges(tuple(changed), tuple(removed), tuple(touched), leftover, exclude)


def _current_exclude(known: KnownFiles, tree: WorkTree) -> tuple[str, ...]:
    """Return the patterns of entries to ignore.

    `dataset.toml` is only read if it may have changed.
    """
    head = known.files.get("dataset.toml")
    if head is not None:
        path = tree.path_if_exists("dataset.toml")
        if path is not None and head.has_stat(stat_fingerprint(path)):
            return known.exclude
    return read_exclude(tree.read_if_exists("dataset.toml"))


def _free_numbers(known: KnownFiles, numbers: Mapping[str, int]) -> Iterator[int]:
    """Return numbers that no file has."""
    used = [file.number for file in known.files.values()]
    used.extend(numbers.values())
    return count(max(used, default=0) + 1)


def _file_size(stat: str) -> int:
    """Return the size in bytes that a fingerprint begins with."""
    if not stat:
        return 0
    return int(stat.split(maxsplit=1)[0])
