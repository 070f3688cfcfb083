"""Decide which dataset a command works on. Every command asks here.

1. The dataset that the call names: a folder, or the name of one.
2. The nearest one in or above the working folder, there also in a folder `datasets`.
3. The only one that the git repository around the working folder tracks.
4. The built-in one, but only for commands that read.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message, plural_message
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
    """The folder of a dataset, and how it was found.

    `revision` is the git revision to read it from; it is empty for the files as they are. `origin` is "folder" for the
    nearest one in or above the working folder. `note` says why the search could not look everywhere, or is empty.
    """

    root: Path
    origin: LocationKind
    revision: str = ""
    note: str = ""


def locate_dataset(name: str | None, folder: Path, revision: str = "", purpose: Purpose = "read") -> DatasetLocation:
    """Return the dataset that a call means.

    `name` is a name or a path, or None to look in and around `folder`. To check or change a dataset
    (`purpose="check"`) the built-in one is never taken. Raises CbiError if there is no such dataset, or if several
    datasets could be meant.
    """
    location = _search_around(folder, purpose) if name is None else _resolve_name(name, folder, purpose)
    return location._replace(revision=revision)


def locate_all_datasets(folder: Path, revision: str = "") -> list[DatasetLocation]:
    """Return the datasets to check if a call names none.

    At the top of a repository, these are all of them, else one. Raises CbiError as `locate_dataset` does.
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
        # These can be checked without git; the note says that there may be more.
        note = message("whether the repository has other datasets is not known: {problem}", problem=error.message)
    if not roots:
        return [locate_dataset(None, folder, revision, "check")]
    left_out = [root for root in _find_untracked(top) if root not in roots]
    if left_out and not note:
        note = message("not checked: {datasets}", datasets=_describe_untracked(left_out, top))
    return [DatasetLocation(root, "folder", revision, note) for root in sorted(roots)]


def locate_in_folder(path: Path, shown: str, revision: str) -> DatasetLocation:
    """Return the dataset to check in a folder that is there.

    Raises CbiError if it has none, or several.
    """
    root = _require_single(path, shown)
    return _require_allowed(DatasetLocation(root, _location_kind("named", root), revision), "check")


def built_in_root() -> Path:
    """Return the folder of the datasets that come with the program.

    It is in the package, or next to it in a checkout.
    """
    package = Path(__file__).resolve().parent.parent
    inside = package / "datasets"
    if inside.is_dir():
        return inside
    return package.parent.parent / "datasets"


def find_nearest_dataset(folder: Path) -> Path | None:
    """Return the dataset in or above a folder, or None.

    Raises CbiError if several could be meant.
    """
    return _search_upwards((folder, *folder.parents))


def _search_around(folder: Path, purpose: Purpose) -> DatasetLocation:
    """Return the dataset of a call that names none."""
    top = find_repository_root(folder)
    nearest = _search_upwards(_folders_to_search(folder, top, purpose))
    if nearest is not None:
        return _require_allowed(DatasetLocation(nearest, _location_kind("folder", nearest)), purpose)
    tracked: list[Path] = []
    note = ""
    try:
        if top is not None:
            tracked = _main_datasets(top, _find_tracked(top))
    except CbiError as error:
        # A report of the built-in dataset does not need git, but a check must not end without an answer.
        if purpose == "check":
            raise
        note = message(
            "whether the git repository {top} has a dataset is not known: {problem}", top=top, problem=error.message
        )
    if len(tracked) == 1:
        return DatasetLocation(tracked[0], "repository")
    if tracked:
        problem = message("the git repository {top} has several datasets", top=top)
        names = ", ".join(_display_path(root, top) for root in tracked)
        raise CbiError(problem, message("choose one with --dataset: {names}", names=names))
    if purpose == "check":
        raise _not_found_error(folder, top)
    return DatasetLocation(built_in_root() / "us-mexico", "built-in", note=note)


def _folders_to_search(folder: Path, top: Path | None, purpose: Purpose) -> Iterator[Path]:
    """Yield the folders to look in, from inside to outside.

    A check of a repository does not mean a dataset above it.
    """
    for parent in (folder, *folder.parents):
        yield parent
        if purpose == "check" and top is not None and parent.resolve() == top:
            return


def _search_upwards(folders: Iterable[Path]) -> Path | None:
    for folder in folders:
        datasets = _datasets_at(folder)
        if len(datasets) > 1:
            raise _several_datasets_error(folder, datasets)
        if datasets:
            return datasets[0].resolve()
    return None


def _several_datasets_error(folder: Path, datasets: list[Path]) -> CbiError:
    problem = message("{folder} contains several datasets", folder=folder / "datasets")
    names = ", ".join(path.name for path in datasets)
    return CbiError(problem, message("choose one with --dataset: {names}", names=names))


def _datasets_at(folder: Path) -> list[Path]:
    """Return the folder itself if it is a dataset.

    Otherwise return the datasets in its folder `datasets`.
    """
    if not _is_dataset(folder):
        return _datasets_in(folder)
    _refuse_outside_link(folder)
    return [folder]


def _not_found_error(folder: Path, top: Path | None) -> CbiError:
    """Make the error of a call that needs a dataset, if there is none.

    Such a call checks or changes it.
    """
    hint: str = message(
        "name its folder with --dataset, or create one with `cbi init`; the built-in dataset cannot be edited or "
        "checked: cbi init --from us-mexico DIR creates a copy"
    )
    if top is None:
        problem = message("there is no dataset to check or change: no dataset.toml in or above {folder}", folder=folder)
        return CbiError(problem, hint)
    problem = message(
        "there is no dataset to check or change: no dataset.toml in or above {folder}, and git tracks none in the "
        "repository {top}",
        folder=folder,
        top=top,
    )
    untracked = _find_untracked(top)
    if untracked:
        hint = _describe_untracked(untracked, top)
    return CbiError(problem, hint)


def _resolve_name(name: str, folder: Path, purpose: Purpose) -> DatasetLocation:
    """Return the dataset with a name or a path.

    Raises CbiError if there is none, or if several have the name.
    """
    path = folder / name
    is_name = name not in ("", ".", "..") and Path(name).name == name
    named: list[Path] = []
    if is_name:
        named = _find_by_name(name, folder, purpose)
    if path.is_dir() and (_datasets_at(path) or not named):
        root = _require_single(path, name)
        for other in named:
            if other != root:
                problem = message(
                    "`{name}` names two datasets: {first} and {second}", name=name, first=root, second=other
                )
                raise CbiError(
                    problem, message("write ./{name} for the folder here, or the path of the other one", name=name)
                )
        return _require_allowed(DatasetLocation(root, _location_kind("named", root)), purpose)
    if len(named) > 1:
        paths = ", ".join(str(root) for root in named)
        problem = message("`{name}` names several datasets", name=name)
        raise CbiError(problem, message("write the path: {paths}", paths=paths))
    if named:
        return _require_allowed(DatasetLocation(named[0], _location_kind("named", named[0])), purpose)
    built_in = {root.name: root for root in sorted(built_in_root().iterdir()) if _is_dataset(root)}
    if is_name and name in built_in:
        return _require_allowed(DatasetLocation(built_in[name], "built-in"), purpose)
    known = {root.name for root in _find_user_datasets(folder)}
    if purpose == "read":
        known.update(built_in)
    guess = did_you_mean(name, sorted(known)) or message("a dataset is a folder with a dataset.toml")
    raise CbiError(message("there is no dataset with the name or the path `{name}`", name=name), guess)


def _require_single(path: Path, name: str) -> Path:
    """Return the dataset in a folder that a call names.

    Raises CbiError if there is none, or several.
    """
    datasets = _datasets_at(path)
    if not datasets:
        problem = message("{folder} has no dataset.toml", folder=name)
        raise CbiError(problem, message("name the folder that contains it, or create a dataset there: cbi init"))
    if len(datasets) > 1:
        raise _several_datasets_error(path, datasets)
    return datasets[0].resolve()


def _find_by_name(name: str, folder: Path, purpose: Purpose) -> list[Path]:
    """Return the user's datasets whose folder has this name.

    For a report, the nearest folder `datasets` that has one is enough. A check needs all of them, so that it does not
    take one for another.
    """
    if purpose == "read":
        for parent in (folder, *folder.parents):
            nearest = [root.resolve() for root in _datasets_in(parent) if root.name == name]
            if nearest:
                return nearest
    return [root for root in _find_user_datasets(folder) if root.name == name]


def _find_user_datasets(folder: Path) -> list[Path]:
    """Return the user's datasets around a folder.

    They are in folders `datasets` at or above it, and among those that git tracks.
    """
    roots: dict[Path, None] = {}
    for parent in (folder, *folder.parents):
        for root in _datasets_in(parent):
            roots[root.resolve()] = None
    top = find_repository_root(folder)
    if top is not None:
        # Without git, the name may still be that of one of these.
        with contextlib.suppress(CbiError):
            roots.update(dict.fromkeys(_find_tracked(top)))
    return list(roots)


