"""A file or folder of the dataset cannot be read.

Finds symbolic links that lead out of the repository (or out of the dataset, if it is not in a repository), to
nothing, in a circle, to a folder that is already read, or to a file whose name does not end in `.toml`. Also finds
pipes, sockets and devices, files that a sparse checkout of git leaves out of the work tree, and files whose names
are not UTF-8.

`cbi` never opens what such an entry leads to, so a change from a stranger cannot show or overwrite another file on
the machine. The data behind it is missing.

To fix it, replace the entry with a file or folder, correct the link, or add the folder to the sparse checkout. A
relative link that stays inside the repository is followed, in the work tree and in every git revision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.index.records import RecordIndex
from cbi_cli.rules.unrecognized_file import hides_data
from cbi_cli.workspace.entries import LEFTOVER_REASONS

RULE = Rule("CBI005", "unreadable-entry", "error")
_HINTS = {
    "sparse": message("run `git sparse-checkout add FOLDER` with the folder of the dataset"),
    "encoding": message("rename it"),
}
_HINT = message("put a file or folder in its place, or a relative link that stays in the repository")


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield links that are not followed, and entries that are not plain files."""
    yield from find_unreadable_entries(dict(index.leftover()))


def find_unreadable_entries(leftover: Mapping[str, str]) -> Iterator[RawFinding]:
    """Yield the same findings for leftover entries and their reasons."""
    for name, reason in leftover.items():
        if hides_data(name, reason):
            description = message(
                "{name} {reason}, so nothing in it is read", name=name, reason=LEFTOVER_REASONS[reason]
            )
            hint = _HINTS.get(reason, _HINT)
            yield RawFinding(RULE.code, name, (), description, hint)
