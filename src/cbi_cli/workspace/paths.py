"""The working folder, and paths as the user can open them from there."""

from __future__ import annotations

from pathlib import Path

from cbi_cli.core.errors import CbiError


def current_directory() -> Path:
    """Return the folder that the command was started in; CbiError if it has been removed."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise CbiError("the working folder no longer exists", "change to another one") from None


def display_path(root: Path, name: str) -> str:
    """Return the path of a dataset's file as the user can open it: relative if it is below the working folder."""
    path = root / name
    directory = current_directory()
    if path.is_relative_to(directory):
        return path.relative_to(directory).as_posix()
    return path.as_posix()
