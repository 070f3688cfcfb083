"""Calls of ``run_cbi`` for the documentation: always the same world, nothing of the user's."""

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
    """The environment of every call: a fixed day and width, a cache of its own, an author for git."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED_VARIABLES)}
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in _GIT_IDENTITY.items()}
    return {
        **kept,
        **who,
        "CBI_TODAY": TODAY,
        "CBI_CACHE_DIR": _cache_folder(),
        "COLUMNS": str(WIDTH),
        "PYTHONIOENCODING": "utf-8",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }


_GIT_IDENTITY = {"NAME": "A. Reader", "EMAIL": "reader@example.org", "DATE": f"{TODAY}T12:00:00+00:00"}


def run_cbi(words: Sequence[str], folder: Path = ROOT) -> str:
    """The stdout of a call. Raises RuntimeError with what stderr says where it ends with 2 or more."""
    done = subprocess.run(
        [sys.executable, "-m", "cbi_cli", *words],
        cwd=folder,
        env=fixed_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode > 1:
        raise RuntimeError(f"cbi {' '.join(words)}: {done.stderr}")
    return done.stdout


def capture_terminal(program: str, words: Sequence[str], folder: Path) -> str:
    """What a terminal would show of a call of ``run_cbi`` or ``git``: stdout and stderr together, uncolored."""
    start = [sys.executable, "-m", "cbi_cli"] if program == "cbi" else [program]
    done = subprocess.run(
        [*start, *words],
        cwd=folder,
        env=fixed_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout
