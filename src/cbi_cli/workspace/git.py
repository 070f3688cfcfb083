"""Run git. No other module starts a program.

A dataset may come from a stranger, so git must obey nothing that is part of a checkout:

- The repository is found here, by its ``.git``, and never by git itself. To git, any folder with ``HEAD``, ``objects``
  and ``refs`` in it is a bare repository, and its ``config`` can name programs to run. Such a folder can be committed.
- git confirms what was found, once, and names the owner if that is somebody else. All later calls name the git
  directory and the work tree, so git looks for nothing.
- The environment is made from a list of variables that git may see, so neither a hook's ``GIT_DIR`` nor any other
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

SYMLINK_MODE = "120000"
"""The mode of a symbolic link in a tree."""

_PASSED_VARIABLES = (
    *("PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR", "TMP", "TEMP", "SUDO_UID", "LD_LIBRARY_PATH"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "PROGRAMDATA", "PROGRAMFILES"),
    *("USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA"),
    # Which settings are the user's own, as HOME says too: the trust in another owner's folder is one of them.
    *("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"),
)
_FETCH_VARIABLES = (
    *("USER", "LOGNAME", "SSH_AUTH_SOCK", "SSH_AGENT_PID", "SSH_ASKPASS", "KRB5CCNAME"),
    *("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS"),
    *("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
)
GIT_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_PAGER": "cat",
    # This list overrides every `protocol.<name>.allow` in a configuration; no protocol is called `none`.
    "GIT_ALLOW_PROTOCOL": "none",
}
_SAFE_SETTINGS = (
    "safe.bareRepository=explicit",
    f"core.hooksPath={os.devnull}",
    f"core.attributesFile={os.devnull}",
    "core.fsmonitor=false",
    "core.useReplaceRefs=false",
    # Run for repositories with alternates; `:` is the command of the shell that does nothing.
    "core.alternateRefsCommand=:",
    "core.pager=cat",
    "diff.external=",
    "submodule.recurse=false",
    "gc.auto=0",
    "maintenance.auto=false",
)
_OFFLINE_SETTINGS = ("protocol.allow=never", "core.sshCommand=false", "core.askPass=", "credential.helper=")
_FETCH_PROTOCOLS = "https:ssh:file"
FETCH_TIMEOUT_SECONDS = 600
MAX_GIT_FILE_LENGTH = 8192
# Compiled at first use: most calls that load this module start no program.
_REMOTE_PATTERN = r"[A-Za-z0-9_][A-Za-z0-9_./-]*"
_MESSAGE_PREFIX = r"(?:fatal|error|warning|hint): ?"
_OWNERSHIP_ERROR = r"dubious ownership in repository at '(.*)'|unsafe repository \('([^'\n]*+)' is owned"


class TreeEntry(NamedTuple):
    """A file, link or submodule of a commit, with its path from the top of the repository."""

    name: str
    mode: str
    kind: str
    id: str


class IndexEntry(NamedTuple):
    """A file in the index, with its path from the top; ``is_sparse`` says that the work tree shall not hold it."""

    name: str
    mode: str
    id: str
    is_sparse: bool


class Repository(NamedTuple):
    """The repository of a folder: the top of its work tree, its own git directory, and the one that it shares."""

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
            message = f"{folder} is not in a git repository"
            raise CbiError(message, "a revision can be read of a dataset that is kept in git")
        words = ("rev-parse", "--show-toplevel", "--absolute-git-dir", "--git-common-dir")
        found = [os.fsdecode(line) for line in _query_repository(top, words, ceiling=top.parent).splitlines()]
        if len(found) != 3 or os.path.realpath(found[0]) != str(top):
            raise CbiError(f"git uses another folder than {top} as the work tree", "see `git config core.worktree`")
        git_dir, common = Path(os.path.realpath(found[1])), Path(os.path.realpath(top / found[2]))
        usual = Path(os.path.realpath(top / ".git"))
        for one in (git_dir, common):
            if one.is_relative_to(top) and not one.is_relative_to(usual):
                hint = "a commit could change its settings; move it out, and correct the file `.git`"
                raise CbiError(f"the git directory {one} is a part of the work tree {top}", hint)
        return cls(top, git_dir, common)

    def prefix_of(self, folder: Path) -> str:
        """Return the path of a folder from the top, with a slash at its end; empty for the top itself."""
        path = Path(os.path.realpath(folder)).relative_to(self.top).as_posix()
        return "" if path == "." else f"{path}/"

    def find_commit(self, revision: str) -> str:
        """Return the commit that a revision names, or an empty text if git knows none."""
        done = self._rev_parse(revision, "--quiet")
        return done.output.decode().strip() if not done.code else ""

    def commit_of(self, revision: str) -> str:
        """Return the commit that a revision names; raises CbiError with git's own words if git knows none."""
        if "\0" in revision:
            raise CbiError("a revision cannot have a NUL in it", "name a commit, a branch or a tag")
        done = self._rev_parse(revision)
        if done.code:
            message = f"git finds no revision `{revision}` in {self.top}; it says: {done.words}"
            raise CbiError(message, self.missing_history_hint("`git tag` and `git branch -a` list the names"))
        return done.output.decode().strip()

    def _rev_parse(self, revision: str, *flags: str) -> _GitResult:
        """Ask git which commit a revision names."""
        if revision.startswith("^"):
            # To git this is a revision to leave out, and it answers with a commit that has the same sign before it.
            return _GitResult(128, b"", b"`^` before a revision means all but that one")
        words = ("rev-parse", "--verify", *flags, "--end-of-options")
        if revision.startswith(":/"):
            # A text to look for in the messages of commits; whatever is added to it would be a part of the text.
            return self._try(*words, revision)
        return self._try(*words, f"{revision}^{{commit}}")

    def missing_history_hint(self, hint: str) -> str:
        """Return a remedy for history that is not there: the given one, unless the clone is shallow."""
        if self.is_shallow():
            return "this clone is shallow: `git fetch --unshallow` fetches the rest of the history"
        return hint

    def is_shallow(self) -> bool:
        """Tell whether the clone lacks a part of its history."""
        return self._checked_output("rev-parse", "--is-shallow-repository").strip() == b"true"

    def is_partial(self) -> bool:
        """Tell whether the clone may lack objects, which git would download when they are needed."""
        return bool(self._config("--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$"))

    def merge_base(self, one: str, other: str) -> str:
        """Return the commit at which two commits parted, or an empty text if they have no past in common."""
        # Of criss-cross merges there are several; the first is the one that git takes, too.
        done = self._try("merge-base", one, other)
        if done.code not in (0, 1):
            raise done.error()
        return done.output.decode().strip()

    def parents_of(self, commit: str) -> tuple[str, ...]:
        """Return the parents of a commit, as the commit itself names them, even if a shallow clone lacks them."""
        header = self._checked_output("cat-file", "commit", commit).partition(b"\n\n")[0]
        lines = (line.split() for line in header.splitlines())
        return tuple(line[1].decode() for line in lines if line[0] == b"parent")

    def list_tree(self, commit: str, path: str = "") -> Iterator[TreeEntry]:
        """List everything at or below a path of a commit, without the folders."""
        listing = self._checked_output("ls-tree", "-r", "-z", "--full-tree", commit, "--", path or ".")
        for line in filter(None, listing.split(b"\0")):
            head, _, name = line.partition(b"\t")
            yield TreeEntry(os.fsdecode(name), *os.fsdecode(head).split())

    def sizes_of(self, blobs: Iterable[str]) -> dict[str, int]:
        """Return the sizes of blobs; raises CbiError if the repository does not hold one."""
        output = self._checked_output("cat-file", "--batch-check", given=_join_lines(blobs))
        found: dict[str, int] = {}
        for line in output.splitlines():
            name, *rest = os.fsdecode(line).split()
            if len(rest) != 2 or rest[0] != "blob":
                raise CbiError(f"git: the object {name} is missing", self._missing_object_hint())
            found[name] = int(rest[1])
        return found

    def read_blobs(self, blobs: Mapping[str, str], most: int) -> dict[str, bytes]:
        """Read blobs, given by any names, all through one process.

        Of a blob with more than ``most`` bytes it returns no more than what shows that. Raises CbiError if the
        repository does not hold one.
        """
        if not blobs:
            return {}
        sizes = self.sizes_of(dict.fromkeys(blobs.values()))
        small = [blob for blob, size in sizes.items() if size <= most]
        output = self._checked_output("cat-file", "--batch", given=_join_lines(small))
        contents = dict.fromkeys(sizes, bytes(most + 1)) if len(small) < len(sizes) else {}
        at = 0
        for blob in small:
            start = output.index(b"\n", at) + 1
            contents[blob] = output[start : start + sizes[blob]]
            at = start + sizes[blob] + 1
        return {name: contents[blob] for name, blob in blobs.items()}

    def list_index(self, path: str = "") -> Iterator[IndexEntry]:
        """List the files of the index at or below a path."""
        listing = self._checked_output("ls-files", "-z", "--stage", "-t", "--", path or ".")
        for line in filter(None, listing.split(b"\0")):
            head, _, name = line.partition(b"\t")
            tag, mode, blob, _ = os.fsdecode(head).split()
            yield IndexEntry(os.fsdecode(name), mode, blob, tag == "S")

    def list_untracked(self, name: str) -> list[str]:
        """List the files of this name, in any folder, that git neither tracks nor ignores."""
        found = map(os.fsdecode, self._checked_output("ls-files", "-z", "--others", "--exclude-standard").split(b"\0"))
        return [one for one in found if one.rpartition("/")[2] == name]

    def list_converted(self, path: str) -> set[str]:
        """List the files at or below a path in which git converts the line ends, by its settings and attributes."""
        by_default = self.get_setting("core.autocrlf").lower() in ("true", "input", "yes", "on", "1")
        found: set[str] = set()
        for line in filter(None, self._checked_output("ls-files", "-z", "--eol", "--", path or ".").split(b"\0")):
            head, _, name = line.partition(b"\t")
            attributes = os.fsdecode(head).partition("attr/")[2].split()
            if by_default if not attributes else attributes[0] != "-text":
                found.add(os.fsdecode(name))
        return found

    def list_branches(self) -> list[str]:
        """List the names of the branches of this repository."""
        words = ("for-each-ref", "--format=%(refname:strip=2)", "refs/heads")
        return os.fsdecode(self._checked_output(*words)).splitlines()

    def tags(self) -> list[str]:
        """List the tags in the past of the commit that is checked out, the newest version first."""
        words = ("tag", "--list", "--sort=-version:refname", "--merged", "HEAD")
        return os.fsdecode(self._checked_output(*words)).splitlines()

    def list_remotes(self) -> list[str]:
        """List the names of the remotes."""
        return os.fsdecode(self._checked_output("remote")).splitlines()

    def default_branch_of(self, remote: str) -> str:
        """Return the full name of the default branch of a remote as the clone knows it, or an empty text."""
        done = self._try("symbolic-ref", "--quiet", f"refs/remotes/{remote}/HEAD")
        return os.fsdecode(done.output).strip()

    def current_branch(self) -> str:
        """Return the full name of the branch that is checked out, or an empty text if there is none."""
        return os.fsdecode(self._try("symbolic-ref", "--quiet", "HEAD").output).strip()

    def upstream(self) -> str:
        """Return the full name of the branch that the current one follows, or an empty text."""
        done = self._try("rev-parse", "--symbolic-full-name", "--verify", "--quiet", "@{upstream}")
        return os.fsdecode(done.output).strip()

    def get_setting(self, name: str) -> str:
        """Return the value of a setting, or an empty text."""
        return self._config("--get", name)

    def fetch(self, remote: str, revision: str, depth: int | None = None) -> str:
        """Fetch a revision from a remote over https, ssh or from a folder, and return its commit.

        With ``depth`` only so many commits come. Raises CbiError with git's own words if the remote does not answer
        or has no such revision. This is the only function that may use the network.
        """
        if not re.fullmatch(_REMOTE_PATTERN, remote):
            raise CbiError(f"`{remote}` cannot be the name of a remote", "`git remote` lists them")
        if not revision or revision[0] in "-+^" or ":" in revision or "*" in revision or revision.split() != [revision]:
            raise CbiError(f"`{revision}` cannot be fetched", "name a commit, a branch or a tag")
        words = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance"]
        if depth is not None:
            words.append(f"--depth={depth}")
        self._checked_output(*words, "--", remote, revision, online=True)
        return self.commit_of("FETCH_HEAD")

    def _config(self, *words: str) -> str:
        done = self._try("config", *words)
        if done.code not in (0, 1):
            raise done.error()
        return os.fsdecode(done.output).rstrip("\n")

    def _missing_object_hint(self) -> str:
        if self.is_partial():
            return "this clone lacks objects, and cbi downloads none; clone it again without `--filter`"
        return "`git fsck` says what is wrong"

    def _checked_output(self, *words: str, given: bytes = b"", online: bool = False) -> bytes:
        """Return what git prints; raises CbiError with git's words if it fails."""
        done = self._try(*words, given=given, online=online)
        if done.code:
            raise done.error()
        return done.output

    def _try(self, *words: str, given: bytes = b"", online: bool = False) -> _GitResult:
        where = (f"--git-dir={self.git_dir}", f"--work-tree={self.top}")
        return _run_git(self.top, (*where, *words), given, online)


