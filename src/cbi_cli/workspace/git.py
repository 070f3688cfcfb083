"""Read git repositories. Only `workspace.git_process` starts a program.

A dataset may come from a stranger, so git must obey nothing that is part of a checkout:

- The repository is found here, by its `.git`, and never by git itself. To git, any folder with `HEAD`, `objects`
  and `refs` in it is a bare repository, and its `config` can name programs to run. Such a folder can be committed.
- git confirms what was found, once, and names the owner if that is somebody else. All later calls name the git
  directory and the work tree, so git looks for nothing.
- The environment is made from a list of variables that git may see, so neither a hook's `GIT_DIR` nor any other
  variable points a call to another repository.
- Hooks, file system monitors, replacement objects, filters, pagers, network access and the download of missing objects
  are switched off. `Repository.fetch` alone may use the network.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.workspace.git_process import GitResult, run_git

SYMLINK_MODE = "120000"
"""The mode of a symbolic link in a tree."""

MAX_GIT_FILE_LENGTH = 8192
_REMOTE_PATTERN = r"[A-Za-z0-9_][A-Za-z0-9_./-]*"


class TreeEntry(NamedTuple):
    """A file, link or submodule of a commit.

    Its path is that from the top of the repository.
    """

    name: str
    mode: str
    kind: str
    id: str


class IndexEntry(NamedTuple):
    """A file in the index, with its path from the top.

    `is_sparse` says that the work tree leaves it out.
    """

    name: str
    mode: str
    id: str
    is_sparse: bool


class Repository(NamedTuple):
    """The repository of a folder.

    It has the top of its work tree, its own git directory, and the shared one.
    """

    top: Path
    git_dir: Path
    common_dir: Path

    @classmethod
    def of(cls, folder: Path) -> Repository:
        """Find the repository of a folder.

        Raises CbiError if there is none, if git is not installed or refuses it, or if its git directory is a part of
        the work tree, where a commit could change it.
        """
        top = find_repository_root(folder)
        if top is None:
            problem = message("{folder} is not in a git repository", folder=folder)
            raise CbiError(problem, message("a revision can be read of a dataset that is kept in git"))
        words = ("rev-parse", "--show-toplevel", "--absolute-git-dir", "--git-common-dir")
        output = _query_repository(top, words, ceiling=top.parent)
        paths = [os.fsdecode(line) for line in output.splitlines()]
        if len(paths) != 3 or os.path.realpath(paths[0]) != str(top):
            problem = message("git uses another folder than {top} as the work tree", top=top)
            raise CbiError(problem, message("see `git config core.worktree`"))
        git_dir = Path(os.path.realpath(paths[1]))
        common_dir = Path(os.path.realpath(top / paths[2]))
        usual_dir = Path(os.path.realpath(top / ".git"))
        for directory in (git_dir, common_dir):
            if directory.is_relative_to(top) and not directory.is_relative_to(usual_dir):
                problem = message(
                    "the git directory {directory} is a part of the work tree {top}", directory=directory, top=top
                )
                hint = message("a commit could change its settings; move it out, and correct the file `.git`")
                raise CbiError(problem, hint)
        return cls(top, git_dir, common_dir)

    def prefix_of(self, folder: Path) -> str:
        """Return the path of a folder from the top, with a slash at its end.

        Empty for the top itself.
        """
        real = Path(os.path.realpath(folder))
        path = real.relative_to(self.top).as_posix()
        if path == ".":
            return ""
        return f"{path}/"

    def find_commit(self, revision: str) -> str:
        """Return the commit that a revision names.

        Return an empty text if git knows none.
        """
        done = self._rev_parse(revision, "--quiet")
        if done.code:
            return ""
        return done.output.decode().strip()

    def commit_of(self, revision: str) -> str:
        """Return the commit that a revision names.

        Raises CbiError with git's own words if git knows none.
        """
        if "\0" in revision:
            problem = message("a revision cannot have a NUL in it")
            raise CbiError(problem, message("name a commit, a branch or a tag"))
        done = self._rev_parse(revision)
        if done.code:
            problem = message(
                "git finds no revision `{revision}` in {top}; it says: {text}",
                revision=revision,
                top=self.top,
                text=done.error_text,
            )
            hint = message("`git tag` and `git branch -a` list the names")
            raise CbiError(problem, self.missing_history_hint(hint))
        return done.output.decode().strip()

    def _rev_parse(self, revision: str, *flags: str) -> GitResult:
        """Ask git which commit a revision names."""
        if revision.startswith("^"):
            # To git this is a revision to leave out, and it answers with a commit that has the same sign before it.
            return GitResult(128, b"", b"`^` before a revision means all but that one")
        words = ("rev-parse", "--verify", *flags, "--end-of-options")
        if revision.startswith(":/"):
            # This searches the messages of commits for a text; anything added to it would be a part of the text.
            return self._try(*words, revision)
        return self._try(*words, f"{revision}^{{commit}}")

    def missing_history_hint(self, hint: str) -> str:
        """Return a remedy for history that is not there.

        It is the given one, unless the clone is shallow.
        """
        if self.is_shallow():
            return message("this clone is shallow: `git fetch --unshallow` fetches the rest of the history")
        return hint

    def is_shallow(self) -> bool:
        """Tell whether the clone lacks a part of its history."""
        return self._checked_output("rev-parse", "--is-shallow-repository").strip() == b"true"

    def is_partial(self) -> bool:
        """Tell whether the clone may lack objects.

        Git would download them when they are needed.
        """
        return bool(self._config("--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$"))

    def merge_base(self, one: str, other: str) -> str:
        """Return the commit at which two commits parted.

        Return an empty text if they have no past in common.
        """
        # Of criss-cross merges there are several; the first is the one that git takes, too.
        done = self._try("merge-base", one, other)
        if done.code not in (0, 1):
            raise done.error()
        return done.output.decode().strip()

    def parents_of(self, commit: str) -> tuple[str, ...]:
        """Return the parents of a commit, as the commit itself names them.

        They are returned even if a shallow clone lacks them.
        """
        header = self._read_objects("cat-file", "commit", commit).partition(b"\n\n")[0]
        parents: list[str] = []
        for line in header.splitlines():
            name, _, value = line.partition(b" ")
            if name == b"parent":
                parents.append(value.decode())
        return tuple(parents)

    def list_tree(self, commit: str, path: str = "") -> Iterator[TreeEntry]:
        """List everything at or below a path of a commit, without the folders."""
        # With `-z`, git prints names as they are, without quotes and escapes.
        listing = self._read_objects("ls-tree", "-r", "-z", "--full-tree", commit, "--", path or ".")
        for line in _split_at_nul(listing):
            head, _, name = line.partition("\t")
            mode, kind, blob = head.split()
            yield TreeEntry(name, mode, kind, blob)

    def sizes_of(self, blobs: Iterable[str]) -> dict[str, int]:
        """Return the sizes of blobs.

        Raises CbiError if the repository does not hold one.
        """
        output = self._read_objects("cat-file", "--batch-check", given=_join_lines(blobs))
        sizes: dict[str, int] = {}
        for line in os.fsdecode(output).splitlines():
            name, *rest = line.split()
            # For an object that it does not have, git prints the name and `missing`.
            if len(rest) != 2 or rest[0] != "blob":
                raise CbiError(message("git: the object {name} is missing", name=name), self._missing_object_hint())
            sizes[name] = int(rest[1])
        return sizes

    def read_blobs(self, blobs: Mapping[str, str], max_bytes: int) -> dict[str, bytes]:
        """Read blobs, given by any names, all through one process.

        Of a blob with more than `max_bytes`, it returns one byte more than that. Raises CbiError if the repository does
        not have one.
        """
        if not blobs:
            return {}
        sizes = self.sizes_of(dict.fromkeys(blobs.values()))
        small = [blob for blob, size in sizes.items() if size <= max_bytes]
        output = self._read_objects("cat-file", "--batch", given=_join_lines(small))
        contents: dict[str, bytes] = {}
        if len(small) < len(sizes):
            too_large = bytes(max_bytes + 1)
            contents = dict.fromkeys(sizes, too_large)
        # Each blob follows a line with its name and size, and ends with a line feed.
        position = 0
        for blob in small:
            start = output.index(b"\n", position) + 1
            end = start + sizes[blob]
            contents[blob] = output[start:end]
            position = end + 1
        return {name: contents[blob] for name, blob in blobs.items()}

    def list_index(self, path: str = "") -> Iterator[IndexEntry]:
        """List the files of the index at or below a path."""
        listing = self._checked_output("ls-files", "-z", "--stage", "-t", "--", path or ".")
        for line in _split_at_nul(listing):
            head, _, name = line.partition("\t")
            tag, mode, blob, _ = head.split()
            # git tags a file that is left out of the work tree with S.
            yield IndexEntry(name, mode, blob, is_sparse=tag == "S")

    def list_untracked(self, name: str) -> list[str]:
        """List the files of this name that git neither tracks nor ignores.

        They may be in any folder.
        """
        listing = self._checked_output("ls-files", "-z", "--others", "--exclude-standard")
        return [path for path in _split_at_nul(listing) if path.rpartition("/")[2] == name]

    def list_converted(self, path: str) -> set[str]:
        """List the files in which git converts the line ends.

        They are at or below a path. Settings and attributes of git decide it.
        """
        by_default = self.get_setting("core.autocrlf").lower() in ("true", "input", "yes", "on", "1")
        listing = self._checked_output("ls-files", "-z", "--eol", "--", path or ".")
        names: set[str] = set()
        for line in _split_at_nul(listing):
            head, _, name = line.partition("\t")
            attributes = head.partition("attr/")[2].split()
            is_converted = by_default
            if attributes:
                is_converted = attributes[0] != "-text"
            if is_converted:
                names.add(name)
        return names

    def list_branches(self) -> list[str]:
        """List the names of the branches of this repository."""
        words = ("for-each-ref", "--format=%(refname:strip=2)", "refs/heads")
        return os.fsdecode(self._checked_output(*words)).splitlines()

    def tags(self) -> list[str]:
        """List the tags in the past of the commit that is checked out, none before the first commit.

        The newest version comes first.
        """
        if not self.find_commit("HEAD"):
            return []
        words = ("tag", "--list", "--sort=-version:refname", "--merged", "HEAD")
        return os.fsdecode(self._checked_output(*words)).splitlines()

    def list_all_tags(self) -> list[str]:
        """List all tags, also those of other branches."""
        return os.fsdecode(self._checked_output("tag", "--list")).splitlines()

    def list_remotes(self) -> list[str]:
        """List the names of the remotes."""
        return os.fsdecode(self._checked_output("remote")).splitlines()

    def default_branch_of(self, remote: str) -> str:
        """Return the full name of the default branch of a remote.

        Return an empty text if the clone does not know it.
        """
        done = self._try("symbolic-ref", "--quiet", f"refs/remotes/{remote}/HEAD")
        return os.fsdecode(done.output).strip()

    def current_branch(self) -> str:
        """Return the full name of the branch that is checked out.

        Return an empty text if there is none.
        """
        return os.fsdecode(self._try("symbolic-ref", "--quiet", "HEAD").output).strip()

    def upstream(self) -> str:
        """Return the full name of the branch that the current one follows.

        Return an empty text if there is none.
        """
        done = self._try("rev-parse", "--symbolic-full-name", "--verify", "--quiet", "@{upstream}")
        return os.fsdecode(done.output).strip()

    def get_setting(self, name: str) -> str:
        """Return the value of a setting, or an empty text."""
        return self._config("--get", name)

    def fetch(self, remote: str, revision: str, depth: int | None = None) -> str:
        """Fetch a revision from a remote, and return its commit.

        The remote is reached over https, ssh or from a folder. With `depth`, only so many commits are fetched. Raises
        CbiError with git's own words if the remote does not answer or has no such revision. This is the only function
        that may use the network.
        """
        if not re.fullmatch(_REMOTE_PATTERN, remote):
            problem = message("`{remote}` cannot be the name of a remote", remote=remote)
            raise CbiError(problem, message("`git remote` lists them"))
        # None of these may reach git: an option, a refspec, a pattern, or several revisions.
        is_one_word = revision.split() == [revision]
        if not is_one_word or revision[0] in "-+^" or ":" in revision or "*" in revision:
            problem = message("`{revision}` cannot be fetched", revision=revision)
            raise CbiError(problem, message("name a commit, a branch or a tag"))
        words = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance"]
        if depth is not None:
            words.append(f"--depth={depth}")
        self._checked_output(*words, "--", remote, revision, online=True)
        return self.commit_of("FETCH_HEAD")

    def _config(self, *words: str) -> str:
        done = self._try("config", *words)
        # git ends with 1 if there is no such setting.
        if done.code not in (0, 1):
            raise done.error()
        return os.fsdecode(done.output).rstrip("\n")

    def _read_objects(self, *words: str, given: bytes = b"") -> bytes:
        """Return what git prints of objects; raises CbiError with git's words, and a remedy if the clone lacks them."""
        done = self._try(*words, given=given)
        if not done.code:
            return done.output
        error = done.error()
        # Some versions of git end if they may not download an object; others say that it is missing.
        if self.is_partial() and not error.hint:
            raise CbiError(error.message, self._missing_object_hint())
        raise error

    def _missing_object_hint(self) -> str:
        if self.is_partial():
            return message("this clone lacks objects, and cbi downloads none; clone it again without `--filter`")
        return message("`git fsck` says what is wrong")

    def _checked_output(self, *words: str, given: bytes = b"", online: bool = False) -> bytes:
        """Return what git prints; raises CbiError with git's words if it fails."""
        done = self._try(*words, given=given, online=online)
        if done.code:
            raise done.error()
        return done.output

    def _try(self, *words: str, given: bytes = b"", online: bool = False) -> GitResult:
        command = [f"--git-dir={self.git_dir}", f"--work-tree={self.top}", *words]
        return run_git(self.top, command, given, online)


