"""States of a dataset that can be held against each other: its files as they are, and as git revisions have them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.store.files import commit_of, files_at, read_files
from cbi_cli.store.git import Repository
from cbi_cli.store.place import Place

_MAIN = ("heads/main", "heads/master", "remotes/origin/main", "remotes/origin/master")

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


def state_on_main(root: Path) -> State:
    """The files where ``HEAD`` left the main branch: main or master, here or else at origin.

    Raises CbiError if the folder is in no git repository, if nothing was committed yet, if there is no such
    branch, or if a shallow clone does not reach back to it.
    """
    repository = Repository.of(root)
    head = repository.find_commit("HEAD")
    if not head:
        raise CbiError("nothing was committed yet, so there is nothing to compare with", "commit the dataset first")
    branch = next((name for name in _MAIN if repository.find_commit(f"refs/{name}")), None)
    if branch is None:
        hint = "name a BASE, as in `cbi diff HEAD`"
        if repository.is_shallow():
            hint = (
                "`git fetch --unshallow` brings the other commits, `git fetch origin main` the branch; or name a BASE"
            )
        raise CbiError("git knows no branch main or master, here or at origin", hint)
    name = branch.partition("/")[2]
    commit = _merge_base(repository, name, repository.find_commit(f"refs/{branch}"), head)
    return State("merge-base", name, commit, files_at(root, commit))


def _merge_base(repository: Repository, name: str, base: str, head: str) -> str:
    """Return the commit at which two lines parted."""
    found = repository.merge_base(base, head)
    if not found:
        hint = "name the other side, as in `cbi diff BASE HEAD`"
        if repository.is_shallow():
            hint = "this clone is shallow: `git fetch --unshallow` brings the other commits; or name a BASE"
        raise CbiError(f"git knows no common commit with `{name}`", hint)
    return found
