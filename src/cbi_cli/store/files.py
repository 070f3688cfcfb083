"""The files of a dataset, read from its folder or from a git revision."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cbi_cli.core.errors import CbiError
from cbi_cli.store.entries import CommitTree, NamesTree, Reason, WorkTree, exclude_of, list_entries, read_plain
from cbi_cli.store.git import Repository
from cbi_cli.store.place import Place


class Files(dict[str, bytes]):
    """The data files of a dataset by their paths inside it, and the entries of its folder that are left over."""

    leftover: Mapping[str, Reason] = {}
    moved_from: str | None = None
    """The folder in a commit, from the top of the repository, if it was another one there."""


def leftover_of(files: Mapping[str, bytes]) -> Mapping[str, Reason]:
    """Return the entries that were left over when files were read, or that are among files that are only supposed."""
    if isinstance(files, Files):
        return files.leftover
    return list_entries(NamesTree(files), "", exclude_of(files.get("dataset.toml"))).leftover


def read_files(place: Place) -> Files:
    """Read every data file of a dataset.

    Raises CbiError when the folder, a file or the revision cannot be read.
    """
    if place.revision:
        return _read_revision(place.root, place.revision)
    tree = WorkTree(place.root)
    listing = tree.list()
    found = Files((name, read_plain(tree.top / here, place.root / name)) for name, here in sorted(listing.data.items()))
    found.leftover = listing.leftover
    return found


def _read_revision(root: Path, revision: str) -> Files:
    found = files_at(root, commit_of(root, revision))
    if not found:
        raise CbiError(f"there is no dataset at {root} in revision `{revision}`", "name a later revision")
    return found


def commit_of(root: Path, revision: str) -> str:
    """Return the commit that a revision names in the repository of a folder; raises CbiError if git knows none."""
    return Repository.of(root).commit_of(revision)


def files_at(root: Path, commit: str) -> Files:
    """Read every data file of a dataset as a commit has it, also from another folder; none if the commit has it not.

    Raises CbiError as `folder_in` does.
    """
    from cbi_cli.document.parse import MAX_BYTES
    from cbi_cli.store.moved import folder_in

    repository = Repository.of(root)
    folder = folder_in(repository, commit, root)
    if folder is None:
        return Files()
    tree = CommitTree(repository, commit, folder)
    listing = tree.list()
    blobs = {name: tree.id_of(place) for name, place in sorted(listing.data.items())}
    found = Files(repository.read_blobs(blobs, MAX_BYTES))
    found.leftover = listing.leftover
    found.moved_from = folder if folder != repository.prefix_of(root).rstrip("/") else None
    return found