def _require_allowed(location: DatasetLocation, purpose: Purpose) -> DatasetLocation:
    """Return a location.

    Raises CbiError if it is the built-in dataset and a command wants to check or change it.
    """
    if purpose != "check" or location.origin != "built-in":
        return location
    name = location.root.name
    problem = message(
        "`{name}` is the built-in dataset, which comes with the program and cannot be edited or checked", name=name
    )
    raise CbiError(problem, message("make an editable copy: cbi init --from {name} DIR, then cd DIR", name=name))


def _find_tracked(top: Path) -> list[Path]:
    """Return the datasets that the index of a git repository lists.

    They must exist. Raises CbiError as git does.
    """
    roots: set[Path] = set()
    for entry in Repository.of(top).list_index():
        path = top / entry.name
        if path.name != _DATASET_FILE or not path.is_file():
            continue
        root = path.parent.resolve()
        if root.is_relative_to(top):
            roots.add(root)
    return sorted(roots)


def _find_untracked(top: Path) -> list[Path]:
    """Return the datasets of a repository that git neither tracks nor ignores.

    Return none if git cannot list them.
    """
    try:
        names = Repository.of(top).list_untracked(_DATASET_FILE)
    except CbiError:
        return []
    roots = [(top / name).parent for name in names]
    return sorted(root for root in _main_datasets(top, roots) if _is_dataset(root))


def _describe_untracked(roots: list[Path], top: Path | None) -> str:
    """Say which datasets git does not track, and what to do."""
    names = [_display_path(root, top) for root in roots]
    files: str = ", ".join(f"{name}/{_DATASET_FILE}" for name in names[:_MAX_LISTED_DATASETS])
    remaining = len(names) - _MAX_LISTED_DATASETS
    if remaining > 0:
        files = message("{files} and {count:,} more", files=files, count=remaining)
    return plural_message(
        "{files} is not tracked by git; run `git add {first}`, or name it: --dataset {first}",
        "{files} are not tracked by git; run `git add {first}`, or name it: --dataset {first}",
        len(names),
        files=files,
        first=names[0],
    )


def main_folders(folders: Iterable[str]) -> list[str]:
    """Return those of some folders that are not for tests or templates.

    All are in one repository. If all are for tests or templates, return all of them.
    """
    all_folders = list(folders)
    main = [folder for folder in all_folders if _PROGRAM_FOLDERS.isdisjoint(folder.split("/"))]
    return main or all_folders


def _main_datasets(top: Path, roots: list[Path]) -> list[Path]:
    folders = [root.relative_to(top).as_posix() for root in roots]
    return [top / folder for folder in main_folders(folders)]


def _display_path(root: Path, top: Path | None) -> str:
    if top is None or not root.is_relative_to(top):
        return str(root)
    return root.relative_to(top).as_posix()


def _is_dataset(path: Path) -> bool:
    return (path / _DATASET_FILE).is_file()


def _location_kind(origin: LocationKind, path: Path) -> LocationKind:
    """Return "built-in" if the folder is the package's own.

    A checkout of the program is a folder like any other.
    """
    package = Path(__file__).resolve().parent.parent
    if package in path.resolve().parents:
        return "built-in"
    return origin


def _datasets_in(path: Path) -> list[Path]:
    """Return the datasets in the folder `datasets` of a folder.

    Return none if it cannot be read.
    """
    inside = path / "datasets"
    try:
        if not inside.is_dir():
            return []
        roots = sorted(root for root in inside.iterdir() if _is_dataset(root))
    except PermissionError:
        # A folder above the working folder may belong to another user.
        return []
    for root in roots:
        _refuse_outside_link(root)
    return roots


def _refuse_outside_link(root: Path) -> None:
    """Raise CbiError if a link to this dataset leads out of a repository.

    A stranger's commit could put another dataset in place of the one that is checked, or have a file outside changed.
    """
    outside_link = find_outside_link(root)
    if outside_link is None:
        return
    link, top = outside_link
    problem = message(
        "{link} is a link that points outside the repository {top}, so the dataset there is not a part of it",
        link=link,
        top=top,
    )
    target = os.path.realpath(root)
    raise CbiError(
        problem, message("put the folder in its place, or name it itself: --dataset {target}", target=target)
    )
