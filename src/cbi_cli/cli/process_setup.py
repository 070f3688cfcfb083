"""The process around one call: streams that are always there, an interrupt that is never lost, an end without noise."""

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
    """Make the process ready for a call, whatever it was started with."""
    _reopen_closed_streams()
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _handle_sigint)
    sys.unraisablehook = _ignore_unraisable_interrupt


def was_interrupted() -> bool:
    """Whether an interrupt came; a library may have turned its exception into another one."""
    return _interrupted


def exit_process(code: int) -> NoReturn:
    """End the process with a code. The work is done, so an interrupt comes too late, and no stream complains.

    What still cannot be written to stdout makes a call that went well one that could not be carried out.
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
    """Nothing more can be written to stdout: what is still buffered must not raise again when Python ends."""
    _redirect_to_devnull(sys.stdout.fileno())


def _redirect_to_devnull(number: int) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), number)


def _reopen_closed_streams() -> None:
    """Fill the places of streams that the caller closed, so that no file of ours takes one of them.

    Standard input is then empty, a write to standard output fails as it should, and messages go nowhere.
    """
    for number, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)
    # Python sets a closed stream to None, which its type does not say.
    streams: Any = sys
    streams.stdin = streams.stdin or os.fdopen(0, encoding="utf-8", closefd=False)
    streams.stdout = streams.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    streams.stderr = streams.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)


def _handle_sigint(number: int, frame: FrameType | None) -> None:
    global _interrupted  # noqa: PLW0603 - a signal belongs to the whole process
    _interrupted = True
    raise KeyboardInterrupt


def _ignore_unraisable_interrupt(found: sys.UnraisableHookArgs) -> None:
    """An interrupt that hit where nothing can be raised is remembered, not printed."""
    if not (found.exc_type and issubclass(found.exc_type, KeyboardInterrupt)):
        sys.__unraisablehook__(found)