def find_repository_root(folder: Path) -> Path | None:
    """Return the nearest folder at or above a folder that has a ``.git`` in it, or None; git is not asked."""
    real = Path(os.path.realpath(folder))
    for one in (real, *real.parents):
        if os.path.lexists(one / ".git"):
            return one
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


class _GitResult(NamedTuple):
    """What a call of git gave."""

    code: int
    output: bytes
    errors: bytes

    @property
    def words(self) -> str:
        """What git said on its stderr, on one line."""
        lines = self.errors.decode("utf-8", "replace").splitlines()
        said = [re.sub(_MESSAGE_PREFIX, "", line.strip()) for line in lines]
        return "; ".join(filter(None, said)) or f"git ended with {self.code}"

    def error(self) -> CbiError:
        """Make an error of what git said, with a remedy if the cause is plain."""
        owner = re.search(_OWNERSHIP_ERROR, self.errors.decode("utf-8", "replace"))
        if owner:
            first = self.words.partition("; ")[0]
            folder = owner[1] or owner[2]
            hint = f"if you trust it: git config --global --add safe.directory {folder}"
            return CbiError(f"git: {first}", hint)
        return CbiError(f"git: {self.words}")


def _query_repository(folder: Path, words: Sequence[str], ceiling: Path) -> bytes:
    """Return what git prints about the repository that it finds in a folder itself, and in none above it."""
    done = _run_git(folder, words, ceiling=ceiling)
    if done.code:
        raise done.error()
    return done.output


