"""The dataset that a command works on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from cbi_cli.cli.progress import progress
from cbi_cli.cli.runtime import today
from cbi_cli.core.errors import CbiError
from cbi_cli.store.place import Place, find_place
from cbi_cli.store.snapshot import Store


class Opened(NamedTuple):
    """An open store and the place that it was made from."""

    store: Store
    place: Place


def working_folder() -> Path:
    """The folder that the call was made in; CbiError where it has been removed."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise CbiError("the working folder is gone", "change to another one") from None


def open_dataset(wanted: str | None, revision: str) -> Opened:
    """The dataset of a call, checked.

    Raises DataErrors when it has errors, and CbiError when there is no such dataset or revision.
    """
    from cbi_cli.opening import open_place

    place = find_place(wanted or os.environ.get("CBI_DATASET") or None, working_folder(), revision)
    return Opened(open_place(place, today(), progress()), place)


def open_editable(dataset: str | None) -> Opened:
    """The dataset, if it is one that can be written; with errors in it, the call ends."""
    opened = open_dataset(dataset, "")
    place = opened.place
    if place.origin == "built-in":
        raise CbiError(
            f"the built-in dataset {place.root.name} cannot be edited",
            f"make an editable copy: cbi init --from {place.root.name} DIR, then cd DIR",
        )
    return opened


def described(place: Place) -> str:
    """From where a dataset was read, in words."""
    if place.origin == "built-in":
        return f"built in ({place.root})"
    return f"{place.root} at {place.revision}" if place.revision else str(place.root)


def display_path(root: Path, name: str) -> str:
    """The path of a dataset's file as the user can open it: relative to the working folder where it lies below."""
    path = root / name
    folder = working_folder()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
