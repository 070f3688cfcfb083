"""Plan a new dataset, and copy a built-in one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from cbi_cli.changes.change_set import ChangeSet, FileChange, require_empty_folder
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.workspace.atomic_directory import find_place
from cbi_cli.workspace.locate import DatasetLocation, built_in_root


def plan_scaffold(folder: Path, files: Mapping[str, bytes]) -> ChangeSet[None]:
    """Plan to create a dataset with these files in a folder.

    The folder must be new or empty.
    """
    changes = tuple(FileChange(name, None, content) for name, content in files.items())
    return ChangeSet("dataset", DatasetLocation(folder, "named"), changes, None)


def refuse_used_folder(folder: Path) -> None:
    """Raise CbiError if a new dataset cannot be created in a folder."""
    if os.path.exists(folder):
        require_empty_folder(folder)
    find_place(folder, "cbi init", require_empty_folder)


def git_attributes() -> dict[str, bytes]:
    """Return the file by which git treats the files of a dataset alike on every system."""
    template = Path(__file__).with_name("template") / "dataset" / "gitattributes"
    return {".gitattributes": template.read_bytes()}


def copy_built_in(name: str) -> dict[str, bytes]:
    """Return the files of a built-in dataset.

    Raises CbiError with a similar name if there is none.
    """
    names = sorted(path.name for path in built_in_root().iterdir() if path.is_dir())
    if name not in names:
        raise CbiError(message("no built-in dataset is called `{name}`", name=name), did_you_mean(name, names))
    root = built_in_root() / name
    files: dict[str, bytes] = {}
    for path in sorted(root.rglob("*")):
        if path.is_file():
            files[path.relative_to(root).as_posix()] = path.read_bytes()
    return files
