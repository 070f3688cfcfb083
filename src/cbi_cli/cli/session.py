"""The dataset that a command works on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cbi_cli.cli.console import print_message
from cbi_cli.cli.progress import make_progress_bar
from cbi_cli.core.errors import CbiError, InvalidDatasetError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.index.lookup import current_id
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.workspace.locate import DatasetLocation, find_nearest_dataset, locate_dataset
from cbi_cli.workspace.paths import current_directory, format_dataset_label


def open_reading_session(settings: Settings, dataset: str | None, revision: str = "") -> Session:
    """Return the session of a call that reads a dataset without errors.

    Says which dataset it is if that is not the one in or above the working folder. Raises InvalidDatasetError if it has
    errors, and CbiError if there is no such dataset or revision.
    """
    location = locate_dataset(dataset, current_directory(), revision)
    session = open_session(settings, location)
    try:
        meta = session.snapshot.meta
    except InvalidDatasetError:
        # The findings that follow name files, but not the dataset.
        _print_which_dataset(location, {})
        raise
    _print_which_dataset(location, meta)
    return session


def open_other_session(settings: Settings, dataset: str, compared: DatasetLocation) -> Session:
    """Return the session of a dataset that another one is compared with.

    Says which dataset it is. Raises InvalidDatasetError if it has errors, and CbiError if there is no such dataset.
    """
    location = locate_dataset(dataset, current_directory())
    session = open_session(settings, location)
    try:
        label = format_dataset_label(location, session.snapshot.meta)
    except InvalidDatasetError:
        print_dataset_note(message("compared with {dataset}", dataset=format_dataset_label(location, {})))
        raise
    print_dataset_note(message("compared with {dataset}", dataset=label))
    if location.root == compared.root and location.revision == compared.revision:
        print_dataset_note(message("note: that is the same dataset"))
    return session


def open_writing_session(settings: Settings, dataset: str | None) -> Session:
    """Return the session of a call that changes a dataset.

    Raises CbiError in place of the built-in one.
    """
    return open_session(settings, locate_dataset(dataset, current_directory(), purpose="check"))


def open_session(settings: Settings, location: DatasetLocation) -> Session:
    """Return the session of a dataset.

    If it takes long to read, a terminal shows how far that is.
    """
    return Session(settings, location, make_progress_bar(settings))


def print_new_ids(snapshot: Snapshot, kinds: Sequence[str], texts: Iterable[str]) -> None:
    """Print the current ids of records that were named by a former id."""
    for text in dict.fromkeys(texts):
        name = text.partition("#")[0]
        new_id = current_id(snapshot, kinds, name)
        if new_id:
            print_message(message("cbi: `{old_id}` is now called `{new_id}`", old_id=name, new_id=new_id))


def describe_location(location: DatasetLocation) -> str:
    """Say from where a dataset was read."""
    if location.origin == "built-in":
        return f"built in ({location.root})"
    if location.revision:
        return f"{location.root} at {location.revision}"
    return str(location.root)


def _print_which_dataset(location: DatasetLocation, meta: Mapping[str, str]) -> None:
    """Say on stderr which dataset is read.

    Nothing is said about the one in or above the working folder.
    """
    if location.origin == "folder" or _is_nearest(location):
        return
    if location.note:
        print_dataset_note(message("note: {note}", note=location.note))
    print_dataset_note(message("dataset {dataset}", dataset=format_dataset_label(location, meta)))


def print_dataset_note(text: str) -> None:
    """Say on stderr which dataset is read, harmless whatever its names hold."""
    print_message(message("cbi: {text}", text=text))


def _is_nearest(location: DatasetLocation) -> bool:
    if location.origin == "built-in":
        return False
    try:
        return find_nearest_dataset(current_directory()) == location.root
    except CbiError:
        return False
