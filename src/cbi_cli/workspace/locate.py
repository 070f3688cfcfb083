"""Decide which dataset a command works on. Every command asks here.

1. The dataset that the call names: a folder, or the name of one.
2. The nearest one in or above the working folder, there also in a folder ``datasets``.
3. The only one that the git repository around the working folder tracks.
4. The built-in one, but only for commands that read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.workspace.entries import find_outside_link
from cbi_cli.workspace.git import Repository, find_repository_root

LocationKind = Literal["folder", "named", "repository", "built-in"]
Purpose = Literal["read", "check"]

_DATASET_FILE = "dataset.toml"
_MAX_LISTED_DATASETS = 3
"""Datasets that a message names one by one."""

_PROGRAM_FOLDERS = frozenset({"fixtures", "template", "templates", "test", "testdata", "tests"})
"""Names of folders whose datasets are material of a program; they are taken only if a repository has no others."""


class DatasetLocation(NamedTuple):
    """The folder of a dataset, how it was found, and the git revision to read it from (empty: the files as they are).

    ``origin`` is "folder" for the nearest one in or above the working folder. ``note`` says why the search could not
    look everywhere, or is empty.
    """

    root: Path
    origin: LocationKind
    revision: str = ""
    note: str = ""


def locate_dataset(wanted: str | None, folder: Path, revision: str = "", purpose: Purpose = "read") -> DatasetLocation:
    """Return the dataset that a call means.

    ``wanted`` is a name or a path, or None to look in and around ``folder``. To check or change a dataset
    (``purpose="check"``) the built-in one is never taken. Raises CbiError if there is no such dataset, or if several
    datasets could be meant.
    """
    place = _search_around(folder, purpose) if wanted is None else _resolve_name(wanted, folder, purpose)
    return place._replace(revision=revision)


def locate_all_datasets(folder: Path, revision: str = "") -> list[DatasetLocation]:
    """Return the datasets to check if a call names none: at the top of a repository all of them, else one.

    Raises CbiError as `locate_dataset` does.
    """
    top = find_repository_root(folder)
    if top is None or top != folder.resolve():
        return [locate_dataset(None, folder, revision, "check")]
    roots = {root.resolve(): None for root in _datasets_at(folder)}
    note = ""
    try:
        roots |= dict.fromkeys(_main_datasets(top, _find_tracked(top)))
    except CbiError as error:
        if not roots:
            raise
        # What is there can be checked without git; that there may be more is said.
        note = f"whether the repository has other datasets is not known: {error.message}"
    if not roots:
        return [locate_dataset(None, folder, revision, "check")]
    left_out = [root for root in _find_untracked(top) if root not in roots]
    if left_out and not note:
        note = f"not checked: {_describe_untracked(left_out, top)}"
    return [DatasetLocation(root, "folder", revision, note) for root in sorted(roots)]


def locate_in_folder(path: Path, shown: str, revision: str) -> DatasetLocation:
    """Return the dataset to check in a folder that is there. Raises CbiError if it has none, or several."""
    root = _require_single(path, shown)
    return _require_allowed(DatasetLocation(root, _location_kind("named", root), revision), "check")


def built_in_root() -> Path:
    """Return the folder of the datasets that come with the program: in the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "datasets"
    return inside if inside.is_dir() else package.parent.parent / "datasets"


def find_nearest_dataset(folder: Path) -> Path | None:
    """Return the dataset in or above a folder, or None. Raises CbiError if several could be meant."""
    return _search_upwards((folder, *folder.parents))


def _search_around(folder: Path, purpose: Purpose) -> DatasetLocation:
    """The dataset of a call that names none."""
    top = find_repository_root(folder)
    found = _search_upwards(_folders_to_search(folder, top, purpose))
    if found is not None:
        return _require_allowed(DatasetLocation(found, _location_kind("folder", found)), purpose)
    tracked: list[Path] = []
    note = ""
    try:
        tracked = _main_datasets(top, _find_tracked(top)) if top else []
    except CbiError as error:
        # A report of the built-in dataset does not need git, a check must not end without an answer.
        if purpose == "check":
            raise
        note = f"whether the git repository {top} has a dataset is not known: {error.message}"
    if len(tracked) == 1:
        return DatasetLocation(tracked[0], "repository")
    if tracked:
        names = ", ".join(_display_path(root, top) for root in tracked)
        raise CbiError(f"the git repository {top} has several datasets", f"choose one with --dataset: {names}")
    if purpose == "check":
        raise _not_found_error(folder, top)
    return DatasetLocation(built_in_root() / "us-mexico", "built-in", note=note)


