"""Plan to give back the files as they were before the last command that wrote to them."""

from __future__ import annotations

from typing import NamedTuple

from cbi_cli.changes.change_set import ChangeSet, FileChange
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.workspace.entries import WorkTree
from cbi_cli.workspace.journal import content_digest, read_journal
from cbi_cli.workspace.locate import DatasetLocation


class UndoDetails(NamedTuple):
    """The kind of the change that is undone."""

    kind: str


def plan_undo(location: DatasetLocation, settings: Settings) -> ChangeSet[UndoDetails]:
    """Plan to undo the last change of a dataset.

    The change has no files if there is nothing to undo. Raises CbiError if somebody has changed a file since then.
    """
    journal = read_journal(location.root, settings.cache)
    if journal is None:
        return ChangeSet("undo", location, (), UndoDetails(""))
    tree = WorkTree(location.root)
    changes: list[FileChange] = []
    changed_since: list[str] = []
    for file in journal.files:
        current = tree.read_if_exists(file.path)
        if current == file.before:
            # The command ended before it came to this file.
            continue
        if content_digest(current) != file.after_digest:
            changed_since.append(file.path)
        changes.append(FileChange(file.path, current, file.before))
    if changed_since:
        raise CbiError(
            message("the last change cannot be undone: {files} changed since then", files=", ".join(changed_since)),
            message("nothing was written; take it back by hand or with git"),
        )
    # What is created and changed comes before what is deleted.
    changes.sort(key=lambda change: change.after is None)
    return ChangeSet("undo", location, tuple(changes), UndoDetails(journal.kind))
