"""A process with the injector in it and all of the program loaded; for each call it forks one that fails as asked.

Reads requests as lines of JSON from stdin and answers each with a line. Run as `python -m tests.faults.server LIBRARY`
with the library preloaded.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from typing import Any

import cbi_cli
from cbi_cli.cli.commands import schema
from cbi_cli.cli.main import run
from cbi_cli.workspace import atomic_write

_ADD_EVENT = [
    *("add-event", "--no-input", "--start", "2025-03-04", "--title", "Talks", "--kind", "visit", "--level", "cabinet"),
    *("--office", "foreign-affairs", "--host", "ca", "--guest", "us", "--source", "maintainers-notes"),
]
_TIMEOUT_SECONDS = 120
"""A call that takes longer has hung."""


def main() -> None:
    """Answer requests until stdin ends."""
    library = ctypes.CDLL(sys.argv[1])
    library.fault_disarm.restype = ctypes.c_long
    _load_all()
    _warm_up()
    for line in sys.stdin.buffer:
        print(json.dumps(_handle_request(library, json.loads(line))), flush=True)


def _load_all() -> None:
    for module in pkgutil.walk_packages(cbi_cli.__path__, "cbi_cli."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def _warm_up() -> None:
    """Run the commands once, so that all they import is there; another user may not be able to read it later."""
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w", encoding="ascii") as nothing:
        os.environ["CBI_NO_CACHE"] = "1"
        there = ("--dataset", f"{folder}/new")
        with contextlib.redirect_stdout(nothing), contextlib.redirect_stderr(nothing):
            run(["init", f"{folder}/new", "--parties", "ca,us"])
            run(["validate", "--fix", *there])
            run(["scorecard", "2022", "--output", f"{folder}/card.svg", *there])
            run([*_ADD_EVENT, *there])
        del os.environ["CBI_NO_CACHE"]
    gc.freeze()


def _handle_request(library: ctypes.CDLL, request: dict[str, Any]) -> dict[str, Any]:
    child = os.fork()
    if not child:
        _run_call(library, request)
    _, status = os.waitpid(child, 0)
    return {"code": os.waitstatus_to_exitcode(status)}


def _run_call(library: ctypes.CDLL, request: dict[str, Any]) -> None:
    """Be the call; the streams and what the injector tells go to files in the folder ``told``."""
    code = 99
    try:
        signal.alarm(_TIMEOUT_SECONDS)
        hit, calls = _redirect_streams(request["told"])
        os.chdir(request["folder"])
        os.environ.update(request["env"])
        # Python keeps the folder that it found first; TMPDIR may name another now.
        tempfile.tempdir = None
        if request["user"]:
            os.setgroups([])
            os.setgid(request["user"])
            os.setuid(request["user"])
        if "IN_PLACE" in os.environ:
            vars(atomic_write)["write_all_atomic"] = _write_in_place
            vars(schema)["write_all_atomic"] = _write_in_place
        _arm_fault(library, request, hit)
        code = run(request["words"])
        os.write(calls, str(library.fault_disarm()).encode())
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _write_in_place(given: Sequence[atomic_write.PendingWrite], before_first: object = None) -> None:
    """How files are not to be written; the tests have to notice."""
    for one in given:
        if one.content is None:
            one.path.unlink()
        else:
            one.path.write_bytes(one.content)


def _redirect_streams(folder: str) -> tuple[int, int]:
    """Open the streams anew; the descriptors of two more files come back."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    out, err, hit, calls = (
        os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for name in ("out", "err", "hit", "calls")
    )
    os.dup2(out, 1)
    os.dup2(err, 2)
    return hit, calls


def _arm_fault(library: ctypes.CDLL, request: dict[str, Any], hit: int) -> None:
    library.fault_arm(
        os.fsencode(request["scope"]),
        ctypes.c_long(request["at"]),
        request["error"],
        request["classes"],
        int(request["stays"]),
        hit,
    )


if __name__ == "__main__":
    main()
