"""Repositories as a stranger's pull request could make them, and calls of the program in them.

Each attack leaves a file, the canary, if it has run a program. ``ATTACKED_SOURCE`` names the ``src`` of another version
of the program, so that the same attacks can be shown on an older one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT
from tests.datasets import EDITION, dataset_files, event_toml
from tests.repositories import commit, git, make_repository

SOURCE = os.environ.get("ATTACKED_SOURCE", str(ROOT / "src"))
FILE_FORMAT = b"schema = 1" if "ATTACKED_SOURCE" in os.environ else b"schema = 3"
TIMEOUT_SECONDS = 60
SECRET = "hunter2-of-the-runner"  # noqa: S105 - no password, but what must not be shown
OLD, NEW = event_toml("2021-05-04"), event_toml("2022-05-04")
CHANGELOG = "# Changelog\n\n## 1.0.0\n\n- First.\n"


class CallResult(NamedTuple):
    """What a call gave."""

    code: int
    out: str
    err: str


class HostileRepository:
    """A repository with a dataset in ``data``: ``main`` has one event, and the pull request ``change`` a second one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.top, self.canary = folder, folder / "top", folder / "ran"
        self.data = self.top / "data"
        self.data.mkdir(parents=True)
        self.top.joinpath("README").write_text("A repository\n")
        for name, raw in dataset_files(OLD, edition_2022=EDITION).items():
            path = self.data / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw.replace(b"schema = 3", FILE_FORMAT))
        (self.data / "CHANGELOG.md").write_text(CHANGELOG)
        make_repository(self.top)
        self.main = git(self.top, "rev-parse", "HEAD")
        git(self.top, "tag", "v1.0.0")
        git(self.top, "switch", "--quiet", "--create", "change")
        (self.data / "events" / "2022.toml").write_bytes(dataset_files(NEW)["events/2022.toml"])
        self.commit()

    def commit(self) -> str:
        """Commit everything, as the pull request does."""
        return commit(self.top, "change")

    def program(self, name: str) -> Path:
        """A program that leaves the canary."""
        path = self.folder / "programs" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'#!/bin/sh\necho "{name} $@" >> "{self.canary}"\nexit 1\n')
        path.chmod(0o755)
        return path

    def read_canary(self) -> str:
        return self.canary.read_text() if self.canary.exists() else ""

    def cbi(self, *words: str, folder: Path | None = None, env: dict[str, str] | None = None) -> CallResult:
        """Call the program in a process of its own, in the dataset unless another folder is named."""
        given = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.folder),
            "PYTHONPATH": SOURCE,
            "CBI_CACHE_DIR": str(self.folder / "cache"),
            "CBI_TODAY": "2026-11-24",
            "SECRET_TOKEN": SECRET,
            **(env or {}),
        }
        call = [sys.executable, "-m", "cbi_cli", *words]
        done = subprocess.run(
            call,
            cwd=folder or self.data,
            env=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT_SECONDS,
        )
        assert "Traceback" not in done.stderr
        assert "internal error" not in done.stderr
        return CallResult(done.returncode, done.stdout, done.stderr)


def clean_environment(hostile: HostileRepository) -> dict[str, str]:
    """The world of a shell."""
    return {}


def hook_environment(hostile: HostileRepository) -> dict[str, str]:
    """The world of a hook: git names the repository and the index that it works on, here those of another one."""
    other = hostile.folder / "other"
    if not other.exists():
        other.mkdir()
        make_repository(other, dataset_files(event_toml("1999-01-01")))
        for name in ("main", "change", "v1.0.0"):
            git(other, "update-ref", f"refs/heads/{name}", "HEAD")
    return {
        "GIT_DIR": str(other / ".git"),
        "GIT_WORK_TREE": str(other),
        "GIT_INDEX_FILE": str(other / ".git" / "index"),
        "GIT_PREFIX": "data/",
        "GIT_COMMON_DIR": str(other / ".git"),
        "GIT_OBJECT_DIRECTORY": str(other / ".git" / "objects"),
    }


def dirty_environment(hostile: HostileRepository) -> dict[str, str]:
    """A world in which every variable of git that can name a program names one."""
    program = str(hostile.program("variable"))
    names = ("GIT_EXTERNAL_DIFF", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_PROXY_COMMAND", "GIT_ASKPASS", "GIT_EDITOR")
    return {
        **dict.fromkeys(names, program),
        "GIT_PAGER": program,
        "GIT_TRACE": str(hostile.folder / "trace"),
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": program,
        "GIT_CONFIG_KEY_1": "core.pager",
        "GIT_CONFIG_VALUE_1": program,
        "GIT_CONFIG_KEY_2": "core.hooksPath",
        "GIT_CONFIG_VALUE_2": str(hostile.folder / "programs"),
        "GIT_CEILING_DIRECTORIES": str(hostile.top),
        "GIT_REPLACE_REF_BASE": "refs/heads/",
        "GIT_SHALLOW_FILE": str(hostile.folder / "nothing"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(hostile.folder / "nothing"),
    }


EnvironmentFactory = Callable[[HostileRepository], dict[str, str]]
ENVIRONMENTS: dict[str, EnvironmentFactory] = {
    "clean": clean_environment,
    "hook": hook_environment,
    "dirty": dirty_environment,
}

CALLS: dict[str, tuple[str, ...]] = {
    "validate --base": ("validate", ".", "--base", "main"),
    "validate --base commit": ("validate", ".", "--base", "{main}", "--format", "github"),
    "diff": ("diff",),
    "diff BASE": ("diff", "{main}"),
    "diff --check": ("diff", "main...HEAD", "--check"),
    "scorecard --at": ("scorecard", "2022", "--at", "main"),
    "timeline --at": ("timeline", "--year", "all", "--at", "{main}"),
    "release": ("release", "--since", "v1.0.0", "--dry-run"),
    "release after a tag": ("release", "--dry-run"),
    "fmt": ("fmt", "--check", "."),
    "validate": ("validate",),
    "add-event": (
        *("add-event", "--no-input", "--dry-run", "--start", "2022-09-01", "--title", "They meet", "--kind", "meeting"),
        *("--level", "cabinet", "--institution", "talks", "--source", "book"),
    ),
}
"""Calls that look at the dataset or at a revision of it."""


def call_words(hostile: HostileRepository, name: str) -> tuple[str, ...]:
    """The words of a call."""
    return tuple(word.format(main=hostile.main) for word in CALLS[name])
