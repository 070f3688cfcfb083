"""Run `cbi` for the documentation, in the same environment for everyone."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2026-11-24"
WIDTH = 100
_DROPPED_VARIABLES = ("CBI_", "GIT_", "NO_COLOR", "FORCE_COLOR", "PYTHONPATH")


@cache
def _cache_folder() -> str:
    folder = mkdtemp(prefix="cbi-docs-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def fixed_environment() -> dict[str, str]:
    """Return the environment of every call.

    It has a fixed day and width, a cache of its own, and an author for git.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED_VARIABLES)}
    for field, value in _GIT_IDENTITY.items():
        environment[f"GIT_AUTHOR_{field}"] = value
        environment[f"GIT_COMMITTER_{field}"] = value
    environment["CBI_TODAY"] = TODAY
    environment["CBI_CACHE_DIR"] = _cache_folder()
    environment["COLUMNS"] = str(WIDTH)
    environment["PYTHONIOENCODING"] = "utf-8"
    environment["GIT_CONFIG_GLOBAL"] = os.devnull
    environment["GIT_CONFIG_NOSYSTEM"] = "1"
    return environment


_GIT_IDENTITY = {"NAME": "A. Reader", "EMAIL": "reader@example.org", "DATE": f"{TODAY}T12:00:00+00:00"}


def run_cbi(words: Sequence[str], folder: Path = ROOT) -> str:
    """Return the stdout of a call.

    Raises RuntimeError with the stderr of a call that exits with 2 or more.
    """
    result = subprocess.run(
        [sys.executable, "-m", "cbi_cli", *words],
        cwd=folder,
        env=fixed_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if result.returncode > 1:
        call = " ".join(words)
        raise RuntimeError(f"cbi {call}: {result.stderr}")
    return result.stdout


def capture_terminal(program: str, words: Sequence[str], folder: Path) -> str:
    """Return what a terminal would show of a call of `cbi` or `git`.

    Stdout and stderr are together, without color.
    """
    command = [program]
    if program == "cbi":
        command = [sys.executable, "-m", "cbi_cli"]
    result = subprocess.run(
        [*command, *words],
        cwd=folder,
        env=fixed_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return result.stdout
