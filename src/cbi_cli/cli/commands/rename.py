"""The command `cbi rename`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from cbi_cli.cli.change_preview import carry_out
from cbi_cli.cli.completers import complete_records
from cbi_cli.cli.options import DatasetOptions, DryRun, RecordKind, Yes
from cbi_cli.cli.parser import argument
from cbi_cli.cli.session import open_writing_session
from cbi_cli.core.messages import plural_message
from cbi_cli.core.settings import Settings
from cbi_cli.loading import Session

if TYPE_CHECKING:
    from cbi_cli.changes.change_set import ChangeSet
    from cbi_cli.changes.rename_record import RenameDetails


class RenameOptions(DatasetOptions):
    """The options of `cbi rename`."""

    record: Annotated[
        str, argument(metavar="OLD", help="The record, by id, name or abbreviation.", completer=complete_records)
    ]
    new_id: Annotated[str, argument(metavar="NEW", help="The new id: lower-case letters, digits and hyphens.")]
    kind: RecordKind = None
    yes: Yes = False
    dry_run: DryRun = False


def rename(options: RenameOptions, settings: Settings) -> int:
    """Give a record another id.

    All references follow, and the old id stays a name of the record.

    Shows the change and its effect on the scorecard, and asks before it writes. Everything else is kept byte for byte.
    A file of events that is named after the id gets the new name. An id that another record of the kind has or had is
    refused.

    \b
    Examples:
      cbi rename hlsd security-dialogue --kind institution --dry-run
      cbi rename nals leaders-summit --kind institution --yes
    """
    session = open_writing_session(settings, options.dataset)
    from cbi_cli.changes.record_place import find_target
    from cbi_cli.changes.rename_record import plan_rename

    key = find_target(session.unverified_snapshot, options.record, options.kind)

    def plan(session: Session) -> ChangeSet[RenameDetails]:
        return plan_rename(session, key, options.new_id)

    return carry_out(session, plan, options, _describe)


def _describe(change: ChangeSet[Any]) -> str:
    details: RenameDetails = change.details
    return plural_message(
        "{old_id} is now called {new_id}; {n} reference follows",
        "{old_id} is now called {new_id}; {n} references follow",
        len(details.references),
        old_id=details.old_id,
        new_id=details.new_id,
    )