def _folders_to_search(folder: Path, top: Path | None, purpose: Purpose) -> Iterator[Path]:
    """The folders to look in, from inside to outside.

    A dataset above the repository is not what a check of the repository means.
    """
    for one in (folder, *folder.parents):
        yield one
        if purpose == "check" and top is not None and one.resolve() == top:
            return


def _search_upwards(folders: Iterable[Path]) -> Path | None:
    for folder in folders:
        found = _datasets_at(folder)
        if len(found) > 1:
            names = ", ".join(path.name for path in found)
            raise CbiError(f"{folder / 'datasets'} contains several datasets", f"choose one with --dataset: {names}")
        if found:
            return found[0].resolve()
    return None


def _datasets_at(folder: Path) -> list[Path]:
    """The folder itself if it is a dataset, else the datasets in its folder ``datasets``."""
    if not _is_dataset(folder):
        return _datasets_in(folder)
    _refuse_outside_link(folder)
    return [folder]


def _not_found_error(folder: Path, top: Path | None) -> CbiError:
    """The error of a call that checks or changes a dataset, if there is none."""
    if top is None:
        looked = f"no {_DATASET_FILE} in or above {folder}"
    else:
        looked = f"no {_DATASET_FILE} in or above {folder}, and git tracks none in the repository {top}"
    hint = (
        "name its folder with --dataset, or create one with `cbi init`; the built-in dataset cannot be edited or "
        "checked: cbi init --from us-mexico DIR creates a copy"
    )
    there = _find_untracked(top) if top else []
    if there:
        hint = _describe_untracked(there, top)
    return CbiError(f"there is no dataset to check or change: {looked}", hint)


def _resolve_name(wanted: str, folder: Path, purpose: Purpose) -> DatasetLocation:
    path = folder / wanted
    is_name = wanted not in ("", ".", "..") and Path(wanted).name == wanted
    named = _find_by_name(wanted, folder, purpose) if is_name else []
    if path.is_dir() and (_datasets_at(path) or not named):
        given = _require_single(path, wanted)
        others = [one for one in named if one != given]
        if others:
            hint = f"write ./{wanted} for the folder here, or the path of the other one"
            raise CbiError(f"`{wanted}` names two datasets: {given} and {others[0]}", hint)
        return _require_allowed(DatasetLocation(given, _location_kind("named", given)), purpose)
    if len(named) > 1:
        raise CbiError(f"`{wanted}` names several datasets", f"write the path: {', '.join(map(str, named))}")
    if named:
        return _require_allowed(DatasetLocation(named[0], _location_kind("named", named[0])), purpose)
    built_in = {found.name: found for found in sorted(built_in_root().iterdir()) if _is_dataset(found)}
    if is_name and wanted in built_in:
        return _require_allowed(DatasetLocation(built_in[wanted], "built-in"), purpose)
    known = {root.name for root in _find_user_datasets(folder)}
    if purpose == "read":
        known |= built_in.keys()
    hint = did_you_mean(wanted, sorted(known)) or f"a dataset is a folder with a {_DATASET_FILE}"
    raise CbiError(f"there is no dataset with the name or the path `{wanted}`", hint)


def _require_single(path: Path, wanted: str) -> Path:
    """The dataset in a folder that a call names."""
    found = _datasets_at(path)
    if not found:
        raise CbiError(
            f"{wanted} has no {_DATASET_FILE}", "name the folder that contains it, or create a dataset there: cbi init"
        )
    if len(found) > 1:
        names = ", ".join(one.name for one in found)
        raise CbiError(f"{path / 'datasets'} contains several datasets", f"choose one with --dataset: {names}")
    return found[0].resolve()


def _find_by_name(name: str, folder: Path, purpose: Purpose) -> list[Path]:
    """The user's datasets whose folder has this name.

    For a report the nearest folder ``datasets`` that has one counts alone. What is checked must not be mistaken for
    another one of the same name.
    """
    for parent in (folder, *folder.parents):
        found = [one.resolve() for one in _datasets_in(parent) if one.name == name]
        if found and purpose == "read":
            return found
    return [one for one in _find_user_datasets(folder) if one.name == name]


