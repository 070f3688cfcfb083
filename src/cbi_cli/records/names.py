"""The names of a dataset's files, and the limit of their size.

No model is loaded, so that a folder can be classified quickly.
"""

from __future__ import annotations

DATASET_FILE = "dataset.toml"
RELEASES_FILE = "releases.toml"

DATA_FILES: dict[str, str] = {
    DATASET_FILE: "dataset",
    "institutions.toml": "institution",
    "indicators.toml": "indicator",
    "sources.toml": "source",
    "topics.toml": "topic",
    "places.toml": "place",
    "disputes.toml": "dispute",
    "withdrawn.toml": "withdrawn",
    RELEASES_FILE: "release",
}
"""The kind of the records in each file that a dataset has once, by its path inside the dataset."""

ID_KEYS: dict[str, str] = {"edition": "year", "release": "version"}
"""The key that is the id of a record, for the kinds whose records have no `id`."""

DATA_FOLDERS = ("events", "editions")
"""The folders with data, in a file for each year."""

MAX_BYTES = 64 * 1024 * 1024
"""Larger files are refused unread."""


def record_kind(name: str) -> str | None:
    """Return the kind of the records in a file, by its path in a dataset.

    Returns None if it is not a data file. A file of events may be in a folder of any depth; a check reports a folder
    that is not named after its year.
    """
    if name in DATA_FILES:
        return DATA_FILES[name]
    if "/" not in name:
        return None
    folder, *subfolders, file_name = name.split("/")
    # A hidden file `.toml` has no name before its suffix.
    if not file_name.endswith(".toml") or file_name == ".toml":
        return None
    # `events//a.toml` would have a folder without a name.
    if folder == "events" and all(subfolders):
        return "event"
    if folder == "editions" and not subfolders:
        return "edition"
    return None


def is_data_file(name: str) -> bool:
    """Tell whether a path inside a dataset is one of its data files."""
    return record_kind(name) is not None
