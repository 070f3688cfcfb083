"""The two versions of a dataset that a call compares, from its arguments."""

from __future__ import annotations

import os
import re

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.workspace.locate import DatasetLocation, locate_dataset
from cbi_cli.workspace.paths import current_directory
from cbi_cli.workspace.reader import list_leftover
from cbi_cli.workspace.revisions import (
    DatasetRevision,
    load_main_merge_base,
    load_merge_base,
    load_revision,
    load_worktree,
    with_git_line_endings,
)

_RANGE = re.compile(r"(.*?)(\.\.\.?)(.*)")


def load_revisions_to_compare(
    base: str | None, head: str | None, dataset: str | None, settings: Settings
) -> tuple[DatasetRevision, DatasetRevision]:
    """Return the versions to compare.

    They are those of two words, of `BASE..HEAD`, or of one word and the work tree. Without a word, the commit that a
    change is compared with by default, and the work tree. A word is a git revision; a folder is written as a path:
    `./OLD`, `../OLD`, `OLD/` or an absolute one. A folder that is named like a revision is never taken. Raises CbiError
    if a word names nothing, and if the newer version has no dataset.
    """
    if base is None:
        location = _locate_dataset(dataset)
        older = load_main_merge_base(location.root, settings.ci)
        return older, _load_newer_worktree(location, older)
    if head is not None:
        return _load_version(base, dataset), _require_files(_load_version(head, dataset))
    revision_range = _parse_range(base)
    if revision_range is None:
        older = _load_version(base, dataset)
        return older, _load_newer_worktree(_locate_dataset(dataset), older)
    first, dots, last = revision_range
    root = _locate_dataset(dataset).root
    older = load_merge_base(root, first, last) if dots == "..." else load_revision(root, first)
    return older, _require_files(load_revision(root, last))


def _load_newer_worktree(location: DatasetLocation, older: DatasetRevision) -> DatasetRevision:
    """Return the work tree with the line ends of the older version.

    Only those that git would convert are replaced.
    """
    return with_git_line_endings(location, _require_files(load_worktree(location)), older)


def find_compared_dataset(newer: DatasetRevision, dataset: str | None) -> DatasetLocation:
    """Return the dataset that was compared, for the receipt."""
    if newer.origin == "folder":
        return locate_dataset(newer.name, current_directory())
    return _locate_dataset(dataset)


def _parse_range(word: str) -> tuple[str, str, str] | None:
    """Return the two revisions of `A..B` or `A...B`, with the dots.

    One that is left out is `HEAD`.
    """
    match = _RANGE.fullmatch(word)
    if match is None:
        return None
    # `..` and `../folder` are paths, and `..main` is a range.
    if _is_path(word) and not re.match(r"\.\.\.?[^./]", word):
        return None
    return match[1] or "HEAD", match[2], match[3] or "HEAD"


def _is_path(word: str) -> bool:
    """Tell whether a word is written as a path.

    No name of a branch or tag can be written so.
    """
    if os.path.isabs(word) or word[0] in "/~." or "\\" in word:
        return True
    parts = word.split("/")
    return any(part in ("", ".", "..") for part in parts)


def _load_version(word: str, dataset: str | None) -> DatasetRevision:
    """Return the version that a word names.

    It is a path to a folder with a dataset in it, or a revision.
    """
    if not _is_path(word):
        return _load_git_revision(word, dataset)
    if not _has_dataset(word):
        problem = message("there is no dataset at {path}", path=word)
        raise CbiError(problem, message("name a folder with a dataset.toml, or a git revision"))
    return load_worktree(locate_dataset(word, current_directory()), word)


def _load_git_revision(word: str, dataset: str | None) -> DatasetRevision:
    """Return the version that a revision names.

    An unknown one that is a folder gets a hint how to write a folder.
    """
    try:
        return load_revision(_locate_dataset(dataset).root, word)
    except CbiError as error:
        if not _has_dataset(word):
            raise
        hint = message("to compare with the folder, write it as ./{folder}", folder=word)
        raise CbiError(error.message, hint) from error


def _has_dataset(word: str) -> bool:
    """Tell whether a dataset is in the folder of that name."""
    path = current_directory() / word
    return (path / "dataset.toml").is_file() or any(path.glob("datasets/*/dataset.toml"))


def _locate_dataset(dataset: str | None) -> DatasetLocation:
    """Return the dataset to compare.

    The built-in one is not in a repository of the user.
    """
    return locate_dataset(dataset, current_directory(), purpose="check")


def _require_files(newer: DatasetRevision) -> DatasetRevision:
    """Return the newer version.

    Raises CbiError if there is no dataset in it, or if some of its data cannot be read.
    """
    from cbi_cli.rules.runner import check_leftover

    for finding in check_leftover(list_leftover(newer.files)):
        raise CbiError(finding.message, finding.hint)
    if newer.files:
        return newer
    if newer.name:
        problem = message("there is no dataset in revision `{revision}`", revision=newer.name)
    else:
        problem = message("there is no dataset in the work tree")
    raise CbiError(problem, message("name a later revision as HEAD"))
