"""A program that runs ``cbi`` again and again, each time interrupted at a later moment.

Moments are counted in calls of functions, so they are the same on every machine. Called with the number of moments,
"cold" (each run loads its modules itself) or "warm", a folder for what the runs print, and the words, in which `{}`
stands for the number of the run; run 0 is not interrupted and counts. Prints one line per run: the moment, the exit
code, and what it said on stderr.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any


def main() -> None:
    moments, mode, folder, *words = sys.argv[1:]
    if mode == "warm":
        _import_all()
    sys.argv[1:] = [word.replace("{}", "0") for word in words]
    total = int(_run_in_fork(Path(folder), 0)[2])
    for number in range(1, int(moments) + 1):
        sys.argv[1:] = [word.replace("{}", str(number)) for word in words]
        at = total * number // (int(moments) + 1)
        print(json.dumps([at, *_run_in_fork(Path(folder), at)[:2]]), flush=True)


def _import_all() -> None:
    """All that a call would load, so that interrupts fall into its own work."""
    import pydantic  # noqa: F401
    import rich.console  # noqa: F401

    from cbi_cli.api import open_dataset
    from cbi_cli.cli.typer_app import make_app

    make_app()
    open_dataset("us-mexico")


def _run_in_fork(folder: Path, at: int) -> tuple[int, str, str]:
    """Run in a fork: the exit code, what came on stderr, and how many calls were counted."""
    out, err, counted = (folder / name for name in ("out", "err", "count"))
    process = os.fork()
    if process == 0:
        os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        os.dup2(os.open(err, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
        _run_program(at, counted)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return code, err.read_text(encoding="utf-8"), counted.read_text(encoding="utf-8") if at == 0 else ""


def _run_program(at: int, counted: Path) -> None:
    calls = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        if event == "call":
            calls += 1
            if calls == at:
                signal.raise_signal(signal.SIGINT)

    from cbi_cli.__main__ import main as program

    sys.setprofile(count)
    try:
        program()
    finally:
        sys.setprofile(None)
        if at == 0:
            counted.write_text(str(calls), encoding="utf-8")


if __name__ == "__main__":
    main()
