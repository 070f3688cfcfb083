"""States of a dataset that can be held against each other: its files as they are, and as git revisions have them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.store.base import as_git_converts, find_base
from cbi_cli.store.files import Files, commit_of, files_at, leftover_of, read_files
from cbi_cli.store.git import Repository
from cbi_cli.store.place import Place

_SHALLOW = "this clone is shallow: `git fetch --unshallow` fetches the other commits; or name a BASE"

Origin = Literal["work-tree", "folder", "revision", "merge-base"]


class State(NamedTuple):
    """The files of a dataset at one time, by their paths inside its folder; none where there was no dataset yet.

    ``name`` is the revision or folder as the user named it, or of a merge base the branch that was left there.
    """

    origin: Origin
    name: str
    commit: str
    files: Mapping[str, bytes]


def state_of(place: Place, name: str = "") -> State:
    """The files as they are in a folder, which has a name unless it is the work tree."""
    return State("folder" if name else "work-tree", name, "", read_files(place))


def state_at(root: Path, revision: str) -> State:
    """The files as a git revision has them; CbiError where git knows no such revision."""
    commit = commit_of(root, revision)
    return State("revision", revision, commit, files_at(root, commit))


def state_between(root: Path, base: str, head: str) -> State:
    """The files where the line of ``head`` left ``base``; CbiError if git knows no common commit of the two."""
    repository = Repository.of(root)
    commit = _merge_base(repository, base, repository.commit_of(base), repository.commit_of(head))
    return State("merge-base", base, commit, files_at(root, commit))


def state_on_main(root: Path, ci: Mapping[str, str]) -> State:
    """The files at the commit that the work tree is compared with by default.

    Raises CbiError as `find_base` does, and if git knows no commit that the two have in common.
    """
    repository = Repository.of(root)
    base = find_base(repository, ci)
    if base.note:
        raise CbiError(f"git finds no common commit with `{base.name}`", _SHALLOW)
    return State("merge-base", base.name, base.commit, files_at(root, base.commit))


def converted(place: Place, newer: State, older: State) -> State:
    """Return the work tree with the line ends that git would give its files, if it is compared with a commit."""
    if newer.origin not in ("work-tree", "folder") or not older.commit:
        return newer
    repository = Repository.of(place.root)
    same = as_git_converts(repository, repository.prefix_of(place.root), newer.files, older.files)
    if not same:
        return newer
    files = Files(newer.files)
    files.leftover = leftover_of(newer.files)
    files.update(same)
    return newer._replace(files=files)


def _merge_base(repository: Repository, name: str, base: str, head: str) -> str:
    """Return the commit at which two lines parted."""
    found = repository.merge_base(base, head)
    if not found:
        hint = "name the other side, as in `cbi diff BASE HEAD`"
        if repository.is_shallow():
            hint = _SHALLOW
        raise CbiError(f"git finds no common commit with `{name}`", hint)
    return found
