"""Tell whether a file has changed.

This is decided by its times and its place on the disk, or by a digest of its bytes.
"""

from __future__ import annotations

import time
from pathlib import Path

_CLOCK_TICK_NS = 2_000_000_000
"""A file changed so shortly before it was read may change again within one tick of its clock: git's rule."""


def now_ns() -> int:
    """Return the time of the clock that file times are compared with."""
    return time.time_ns()


def stat_fingerprint(path: Path) -> str:
    """Return size, times and place of a file as one text.

    The result is empty if there is no such file.
    """
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino} {status.st_dev}"


def digest_of(raw: bytes) -> str:
    """Return a digest of the content of a file."""
    import hashlib

    return hashlib.sha256(raw).hexdigest()


def is_older_than_clock_tick(stat: str, now: int) -> bool:
    """Tell whether a file was changed long enough before a time.

    Then a later change shows in its times.
    """
    _, mtime_ns, ctime_ns, *_ = stat.split()
    last_change = max(int(mtime_ns), int(ctime_ns))
    return last_change < now - _CLOCK_TICK_NS
