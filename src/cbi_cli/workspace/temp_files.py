"""Temporary files and folders beside what they shall become; those that a killed process left are removed.

All locks end with the process that holds them, so a killed one blocks nobody.
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

_TEMP_NAME = re.compile(r"\.cbi-[0-9a-f]{8}\.tmp")
_LOCK_SECONDS = 10
_CREATE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@contextlib.contextmanager
def temporary_file(folder: Path, mode: int) -> Iterator[tuple[Path, int]]:
    """A new file in a folder, and its descriptor to write by; removed at the end, unless it was renamed.

    The name is hidden and ends in `.tmp`, so that nothing takes it for data. Raises OSError.
    """
    remove_stale(folder)
    path, handle = _create_file(folder, mode)
    try:
        yield path, handle
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)
        with contextlib.suppress(OSError):
            path.unlink()


@contextlib.contextmanager
def temporary_folder(folder: Path) -> Iterator[Path]:
    """The same for a new folder in a folder."""
    remove_stale(folder)
    path, handle = _create_folder(folder)
    try:
        yield path
    finally:
        if handle is not None:
            with contextlib.suppress(OSError):
                os.close(handle)
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def directory_lock(folder: Path) -> Iterator[None]:
    """While it lasts, no other process comes in here for this folder, whatever cache it uses.

    Does nothing where folders cannot be locked. Raises OSError where another process holds it too long.
    """
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        end = time.monotonic() + _LOCK_SECONDS
        while _try_lock(handle) is False:
            if time.monotonic() > end:
                raise TimeoutError(None, f"another process holds {folder}")
            time.sleep(0.01)
        yield
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)


def remove_stale(folder: Path) -> None:
    """Remove what killed processes left in a folder; quietly not, where that cannot be done."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _TEMP_NAME.fullmatch(entry.name) and not entry.is_symlink():
                with contextlib.suppress(OSError):
                    _remove_if_stale(Path(entry.path))


def _make_name() -> str:
    return f".cbi-{os.urandom(4).hex()}.tmp"


def _create_file(folder: Path, mode: int) -> tuple[Path, int]:
    """Create and claim a file; once more where another process took it for dead between the two."""
    while True:
        path = folder / _make_name()
        handle = os.open(path, _CREATE_FLAGS, mode)
        if _try_lock(handle) is not False and path.exists():
            return path, handle
        os.close(handle)


def _create_folder(folder: Path) -> tuple[Path, int | None]:
    while True:
        path = folder / _make_name()
        path.mkdir()
        try:
            handle = None if sys.platform == "win32" else os.open(path, os.O_RDONLY)
        except OSError:
            path.rmdir()
            raise
        if handle is None or (_try_lock(handle) is not False and path.exists()):
            return path, handle
        os.close(handle)


def _remove_if_stale(path: Path) -> None:
    """Remove what no living process claims. Windows has no claim, but does not remove a file that is open."""
    if sys.platform == "win32":
        path.unlink()
        return
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        if _try_lock(handle):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool | None:
    """Lock an open file until it is closed or the process ends.

    False where another process has it, None where the file system knows no locks.
    """
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
