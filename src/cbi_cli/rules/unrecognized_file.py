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
from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import RawFinding, Rule, TextRange
from cbi_cli.core.suggestions import closest_match
from cbi_cli.index.records import RecordIndex
from cbi_cli.records.names import DATA_FOLDERS, DATA_PATH_PATTERNS, is_data_file
from cbi_cli.workspace.entries import LEFTOVER_REASONS

COMPANION_FILES = ("CHANGELOG.md", "CITATION.cff")
"""Files that are read or written beside the data."""

RULE = Rule("CBI004", "unrecognized-file", "warning", "unread-file")
_HINT = "move its records to a file that is read, or rename it; if it is not data, add it to `exclude` in dataset.toml"
_TOML_SUFFIX = re.compile(r"\.toml(?![a-z0-9]).*|\.toml[._~ -].*", re.IGNORECASE | re.DOTALL)


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Find entries that are not a part of a dataset."""
    read = frozenset(index.names())
    for name, reason in index.leftover():
        if hides_data(name, reason):
            continue
        hint = _suggest_fix(name, reason, read)
        told = f"{name} {LEFTOVER_REASONS[reason]}, so nothing in it is read"
        yield RawFinding(RULE.code, name, (), told, hint)
    seen: dict[str, str] = {}
    for name in index.names():
        other = seen.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
        if other != name:
            told = f"{name} and {other} are one file on a system that ignores case, so one of them is not read there"
            yield RawFinding(RULE.code, name, (), told, "rename one of them", region=TextRange(1, 1, 1, 1))


def hides_data(name: str, reason: str) -> bool:
    """Tell whether an entry is in the place of data, and is a link or something else that must not be opened."""
    if reason in ("name", "folder", "repository"):
        return False
    return is_data_file(name) or name.partition("/")[0] in DATA_FOLDERS or name in COMPANION_FILES


def _suggest_fix(name: str, reason: str, read: frozenset[str]) -> str:
    """Return what to do with an entry; nothing that would replace a file that is read."""
    folder = closest_match(name.rpartition(".toml")[0] or name, DATA_FOLDERS) if "/" not in name else None
    if folder and reason == "folder":
        there = any(one.startswith(f"{folder}/") for one in read)
        return f"{folder}/ already exists: move the files to that folder" if there else f"rename it to {folder}"
    if folder and name.lower().endswith(".toml"):
        return f"move its records to {folder}/, in a file for each year, e.g. {folder}/2022.toml"
    meant = _guess_name(name)
    if meant in read:
        return f"{meant} already exists: move its records to that file, or delete it"
    return f"rename it to {meant}" if meant else _HINT


def _guess_name(name: str) -> str:
    """Return the name of a data file that a name is probably a slip of, or an empty text."""
    folder, _, child = name.strip().rpartition("/")
    child = _TOML_SUFFIX.sub(".toml", child.strip())
    if child.lower().endswith(".toml"):
        child = child[: -len(".toml")] + ".toml"
    known = (
        [*DATA_FOLDERS] if folder else [pattern.pattern.replace("\\", "") for pattern in DATA_PATH_PATTERNS.values()]
    )
    if folder:
        guess = closest_match(folder.strip(), known)
        meant = f"{guess}/{child}" if guess else ""
    else:
        meant = closest_match(child, [one for one in known if "/" not in one]) or ""
    return meant if meant != name and is_data_file(meant) else ""