def _find_user_datasets(folder: Path) -> list[Path]:
    """The user's datasets around a folder: those in folders ``datasets`` above it, and those that git tracks."""
    found = {one.resolve(): None for parent in (folder, *folder.parents) for one in _datasets_in(parent)}
    top = find_repository_root(folder)
    if top is not None:
        try:
            found |= dict.fromkeys(_find_tracked(top))
        except CbiError:
            # The name may still be that of a folder that needs no git.
            return list(found)
    return list(found)


def _require_allowed(location: DatasetLocation, purpose: Purpose) -> DatasetLocation:
    """The place, if a command of this purpose may take it."""
    if purpose == "check" and location.origin == "built-in":
        name = location.root.name
        raise CbiError(
            f"`{name}` is the built-in dataset, which comes with the program and cannot be edited or checked",
            f"make an editable copy: cbi init --from {name} DIR, then cd DIR",
        )
    return location


def _find_tracked(top: Path) -> list[Path]:
    """The datasets that the index of a git repository lists and that are there. Raises CbiError as git does."""
    listed = [Path(one.name) for one in Repository.of(top).list_index()]
    folders = {
        (top / name).parent.resolve() for name in listed if name.name == _DATASET_FILE and (top / name).is_file()
    }
    return sorted(root for root in folders if root.is_relative_to(top))


def _find_untracked(top: Path) -> list[Path]:
    """The datasets of a repository that git neither tracks nor ignores; none if git cannot list them."""
    try:
        names = Repository.of(top).list_untracked(_DATASET_FILE)
    except CbiError:
        return []
    return sorted(root for root in _main_datasets(top, [(top / name).parent for name in names]) if _is_dataset(root))


def _describe_untracked(roots: list[Path], top: Path | None) -> str:
    """Say how datasets that git does not track are taken."""
    names = [_display_path(root, top) for root in roots]
    listed = ", ".join(f"{name}/{_DATASET_FILE}" for name in names[:_MAX_LISTED_DATASETS])
    more = f" and {len(names) - _MAX_LISTED_DATASETS:,} more" if len(names) > _MAX_LISTED_DATASETS else ""
    verb = "is" if len(names) == 1 else "are"
    return f"{listed}{more} {verb} not tracked by git; run `git add {names[0]}`, or name it: --dataset {names[0]}"


def main_folders(folders: Iterable[str]) -> list[str]:
    """Return those of some folders of a repository that are not for tests or templates; if all are, all of them."""
    found = list(folders)
    return [folder for folder in found if not _PROGRAM_FOLDERS.intersection(folder.split("/"))] or found


def _main_datasets(top: Path, roots: list[Path]) -> list[Path]:
    return [top / folder for folder in main_folders(root.relative_to(top).as_posix() for root in roots)]


def _display_path(root: Path, top: Path | None) -> str:
    return root.relative_to(top).as_posix() if top and root.is_relative_to(top) else str(root)


def _is_dataset(path: Path) -> bool:
    return (path / _DATASET_FILE).is_file()


def _location_kind(origin: LocationKind, path: Path) -> LocationKind:
    """Built in if the folder is the package's own; a checkout of the program is a folder like any other."""
    package = Path(__file__).resolve().parent.parent
    return "built-in" if package in path.resolve().parents else origin


def _datasets_in(path: Path) -> list[Path]:
    inside = path / "datasets"
    try:
        found = sorted(one for one in inside.iterdir() if _is_dataset(one)) if inside.is_dir() else []
    except PermissionError:
        return []
    for one in found:
        _refuse_outside_link(one)
    return found


def _refuse_outside_link(root: Path) -> None:
    """Raise CbiError if a link in a repository leads out of it to this dataset: it is not what the repository has.

    A stranger's commit could put another dataset in place of the one that is checked, or have a file outside changed.
    """
    found = find_outside_link(root)
    if found is not None:
        link, top = found
        message = f"{link} is a link that points outside the repository {top}, so the dataset there is not a part of it"
        raise CbiError(message, f"put the folder in its place, or name it itself: --dataset {os.path.realpath(root)}")
