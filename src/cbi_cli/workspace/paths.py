"""The working folder, and paths as the user knows them from there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.workspace.locate import DatasetLocation


def current_directory() -> Path:
    """Return the folder that the command was started in.

    Raises CbiError if it has been removed.
    """
    try:
        return Path.cwd()
    except FileNotFoundError:
        problem = message("the working folder no longer exists")
        raise CbiError(problem, message("change to another one")) from None


def display_path(root: Path, name: str) -> str:
    """Return the path of a dataset's file as the user can open it.

    It is relative if it is below the working folder.
    """
    path = root / name
    directory = current_directory()
    if path.is_relative_to(directory):
        return path.relative_to(directory).as_posix()
    return path.as_posix()


def display_folder(location: DatasetLocation) -> str:
    """Return a dataset's folder as a person can find it.

    This is its name if it is the working folder, else its path.
    """
    directory = current_directory().resolve()
    root = location.root.resolve()
    if root == directory:
        return root.name or str(root)
    if root.is_relative_to(directory):
        return root.relative_to(directory).as_posix()
    return str(root)


def format_dataset_label(location: DatasetLocation, meta: Mapping[str, str]) -> str:
    """Name a dataset by its id, its version and its folder.

    An example is `us-mexico 1.0.0 in datasets/us-mexico`. An id or a version that is missing in `meta` is left out.
    """
    name = " ".join(meta[key] for key in ("id", "version") if meta.get(key))
    if location.origin == "built-in":
        return message("{dataset} (built in)", dataset=name)
    folder = display_folder(location)
    if location.revision:
        folder = message("{folder} at {revision}", folder=folder, revision=location.revision)
    if not name:
        return message("in {folder}", folder=folder)
    return message("{dataset} in {folder}", dataset=name, folder=folder)
