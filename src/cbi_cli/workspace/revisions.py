"""Versions of a dataset that can be compared.

These are its files as they are, and as git revisions have them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.workspace.git import Repository
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.merge_base import find_base, restore_line_endings
from cbi_cli.workspace.reader import DatasetFiles, list_leftover, read_commit_files, read_files, resolve_commit

_SHALLOW_HINT = message("this clone is shallow: `git fetch --unshallow` fetches the other commits; or name a BASE")

RevisionKind = Literal["work-tree", "folder", "revision", "merge-base"]


class DatasetRevision(NamedTuple):
    """The files of a dataset at one time, by their paths inside it.

    There are none if there was no dataset yet. `name` is the revision or folder as the user named it, or of a merge
    base the branch that was left there.
    """

    origin: RevisionKind
    name: str
    commit: str
    files: Mapping[str, bytes]


def load_worktree(location: DatasetLocation, name: str = "") -> DatasetRevision:
    """Load the files as they are in a folder.

    It has a name unless it is the work tree.
    """
    origin: RevisionKind = "folder" if name else "work-tree"
    return DatasetRevision(origin, name, "", read_files(location))


def load_revision(root: Path, revision: str) -> DatasetRevision:
    """Load the files of a git revision.

    Raises CbiError if git knows no such revision.
    """
    commit = resolve_commit(root, revision)
    return DatasetRevision("revision", revision, commit, read_commit_files(root, commit))


def load_merge_base(root: Path, base: str, head: str) -> DatasetRevision:
    """Load the files of the commit at which `head` branched off `base`.

    Raises CbiError if there is none.
    """
    repository = Repository.of(root)
    base_commit = repository.commit_of(base)
    head_commit = repository.commit_of(head)
    commit = _find_merge_base(repository, base, base_commit, head_commit)
    return DatasetRevision("merge-base", base, commit, read_commit_files(root, commit))


def load_main_merge_base(root: Path, ci: Mapping[str, str]) -> DatasetRevision:
    """Load the commit that the work tree is compared with by default.

    Raises CbiError as `find_base` does, and if git knows no commit that the two have in common.
    """
    repository = Repository.of(root)
    base = find_base(repository, ci)
    if base.note:
        raise CbiError(message("git finds no common commit with `{name}`", name=base.name), _SHALLOW_HINT)
    return DatasetRevision("merge-base", base.name, base.commit, read_commit_files(root, base.commit))


def with_git_line_endings(location: DatasetLocation, newer: DatasetRevision, older: DatasetRevision) -> DatasetRevision:
    """Return the work tree with the line ends that git would give it.

    This is done if it is compared with a commit.
    """
    if newer.origin not in ("work-tree", "folder") or not older.commit:
        return newer
    repository = Repository.of(location.root)
    prefix = repository.prefix_of(location.root)
    same = restore_line_endings(repository, prefix, newer.files, older.files)
    if not same:
        return newer
    files = DatasetFiles(newer.files)
    files.leftover = list_leftover(newer.files)
    files.update(same)
    return newer._replace(files=files)


def _find_merge_base(repository: Repository, name: str, base: str, head: str) -> str:
    """Return the commit at which two lines parted."""
    commit = repository.merge_base(base, head)
    if commit:
        return commit
    hint = message("name the other side, as in `cbi diff BASE HEAD`")
    if repository.is_shallow():
        hint = _SHALLOW_HINT
    raise CbiError(message("git finds no common commit with `{name}`", name=name), hint)
