"""Find a dataset in a commit by its id.

Its folder may have been moved since then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.records.names import MAX_BYTES
from cbi_cli.toml.document import parse
from cbi_cli.workspace.commit_tree import CommitTree
from cbi_cli.workspace.entries import WorkTree, resolve_links
from cbi_cli.workspace.git import SYMLINK_MODE, Repository
from cbi_cli.workspace.locate import main_folders

_DATASET_FILE = "dataset.toml"


def find_folder_in_commit(repository: Repository, commit: str, root: Path) -> str | None:
    """Return the folder of a dataset in a commit.

    The path is from the top of the repository. Return None if it is not in the commit. It is the same folder if the
    same id is there, else the folder that has the id. A folder whose dataset has another id now is the same dataset
    with a new id, unless the old id is elsewhere now. Raises CbiError if the commit has several datasets of that id,
    and if it has a dataset that is gone: then one may have become the other.
    """
    prefix = repository.prefix_of(root).rstrip("/")
    raw = WorkTree(root).read_if_exists(_DATASET_FILE)
    if raw is None:
        return prefix
    dataset_id = read_dataset_id(raw)
    ids_in_folder = find_datasets_in_commit(repository, commit, prefix)
    # An id that cannot be read may be the same one.
    if ids_in_folder.get(prefix, "") in (dataset_id, None):
        return prefix
    old_ids = find_datasets_in_commit(repository, commit)
    if dataset_id is not None:
        same = main_folders(folder for folder, old_id in old_ids.items() if old_id == dataset_id)
        if len(same) == 1:
            return same[0]
        if same:
            problem = message(
                "{commit} has the dataset `{id}` more than once: {folders}",
                commit=commit[:12],
                id=dataset_id,
                folders=", ".join(folder or "." for folder in same),
            )
            raise CbiError(problem, message("give each an id of its own"))
    current_ids = _find_indexed_datasets(repository)
    if prefix in old_ids:
        # The former dataset of this folder was moved, so this one is new.
        if old_ids[prefix] in current_ids.values():
            return None
        return prefix
    _refuse_gone_dataset(old_ids, current_ids, commit, dataset_id)
    return None


def _refuse_gone_dataset(
    old_ids: Mapping[str, str | None], current_ids: Mapping[str, str | None], commit: str, dataset_id: str | None
) -> None:
    """Raise CbiError if a commit has a dataset that is gone.

    Then both its folder and its id are gone.
    """
    gone: list[str] = []
    for folder, old_id in old_ids.items():
        if folder not in current_ids and old_id not in current_ids.values():
            gone.append(folder)
    for folder in main_folders(gone):
        problem = message(
            "{commit} has the dataset `{old_id}` in {folder}, which is gone, and no `{id}`",
            commit=commit[:12],
            old_id=old_ids[folder] or message("without an id"),
            folder=folder or message("the top folder"),
            id=dataset_id,
        )
        hint = message("if it was renamed, move the folder in one change and give it the new id in the next")
        raise CbiError(problem, hint)


def require_all_datasets(
    roots: Iterable[Path], repository: Repository, commit: str, remedy: str, wanted: str = ""
) -> None:
    """Raise CbiError if a commit has a dataset that is not to be checked.

    Those to check are in the folders `roots`. If one is `wanted`, only that of this name or in this folder counts:
    other calls check the others. `remedy` says how a dataset is taken out on purpose.
    """
    old_ids = find_datasets_in_commit(repository, commit)
    checked_ids: dict[str, str | None] = {}
    for root, dataset_id in read_dataset_ids(roots).items():
        checked_ids[repository.prefix_of(root).rstrip("/")] = dataset_id
    required = main_folders(old_ids)
    if wanted:
        named = [folder for folder in old_ids if wanted in (folder or ".", folder.rpartition("/")[2])]
        required = [folder for folder in named if folder in checked_ids] or named
    for folder in required:
        old_id = old_ids[folder]
        if folder in checked_ids and old_id in (checked_ids[folder], None):
            continue
        # In another folder it is the same dataset only if it was moved: a copy could hide a change of the original.
        is_there = (repository.top / folder / _DATASET_FILE).is_file()
        if old_id is not None and old_id in checked_ids.values() and not is_there:
            continue
        folder_name = folder or message("the top folder")
        if folder in checked_ids:
            problem = message(
                "the base has the dataset `{old_id}` in {folder}, and now `{id}` is there",
                old_id=old_id,
                folder=folder_name,
                id=checked_ids[folder],
            )
            raise CbiError(problem, message("a dataset keeps its id; move the other one to another folder"))
        problem = message(
            "the base has the dataset `{old_id}` in {folder}, which is not among those that are checked",
            old_id=old_id or "?",
            folder=folder_name,
        )
        raise CbiError(problem, message("a dataset that was moved is found by its id; {remedy}", remedy=remedy))


def find_datasets_in_commit(repository: Repository, commit: str, below: str = "") -> dict[str, str | None]:
    """Return the ids of all datasets of a commit by their folders.

    An id that cannot be read is None.
    """
    blobs: dict[str, str] = {}
    for entry in repository.list_tree(commit, below):
        folder, _, name = entry.name.rpartition("/")
        if name != _DATASET_FILE or entry.kind != "blob":
            continue
        if entry.mode != SYMLINK_MODE:
            blobs[folder] = entry.id
            continue
        tree = CommitTree(repository, commit, folder)
        place, reason = resolve_links(tree, name, folder)
        if reason is None and tree.sort(place) == "file":
            blobs[folder] = tree.id_of(place)
    contents = repository.read_blobs(blobs, MAX_BYTES)
    return {folder: read_dataset_id(raw) for folder, raw in contents.items()}


def read_dataset_id(raw: bytes | None) -> str | None:
    """Return the id that a dataset.toml gives, if it can be read."""
    if not raw:
        return None
    dataset_id = parse(_DATASET_FILE, raw).data.get("id")
    if not isinstance(dataset_id, str) or not dataset_id:
        return None
    return dataset_id


def read_dataset_ids(roots: Iterable[Path]) -> dict[Path, str | None]:
    """Return the ids of datasets in folders of the work tree."""
    ids: dict[Path, str | None] = {}
    for root in roots:
        raw = WorkTree(root).read_if_exists(_DATASET_FILE)
        ids[root] = read_dataset_id(raw)
    return ids


def _find_indexed_datasets(repository: Repository) -> dict[str, str | None]:
    """Return the ids of the datasets that the index lists, by their folders."""
    roots: list[Path] = []
    for entry in repository.list_index():
        path = repository.top / entry.name
        if path.name == _DATASET_FILE and path.is_file():
            roots.append(path.parent)
    ids = read_dataset_ids(roots)
    return {repository.prefix_of(root).rstrip("/"): dataset_id for root, dataset_id in ids.items()}
