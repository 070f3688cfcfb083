"""The files of a dataset, read from its folder or from a git revision."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.records.names import MAX_BYTES
from cbi_cli.workspace.commit_tree import CommitTree, NamesTree
from cbi_cli.workspace.entries import (
    LeftoverReason,
    WorkTree,
    list_entries,
    read_plain_file,
)
from cbi_cli.workspace.exclude import read_exclude
from cbi_cli.workspace.git import Repository
from cbi_cli.workspace.locate import DatasetLocation


class DatasetFiles(dict[str, bytes]):
    """The data files of a dataset by their paths inside it.

    It also has the entries of its folder that are left over.
    """

    leftover: Mapping[str, LeftoverReason] = {}
    moved_from: str | None = None
    """The folder in a commit, from the top of the repository, if it was another one there."""
    upgraded_from: int | None = None
    """The older version of the file format that the files of a commit have there; here they have the newest one."""


def is_upgraded(files: Mapping[str, bytes]) -> bool:
    """Tell whether files of a commit were upgraded from an older file format."""
    return isinstance(files, DatasetFiles) and files.upgraded_from is not None


def list_leftover(files: Mapping[str, bytes]) -> Mapping[str, LeftoverReason]:
    """Return the entries that were left over when files were read.

    For files in memory, these are entries among them.
    """
    if isinstance(files, DatasetFiles):
        return files.leftover
    exclude = read_exclude(files.get("dataset.toml"))
    return list_entries(NamesTree(files), "", exclude).leftover


def read_files(location: DatasetLocation) -> DatasetFiles:
    """Read every data file of a dataset.

    Raises CbiError when the folder, a file or the revision cannot be read.
    """
    if location.revision:
        return _read_revision(location.root, location.revision)
    tree = WorkTree(location.root)
    listing = tree.list()
    files = DatasetFiles()
    for name, place in sorted(listing.data.items()):
        files[name] = read_plain_file(tree.top / place, location.root / name)
    files.leftover = listing.leftover
    return files


def _read_revision(root: Path, revision: str) -> DatasetFiles:
    files = read_commit_files(root, resolve_commit(root, revision))
    if not files:
        problem = message("there is no dataset at {root} in revision `{revision}`", root=root, revision=revision)
        raise CbiError(problem, message("name a later revision"))
    return files


def resolve_commit(root: Path, revision: str) -> str:
    """Return the commit that a revision names in the repository of a folder.

    Raises CbiError if git knows none.
    """
    return Repository.of(root).commit_of(revision)


def read_commit_files(root: Path, commit: str) -> DatasetFiles:
    """Read every data file of a dataset from a commit.

    It can be in another folder there. The result is empty if the commit does not have it. Files of an older version of
    the file format are upgraded, so that they mean the same and can be compared. Raises CbiError as
    `find_folder_in_commit` does.
    """
    from cbi_cli.toml.formatter import upgrade_files
    from cbi_cli.toml.upgrade import file_format
    from cbi_cli.workspace.moved_datasets import find_folder_in_commit

    repository = Repository.of(root)
    folder = find_folder_in_commit(repository, commit, root)
    if folder is None:
        return DatasetFiles()
    tree = CommitTree(repository, commit, folder)
    listing = tree.list()
    blobs = {name: tree.id_of(place) for name, place in sorted(listing.data.items())}
    files = DatasetFiles(repository.read_blobs(blobs, MAX_BYTES))
    upgraded = upgrade_files(files)
    if upgraded:
        files.upgraded_from = file_format(files)
        files.update(upgraded)
    files.leftover = listing.leftover
    if folder != repository.prefix_of(root).rstrip("/"):
        files.moved_from = folder
    return files
