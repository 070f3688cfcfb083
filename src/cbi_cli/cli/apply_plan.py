"""Write a plan that the user has seen."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.loading import Session
from cbi_cli.workspace.dataset_lock import dataset_lock

if TYPE_CHECKING:
    from cbi_cli.changes.add_event import FileDigests
    from cbi_cli.changes.change_set import ChangeSet

Details = TypeVar("Details")
MakePlan = Callable[[Session], "ChangeSet[Any]"]


class ShownPlan(NamedTuple):
    """A plan, and the digests of the files that it was made from."""

    plan: ChangeSet[Any]
    digests: FileDigests


def make_plan(session: Session, plan: MakePlan) -> ShownPlan:
    """Return a plan; its snapshot is closed, so that another process can write meanwhile."""
    from cbi_cli.changes.add_event import file_digests

    with contextlib.closing(session.snapshot) as snapshot:
        return ShownPlan(plan(session), file_digests(snapshot))


def apply_plan(session: Session, shown: ShownPlan, plan: MakePlan) -> None:
    """Write a plan under the lock of the dataset.

    If another process has written since it was made, it is made anew. Raises CbiError if it would write another text
    than was shown into a new file, or cause errors.
    """
    from cbi_cli.changes.add_event import file_digests

    settings = session.settings
    with dataset_lock(shown.plan.root, settings.cache):
        current = session.reopen()
        change = shown.plan
        if file_digests(current.snapshot) != shown.digests:
            change = plan(current)
            new_files = [file for file in change.files if file.before is None]
            if change.new_errors or not set(new_files) <= set(shown.plan.files):
                raise CbiError(
                    message("the files changed in the meantime, and with them what would be written"),
                    message("nothing was written; call the command again"),
                )
        change.apply(settings)
