"""The dataset that a command works on."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cbi_cli.cli.progress import progress
from cbi_cli.cli.runtime import today
from cbi_cli.core.errors import CbiError, DataErrors
from cbi_cli.store.place import Place, find_place, nearest
from cbi_cli.store.snapshot import Store


class Opened(NamedTuple):
    """An open store and the place that it was made from."""

    store: Store
    place: Place


def working_folder() -> Path:
    """Return the folder that the call was made in; CbiError if it has been removed."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise CbiError("the working folder no longer exists", "change to another one") from None


def open_dataset(wanted: str | None, revision: str) -> Opened:
    """Open the dataset of a call that reads, checked, and say which it is if it is not the one in or above the folder.

    Raises DataErrors if it has errors, and CbiError if there is no such dataset or revision.
    """
    place = find_place(wanted, working_folder(), revision)
    try:
        store = _opened(place)
    except DataErrors:
        _say_which(place, {})
        raise
    _say_which(place, store.meta)
    return Opened(store, place)


def print_new_ids(store: Store, kinds: Sequence[str], texts: Iterable[str]) -> None:
    """Say on stderr what the records are called now that a person named by a former id."""
    from cbi_cli.cli.console import print_message
    from cbi_cli.store.lookup import current_id

    for text in dict.fromkeys(texts):
        name = text.partition("#")[0]
        now = current_id(store, kinds, name)
        if now:
            print_message(f"cbi: `{name}` is now called `{now}`")


def open_quietly() -> Store:
    """Open the dataset for the completion of a word: nothing is said. Raises as `open_dataset` does."""
    return _opened(find_place(os.environ.get("CBI_DATASET"), working_folder()))


def open_editable(dataset: str | None) -> Opened:
    """Open a dataset that can be written; raises as `open_dataset` does, and CbiError instead of the built-in one."""
    place = find_place(dataset, working_folder(), purpose="check")
    return Opened(_opened(place), place)


def described(place: Place) -> str:
    """Say from where a dataset was read."""
    if place.origin == "built-in":
        return f"built in ({place.root})"
    return f"{place.root} at {place.revision}" if place.revision else str(place.root)


def label(place: Place, meta: Mapping[str, str]) -> str:
    """Name a dataset in a receipt: its id, its version and its folder, ``us-mexico 1.0.0 in datasets/us-mexico``.

    What its dataset.toml does not say is left out.
    """
    known = " ".join(meta[key] for key in ("id", "version") if meta.get(key))
    if place.origin == "built-in":
        return f"{known} (built in)"
    revision = f" at {place.revision}" if place.revision else ""
    return f"{known} in {shown_folder(place)}{revision}".lstrip()


def shown_folder(place: Place) -> str:
    """Return a dataset's folder as a person can find it: its name if it is the working folder, else its path."""
    folder = working_folder().resolve()
    root = place.root.resolve()
    if root == folder:
        return root.name or str(root)
    return root.relative_to(folder).as_posix() if root.is_relative_to(folder) else str(root)


def display_path(root: Path, name: str) -> str:
    """Return the path of a dataset's file as the user can open it: relative if it is below the working folder."""
    path = root / name
    folder = working_folder()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()


def _opened(place: Place) -> Store:
    from cbi_cli.opening import open_place

    return open_place(place, today(), progress())


def _say_which(place: Place, meta: Mapping[str, str]) -> None:
    """Say on stderr which dataset is read, unless it is the one in or above the working folder."""
    if place.origin == "folder" or _is_nearest(place):
        return
    if place.note:
        say_dataset(f"note: {place.note}")
    say_dataset(f"dataset {label(place, meta)}")


def say_dataset(text: str) -> None:
    """Say on stderr which dataset is read, harmless whatever its names hold."""
    from cbi_cli.cli.console import print_message

    print_message(f"cbi: {text}")


def _is_nearest(place: Place) -> bool:
    if place.origin == "built-in":
        return False
    try:
        return nearest(working_folder()) == place.root
    except CbiError:
        return False
