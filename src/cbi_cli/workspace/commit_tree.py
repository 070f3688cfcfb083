"""The files of a commit, and files that are only supposed.

They are trees like that of a folder on the disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property

from cbi_cli.records.names import MAX_BYTES
from cbi_cli.workspace.entries import EntryType, Listing, list_entries, resolve_links
from cbi_cli.workspace.exclude import read_exclude
from cbi_cli.workspace.git import SYMLINK_MODE, Repository, TreeEntry

MAX_TARGET_LENGTH = 4096
"""Bytes of the text of a link; no system takes a longer one."""

_EntriesByFolder = dict[str, dict[str, TreeEntry | None]]
"""The folders of a commit, each with its entries by name; None for a folder in it."""


class CommitTree:
    """The files of a commit."""

    def __init__(self, repository: Repository, commit: str, root: str) -> None:
        self.repository = repository
        self.commit = commit
        self.root = root
        prefix = f"{root}/" if root else ""
        self._dataset_entries = _group_by_folder(repository.list_tree(commit, prefix))

    @cached_property
    def _all(self) -> _EntriesByFolder:
        """Every folder of the commit.

        It matters only for links that lead out of the dataset's folder.
        """
        if not self.root:
            return self._dataset_entries
        return _group_by_folder(self.repository.list_tree(self.commit))

    @cached_property
    def _dataset_link_targets(self) -> dict[str, bytes]:
        return self._read_link_targets(self._dataset_entries)

    @cached_property
    def _all_link_targets(self) -> dict[str, bytes]:
        return self._read_link_targets(self._all)

    def children(self, place: str) -> dict[str, EntryType]:
        """Return the names in a folder."""
        entries = self._entries_of(place)
        return {name: _type_of_git_entry(entry) for name, entry in entries.items()}

    def sort(self, place: str) -> EntryType | None:
        """Return what a path names, or None for nothing."""
        if not place:
            return "folder"
        parent, _, name = place.rpartition("/")
        entries = self._entries_of(parent)
        if name not in entries:
            return None
        return _type_of_git_entry(entries[name])

    def id_of(self, place: str) -> str:
        """Return the blob of a file or link."""
        parent, _, name = place.rpartition("/")
        entry = self._entries_of(parent)[name]
        if entry is None:
            return ""
        return entry.id

    def target(self, place: str) -> str:
        """Return the text of a link.

        If the text is too long, return one that leads nowhere.
        """
        parent, _, _ = place.rpartition("/")
        blob = self.id_of(place)
        # Only one of the two is read: the links of the whole commit may be many.
        if self._is_in_dataset(parent):
            return os.fsdecode(self._dataset_link_targets[blob])
        return os.fsdecode(self._all_link_targets[blob])

    def _entries_of(self, folder: str) -> dict[str, TreeEntry | None]:
        """Return the entries of a folder by name.

        The rest of the commit is listed only if a link leads there.
        """
        if self._is_in_dataset(folder):
            return self._dataset_entries.get(folder, {})
        return self._all.get(folder, {})

    def _is_in_dataset(self, folder: str) -> bool:
        return not self.root or f"{folder}/".startswith(f"{self.root}/")

    def _read_link_targets(self, folders: _EntriesByFolder) -> dict[str, bytes]:
        """Return the texts of all links in some folders by their blobs."""
        blobs: dict[str, str] = {}
        for entries in folders.values():
            for entry in entries.values():
                if entry is not None and entry.mode == SYMLINK_MODE:
                    blobs[entry.id] = entry.id
        return self.repository.read_blobs(blobs, MAX_TARGET_LENGTH)

    def list(self) -> Listing:
        """Account for the entries of the dataset."""
        place, reason = resolve_links(self, "dataset.toml", self.root)
        raw = None
        if reason is None and self.sort(place) == "file":
            raw = self.repository.read_blobs({"": self.id_of(place)}, MAX_BYTES)[""]
        return list_entries(self, self.root, read_exclude(raw))


class NamesTree:
    """Files that are only supposed, by their names.

    There are no links among them.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._folders = _group_by_folder(TreeEntry(name, "100644", "blob", "") for name in names)

    def children(self, place: str) -> dict[str, EntryType]:
        """Return the names in a folder."""
        entries = self._folders.get(place, {})
        return {name: _type_of_git_entry(entry) for name, entry in entries.items()}

    def sort(self, place: str) -> EntryType | None:
        """Return what a path names, or None for nothing."""
        if not place:
            return "folder"
        parent, _, name = place.rpartition("/")
        return self.children(parent).get(name)

    def target(self, place: str) -> str:
        """Raise, since nothing is a link."""
        raise LookupError(place)


def _group_by_folder(entries: Iterable[TreeEntry]) -> _EntriesByFolder:
    folders: _EntriesByFolder = {}
    for entry in entries:
        parent, _, name = entry.name.rpartition("/")
        is_new = parent not in folders
        folders.setdefault(parent, {})[name] = entry
        # git lists no folders: a new one is added to those above it.
        while is_new and parent:
            parent, _, name = parent.rpartition("/")
            is_new = parent not in folders
            folders.setdefault(parent, {})[name] = None
    return folders


def _type_of_git_entry(entry: TreeEntry | None) -> EntryType:
    if entry is None:
        return "folder"
    # A submodule is listed as a commit of its own repository.
    if entry.kind == "commit":
        return "repository"
    if entry.mode == SYMLINK_MODE:
        return "link"
    return "file"
