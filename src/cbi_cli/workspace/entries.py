"""Account for every entry of a dataset's folder.

The rules are the same on the disk and in a git revision. An entry is data, a known companion such as a README, excluded
by `exclude` in `dataset.toml`, or left over: then a check reports it. Symbolic links are followed inside the
repository, or inside the dataset if there is none. All others are left over, and nothing opens them: a stranger's link
could lead to any file of the machine.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from cbi_cli.core.characters import BLANK
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.records.names import DATA_FOLDERS, MAX_BYTES, is_data_file
from cbi_cli.records.report_files import is_report_file
from cbi_cli.workspace.exclude import is_excluded, read_exclude
from cbi_cli.workspace.git import Repository, find_repository_root, is_sparse

EntryType = Literal["file", "folder", "link", "repository", "other"]
LeftoverReason = Literal[
    "name",
    "folder",
    "encoding",
    "repository",
    "special",
    "sparse",
    "outside",
    "missing",
    "ring",
    "twice",
    "not-toml",
]
"""Why an entry is left over. The last five are about links."""

LEFTOVER_REASONS: dict[str, str] = {
    "name": message("is not a file of a dataset"),
    "folder": message("is not a folder of a dataset"),
    "encoding": message("has a name that is not UTF-8 text"),
    "repository": message("is a git repository of its own"),
    "special": message("is not a plain file"),
    "sparse": message("is left out by a sparse checkout"),
    "outside": message("is a link that points outside the dataset and its repository"),
    "missing": message("is a link that points to nothing"),
    "ring": message("is a link that leads back to itself"),
    "twice": message("is a link to a folder that is already read"),
    "not-toml": message("is a link to a file that is not TOML"),
}

_MAX_LINKS = 40
_TOOL_SETTINGS = frozenset({"pyproject.toml", "taplo.toml", "tombi.toml"})
_COMPANIONS = (
    *("readme*", "license*", "licence*", "copying*", "notice*", "changelog*", "changes*", "citation*"),
    *("contributing*", "code_of_conduct*", "security*", "authors*", "maintainers*", "codeowners", "governance*"),
    *("makefile", "justfile", "requirements*.txt", "package.json", "package-lock.json", "*.code-workspace"),
    *("*.md", "*.rst", "*.adoc", "*.sarif", "cbi.*", "thumbs.db", "desktop.ini"),
)
"""Files at the top of a dataset that go with it, in any case; none of them has `.toml` in its name."""
_COMPANION_FOLDERS = frozenset({"schemas", "docs", "__pycache__"})
_DATA_COMPANIONS = ("readme", "readme.md", "thumbs.db", "desktop.ini")
_HIDDEN_DATA_COMPANIONS = (".git*", ".ds_store", ".editorconfig", ".*.sw[a-p]", ".#*", ".nfs*", ".cbi-*.tmp", "._*")


class Listing(NamedTuple):
    """The entries of a dataset by their paths inside it.

    `data` has the place of each data file: its path from the top of the tree, without links. `leftover` has the reasons
    of the others.
    """

    data: dict[str, str]
    leftover: dict[str, LeftoverReason]


class EntryTree(Protocol):
    """Folders, files and links below a top, by their paths from it.

    All of these are without links themselves.
    """

    def children(self, place: str) -> Mapping[str, EntryType]:
        """Return the names in a folder."""

    def sort(self, place: str) -> EntryType | None:
        """Return what a path names, or None for nothing."""

    def target(self, place: str) -> str:
        """Return the text of a link."""


def resolve_links(tree: EntryTree, path: str, start: str = "") -> tuple[str, LeftoverReason | None]:
    """Follow the links in a path, beginning in the folder `start`.

    Returns the place without links, or why there is none. An absolute link counts as one that leads out, since it
    works on one machine only; so does one into the folder of git, which may contain passwords.
    """
    remaining = path.split("/")
    resolved = [part for part in start.split("/") if part]
    link_count = 0
    while remaining:
        part = remaining.pop(0)
        if part in ("", "."):
            continue
        if part == "..":
            if not resolved:
                return "", "outside"
            resolved.pop()
            continue
        place = "/".join((*resolved, part))
        entry_type = tree.sort(place)
        if _is_git_folder(part):
            return "", "outside"
        if entry_type == "link":
            link_count += 1
            target = tree.target(place)
            if link_count > _MAX_LINKS:
                return "", "ring"
            if target.startswith("/") or os.path.isabs(target):
                return "", "outside"
            remaining = target.split("/") + remaining
            continue
        # The files of another repository are not part of this one.
        if entry_type == "repository" and remaining:
            return "", "outside"
        if entry_type is None or (remaining and entry_type != "folder"):
            return "", "missing"
        resolved.append(part)
    return "/".join(resolved), None


def _is_git_folder(name: str) -> bool:
    """Tell whether any file system takes a name for the folder of git.

    Some systems ignore case, macOS ignores invisible characters, and Windows ignores dots and spaces at the end and
    what follows a colon, and has the short name `git~1`.
    """
    if not name.isascii():
        name = re.sub(BLANK, "", name)
    name = name.partition(":")[0]
    return name.rstrip(" .").lower() in (".git", "git~1")


def list_entries(tree: EntryTree, root: str, exclude: Iterable[str]) -> Listing:
    """Account for every entry of the dataset whose folder is at `root`."""
    listing = Listing({}, {})
    visited = {root}
    patterns = tuple(exclude)
    pending = [("", root)]
    while pending:
        folder, place = pending.pop()
        for child, entry_type in _links_last(tree.children(place)):
            name = f"{folder}/{child}" if folder else child
            # No pattern may exclude the file that has the patterns.
            if name != "dataset.toml" and is_excluded(name, patterns):
                continue
            # Hidden entries at the top belong to git and other tools.
            if not folder and child.startswith("."):
                continue
            printable = name.encode("utf-8", "backslashreplace").decode()
            if printable != name:
                listing.leftover[printable] = "encoding"
                continue
            child_place = f"{place}/{child}" if place else child
            subfolder = _classify(tree, name, child_place, entry_type, listing)
            if subfolder is None:
                continue
            # Such a folder contains the one that is being read, so reading it would not end.
            if _contains(subfolder, root) or _contains(subfolder, place):
                listing.leftover[name] = "ring"
            elif subfolder in visited:
                listing.leftover[name] = "twice"
            else:
                visited.add(subfolder)
                pending.append((name, subfolder))
    return listing


def _links_last(children: Mapping[str, EntryType]) -> list[tuple[str, EntryType]]:
    """Return the entries of a folder with links last.

    So a folder is read under its own name.
    """
    names = sorted(children, key=lambda name: (children[name] == "link", name))
    return [(name, children[name]) for name in names]


def _contains(folder: str, place: str) -> bool:
    """Tell whether a place is a folder or below it.

    The top, which is empty, contains all.
    """
    return not folder or f"{place}/".startswith(f"{folder}/")


def _classify(tree: EntryTree, name: str, place: str, entry_type: EntryType, listing: Listing) -> str | None:
    """Add one entry to the listing.

    Returns the place of a folder that has to be read too.
    """
    if entry_type == "link":
        parent, _, child = place.rpartition("/")
        place, reason = resolve_links(tree, child, parent)
        if reason is not None:
            listing.leftover[name] = reason
            return None
        entry_type = tree.sort(place) or "other"
    if entry_type == "folder":
        if name.partition("/")[0] in DATA_FOLDERS and not name.endswith(".toml"):
            return place
        if name.lower() not in _COMPANION_FOLDERS:
            listing.leftover[name] = "folder"
    elif entry_type == "repository":
        listing.leftover[name] = "repository"
    elif entry_type == "other":
        listing.leftover[name] = "special"
    elif is_data_file(name) and not name.rpartition("/")[2].startswith("."):
        # The name of a link may end in `.toml` where that of its target does not.
        if place.endswith(".toml"):
            listing.data[name] = place
        else:
            listing.leftover[name] = "not-toml"
    elif not _is_companion(name):
        listing.leftover[name] = "name"
    return None


def _is_companion(name: str) -> bool:
    """Tell whether a file goes with a dataset without being data."""
    lower = name.lower()
    if is_report_file(name):
        return True
    folder, _, child = lower.rpartition("/")
    if folder:
        return child in _DATA_COMPANIONS or any(fnmatchcase(child, pattern) for pattern in _HIDDEN_DATA_COMPANIONS)
    if ".toml" in lower:
        return name in _TOOL_SETTINGS
    return any(fnmatchcase(lower, pattern) for pattern in _COMPANIONS)


def find_outside_link(path: Path) -> tuple[Path, Path] | None:
    """Return the link in a path that leads out of its git repository.

    That repository is returned, too. Such a link may have been committed by a stranger. Links that are in no repository
    are the user's own.
    """
    absolute = Path(os.path.abspath(path))
    target = Path(os.path.realpath(absolute))
    for link in (absolute, *absolute.parents):
        if not link.is_symlink() and not _is_junction(link):
            continue
        top = find_repository_root(link.parent)
        if top is not None and not target.is_relative_to(top):
            return link, top
    return None


class WorkTree:
    """The files on the disk, below a top.

    It is that of a repository, or of a dataset that is in none.
    """

    def __init__(self, root: Path) -> None:
        real = Path(os.path.realpath(root))
        self.top = find_repository_root(real) or real
        path = real.relative_to(self.top).as_posix()
        self.root = "" if path == "." else path
        self.shown = root
        """The dataset's folder as the user knows it."""

    def children(self, place: str) -> dict[str, EntryType]:
        """Return the names in a folder; raises CbiError if it cannot be read."""
        try:
            with os.scandir(self.top / place) as entries:
                return {entry.name: _type_of_disk_entry(entry) for entry in entries}
        except OSError as error:
            raise CbiError(_cannot_read(self.top / place, error.strerror)) from error

    def sort(self, place: str) -> EntryType | None:
        """Return what a path names, or None for nothing."""
        path = self.top / place
        try:
            mode = path.lstat().st_mode
        except OSError:
            return None
        if stat.S_ISLNK(mode) or _is_junction(path):
            return "link"
        if stat.S_ISDIR(mode):
            # The top itself has a `.git`, too.
            if place and os.path.lexists(path / ".git"):
                return "repository"
            return "folder"
        if stat.S_ISREG(mode):
            return "file"
        return "other"

    def target(self, place: str) -> str:
        """Return the text of a link."""
        text = os.readlink(self.top / place)
        if sys.platform == "win32":
            text = text.replace("\\", "/")
        return text

    def list(self, exclude: Iterable[str] | None = None) -> Listing:
        """Account for the entries of the dataset.

        Without patterns, use those of its `dataset.toml`.
        """
        if exclude is None:
            exclude = read_exclude(self.read_if_exists("dataset.toml"))
        patterns = tuple(exclude)
        listing = list_entries(self, self.root, patterns)
        for name in self._sparse_files():
            if is_data_file(name) and name not in listing.data and not is_excluded(name, patterns):
                listing.leftover[name] = "sparse"
        return listing

    def _sparse_files(self) -> Iterator[str]:
        """Yield the files of the dataset that a sparse checkout leaves out.

        Git is asked only if there is one.
        """
        if not is_sparse(self.top):
            return
        prefix = f"{self.root}/" if self.root else ""
        for entry in Repository.of(self.top).list_index(prefix):
            if entry.is_sparse:
                yield entry.name.removeprefix(prefix)

    def path_of(self, name: str) -> Path:
        """Return the path without links of a file of the dataset.

        Raises CbiError if a link leads out.
        """
        place, reason = resolve_links(self, name, self.root)
        if reason is None:
            return self.top / place
        description = LEFTOVER_REASONS[reason]
        if reason == "missing":
            description = message("is not there")
        problem = message("cannot read {path}: it {reason}", path=self.shown / name, reason=description)
        raise CbiError(problem, message("put a file in its place, or remove it"))

    def path_to_write(self, name: str) -> Path:
        """Return the path without links of a file that is there or not.

        Raises CbiError if a link leads out.
        """
        folder, _, child = name.rpartition("/")
        parent = self.root
        reason: LeftoverReason | None = None
        if folder:
            parent, reason = resolve_links(self, folder, self.root)
            folder_place = f"{self.root}/{folder}" if self.root else folder
            if reason == "missing" and self.sort(folder_place) is None:
                # The writer creates the folder.
                return self.top / self.root / name
        place = f"{parent}/{child}" if parent else child
        if reason is None and self.sort(place) is not None:
            place, reason = resolve_links(self, child, parent)
        if reason is None:
            return self.top / place
        problem = message("cannot write {path}: it {reason}", path=self.shown / name, reason=LEFTOVER_REASONS[reason])
        hint = message("nothing is written through such a link; put a file or folder in its place")
        raise CbiError(problem, hint)

    def read(self, name: str) -> bytes:
        """Read a file of the dataset.

        Raises CbiError if it cannot be read, or must not be.
        """
        return read_plain_file(self.path_of(name), self.shown / name)

    def read_if_exists(self, name: str) -> bytes | None:
        """Read a file of the dataset.

        Return None if there is none, or one that must not be read.
        """
        path = self.path_if_exists(name)
        if path is None:
            return None
        return read_plain_file(path, self.shown / name)

    def path_if_exists(self, name: str) -> Path | None:
        """Return the path without links of a plain file of the dataset.

        Return None if there is none to be read.
        """
        place, reason = resolve_links(self, name, self.root)
        if reason is not None or self.sort(place) != "file":
            return None
        return self.top / place


