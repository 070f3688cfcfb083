"""Find a dataset in a commit, although its folder was moved since then: by its id."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cbi_cli.core.errors import CbiError
from cbi_cli.workspace.entries import CommitTree, WorkTree, resolve_links
from cbi_cli.workspace.git import SYMLINK_MODE, Repository
from cbi_cli.workspace.locate import main_folders

_DATASET_FILE = "dataset.toml"


def find_folder_in_commit(repository: Repository, commit: str, root: Path) -> str | None:
    """Return the folder of a dataset in a commit, from the top of the repository; None if the commit has it not.

    It is the same folder if the same id is there, else the folder that has the id. A folder whose dataset has another
    id now is the same dataset with a new id, unless the old id is elsewhere now. Raises CbiError if the commit has
    several datasets of that id, and if it has a dataset that is gone: then one may have become the other.
    """
    prefix = repository.prefix_of(root).rstrip("/")
    raw = WorkTree(root).read_if_exists(_DATASET_FILE)
    if raw is None:
        return prefix
    wanted = read_dataset_id(raw)
    if find_datasets_in_commit(repository, commit, prefix).get(prefix, "") in (wanted, None):
        return prefix
    there = find_datasets_in_commit(repository, commit)
    same = [folder for folder, found in there.items() if found == wanted and wanted is not None]
    same = main_folders(same)
    if len(same) == 1:
        return same[0]
    if same:
        places = ", ".join(folder or "." for folder in same)
        raise CbiError(
            f"{commit[:12]} has the dataset `{wanted}` more than once: {places}", "give each an id of its own"
        )
    here = _find_indexed_datasets(repository)
    if prefix in there:
        return None if there[prefix] in here.values() else prefix
    gone = [folder for folder, found in there.items() if folder not in here and found not in here.values()]
    for folder in main_folders(gone):
        old = there[folder] or "without an id"
        raise CbiError(
            f"{commit[:12]} has the dataset `{old}` in {folder or 'the top folder'}, which is gone, and no `{wanted}`",
            "if it was renamed, move the folder in one change and give it the new id in the next",
        )
    return None


def require_all_datasets(
    roots: Iterable[Path], repository: Repository, commit: str, remedy: str, wanted: str = ""
) -> None:
    """Raise CbiError if a commit has a dataset that is not among those to check, in the folders ``roots``.

    If one is ``wanted``, only that of this name or in this folder counts: other calls check the others. ``remedy``
    says how a dataset is taken out on purpose.
    """
    before = find_datasets_in_commit(repository, commit)
    here = {repository.prefix_of(root).rstrip("/"): found for root, found in read_dataset_ids(roots).items()}
    required = main_folders(before)
    if wanted:
        named = [folder for folder in before if wanted in (folder or ".", folder.rpartition("/")[2])]
        required = [folder for folder in named if folder in here] or named
    for folder in required:
        found = before[folder]
        if folder in here and found in (here[folder], None):
            continue
        # Elsewhere it is the same only if it was moved: beside the old one, a copy could hide what became of that.
        is_there = (repository.top / folder / _DATASET_FILE).is_file()
        if found is not None and found in here.values() and not is_there:
            continue
        shown = folder or "the top folder"
        if folder in here:
            message = f"the base has the dataset `{found}` in {shown}, and now `{here[folder]}` is there"
            raise CbiError(message, "a dataset keeps its id; move the other one to another folder")
        message = f"the base has the dataset `{found or '?'}` in {shown}, which is not among those that are checked"
        raise CbiError(message, f"a dataset that was moved is found by its id; {remedy}")


def find_datasets_in_commit(repository: Repository, commit: str, below: str = "") -> dict[str, str | None]:
    """Return the ids of all datasets of a commit by their folders; None for an id that cannot be read."""
    from cbi_cli.toml.document import MAX_BYTES

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
    return {folder: read_dataset_id(raw) for folder, raw in repository.read_blobs(blobs, MAX_BYTES).items()}


def read_dataset_id(raw: bytes | None) -> str | None:
    """Return the id that a dataset.toml gives, if it can be read."""
    from cbi_cli.toml.document import parse

    found = parse(_DATASET_FILE, raw).data.get("id") if raw else None
    return found if isinstance(found, str) and found else None


def read_dataset_ids(roots: Iterable[Path]) -> dict[Path, str | None]:
    """Return the ids of datasets in folders of the work tree."""
    return {root: read_dataset_id(WorkTree(root).read_if_exists(_DATASET_FILE)) for root in roots}


def _find_indexed_datasets(repository: Repository) -> dict[str, str | None]:
    """The ids of the datasets that the index lists, by their folders."""
    names = (Path(one.name) for one in repository.list_index())
    folders = {name.parent for name in names if name.name == _DATASET_FILE and (repository.top / name).is_file()}
    found = read_dataset_ids(repository.top / folder for folder in folders)
    return {repository.prefix_of(root).rstrip("/"): name for root, name in found.items()}
