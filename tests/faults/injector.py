"""Calls of the program in which a chosen call to the system kills the process or fails."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from tests.conftest import ROOT, TODAY

SOURCE = Path(__file__).with_name("injector.c")
_READING, _CREATING, _FILLING, _NAMING, _REMOVING, _OWNING, _CLOSING = (1 << bit for bit in range(7))
_ALL_CLASSES = 127


class Fault(NamedTuple):
    """What happens at the chosen call: an error number, or below zero what the library knows.

    ``classes`` are the calls that it can happen to. One that ``stays`` happens to all calls from the chosen one on.
    """

    name: str
    error: int
    classes: int
    stays: bool = False


KILLED = Fault("killed", -1, _ALL_CLASSES)
KILLED_AT_A_CHANGE = Fault("killed", -1, _ALL_CLASSES & ~_READING & ~_CLOSING)
"""Between two of these calls the disk stays as it is, so they are enough to see each state once."""
SHORT_WRITE = Fault("short write", -2, _FILLING)
FULL_DISK = Fault("full disk", errno.ENOSPC, _CREATING | _FILLING | _NAMING, stays=True)
BROKEN_DISK = Fault("broken disk", errno.EIO, _ALL_CLASSES)
NO_PERMISSION = Fault("no permission", errno.EACCES, _READING | _CREATING | _NAMING | _REMOVING | _OWNING)
READ_ONLY = Fault("read-only disk", errno.EROFS, _CREATING | _NAMING | _REMOVING | _OWNING, stays=True)
ERRORS = (FULL_DISK, BROKEN_DISK, NO_PERMISSION, READ_ONLY)


class Outcome(NamedTuple):
    """What a call gave: its exit code (below zero: the signal that ended it), its text, and where it was hit.

    ``hit`` is empty where the call ran through unharmed; ``calls`` counts those that the fault could have hit.
    """

    code: int
    out: str
    err: str
    hit: str
    calls: int


def unavailable_reason() -> str:
    """Why calls cannot be harmed here; empty where they can."""
    if not sys.platform.startswith("linux"):
        return "the injector is preloaded, which only Linux does"
    return "" if shutil.which("cc") else "there is no C compiler `cc`"


class Injector:
    """The program, ready to be harmed; to be used in a ``with``."""

    def __init__(self) -> None:
        self._output_folder = Path(tempfile.mkdtemp(prefix="cbi-faults-"))
        library = self._output_folder / "injector.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
        env = {name: value for name, value in os.environ.items() if not name.startswith(("CBI_", "GIT_"))}
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.server", str(library)],
            cwd=ROOT,
            env={**env, "LD_PRELOAD": str(library), "PYTHONPATH": str(ROOT / "src"), "CBI_TODAY": TODAY.isoformat()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.communicate()
        shutil.rmtree(self._output_folder)

    def run(
        self,
        words: Sequence[str],
        folder: Path,
        scope: Path,
        fault: Fault = KILLED,
        at: int = 0,
        user: int = 0,
        env: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Run the program in a folder; call number ``at`` below ``scope`` is harmed, or none where that is 0.

        Where this process is root's, the program runs as ``user``.
        """
        request = {"words": list(words), "folder": str(folder), "scope": str(scope), "at": at}
        request |= {
            "error": fault.error,
            "classes": fault.classes,
            "stays": fault.stays,
            "told": str(self._output_folder),
        }
        request["env"] = dict(env or {})
        request["user"] = user if os.geteuid() == 0 else 0
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        code = json.loads(self._server.stdout.readline())["code"]
        calls = int(self._text("calls") or 0)
        return Outcome(code, self._text("out"), self._text("err"), self._text("hit").strip(), calls)

    def _text(self, name: str) -> str:
        return (self._output_folder / name).read_text(encoding="utf-8", errors="replace")
