"""Find a dataset in a commit, although its folder was moved since then: by its id."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cbi_cli.core.errors import CbiError
from cbi_cli.store.entries import CommitTree, WorkTree, resolve
from cbi_cli.store.git import LINK, Repository
from cbi_cli.store.place import main_folders

_DATASET = "dataset.toml"


def folder_in(repository: Repository, commit: str, root: Path) -> str | None:
    """Return the folder of a dataset in a commit, from the top of the repository; None if the commit has it not.

    It is the same folder if the same id is there, else the folder that has the id. A folder whose dataset has another
    id now is the same dataset with a new id, unless the old id is elsewhere now. Raises CbiError if the commit has
    several datasets of that id, and if it has a dataset that is gone: then one may have become the other.
    """
    prefix = repository.prefix_of(root).rstrip("/")
    raw = WorkTree(root).read_if_there(_DATASET)
    if raw is None:
        return prefix
    wanted = id_of(raw)
    if datasets_in(repository, commit, prefix).get(prefix, "") in (wanted, None):
        return prefix
    there = datasets_in(repository, commit)
    same = [folder for folder, found in there.items() if found == wanted and wanted is not None]
    same = main_folders(same)
    if len(same) == 1:
        return same[0]
    if same:
        places = ", ".join(folder or "." for folder in same)
        raise CbiError(
            f"{commit[:12]} has the dataset `{wanted}` more than once: {places}", "give each an id of its own"
        )
    here = _datasets_here(repository)
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


def require_all(roots: Iterable[Path], repository: Repository, commit: str, remedy: str, wanted: str = "") -> None:
    """Raise CbiError if a commit has a dataset that is not among those to check, in the folders ``roots``.

    If one is ``wanted``, only that of this name or in this folder counts: other calls check the others. ``remedy``
    says how a dataset is taken out on purpose.
    """
    before = datasets_in(repository, commit)
    here = {repository.prefix_of(root).rstrip("/"): found for root, found in ids_of(roots).items()}
    required = main_folders(before)
    if wanted:
        named = [folder for folder in before if wanted in (folder or ".", folder.rpartition("/")[2])]
        required = [folder for folder in named if folder in here] or named
    for folder in required:
        found = before[folder]
        if folder in here and found in (here[folder], None):
            continue
        # Elsewhere it is the same only if it was moved: beside the old one, a copy could hide what became of that.
        is_there = (repository.top / folder / _DATASET).is_file()
        if found is not None and found in here.values() and not is_there:
            continue
        shown = folder or "the top folder"
        if folder in here:
            message = f"the base has the dataset `{found}` in {shown}, and now `{here[folder]}` is there"
            raise CbiError(message, "a dataset keeps its id; move the other one to another folder")
        message = f"the base has the dataset `{found or '?'}` in {shown}, which is not among those that are checked"
        raise CbiError(message, f"a dataset that was moved is found by its id; {remedy}")


def datasets_in(repository: Repository, commit: str, below: str = "") -> dict[str, str | None]:
    """Return the ids of all datasets of a commit by their folders; None for an id that cannot be read."""
    from cbi_cli.document.parse import MAX_BYTES

    blobs: dict[str, str] = {}
    for entry in repository.list_tree(commit, below):
        folder, _, name = entry.name.rpartition("/")
        if name != _DATASET or entry.kind != "blob":
            continue
        if entry.mode != LINK:
            blobs[folder] = entry.id
            continue
        tree = CommitTree(repository, commit, folder)
        place, reason = resolve(tree, name, folder)
        if reason is None and tree.sort(place) == "file":
            blobs[folder] = tree.id_of(place)
    return {folder: id_of(raw) for folder, raw in repository.read_blobs(blobs, MAX_BYTES).items()}


def id_of(raw: bytes | None) -> str | None:
    """Return the id that a dataset.toml gives, if it can be read."""
    from cbi_cli.document.parse import parse

    found = parse(_DATASET, raw).data.get("id") if raw else None
    return found if isinstance(found, str) and found else None


def ids_of(roots: Iterable[Path]) -> dict[Path, str | None]:
    """Return the ids of datasets in folders of the work tree."""
    return {root: id_of(WorkTree(root).read_if_there(_DATASET)) for root in roots}


def _datasets_here(repository: Repository) -> dict[str, str | None]:
    """The ids of the datasets that the index lists, by their folders."""
    names = (Path(one.name) for one in repository.list_index())
    folders = {name.parent for name in names if name.name == _DATASET and (repository.top / name).is_file()}
    found = ids_of(repository.top / folder for folder in folders)
    return {repository.prefix_of(root).rstrip("/"): name for root, name in found.items()}
