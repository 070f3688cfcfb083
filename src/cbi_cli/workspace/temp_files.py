"""Temporary files and folders next to what they replace, and locks.

Whatever a killed process left behind is removed. All locks end with the process that holds them, so a killed one blocks
no other.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

LockResult = Literal["locked", "taken", "unsupported"]

_TEMP_NAME = re.compile(r"\.cbi-[0-9a-f]{8}\.tmp")
_CREATE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_POLL_SECONDS = 0.01


@contextlib.contextmanager
def temporary_file(directory: Path, mode: int) -> Iterator[tuple[Path, int]]:
    """Create a file in a folder; yield its path and its descriptor.

    The file is removed at the end, unless it was renamed. The name is hidden and ends in `.tmp`, so that nothing takes
    it for data. Raises OSError.
    """
    remove_stale(directory)
    path, handle = _create_file(directory, mode)
    try:
        yield path, handle
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)
        with contextlib.suppress(OSError):
            path.unlink()


@contextlib.contextmanager
def temporary_folder(directory: Path) -> Iterator[Path]:
    """Create a folder in a folder, as `temporary_file` does."""
    remove_stale(directory)
    path, handle = _create_folder(directory)
    try:
        yield path
    finally:
        if handle is not None:
            with contextlib.suppress(OSError):
                os.close(handle)
        # There is nothing to remove if the folder was moved to its place.
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def directory_lock(directory: Path, timeout: float) -> Iterator[bool]:
    """Keep other processes out of a folder.

    Yield whether this system can lock folders. If it cannot, nothing is locked. Raises TimeoutError if another process
    keeps the lock for `timeout` seconds, and OSError if the folder cannot be opened.
    """
    if sys.platform == "win32":
        yield False
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        deadline = time.monotonic() + timeout
        result = _try_lock(handle)
        while result == "taken":
            if time.monotonic() > deadline:
                raise TimeoutError(None, f"another process holds {directory}")
            time.sleep(_POLL_SECONDS)
            result = _try_lock(handle)
        yield result == "locked"
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)


def remove_stale(directory: Path) -> None:
    """Remove the temporary files that killed processes left in a folder.

    What cannot be removed stays; the next write tries again.
    """
    with contextlib.suppress(OSError), os.scandir(directory) as entries:
        for entry in entries:
            if _TEMP_NAME.fullmatch(entry.name) and not entry.is_symlink():
                with contextlib.suppress(OSError):
                    _remove_if_stale(Path(entry.path))


def _make_name() -> str:
    return f".cbi-{os.urandom(4).hex()}.tmp"


def _create_file(directory: Path, mode: int) -> tuple[Path, int]:
    """Create and lock a file."""
    while True:
        path = directory / _make_name()
        handle = os.open(path, _CREATE_FLAGS, mode)
        # Between creation and lock, another process may have removed the file as stale.
        if _try_lock(handle) != "taken" and path.exists():
            return path, handle
        os.close(handle)


def _create_folder(directory: Path) -> tuple[Path, int | None]:
    """Create a folder and lock it, if the system can open folders."""
    while True:
        path = directory / _make_name()
        path.mkdir()
        if sys.platform == "win32":
            return path, None
        try:
            handle = os.open(path, os.O_RDONLY)
        except OSError:
            path.rmdir()
            raise
        if _try_lock(handle) != "taken" and path.exists():
            return path, handle
        os.close(handle)


def _remove_if_stale(path: Path) -> None:
    """Remove what no running process has locked."""
    if sys.platform == "win32":
        # Windows does not remove a file that is open, so no lock is needed.
        path.unlink()
        return
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        if _try_lock(handle) != "locked":
            return
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    finally:
        os.close(handle)


def _try_lock(handle: int) -> LockResult:
    """Lock an open file until it is closed or the process ends."""
    if sys.platform == "win32":
        return "unsupported"
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return "taken"
    except OSError:
        # Some file systems have no locks.
        return "unsupported"
    return "locked"
