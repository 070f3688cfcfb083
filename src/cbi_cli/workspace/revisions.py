"""States of a dataset that can be held against each other: its files as they are, and as git revisions have them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.workspace.git import Repository
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.merge_base import find_base, restore_line_endings
from cbi_cli.workspace.reader import DatasetFiles, list_leftover, read_commit_files, read_files, resolve_commit

_SHALLOW_HINT = "this clone is shallow: `git fetch --unshallow` fetches the other commits; or name a BASE"

RevisionKind = Literal["work-tree", "folder", "revision", "merge-base"]


class DatasetRevision(NamedTuple):
    """The files of a dataset at one time, by their paths inside its folder; none where there was no dataset yet.

    ``name`` is the revision or folder as the user named it, or of a merge base the branch that was left there.
    """

    origin: RevisionKind
    name: str
    commit: str
    files: Mapping[str, bytes]


def load_worktree(location: DatasetLocation, name: str = "") -> DatasetRevision:
    """The files as they are in a folder, which has a name unless it is the work tree."""
    return DatasetRevision("folder" if name else "work-tree", name, "", read_files(location))


def load_revision(root: Path, revision: str) -> DatasetRevision:
    """The files as a git revision has them; CbiError where git knows no such revision."""
    commit = resolve_commit(root, revision)
    return DatasetRevision("revision", revision, commit, read_commit_files(root, commit))


def load_merge_base(root: Path, base: str, head: str) -> DatasetRevision:
    """The files where the line of ``head`` left ``base``; CbiError if git knows no common commit of the two."""
    repository = Repository.of(root)
    commit = _find_merge_base(repository, base, repository.commit_of(base), repository.commit_of(head))
    return DatasetRevision("merge-base", base, commit, read_commit_files(root, commit))


def load_main_merge_base(root: Path, ci: Mapping[str, str]) -> DatasetRevision:
    """The files at the commit that the work tree is compared with by default.

    Raises CbiError as `find_base` does, and if git knows no commit that the two have in common.
    """
    repository = Repository.of(root)
    base = find_base(repository, ci)
    if base.note:
        raise CbiError(f"git finds no common commit with `{base.name}`", _SHALLOW_HINT)
    return DatasetRevision("merge-base", base.name, base.commit, read_commit_files(root, base.commit))


def with_git_line_endings(location: DatasetLocation, newer: DatasetRevision, older: DatasetRevision) -> DatasetRevision:
    """Return the work tree with the line ends that git would give its files, if it is compared with a commit."""
    if newer.origin not in ("work-tree", "folder") or not older.commit:
        return newer
    repository = Repository.of(location.root)
    same = restore_line_endings(repository, repository.prefix_of(location.root), newer.files, older.files)
    if not same:
        return newer
    files = DatasetFiles(newer.files)
    files.leftover = list_leftover(newer.files)
    files.update(same)
    return newer._replace(files=files)


def _find_merge_base(repository: Repository, name: str, base: str, head: str) -> str:
    """Return the commit at which two lines parted."""
    found = repository.merge_base(base, head)
    if not found:
        hint = "name the other side, as in `cbi diff BASE HEAD`"
        if repository.is_shallow():
            hint = _SHALLOW_HINT
        raise CbiError(f"git finds no common commit with `{name}`", hint)
    return found
