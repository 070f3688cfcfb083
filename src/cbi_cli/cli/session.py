"""The dataset that a command works on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cbi_cli.cli.console import print_message
from cbi_cli.cli.progress import make_progress_bar
from cbi_cli.core.errors import CbiError, DataErrors
from cbi_cli.core.settings import Settings
from cbi_cli.session import Session
from cbi_cli.store.place import Place, find_place, nearest
from cbi_cli.store.snapshot import Store


def current_directory() -> Path:
    """Return the folder that the call was made in; CbiError if it has been removed."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise CbiError("the working folder no longer exists", "change to another one") from None


def reading_session(settings: Settings, dataset: str | None, revision: str = "") -> Session:
    """Return the session of a call that reads a dataset, which has no errors then.

    Says which dataset it is if that is not the one in or above the working folder. Raises DataErrors if it has errors,
    and CbiError if there is no such dataset or revision.
    """
    location = find_place(dataset, current_directory(), revision)
    session = session_at(settings, location)
    try:
        meta = session.snapshot.meta
    except DataErrors:
        _say_which(location, {})
        raise
    _say_which(location, meta)
    return session


def writing_session(settings: Settings, dataset: str | None) -> Session:
    """Return the session of a call that changes a dataset; raises CbiError in place of the built-in one."""
    return session_at(settings, find_place(dataset, current_directory(), purpose="check"))


def session_at(settings: Settings, location: Place) -> Session:
    """Return the session of a dataset; if it takes long to read, a terminal shows how far that is."""
    return Session(settings, location, make_progress_bar(settings))


def print_new_ids(store: Store, kinds: Sequence[str], texts: Iterable[str]) -> None:
    """Say on stderr what the records are called now that a person named by a former id."""
    from cbi_cli.store.lookup import current_id

    for text in dict.fromkeys(texts):
        name = text.partition("#")[0]
        now = current_id(store, kinds, name)
        if now:
            print_message(f"cbi: `{name}` is now called `{now}`")


def describe_location(place: Place) -> str:
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
    folder = current_directory().resolve()
    root = place.root.resolve()
    if root == folder:
        return root.name or str(root)
    return root.relative_to(folder).as_posix() if root.is_relative_to(folder) else str(root)


def display_path(root: Path, name: str) -> str:
    """Return the path of a dataset's file as the user can open it: relative if it is below the working folder."""
    path = root / name
    folder = current_directory()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()


def _say_which(place: Place, meta: Mapping[str, str]) -> None:
    """Say on stderr which dataset is read, unless it is the one in or above the working folder."""
    if place.origin == "folder" or _is_nearest(place):
        return
    if place.note:
        print_dataset(f"note: {place.note}")
    print_dataset(f"dataset {label(place, meta)}")


def print_dataset(text: str) -> None:
    """Say on stderr which dataset is read, harmless whatever its names hold."""
    print_message(f"cbi: {text}")


def _is_nearest(place: Place) -> bool:
    if place.origin == "built-in":
        return False
    try:
        return nearest(current_directory()) == place.root
    except CbiError:
        return False
