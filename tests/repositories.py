"""Scratch git repositories with a dataset in them."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

_GIT_OPTIONS = ("-c", "user.name=A. Reader", "-c", "user.email=reader@example.org", "-c", "core.autocrlf=false")


def git(folder: Path, *words: str) -> str:
    """What git prints; the test fails where git does."""
    done = subprocess.run(["git", "-C", str(folder), *_GIT_OPTIONS, *words], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()


def make_repository(folder: Path, files: Mapping[str, bytes] | None = None) -> Path:
    """A repository with one commit on its branch main: the files that are given, or that lie there."""
    git(folder, "init", "--quiet", "--initial-branch", "main")
    write_files(folder, files or {})
    commit(folder, "The dataset")
    return folder


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files, so that no other TOML file stays; none given leaves all as they are."""
    for old in folder.rglob("*.toml") if files else ():
        old.unlink()
    for name, raw in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)


def commit(folder: Path, message: str) -> str:
    """Commit everything, and give the commit."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD")
