"""A file or folder is not part of the dataset.

Finds files with names that `cbi` does not read, such as `event/2022.toml` instead of `events/2022.toml`,
`events/2022.toml.txt` or `events/2022.TOML`, folders without data, links that do not lead to a file of the dataset,
and files whose names differ only in case.

Records in such a file never count, and no other check reads them.

To fix it, rename the file, or move its records to a file that is read. If it is not data, move it out of the folder,
or add it to `exclude` in `dataset.toml`, for example `exclude = ["drafts/", "**/*.bak"]`. Some entries at the top of
a dataset are allowed and not reported: a README, a license, a changelog, other Markdown documents, the folders
`schemas` and `docs`, settings of tools, and hidden files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from cbi_cli.core.findings import RawFinding, Rule, TextRange
from cbi_cli.core.messages import message
from cbi_cli.core.suggestions import closest_match
from cbi_cli.index.records import RecordIndex
from cbi_cli.records.names import DATA_FILES, DATA_FOLDERS, is_data_file
from cbi_cli.workspace.entries import LEFTOVER_REASONS

COMPANION_FILES = ("CHANGELOG.md", "CITATION.cff")
"""Files that are read or written together with the data."""

RULE = Rule("CBI004", "unrecognized-file", "warning", "unread-file")
_HINT = message(
    "move its records to a file that is read, or rename it; if it is not data, add it to `exclude` in dataset.toml"
)
_TOML_SUFFIX = re.compile(r"\.toml(?![a-z0-9]).*|\.toml[._~ -].*", re.IGNORECASE | re.DOTALL)


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield entries that are not part of a dataset."""
    data_files = frozenset(index.names())
    for name, reason in index.leftover():
        if hides_data(name, reason):
            continue
        description = message("{name} {reason}, so nothing in it is read", name=name, reason=LEFTOVER_REASONS[reason])
        hint = _suggest_fix(name, reason, data_files)
        yield RawFinding(RULE.code, name, (), description, hint)
    yield from _find_equal_names(index.names())


def _find_equal_names(names: Iterable[str]) -> Iterator[RawFinding]:
    """Yield names that differ from an earlier one only in case.

    Unicode normalization is ignored as well.
    """
    seen: dict[str, str] = {}
    for name in names:
        # macOS and Windows ignore case in names, and macOS also ignores the Unicode form.
        normalized = unicodedata.normalize("NFC", name).casefold()
        other = seen.setdefault(normalized, name)
        if other != name:
            description = message(
                "{name} and {other} are one file on a system that ignores case, so one of them is not read there",
                name=name,
                other=other,
            )
            yield RawFinding(
                RULE.code, name, (), description, message("rename one of them"), region=TextRange(1, 1, 1, 1)
            )


def hides_data(name: str, reason: str) -> bool:
    """Tell whether an entry takes the place of data that cannot be read.

    Such an entry is a link or something else that must not be opened.
    """
    if reason in ("name", "folder", "repository"):
        return False
    if is_data_file(name) or name in COMPANION_FILES:
        return True
    top_folder, _, _ = name.partition("/")
    return top_folder in DATA_FOLDERS


def _suggest_fix(name: str, reason: str, data_files: frozenset[str]) -> str:
    """Return what to do with an entry.

    Never suggests replacing a file that is read.
    """
    if "/" not in name:
        folder = closest_match(name.rpartition(".toml")[0] or name, DATA_FOLDERS)
        if folder and reason == "folder":
            if any(file.startswith(f"{folder}/") for file in data_files):
                return message("{folder}/ already exists: move the files to that folder", folder=folder)
            return message("rename it to {name}", name=folder)
        if folder and name.lower().endswith(".toml"):
            return message(
                "move its records to {folder}/, in a file for each year, e.g. {folder}/2022.toml", folder=folder
            )
    intended_name = _guess_name(name)
    if not intended_name:
        return _HINT
    if intended_name in data_files:
        return message("{name} already exists: move its records to that file, or delete it", name=intended_name)
    return message("rename it to {name}", name=intended_name)


def _guess_name(name: str) -> str:
    """Return the data file that a name probably means, or an empty text."""
    folder, _, file = name.strip().rpartition("/")
    file = _TOML_SUFFIX.sub(".toml", file.strip())
    if folder:
        data_folder = closest_match(folder.strip(), DATA_FOLDERS)
        guess = f"{data_folder}/{file}" if data_folder else ""
    else:
        guess = closest_match(file, DATA_FILES) or ""
    if guess == name or not is_data_file(guess):
        return ""
    return guess
