"""What has changed in a folder since its snapshot was made."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from cbi_cli.store.files import file_names, read_file
from cbi_cli.store.stamps import digest_of, is_settled, now_ns, stamp


class Changed(NamedTuple):
    """A file that is new or has another content, with the number that it has or gets in the snapshot."""

    number: int
    name: str
    size: int


class Scan(NamedTuple):
    """Files to be read, numbers of files that are gone, and files of the same content with new times."""

    changed: tuple[Changed, ...]
    removed: tuple[int, ...]
    touched: tuple[tuple[str, int, int], ...]

    @property
    def is_fresh(self) -> bool:
        """Whether the snapshot holds what the files hold."""
        return not self.changed and not self.removed


def scan(connection: sqlite3.Connection, root: Path) -> Scan:
    """Compare the files of a folder with what a snapshot knows of them; raises CbiError as reading them does.

    A file of the same size, times and place is taken as unchanged, unless it was read so soon after a change that a
    second one could not show; then its digest tells.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute("SELECT name, number, stat, digest, read_ns FROM file").fetchall()
    known = {name: (number, stat, digest, read_ns) for name, number, stat, digest, read_ns in rows}
    free = max((number for number, *_ in known.values()), default=0) + 1
    changed: list[Changed] = []
    touched: list[tuple[str, int, int]] = []
    names = file_names(root)
    for name in names:
        here = stamp(root / name)
        if name not in known:
            changed.append(Changed(free, name, _size(here)))
            free += 1
            continue
        number, stat, digest, read_ns = known[name]
        if here and here == stat and is_settled(stat, read_ns):
            continue
        now = now_ns()
        if digest_of(read_file(root / name)) != digest:
            changed.append(Changed(number, name, _size(here)))
        elif here and is_settled(here, now):
            touched.append((here, now, number))
    removed = tuple(known[name][0] for name in known.keys() - set(names))
    return Scan(tuple(changed), removed, tuple(touched))


def _size(stat: str) -> int:
    return int(stat.split(maxsplit=1)[0]) if stat else 0