def _is_junction(path: str | Path) -> bool:
    """Tell whether a path is a junction, Windows' link to a folder."""
    # Python 3.11 does not have it.
    isjunction = getattr(os.path, "isjunction", None)
    return isjunction is not None and bool(isjunction(path))


def _type_of_disk_entry(entry: os.DirEntry[str]) -> EntryType:
    if entry.is_symlink() or _is_junction(entry.path):
        return "link"
    if entry.is_dir(follow_symlinks=False):
        if os.path.lexists(os.path.join(entry.path, ".git")):
            return "repository"
        return "folder"
    if entry.is_file(follow_symlinks=False):
        return "file"
    return "other"


def read_plain_file(path: Path, shown: Path | None = None) -> bytes:
    """Read a plain file only.

    A link, a device or a pipe is not read, even if it was put in its place meanwhile. Of a file that is too large, it
    returns one byte more than the limit. Raises CbiError.
    """
    shown = shown or path
    flags = os.O_RDONLY
    # Not every system has all of these.
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_NOCTTY"):
        flags |= getattr(os, name, 0)
    try:
        descriptor = os.open(path, flags)
        with open(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                problem = message("cannot read {path}: it is not a plain file", path=shown)
                raise CbiError(problem, message("put a file in its place, or remove it"))
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CbiError(_cannot_read(shown, error.strerror)) from error


def _cannot_read(path: Path, reason: str | None) -> str:
    return message("cannot read {path}: {reason}", path=path, reason=reason)
