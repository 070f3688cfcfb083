"""What tells that a file has not changed: its times and its place on the disk, or a digest of its bytes."""

from __future__ import annotations

import time
from pathlib import Path

_CLOCK_TICK_NS = 2_000_000_000
"""A file changed so shortly before it was read may change again within one tick of its clock: git's rule."""


def now_ns() -> int:
    """The clock that file times are compared with."""
    return time.time_ns()


def stat_fingerprint(path: Path) -> str:
    """Size, times and place of a file, as one text; empty where there is none."""
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino} {found.st_dev}"


def digest_of(raw: bytes) -> str:
    """A digest of the content of a file."""
    import hashlib

    return hashlib.sha256(raw).hexdigest()


def is_older_than_clock_tick(stat: str, now: int) -> bool:
    """Whether a file was changed long enough before a time, so that a later change shows in its times."""
    _, changed, renamed, *_ = map(int, stat.split())
    return max(changed, renamed) < now - _CLOCK_TICK_NS
