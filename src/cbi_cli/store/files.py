"""The files of a dataset, read from its folder or from a git revision."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from cbi_cli.core.errors import CbiError
from cbi_cli.store.place import Place

_NOT_DATA = {"pyproject.toml", "taplo.toml", "tombi.toml"}
_LINK = "120000"
_STEADY = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C"}


def read_files(place: Place) -> dict[str, bytes]:
    """Every TOML file of a dataset, by its path inside the folder.

    Raises CbiError when the folder, a file or the revision cannot be read.
    """
    if place.revision:
        return _read_revision(place.root, place.revision)
    return {name: read_file(place.root / name) for name in file_names(place.root)}


def read_file(path: Path) -> bytes:
    """The bytes of one file; CbiError when it cannot be read, or is no file that has an end.

    Of a file that is too large it gives no more than what shows that.
    """
    from cbi_cli.document.parse import MAX_BYTES

    try:
        if not path.is_file() and path.exists():
            raise CbiError(f"cannot read {path}: it is no regular file", "put a file in its place, or remove it")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CbiError(f"cannot read {path}: {error.strerror}") from error


def file_names(root: Path) -> list[str]:
    """The paths of the TOML files below a folder, hidden ones and other tools' settings left out."""
    return sorted(path.relative_to(root).as_posix() for path in _walk(root))


def _walk(root: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise CbiError(f"cannot read {error.filename}: {error.strerror}") from error

    for folder, folders, names in os.walk(root, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.endswith(".toml") and name not in _NOT_DATA and not name.startswith("."):
                yield Path(folder, name)


def _read_revision(root: Path, revision: str) -> dict[str, bytes]:
    found = files_at(root, commit_of(root, revision))
    if not found:
        raise CbiError(f"there is no dataset at {root} in revision `{revision}`", "name a later revision")
    return found


def commit_of(root: Path, revision: str) -> str:
    """The commit that a revision names in the repository of a folder; CbiError where git knows none."""
    commit = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()
    if not commit:
        hint = "`git tag` and `git branch -a` list what can be named; a shallow clone holds only the newest"
        raise CbiError(f"git knows no revision `{revision}` for {root}", hint)
    return os.fsdecode(commit)


def files_at(root: Path, commit: str) -> dict[str, bytes]:
    """Every TOML file of a dataset as a commit has it; none where the commit has no such folder.

    A symbolic link is followed inside of the commit; CbiError where it leads elsewhere.
    """
    prefix = os.fsdecode(git(root, "rev-parse", "--show-prefix").rstrip(b"\n"))
    listing = git(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", prefix or ".")
    blobs: dict[str, str] = {}
    for line in filter(None, listing.split(b"\0")):
        head, _, name = line.partition(b"\t")
        mode, kind, blob = os.fsdecode(head).split()
        inside = os.fsdecode(name).removeprefix(prefix)
        hidden = any(part.startswith(".") for part in inside.split("/"))
        if inside.endswith(".toml") and inside not in _NOT_DATA and not hidden and kind == "blob":
            blobs[inside] = blob if mode != _LINK else _followed(root, commit, os.fsdecode(name))
    return _read_blobs(root, blobs) if blobs else {}


def _followed(root: Path, commit: str, name: str) -> str:
    """The blob that a symbolic link of a commit leads to."""
    asked = f"{commit}:{name}"
    given = os.fsencode(asked if "\n" not in asked else commit)
    found = git(root, "cat-file", "--batch-check", "--follow-symlinks", given=given + b"\n").split()
    if found[1:2] != [b"blob"]:
        told = f"cannot read {name} in {commit[:12]}: the link leads to no file there"
        raise CbiError(told, "put a file in its place")
    return os.fsdecode(found[0])


def _read_blobs(root: Path, blobs: dict[str, str]) -> dict[str, bytes]:
    """The contents of blobs, all through one process; of one that is too large no more than what shows that."""
    from cbi_cli.document.parse import MAX_BYTES

    sizes = _sizes(root, dict.fromkeys(blobs.values()))
    small = [blob for blob, size in sizes.items() if size <= MAX_BYTES]
    output = git(root, "cat-file", "--batch", given=_lines(small))
    found = dict.fromkeys(sizes, bytes(MAX_BYTES + 1)) if len(small) < len(sizes) else {}
    at = 0
    for blob in small:
        start = output.index(b"\n", at) + 1
        found[blob] = output[start : start + sizes[blob]]
        at = start + sizes[blob] + 1
    return {name: found[blob] for name, blob in blobs.items()}


def _sizes(root: Path, blobs: Iterable[str]) -> dict[str, int]:
    """The sizes of blobs; CbiError where the repository does not hold one."""
    told = [line.split() for line in git(root, "cat-file", "--batch-check", given=_lines(blobs)).splitlines()]
    for blob, *rest in told:
        if rest[:1] != [b"blob"]:
            raise CbiError(f"git: the object {os.fsdecode(blob)} is missing", "`git fsck` says what is wrong")
    return {os.fsdecode(blob): int(size) for blob, _, size in told}


def _lines(words: Iterable[str]) -> bytes:
    return "".join(f"{word}\n" for word in words).encode()


def git(root: Path, *words: str, given: bytes = b"") -> bytes:
    """What git prints in a folder; empty when a quiet question has no answer. CbiError where it fails."""
    import subprocess

    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words],
            input=given,
            capture_output=True,
            check=False,
            env={**os.environ, **_STEADY},
        )
    except FileNotFoundError:
        raise CbiError("git is not installed", "a revision is read through git; install it") from None
    if done.returncode and "--quiet" not in words:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise CbiError(f"git: {reason[-1] if reason else 'failed'}")
    if done.returncode and b"not a git repository" in done.stderr:
        raise CbiError(f"{root} is not in a git repository", "a revision can be read of a dataset that is kept in git")
    return done.stdout if not done.returncode else b""