def find_repository_root(folder: Path) -> Path | None:
    """Return the nearest folder with a `.git` at or above a folder.

    Return None if there is none. Git is not asked.
    """
    real = Path(os.path.realpath(folder))
    for parent in (real, *real.parents):
        if os.path.lexists(parent / ".git"):
            return parent
    return None


def is_sparse(top: Path) -> bool:
    """Tell whether a work tree may be a sparse checkout; git is not asked."""
    folder = top / ".git"
    try:
        if folder.is_file():
            # A linked work tree or a submodule has a file that names the folder.
            text = folder.read_bytes()[:MAX_GIT_FILE_LENGTH].removeprefix(b"gitdir:").strip()
            folder = top / os.fsdecode(text)
        return (folder / "info" / "sparse-checkout").is_file()
    except (OSError, ValueError):
        return False


def _query_repository(folder: Path, words: Sequence[str], ceiling: Path) -> bytes:
    """Return what git prints about the repository of a folder itself.

    A repository above the folder is not used.
    """
    done = run_git(folder, words, ceiling=ceiling)
    if done.code:
        raise done.error()
    return done.output


def _split_at_nul(output: bytes) -> list[str]:
    """Return the parts of an output of git that ends each with a NUL."""
    return [part for part in os.fsdecode(output).split("\0") if part]


def _join_lines(words: Iterable[str]) -> bytes:
    return "".join(f"{word}\n" for word in words).encode()
