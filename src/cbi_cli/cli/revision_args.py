"""The two states that a call compares, from its words."""

from __future__ import annotations

import os
import re

from cbi_cli.core.errors import CbiError
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
    """The states to compare: of two words, of ``BASE..HEAD`` in one, or of one and the work tree.

    Without a word, the commit that a change is compared with by default, and the work tree. A word is a git revision;
    a folder is written as a path: ``./OLD``, ``../OLD``, ``OLD/`` or an absolute one. A folder that is named like a
    revision is never taken. Raises CbiError if a word names nothing, and if the newer state has no dataset.
    """
    if base is None:
        place = _locate_dataset(dataset)
        older = load_main_merge_base(place.root, settings.ci)
        return older, with_git_line_endings(place, _require_files(load_worktree(place)), older)
    parts = None if head is not None else _parse_range(base)
    if parts is None:
        older = _load_version(base, dataset)
        if head is not None:
            return older, _require_files(_load_version(head, dataset))
        place = _locate_dataset(dataset)
        return older, with_git_line_endings(place, _require_files(load_worktree(place)), older)
    first, dots, last = parts
    root = _locate_dataset(dataset).root
    start = load_merge_base(root, first, last) if dots == "..." else load_revision(root, first)
    return start, _require_files(load_revision(root, last))


def find_compared_dataset(newer: DatasetRevision, dataset: str | None) -> DatasetLocation:
    """The dataset that was compared, for the receipt."""
    return locate_dataset(newer.name, current_directory()) if newer.origin == "folder" else _locate_dataset(dataset)


def _parse_range(word: str) -> tuple[str, str, str] | None:
    """The two revisions of ``A..B`` or ``A...B`` with the dots between them; ``HEAD`` for one left out."""
    found = _RANGE.fullmatch(word)
    if found is None or (_is_path(word) and not re.match(r"\.\.\.?[^./]", word)):
        return None
    return found[1] or "HEAD", found[2], found[3] or "HEAD"


def _is_path(word: str) -> bool:
    """Tell whether a word is written as a path; no name of a branch or tag can be written so."""
    parts = word.replace("\\", "/").split("/")
    is_absolute = os.path.isabs(word) or word.startswith("/")
    return is_absolute or word[0] in "~." or "\\" in word or bool({"", ".", ".."} & set(parts))


def _load_version(word: str, dataset: str | None) -> DatasetRevision:
    """The state that a word names: a path to a folder with a dataset in it, or a revision."""
    if not _is_path(word):
        return _load_git_revision(word, dataset)
    if not _has_dataset(word):
        raise CbiError(f"there is no dataset at {word}", "name a folder with a dataset.toml, or a git revision")
    return load_worktree(locate_dataset(word, current_directory()), word)


def _load_git_revision(word: str, dataset: str | None) -> DatasetRevision:
    """The state that a revision names; the error for one that git does not know says how a folder is written."""
    try:
        return load_revision(_locate_dataset(dataset).root, word)
    except CbiError as error:
        if _has_dataset(word):
            raise CbiError(error.message, f"to compare with the folder, write it as ./{word}") from error
        raise


def _has_dataset(word: str) -> bool:
    """Tell whether a dataset is in the folder of that name."""
    path = current_directory() / word
    return (path / "dataset.toml").is_file() or any(path.glob("datasets/*/dataset.toml"))


def _locate_dataset(dataset: str | None) -> DatasetLocation:
    """The user's dataset, which alone can be in a repository of the user's."""
    return locate_dataset(dataset, current_directory(), purpose="check")


def _require_files(state: DatasetRevision) -> DatasetRevision:
    """Return a newer state, if there is a dataset in it and all of its data can be read; raises CbiError if not."""
    from cbi_cli.rules.runner import check_leftover

    for one in check_leftover(list_leftover(state.files)):
        raise CbiError(one.message, one.hint)
    if not state.files:
        where = f"revision `{state.name}`" if state.name else "the work tree"
        raise CbiError(f"there is no dataset in {where}", "name a later revision as HEAD")
    return state
