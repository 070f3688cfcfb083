"""Read files in several processes if there is much to read."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from cbi_cli.index.build import PreparedFile
from cbi_cli.index.staleness import ChangedFile

Context = TypeVar("Context")
ReadFile = Callable[[Context, ChangedFile], PreparedFile]

PARALLEL_MIN_BYTES = 2_000_000
"""Bytes of text from which on more processes pay for their start."""

MAX_WORKERS = 4
"""This process inserts the rows, which more workers would only wait for."""


def read_in_parallel(
    read_file: ReadFile[Context], context: Context, files: Sequence[ChangedFile]
) -> Iterator[PreparedFile]:
    """Yield files that were read and checked, in order.

    Use several processes if there is much to read. Files that the other processes could not deliver are read in this
    one. Raises what `read_file` raises.
    """
    done = 0
    if sum(file.size for file in files) >= PARALLEL_MIN_BYTES and (os.cpu_count() or 1) > 1:
        for prepared in _read_in_pool(read_file, context, files):
            done += 1
            yield prepared
    for file in files[done:]:
        yield read_file(context, file)


def _read_in_pool(
    read_file: ReadFile[Context], context: Context, files: Sequence[ChangedFile]
) -> Iterator[PreparedFile]:
    """Yield files as long as there are processes to read them."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # A copy of this process has everything loaded already. Elsewhere copying is not safe.
    method = "fork" if sys.platform == "linux" else None
    workers = min(os.cpu_count() or 1, MAX_WORKERS, len(files))
    try:
        pool = ProcessPoolExecutor(
            workers, multiprocessing.get_context(method), initializer=_start_worker, initargs=(read_file, context)
        )
    except (OSError, NotImplementedError):
        # Systems without shared semaphores have no pools.
        return
    try:
        yield from pool.map(_read_in_worker, files)
    except (BrokenProcessPool, OSError):
        # A process was killed, or none could be started.
        return
    finally:
        pool.shutdown(cancel_futures=True)


_read: Callable[[ChangedFile], PreparedFile] | None = None
"""What a worker process does with a file."""


def _start_worker(read_file: ReadFile[Context], context: Context) -> None:
    import multiprocessing

    global _read  # noqa: PLW0603 - a worker has one task for all its life
    # An interrupt ends a worker at once; the first process reports it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _read = lambda file: read_file(context, file)  # noqa: E731
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 - this is a worker

    def exit_with_parent() -> None:
        parent.join()
        os._exit(1)

    # A worker of a pool would wait for ever for a parent that was killed.
    threading.Thread(target=exit_with_parent, daemon=True).start()


def _read_in_worker(file: ChangedFile) -> PreparedFile:
    assert _read is not None  # noqa: S101 - the worker was started with it
    return _read(file)
