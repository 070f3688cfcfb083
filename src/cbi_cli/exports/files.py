"""The files of a download, with their sizes and checksums."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class DownloadFile(NamedTuple):
    """A file: its path inside the download, with slashes, its size in bytes and its SHA-256 as hexadecimal digits."""

    path: str
    size: int
    sha256: str


def iter_paths(folder: Path) -> Iterator[str]:
    """Yield the paths of all files below a folder, with slashes, in no order. Links are not followed."""
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name).relative_to(folder)
            yield path.as_posix()


def list_files(folder: Path) -> list[DownloadFile]:
    """Return all files below a folder in the order of their paths.

    Raises OSError if one cannot be read.
    """
    return [describe_file(folder, path) for path in sorted(iter_paths(folder))]


def describe_file(folder: Path, path: str) -> DownloadFile:
    """Return the size and the checksum of a file; the path is inside the folder."""
    file = folder / path
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    return DownloadFile(path, file.stat().st_size, digest.hexdigest())


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8 with its own line ends, so that the bytes are the same on every system."""
    path.write_text(text, encoding="utf-8", newline="")
