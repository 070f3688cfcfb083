"""The names of a dataset's files. It loads no model, so that a folder can be looked through quickly."""

from __future__ import annotations

import re

DATA_PATH_PATTERNS: dict[str, re.Pattern[str]] = {
    "dataset": re.compile(r"dataset\.toml"),
    "institution": re.compile(r"institutions\.toml"),
    "indicator": re.compile(r"indicators\.toml"),
    "source": re.compile(r"sources\.toml"),
    "topic": re.compile(r"topics\.toml"),
    "dispute": re.compile(r"disputes\.toml"),
    "withdrawn": re.compile(r"withdrawn\.toml"),
    "event": re.compile(r"\Aevents/(?:[^/]++/)*+[^/]+\.toml"),
    "edition": re.compile(r"editions/[^/]+\.toml"),
}
"""Paths inside a dataset, by the kind of the records in the file.

A file of events may be in a folder of any depth; a check says which year the folder has to be named after."""

PATH_TEMPLATES: dict[str, str] = {"event": "events/<year>.toml", "edition": "editions/<year>.toml"}
"""How paths are written in texts, of the kinds that have several files."""

DATA_FOLDERS = ("events", "editions")
"""The folders that hold data."""


def is_data_file(name: str) -> bool:
    """Tell whether a path inside a dataset is one of its data files."""
    return any(pattern.fullmatch(name) for pattern in DATA_PATH_PATTERNS.values())
