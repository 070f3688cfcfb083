"""Prepare and end the process of one call.

Streams are open, no interrupt is lost, and there is no traceback at exit.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from types import FrameType
from typing import Any, NoReturn

from cbi_cli.cli.exit_codes import CANNOT_RUN, INTERRUPTED

_interrupted = False


def set_up_process() -> None:
    """Prepare the process for a call.

    It may have inherited any streams and signal handlers.
    """
    _reopen_closed_streams()
    # A shell without job control starts background jobs with interrupts ignored, which must stay so.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _handle_sigint)
    sys.unraisablehook = _ignore_unraisable_interrupt


def was_interrupted() -> bool:
    """Tell whether an interrupt came.

    A library may have turned its exception into another one.
    """
    return _interrupted


def exit_process(code: int) -> NoReturn:
    """End the process with a code.

    The work is done, so an interrupt is ignored, and no stream raises. If the rest of stdout cannot be written, a call
    that went well could not be carried out after all.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        discard_stdout()
    except OSError:
        discard_stdout()
        code = code or CANNOT_RUN
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    # What a full stream did not take waits in its buffer. Python would try again while it ends, and change the code.
    _redirect_to_devnull(2)
    sys.exit(INTERRUPTED if _interrupted else code)


def discard_stdout() -> None:
    """Discard what is still buffered for stdout.

    Otherwise it would raise again when Python ends.
    """
    _redirect_to_devnull(sys.stdout.fileno())


def _redirect_to_devnull(number: int) -> None:
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, number)


def _reopen_closed_streams() -> None:
    """Open the standard streams that the caller closed.

    Otherwise a data file could get one of their numbers. Standard input is then empty, a write to standard output fails
    as it should, and messages go nowhere.
    """
    # Standard output is opened for reading, so that writing to it fails.
    for number, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)
    # Python sets a closed stream to None, which its type does not say.
    streams: Any = sys
    if streams.stdin is None:
        streams.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    if streams.stdout is None:
        streams.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if streams.stderr is None:
        streams.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)


def _handle_sigint(number: int, frame: FrameType | None) -> None:
    global _interrupted  # noqa: PLW0603 - a signal belongs to the whole process
    _interrupted = True
    raise KeyboardInterrupt


def _ignore_unraisable_interrupt(error: sys.UnraisableHookArgs) -> None:
    """Print no interrupt that came where nothing can be raised.

    `_handle_sigint` has recorded it.
    """
    if error.exc_type is not None and issubclass(error.exc_type, KeyboardInterrupt):
        return
    sys.__unraisablehook__(error)
