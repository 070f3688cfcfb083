"""The lock that every command takes before it writes to a dataset."""

from __future__ import annotations

import contextlib
import os
from _thread import get_ident
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Cache
from cbi_cli.workspace.entries import WorkTree
from cbi_cli.workspace.temp_files import directory_lock

if TYPE_CHECKING:
    from filelock import FileLock

_TIMEOUT_SECONDS = 120.0
_held: set[tuple[int, Path]] = set()
"""The locks of this process with their threads: a change that is planned under the lock is also applied under it."""


@contextlib.contextmanager
def dataset_lock(root: Path, cache: Cache) -> Iterator[None]:
    """Keep other processes from writing to a dataset.

    Processes with different caches wait for each other, too, if the system can lock folders. A thread may take the lock
    again while it holds it. Raises CbiError if another process keeps the lock too long.
    """
    # A link in a dataset may lead to any file of its repository, so two datasets can share a file.
    top = WorkTree(root).top
    key = get_ident(), top
    if key in _held:
        yield
        return
    with contextlib.ExitStack() as stack:
        try:
            if not _lock_folder(stack, top):
                stack.enter_context(_lock_file(top, cache))
        except TimeoutError:
            raise CbiError(
                message("another cbi process is writing to {root}", root=root),
                message("try again when it has finished"),
            ) from None
        _held.add(key)
        try:
            yield
        finally:
            _held.discard(key)


def _lock_folder(stack: contextlib.ExitStack, folder: Path) -> bool:
    """Lock a folder for as long as the stack is open.

    Return whether that was possible.
    """
    try:
        return stack.enter_context(directory_lock(folder, _TIMEOUT_SECONDS))
    except TimeoutError:
        # A TimeoutError is an OSError, but it does not mean that the folder cannot be locked.
        raise
    except OSError:
        return False


def _lock_file(top: Path, cache: Cache) -> FileLock:
    """Return a lock in the cache folder, for systems that cannot lock folders."""
    import hashlib
    import tempfile

    from filelock import FileLock

    digest = hashlib.sha256(os.fsencode(top)).hexdigest()[:24]
    folder = (cache.folder or Path(tempfile.gettempdir())) / "locks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return FileLock(Path(tempfile.gettempdir()) / f"cbi-{digest}.lock", timeout=_TIMEOUT_SECONDS)
    return FileLock(folder / f"{digest}.lock", timeout=_TIMEOUT_SECONDS)
