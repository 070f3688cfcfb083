"""Account for every entry of a dataset's folder, on the disk and in a git revision, by the same rules.

An entry is data, a known companion such as a README, excluded by ``exclude`` in ``dataset.toml``, or left over: then a
check reports it. Symbolic links are followed inside the repository, or inside the dataset if there is none. All others
are left over, and nothing opens them: a stranger's link could lead to any file of the machine.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from cbi_cli.core.characters import BLANK
from cbi_cli.core.errors import CbiError
from cbi_cli.records.names import DATA_FOLDERS, is_data_file
from cbi_cli.workspace.git import SYMLINK_MODE, Repository, TreeEntry, find_repository_root, is_sparse

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
    "name": "is not a file of a dataset",
    "folder": "is not a folder of a dataset",
    "encoding": "has a name that is not UTF-8 text",
    "repository": "is a git repository of its own",
    "special": "is not a plain file",
    "sparse": "is left out by a sparse checkout",
    "outside": "is a link that points outside the dataset and its repository",
    "missing": "is a link that points to nothing",
    "ring": "is a link that leads back to itself",
    "twice": "is a link to a folder that is already read",
    "not-toml": "is a link to a file that is not TOML",
}

_MAX_LINKS = 40
MAX_TARGET_LENGTH = 4096
_TOOL_SETTINGS = frozenset({"pyproject.toml", "taplo.toml", "tombi.toml"})
_COMPANIONS = (
    *("readme*", "license*", "licence*", "copying*", "notice*", "changelog*", "changes*", "citation*"),
    *("contributing*", "code_of_conduct*", "security*", "authors*", "maintainers*", "codeowners", "governance*"),
    *("makefile", "justfile", "requirements*.txt", "package.json", "package-lock.json", "*.code-workspace"),
    *("*.md", "*.rst", "*.adoc", "*.sarif", "cbi.*", "thumbs.db", "desktop.ini"),
)
"""Files at the top of a dataset that go with it, in any case; none of them holds ``.toml`` in its name."""
_COMPANION_FOLDERS = frozenset({"schemas", "docs", "__pycache__"})
_DATA_COMPANIONS = ("readme", "readme.md", "thumbs.db", "desktop.ini")
_HIDDEN_DATA_COMPANIONS = (".git*", ".ds_store", ".editorconfig", ".*.sw[a-p]", ".#*", ".nfs*", ".cbi-*.tmp", "._*")


class Listing(NamedTuple):
    """The entries of a dataset by their paths inside it.

    ``data`` has the place of each data file: its path from the top of the tree, without links. ``leftover`` has the
    reasons of the others.
    """

    data: dict[str, str]
    leftover: dict[str, LeftoverReason]


class EntryTree(Protocol):
    """Folders, files and links below a top, by their paths from it; all of these are without links themselves."""

    def children(self, place: str) -> Mapping[str, EntryType]:
        """Return the names in a folder."""

    def sort(self, place: str) -> EntryType | None:
        """Return what a path names, or None for nothing."""

    def target(self, place: str) -> str:
        """Return the text of a link."""


def resolve_links(tree: EntryTree, path: str, start: str = "") -> tuple[str, LeftoverReason | None]:
    """Follow the links in a path from the folder ``start`` on.

    Returns the place without links, or why there is none. An absolute link counts as one that leads out, since it
    works on one machine only; so does one into the folder of git, which may hold passwords.
    """
    ahead, behind, links = path.split("/"), [part for part in start.split("/") if part], 0
    while ahead:
        part = ahead.pop(0)
        if part in ("", "."):
            continue
        if part == "..":
            if not behind:
                return "", "outside"
            behind.pop()
            continue
        here = "/".join((*behind, part))
        sort = tree.sort(here)
        if _is_git_folder(part):
            return "", "outside"
        if sort == "link":
            links += 1
            target = tree.target(here)
            if links > _MAX_LINKS:
                return "", "ring"
            if target.startswith("/") or os.path.isabs(target):
                return "", "outside"
            ahead = target.split("/") + ahead
            continue
        if sort == "repository" and ahead:
            return "", "outside"
        if sort is None or (ahead and sort != "folder"):
            return "", "missing"
        behind.append(part)
    return "/".join(behind), None


def _is_git_folder(name: str) -> bool:
    """Tell whether any file system takes a name for the folder of git.

    Some systems know no case, macOS overlooks invisible characters, and Windows overlooks dots and spaces at the end
    and what follows a colon, and has the short name ``git~1``.
    """
    seen = re.sub(BLANK, "", name) if not name.isascii() else name
    return seen.partition(":")[0].rstrip(" .").lower() in (".git", "git~1")


def list_entries(tree: EntryTree, root: str, exclude: Iterable[str]) -> Listing:
    """Account for every entry of the dataset whose folder is at ``root``."""
    found = Listing({}, {})
    seen = {root}
    patterns = tuple(exclude)
    left = [("", root)]
    while left:
        folder, place = left.pop()
        # Links come last, so that a folder is read under its own name.
        for child, sort in sorted(tree.children(place).items(), key=lambda one: (one[1] == "link", one[0])):
            name = f"{folder}/{child}" if folder else child
            if name != "dataset.toml" and is_excluded(name, patterns):
                continue
            if not folder and child.startswith("."):
                continue
            spelled = name.encode("utf-8", "backslashreplace").decode()
            if spelled != name:
                found.leftover[spelled] = "encoding"
                continue
            inside = _classify(tree, name, f"{place}/{child}" if place else child, sort, found)
            if inside is None:
                continue
            if not inside or any(f"{one}/".startswith(f"{inside}/") for one in (root, place)):
                found.leftover[name] = "ring"
                continue
            if inside in seen:
                found.leftover[name] = "twice"
                continue
            seen.add(inside)
            left.append((name, inside))
    return found


def _classify(tree: EntryTree, name: str, place: str, sort: EntryType, found: Listing) -> str | None:
    """Put one entry where it belongs; returns the place of a folder that has to be looked through."""
    is_link = sort == "link"
    reason: LeftoverReason | None = None
    if is_link:
        parent, _, child = place.rpartition("/")
        place, reason = resolve_links(tree, child, parent)
        sort = tree.sort(place) or "other" if reason is None else "other"
    if reason is not None:
        found.leftover[name] = reason
    elif sort == "folder":
        if name.partition("/")[0] in DATA_FOLDERS and not name.endswith(".toml"):
            return place
        if name.lower() not in _COMPANION_FOLDERS:
            found.leftover[name] = "folder"
    elif sort == "repository":
        found.leftover[name] = "repository"
    elif sort == "other":
        found.leftover[name] = "special"
    elif is_data_file(name) and not name.rpartition("/")[2].startswith("."):
        if place.endswith(".toml"):
            found.data[name] = place
        else:
            found.leftover[name] = "not-toml"
    elif not _is_companion(name):
        found.leftover[name] = "name"
    return None


def _is_companion(name: str) -> bool:
    """Tell whether a file goes with a dataset without being data."""
    lower = name.lower()
    folder, _, child = lower.rpartition("/")
    if folder:
        return child in _DATA_COMPANIONS or any(fnmatchcase(child, pattern) for pattern in _HIDDEN_DATA_COMPANIONS)
    if ".toml" in lower:
        return name in _TOOL_SETTINGS
    return any(fnmatchcase(lower, pattern) for pattern in _COMPANIONS)


def find_outside_link(path: Path) -> tuple[Path, Path] | None:
    """Return the link in a path that leads out of the git repository that it is in, and that repository.

    Such a link may have been committed by a stranger. Links that are in no repository are the user's own.
    """
    whole = Path(os.path.abspath(path))
    target = Path(os.path.realpath(whole))
    for one in (whole, *whole.parents):
        if one.is_symlink() or _is_junction(one):
            top = find_repository_root(one.parent)
            if top is not None and not target.is_relative_to(top):
                return one, top
    return None


def is_excluded(name: str, patterns: Iterable[str]) -> bool:
    """Tell whether a pattern matches a path inside a dataset, or a folder that it is in.

    ``*`` and ``?`` match within one name, ``**`` matches any number of folders.
    """
    parts = name.split("/")
    return any(_matches(parts, [one for one in pattern.split("/") if one not in ("", ".")]) for pattern in patterns)


def _matches(parts: list[str], pattern: list[str]) -> bool:
    """Compare names with a pattern one by one; the cost grows with the product of both lengths and no faster."""
    if not pattern:
        return False
    reached = {0}
    for part in (*parts, None):
        # A `**` may stand for no folder at all.
        for at, one in enumerate(pattern):
            if at in reached and one == "**":
                reached.add(at + 1)
        if len(pattern) in reached:
            return True
        if part is None:
            return False
        stays = {at for at in reached if pattern[at] == "**"}
        reached = stays | {at + 1 for at in reached if pattern[at] != "**" and fnmatchcase(part, pattern[at])}
    return False


def read_exclude(raw: bytes | None) -> tuple[str, ...]:
    """Return the patterns of ``exclude`` in the text of a ``dataset.toml``; a check reports what is wrong with them."""
    if raw is None or b"exclude" not in raw:
        return ()
    from cbi_cli.toml.document import parse

    value = parse("dataset.toml", raw).data.get("exclude")
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


class WorkTree:
    """The files on the disk, below the top of a repository, or of a dataset that is in none."""

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
            raise CbiError(f"cannot read {self.top / place}: {error.strerror}") from error

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
            return "repository" if place and os.path.lexists(path / ".git") else "folder"
        return "file" if stat.S_ISREG(mode) else "other"

    def target(self, place: str) -> str:
        """Return the text of a link."""
        text = os.readlink(self.top / place)
        return text.replace("\\", "/") if sys.platform == "win32" else text

    def list(self, exclude: Iterable[str] | None = None) -> Listing:
        """Account for the entries of the dataset; without patterns by those of its ``dataset.toml``."""
        patterns = tuple(read_exclude(self.read_if_exists("dataset.toml")) if exclude is None else exclude)
        found = list_entries(self, self.root, patterns)
        for name in self._sparse_files():
            if is_data_file(name) and name not in found.data and not is_excluded(name, patterns):
                found.leftover[name] = "sparse"
        return found

    def _sparse_files(self) -> Iterator[str]:
        """Yield the files of the dataset that a sparse checkout leaves out; git is asked only if there is one."""
        if not is_sparse(self.top):
            return
        prefix = f"{self.root}/" if self.root else ""
        for one in Repository.of(self.top).list_index(prefix):
            if one.is_sparse:
                yield one.name.removeprefix(prefix)

    def path_of(self, name: str) -> Path:
        """Return the path without links of a file of the dataset; raises CbiError if a link leads out."""
        place, reason = resolve_links(self, name, self.root)
        if reason is not None:
            told = LEFTOVER_REASONS[reason] if reason != "missing" else "is not there"
            raise CbiError(f"cannot read {self.shown / name}: it {told}", "put a file in its place, or remove it")
        return self.top / place

    def path_to_write(self, name: str) -> Path:
        """Return the path without links of a file that is there or not; raises CbiError if a link leads out."""
        folder, _, child = name.rpartition("/")
        parent, reason = resolve_links(self, folder, self.root) if folder else (self.root, None)
        if reason == "missing" and self.sort(f"{self.root}/{folder}" if self.root else folder) is None:
            # The folder is made by whoever writes.
            return self.top / self.root / name
        place = f"{parent}/{child}" if parent else child
        if reason is None and self.sort(place) is not None:
            place, reason = resolve_links(self, child, parent)
        if reason is not None:
            hint = "nothing is written through such a link; put a file or folder in its place"
            raise CbiError(f"cannot write {self.shown / name}: it {LEFTOVER_REASONS[reason]}", hint)
        return self.top / place

    def read(self, name: str) -> bytes:
        """Read a file of the dataset; raises CbiError if it cannot be read, or must not be."""
        return read_plain_file(self.path_of(name), self.shown / name)

    def read_if_exists(self, name: str) -> bytes | None:
        """Read a file of the dataset; None if there is none, or one that must not be read."""
        path = self.path_if_exists(name)
        return None if path is None else read_plain_file(path, self.shown / name)

    def path_if_exists(self, name: str) -> Path | None:
        """Return the path without links of a plain file of the dataset; None if there is none to be read."""
        place, reason = resolve_links(self, name, self.root)
        return self.top / place if reason is None and self.sort(place) == "file" else None


def _is_junction(path: str | Path) -> bool:
    """Tell whether a path is a junction, the link to a folder that Windows has."""
    ask = getattr(os.path, "isjunction", None)
    return ask is not None and bool(ask(path))


def _type_of_disk_entry(entry: os.DirEntry[str]) -> EntryType:
    if entry.is_symlink() or _is_junction(entry.path):
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "repository" if os.path.lexists(os.path.join(entry.path, ".git")) else "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "other"


def read_plain_file(path: Path, shown: Path | None = None) -> bytes:
    """Read a plain file, and nothing that is a link, a device or a pipe, or that was put in its place meanwhile.

    Of a file that is too large it returns no more than what shows that. Raises CbiError.
    """
    from cbi_cli.toml.document import MAX_BYTES

    shown = shown or path
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(path, flags | getattr(os, "O_NOCTTY", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise CbiError(f"cannot read {shown}: it is not a plain file", "put a file in its place, or remove it")
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CbiError(f"cannot read {shown}: {error.strerror}") from error


_EntriesByFolder = dict[str, dict[str, TreeEntry | None]]
"""The folders of a commit, each with its entries by name; None for a folder in it."""


class CommitTree:
    """The files of a commit."""

    def __init__(self, repository: Repository, commit: str, root: str) -> None:
        self.repository, self.commit, self.root = repository, commit, root
        self._dataset_entries = _group_by_folder(repository.list_tree(commit, f"{root}/" if root else ""))

    @cached_property
    def _all(self) -> _EntriesByFolder:
        """Every folder of the commit; it matters only for links that lead out of the dataset's folder."""
        return _group_by_folder(self.repository.list_tree(self.commit)) if self.root else self._dataset_entries

    @cached_property
    def _dataset_link_targets(self) -> dict[str, bytes]:
        return self._read_link_targets(self._dataset_entries)

    @cached_property
    def _all_link_targets(self) -> dict[str, bytes]:
        return self._read_link_targets(self._all)

    def children(self, place: str) -> dict[str, EntryType]:
        """Return the names in a folder."""
        folders = self._dataset_entries if self._is_in_dataset(place) else self._all
        return {name: _type_of_git_entry(entry) for name, entry in folders.get(place, {}).items()}

    def sort(self, place: str) -> EntryType | None:
        """Return what a path names, or None for nothing."""
        if not place:
            return "folder"
        parent, _, name = place.rpartition("/")
        children = (self._dataset_entries if self._is_in_dataset(parent) else self._all).get(parent, {})
        return _type_of_git_entry(children[name]) if name in children else None

    def id_of(self, place: str) -> str:
        """Return the blob of a file or link."""
        parent, _, name = place.rpartition("/")
        entry = (self._dataset_entries if self._is_in_dataset(parent) else self._all)[parent][name]
        return entry.id if entry else ""

    def target(self, place: str) -> str:
        """Return the text of a link; of one that is too long, one that leads nowhere."""
        is_near = self._is_in_dataset(place.rpartition("/")[0])
        texts = self._dataset_link_targets if is_near else self._all_link_targets
        return os.fsdecode(texts[self.id_of(place)])

    def _is_in_dataset(self, folder: str) -> bool:
        return f"{folder}/".startswith(f"{self.root}/") if self.root else True

    def _read_link_targets(self, folders: _EntriesByFolder) -> dict[str, bytes]:
        found = (entry for children in folders.values() for entry in children.values() if _is_link(entry))
        return self.repository.read_blobs({entry.id: entry.id for entry in found if entry}, MAX_TARGET_LENGTH)

    def list(self) -> Listing:
        """Account for the entries of the dataset."""
        place, reason = resolve_links(self, "dataset.toml", self.root)
        raw = None
        if reason is None and self.sort(place) == "file":
            from cbi_cli.toml.document import MAX_BYTES

            raw = self.repository.read_blobs({"": self.id_of(place)}, MAX_BYTES)[""]
        return list_entries(self, self.root, read_exclude(raw))