def _run_git(
    folder: Path, words: Sequence[str], given: bytes = b"", online: bool = False, ceiling: Path | None = None
) -> _GitResult:
    """Run git in a folder, with nothing but safe settings."""
    import subprocess

    env = _build_environment(online)
    if ceiling is not None:
        env["GIT_CEILING_DIRECTORIES"] = str(ceiling)
    settings = _SAFE_SETTINGS if online else (*_SAFE_SETTINGS, *_OFFLINE_SETTINGS)
    flags = ["--no-pager", "--no-replace-objects"]
    for one in settings:
        flags += ["-c", one]
    try:
        done = subprocess.run(
            [_find_git(env["PATH"]), *flags, *words],
            cwd=folder,
            input=given,
            capture_output=True,
            check=False,
            env=env,
            timeout=FETCH_TIMEOUT_SECONDS if online else None,
        )
    except subprocess.TimeoutExpired:
        message = f"git: the remote did not answer within {FETCH_TIMEOUT_SECONDS // 60} minutes"
        raise CbiError(message, "try again, or fetch it yourself") from None
    except OSError as error:
        raise CbiError(f"git cannot be started: {error.strerror}", "check the installation of git") from None
    return _GitResult(done.returncode, done.stdout, done.stderr)


def _build_environment(online: bool) -> dict[str, str]:
    """Return the environment that git sees."""
    names = (*_PASSED_VARIABLES, *_FETCH_VARIABLES) if online else _PASSED_VARIABLES
    env = {name: os.environ[name] for name in names if name in os.environ}
    # A relative entry could name a folder of the checkout.
    env["PATH"] = os.pathsep.join(filter(os.path.isabs, env.get("PATH", os.defpath).split(os.pathsep)))
    env.update(GIT_ENVIRONMENT)
    if online:
        env["GIT_ALLOW_PROTOCOL"] = _FETCH_PROTOCOLS
    return env


def _find_git(path: str) -> str:
    """Return the path of the program git; raises CbiError if there is none."""
    import shutil

    for folder in filter(None, path.split(os.pathsep)):
        found = shutil.which(os.path.join(folder, "git"))
        if found:
            return found
    raise CbiError("git is not installed", "install git, which is needed to read revisions")


def _join_lines(words: Iterable[str]) -> bytes:
    return "".join(f"{word}\n" for word in words).encode()
