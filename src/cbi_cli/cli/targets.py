"""The datasets and files that the paths of a call name."""

from __future__ import annotations

from collections.abc import Sequence

from cbi_cli.cli.dataset import working_folder
from cbi_cli.core.errors import CbiError
from cbi_cli.store.place import Place, find_place

Target = tuple[Place, str | None]
"""A dataset; with a file in it, the path of that file inside the dataset."""


def find_targets(paths: Sequence[str], dataset: str | None, revision: str = "") -> list[Target]:
    """The datasets that a call works on; without a path the one that a report would take.

    Raises CbiError for a path that is in no dataset, and where ``--dataset`` and a path are given together.
    """
    if not paths:
        return [(find_place(dataset, working_folder(), revision), None)]
    if dataset:
        raise CbiError("--dataset and PATH name the same thing", "give one of them")
    return [_target(path, revision) for path in dict.fromkeys(paths)]


def _target(path: str, revision: str) -> Target:
    full = working_folder() / path
    if not full.is_file():
        return find_place(path, working_folder(), revision), None
    resolved = full.resolve()
    for parent in resolved.parents:
        if (parent / "dataset.toml").is_file():
            return find_place(str(parent), parent, revision), resolved.relative_to(parent).as_posix()
    raise CbiError(f"{path} lies in no dataset", "a dataset is a folder with a dataset.toml")
