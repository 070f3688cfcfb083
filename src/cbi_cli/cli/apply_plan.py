"""Write a planned change that the user has seen; what others wrote in the meantime is taken into account."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.loading import Session
from cbi_cli.workspace.dataset_lock import dataset_lock
from cbi_cli.workspace.paths import format_dataset_label

if TYPE_CHECKING:
    from cbi_cli.changes.change_set import ChangeSet
    from cbi_cli.index.snapshot import FileDigests

MakePlan = Callable[[Session], "ChangeSet[Any]"]
"""Plans the change that a call asks for, in the files as a session finds them."""


class ShownPlan(NamedTuple):
    """A planned change, and the digests of the files that it was made from."""

    change: ChangeSet[Any]
    digests: FileDigests


class CurrentPlan(NamedTuple):
    """A planned change that fits the files as they are, and the label of the dataset that it was made from."""

    change: ChangeSet[Any]
    label: str


def make_plan(session: Session, plan: MakePlan) -> ShownPlan:
    """Return a planned change; its snapshot is closed, so that another process can write meanwhile."""
    with contextlib.closing(session.unverified_snapshot) as snapshot:
        return ShownPlan(plan(session), snapshot.file_digests())


@contextlib.contextmanager
def locked_plan(session: Session, shown: ShownPlan | None, plan: MakePlan) -> Iterator[CurrentPlan]:
    """Lock the dataset, and yield what is to be written.

    That is the plan that was shown, unless there is none or another process has written since it was made: then the
    change is planned anew.
    """
    with dataset_lock(session.location.root, session.settings.cache):
        current = session.reopen()
        with contextlib.closing(current.unverified_snapshot) as snapshot:
            label = format_dataset_label(session.location, snapshot.meta)
            digests = snapshot.file_digests()
            if shown is None or digests != shown.digests:
                shown = ShownPlan(plan(current), digests)
        yield CurrentPlan(shown.change, label)


def require_same_lines(shown: ChangeSet[Any], change: ChangeSet[Any]) -> None:
    """Raise CbiError if a change that was planned anew would write other lines than were shown."""
    if _changed_lines(change) != _changed_lines(shown):
        raise CbiError(
            message("the dataset changed in the meantime, and something else would be written"),
            message("nothing was written; run it again"),
        )


def _changed_lines(change: ChangeSet[Any]) -> list[str]:
    """Return the lines that a change removes and adds, wherever they are."""
    return [line for line in change.diff().splitlines() if line.startswith(("+", "-"))]
