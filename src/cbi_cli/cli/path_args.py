"""The datasets and files that the paths of a call name.

They are for commands that check or change them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cbi_cli.cli.session import print_dataset_note
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.workspace.git import Repository, find_repository_root
from cbi_cli.workspace.locate import DatasetLocation, locate_all_datasets, locate_dataset, locate_in_folder
from cbi_cli.workspace.merge_base import find_base
from cbi_cli.workspace.paths import current_directory

ValidationTarget = tuple[DatasetLocation, str | None]
"""A dataset; with a file in it, the path of that file inside the dataset."""


def find_targets(
    paths: Sequence[str], dataset: str | None, settings: Settings, revision: str = ""
) -> list[ValidationTarget]:
    """Return the datasets that a call works on.

    Without a path or a name, return those of the repository, or the nearest one. Raises CbiError if there is none, for
    a path that is not part of a dataset or not one of its data files, and if `--dataset` and a path are given together.
    """
    if paths:
        # A path takes precedence over the environment variable, but not over the option.
        if dataset and dataset != settings.dataset:
            raise CbiError(message("--dataset and PATH name the same thing"), message("give one of them"))
        return [_resolve_target(path, revision) for path in dict.fromkeys(paths)]
    if dataset:
        return [(locate_dataset(dataset, current_directory(), revision, "check"), None)]
    locations = locate_all_datasets(current_directory(), revision)
    for note in dict.fromkeys(location.note for location in locations):
        if note:
            print_dataset_note(message("note: {note}", note=note))
    return [(location, None) for location in locations]


def require_base_datasets(targets: Sequence[ValidationTarget], base: str, settings: Settings) -> None:
    """Raise CbiError if a dataset of the base revision is gone.

    A check of the whole repository would no longer find it.
    """
    from cbi_cli.workspace.moved_datasets import require_all_datasets

    folder = current_directory()
    if find_repository_root(folder) != folder.resolve():
        return
    repository = Repository.of(folder)
    remedy = message("to leave it out, name the folders to check")
    commit = find_base(repository, settings.ci, base).commit
    require_all_datasets([location.root for location, _ in targets], repository, commit, remedy)


def _resolve_target(path: str, revision: str) -> ValidationTarget:
    full = current_directory() / path
    if full.is_dir():
        return locate_in_folder(full, path, revision), None
    # It may be the name of a dataset.
    if not full.exists():
        return locate_dataset(path, current_directory(), revision, "check"), None
    return _resolve_file_target(path, revision)


def _resolve_file_target(path: str, revision: str) -> ValidationTarget:
    """Return the dataset that a file is part of.

    With it comes the path of the file inside the dataset.
    """
    # Links are not followed here: a link in a dataset is a file of it, wherever it leads.
    full = Path(os.path.abspath(current_directory() / path))
    for parent in full.parents:
        if (parent / "dataset.toml").is_file():
            name = full.relative_to(parent).as_posix()
            _require_data_file(path, name)
            return locate_in_folder(parent, str(parent), revision), name
    problem = message("{path} is not part of a dataset", path=path)
    raise CbiError(problem, message("a dataset is a folder with a dataset.toml"))


def _require_data_file(path: str, name: str) -> None:
    """Raise CbiError for a file that no command reads as data.

    Silence would look like a result.
    """
    from cbi_cli.records.file_kinds import file_kind

    if file_kind(name) is not None:
        return
    problem = message(
        "{path} is not a data file of its dataset, so there is nothing to check or change in it", path=path
    )
    hint = message("name a folder, or a data file in it such as dataset.toml or events/2022.toml")
    raise CbiError(problem, hint)
