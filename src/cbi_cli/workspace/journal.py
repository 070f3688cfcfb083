"""What the files of a dataset were before the last command that wrote to them.

It is kept in the cache folder, one change for each dataset, and is on the disk before the first file is changed.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Cache
from cbi_cli.workspace.temp_files import temporary_file

_VERSION = 1


class JournalFile(NamedTuple):
    """A file with its content before and after a change, None where there is no such file."""

    path: str
    before: bytes | None
    after: bytes | None


class JournalEntry(NamedTuple):
    """A file of the last change: its content before, and a digest of the one after.

    Both are None where there is no such file.
    """

    path: str
    before: bytes | None
    after_digest: str | None


class Journal(NamedTuple):
    """The last change of a dataset: the kind of the change, and its files."""

    kind: str
    files: tuple[JournalEntry, ...]


def content_digest(content: bytes | None) -> str | None:
    """Return a digest of the content of a file, None if there is none."""
    if content is None:
        return None
    return hashlib.sha256(content).hexdigest()


def begin_journal(root: Path, cache: Cache, kind: str, files: Sequence[JournalFile]) -> None:
    """Write down what some files are, in place of what was written down before.

    Without a cache folder that can be written, the change cannot be undone. Then nothing is written down, so that an
    older change is not taken for the last one.
    """
    path = journal_path(root, cache)
    if path is None:
        return
    entries = [
        {"path": file.path, "before": _encode(file.before), "after": content_digest(file.after)} for file in files
    ]
    document = {"version": _VERSION, "dataset": os.fspath(root), "kind": kind, "files": entries}
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Only the user may read it: the data may not be public.
        with temporary_file(path.parent, 0o600) as (temporary, handle):
            with open(handle, "wb", closefd=False) as stream:
                stream.write(json.dumps(document).encode("ascii"))
            os.fsync(handle)
            os.replace(temporary, path)
    except OSError:
        end_journal(root, cache)


def end_journal(root: Path, cache: Cache) -> None:
    """Forget the last change of a dataset."""
    path = journal_path(root, cache)
    if path is not None:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def read_journal(root: Path, cache: Cache) -> Journal | None:
    """Return the last change of a dataset, None if none is known or what is written down of it is damaged.

    Raises CbiError if the system does not let it be read, so that nobody is told that there is no change.
    """
    path = journal_path(root, cache)
    if path is None:
        return None
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        reason = error.strerror or str(error)
        raise CbiError(message("cannot read {path}: {reason}", path=path, reason=reason)) from error
    try:
        document = json.loads(content)
        if document["version"] != _VERSION:
            return None
        files = [JournalEntry(file["path"], _decode(file["before"]), file["after"]) for file in document["files"]]
        return Journal(str(document["kind"]), tuple(files))
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def journal_path(root: Path, cache: Cache) -> Path | None:
    """Return the file with the last change of a dataset; None if there is no cache folder."""
    if cache.folder is None:
        return None
    name = hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:24]
    return cache.folder.absolute() / "undo" / f"{name}.json"


def _encode(content: bytes | None) -> str | None:
    if content is None:
        return None
    return base64.b64encode(content).decode("ascii")


def _decode(text: Any) -> bytes | None:
    if text is None:
        return None
    return base64.b64decode(text, validate=True)
