"""The files of a dataset, read from its folder or from a git revision."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.store.place import Place

_NOT_DATA = {"pyproject.toml", "taplo.toml", "tombi.toml"}
_LINK = "120000"
_MODULE = "commit"
_MOST_LINKS = 40
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
    found = {one.name.removeprefix(prefix): one for one in _objects(root, commit, prefix or ".")}
    data = {name: one for name, one in found.items() if one.kind == "blob" and _is_data(name)}
    blobs = {name: one.blob for name, one in data.items() if one.mode != _LINK}
    links = {name: one.name for name, one in data.items() if one.mode == _LINK}
    return _read_blobs(root, blobs | _followed(root, commit, links))


def _is_data(name: str) -> bool:
    hidden = any(part.startswith(".") for part in name.split("/"))
    return name.endswith(".toml") and name not in _NOT_DATA and not hidden


class _Object(NamedTuple):
    """What a commit has at a path from the top of the repository."""

    name: str
    mode: str
    kind: str
    blob: str


def _objects(root: Path, commit: str, path: str) -> Iterator[_Object]:
    """Everything at or below a path, folders left out."""
    listing = git(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", path)
    for line in filter(None, listing.split(b"\0")):
        head, _, name = line.partition(b"\t")
        yield _Object(os.fsdecode(name), *os.fsdecode(head).split())


def _followed(root: Path, commit: str, links: Mapping[str, str]) -> dict[str, str]:
    """The blobs that links of a commit lead to, where they lead to no folder.

    git can follow links too, but not one with ``.`` in it, as ``./2022.toml``.
    """
    if not links:
        return {}
    there = {one.name: one for one in _objects(root, commit, ".")}
    texts = _read_blobs(root, {name: one.blob for name, one in there.items() if one.mode == _LINK})
    folders = {"", *(str(folder) for name in there for folder in PurePosixPath(name).parents)}
    folders |= {name for name, one in there.items() if one.kind == _MODULE}
    found: dict[str, str] = {}
    for link, name in links.items():
        end = _end(name, texts, folders)
        if end in there and end not in folders:
            found[link] = there[end].blob
        elif end not in folders:
            told = f"cannot read {name} in {commit[:12]}: the link leads to no file there"
            raise CbiError(told, "put a file in its place")
    return found


def _end(name: str, links: Mapping[str, bytes], folders: Container[str]) -> str | None:
    """The path to which another leads by way of links; None for one out of the repository, or one without an end."""
    ahead, behind, left = name.split("/"), list[str](), _MOST_LINKS
    while ahead:
        part = ahead.pop(0)
        here = "/".join((*behind, part))
        if here in links:
            target, left = os.fsdecode(links[here]), left - 1
            if target.startswith("/") or not left:
                return None
            ahead = target.split("/") + ahead
        elif part == "..":
            if not behind:
                return None
            behind.pop()
        elif part not in ("", "."):
            if ahead and here not in folders:
                return None
            behind.append(part)
    return "/".join(behind)


def _read_blobs(root: Path, blobs: Mapping[str, str]) -> dict[str, bytes]:
    """The contents of blobs, all through one process; of one that is too large no more than what shows that."""
    from cbi_cli.document.parse import MAX_BYTES

    if not blobs:
        return {}
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
