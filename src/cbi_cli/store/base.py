"""The dataset before a change: the revision that it is held against, and files beside the data."""

from __future__ import annotations

from pathlib import Path

from cbi_cli.store.files import commit_of, git, read_file
from cbi_cli.store.place import Place


def base_commit(place: Place, base: str) -> str:
    """The commit to hold a dataset against: where its line of work left the revision ``base``.

    So what others did to ``base`` since then is not taken for a change. It is ``base`` itself where git knows no
    common past, as in a shallow clone. Raises CbiError where git knows no such revision.
    """
    commit = commit_of(place.root, base)
    return merge_base(place.root, commit, commit_of(place.root, place.revision or "HEAD")) or commit


def merge_base(root: Path, one: str, other: str) -> str:
    """The commit where two lines of work parted; empty where git knows none."""
    # git lists the two, and after a ^ each common ancestor of theirs.
    both = git(root, "rev-parse", f"{one}...{other}").decode().split()
    return next((commit.removeprefix("^") for commit in both if commit.startswith("^")), "")


def read_beside(place: Place, name: str) -> bytes | None:
    """A file of a dataset's folder that is no data, as its changelog; None where there is none."""
    if not place.revision:
        path = place.root / name
        return read_file(path) if path.is_file() else None
    commit = commit_of(place.root, place.revision)
    listing = git(place.root, "ls-tree", "-z", commit, "--", name)
    return git(place.root, "cat-file", "blob", listing.split()[2].decode()) if listing else None


def repository_of(folder: Path) -> Path | None:
    """The topmost folder of the git repository that a folder lies in, or None; git itself is not asked."""
    return next((one for one in (folder, *folder.parents) if (one / ".git").exists()), None)