class NamesTree:
    """Files that are only supposed, by their names; there are no links among them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._folders = _group_by_folder(TreeEntry(name, "100644", "blob", "") for name in names)

    def children(self, place: str) -> dict[str, EntryType]:
        """Return the names in a folder."""
        return {name: _type_of_git_entry(entry) for name, entry in self._folders.get(place, {}).items()}

    def sort(self, place: str) -> EntryType | None:
        """Return what a path names, or None for nothing."""
        parent, _, name = place.rpartition("/")
        return self.children(parent).get(name) if place else "folder"

    def target(self, place: str) -> str:
        """Raise, since nothing is a link."""
        raise LookupError(place)


def _is_link(entry: TreeEntry | None) -> bool:
    return entry is not None and entry.mode == SYMLINK_MODE


def _group_by_folder(entries: Iterable[TreeEntry]) -> _EntriesByFolder:
    found: _EntriesByFolder = {}
    for entry in entries:
        parent, _, name = entry.name.rpartition("/")
        is_new = parent not in found
        found.setdefault(parent, {})[name] = entry
        while is_new and parent:
            parent, _, name = parent.rpartition("/")
            is_new = parent not in found
            found.setdefault(parent, {})[name] = None
    return found


def _type_of_git_entry(entry: TreeEntry | None) -> EntryType:
    if entry is None:
        return "folder"
    if entry.kind == "commit":
        return "repository"
    return "link" if entry.mode == SYMLINK_MODE else "file"
