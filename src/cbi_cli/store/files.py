"""The files of a dataset, read from its folder or from a git revision."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator, Mapping
from pathlib import Path, PurePosixPath

from cbi_cli.core.errors import CbiError
from cbi_cli.store.git import LINK, Repository
from cbi_cli.store.place import Place

_NOT_DATA = {"pyproject.toml", "taplo.toml", "tombi.toml"}
_MODULE = "commit"
_MOST_LINKS = 40


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
    """Return the commit that a revision names in the repository of a folder; raises CbiError if git knows none."""
    return Repository.of(root).commit_of(revision)


def files_at(root: Path, commit: str) -> dict[str, bytes]:
    """Read every TOML file of a dataset as a commit has it; none if the commit has no such folder.

    A symbolic link is followed inside of the commit; raises CbiError if it leads elsewhere.
    """
    from cbi_cli.document.parse import MAX_BYTES

    repository = Repository.of(root)
    prefix = repository.prefix_of(root)
    found = {one.name.removeprefix(prefix): one for one in repository.list_tree(commit, prefix)}
    data = {name: one for name, one in found.items() if one.kind == "blob" and _is_data(name)}
    blobs = {name: one.id for name, one in data.items() if one.mode != LINK}
    links = {name: one.name for name, one in data.items() if one.mode == LINK}
    return repository.read_blobs(blobs | _followed(repository, commit, links), MAX_BYTES)


def _is_data(name: str) -> bool:
    hidden = any(part.startswith(".") for part in name.split("/"))
    return name.endswith(".toml") and name not in _NOT_DATA and not hidden


def _followed(repository: Repository, commit: str, links: Mapping[str, str]) -> dict[str, str]:
    """Find the blobs that links of a commit lead to, leaving out links to folders.

    git can follow links too, but not one with ``.`` in it, such as ``./2022.toml``.
    """
    from cbi_cli.document.parse import MAX_BYTES

    if not links:
        return {}
    there = {one.name: one for one in repository.list_tree(commit)}
    ids = {name: one.id for name, one in there.items() if one.mode == LINK}
    texts = repository.read_blobs(ids, MAX_BYTES)
    folders = {"", *(str(folder) for name in there for folder in PurePosixPath(name).parents)}
    folders |= {name for name, one in there.items() if one.kind == _MODULE}
    found: dict[str, str] = {}
    for link, name in links.items():
        end = _end(name, texts, folders)
        if end in there and end not in folders:
            found[link] = there[end].id
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
