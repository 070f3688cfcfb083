"""Calls of ``cbi`` in processes of their own, in worlds that are not as usual."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

PROGRAM = (sys.executable, "-m", "cbi_cli")
_CACHE = tempfile.TemporaryDirectory(prefix="cbi-around-")


def make_environment(**changes: str | None) -> dict[str, str]:
    """The environment of a process with some names changed; None takes one away."""
    found = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "CBI_CACHE_DIR": _CACHE.name}
    found |= {name: value for name, value in changes.items() if value is not None}
    return {name: value for name, value in found.items() if changes.get(name, "") is not None}


def run_cbi(
    *words: str, folder: Path = ROOT, env: Mapping[str, str] | None = None, **more: Any
) -> subprocess.CompletedProcess[bytes]:
    """What a call gave, as bytes."""
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more
    line = [*PROGRAM, *words]
    done: Any = subprocess.run(line, cwd=folder, env=env or make_environment(), check=False, timeout=60, **streams)
    found: subprocess.CompletedProcess[bytes] = done
    return found


def run_shell(
    line: str, folder: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """What a line of the shell gave, in which ``cbi`` is the program."""
    defined = f'cbi() {{ "{sys.executable}" -m cbi_cli "$@"; }}\n{line}'
    return subprocess.run(
        ["bash", "-c", defined], cwd=folder, env=env or make_environment(), check=False, capture_output=True, timeout=60
    )
