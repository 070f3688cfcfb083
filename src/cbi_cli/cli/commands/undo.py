"""The command `cbi undo`."""

from __future__ import annotations

from cbi_cli.cli.change_preview import confirm
from cbi_cli.cli.console import print_message, write_stdout
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import DatasetOptions, DryRun, Yes
from cbi_cli.cli.session import open_writing_session
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.workspace.dataset_lock import dataset_lock
from cbi_cli.workspace.paths import format_dataset_label

_KINDS = {
    "event": message("adding an event"),
    "records": message("adding records"),
    "edition": message("making an edition"),
    "coverage": message("adding coverage"),
    "import": message("importing a table"),
    "edit": message("editing a record"),
    "rename": message("renaming a record"),
    "remove": message("removing a record"),
    "format": message("formatting files"),
    "fix": message("fixing files"),
    "release": message("a release"),
}
"""What each kind of change did, in the message that says what is undone."""


class UndoOptions(DatasetOptions):
    """The options of `cbi undo`."""

    yes: Yes = False
    dry_run: DryRun = False


def undo(options: UndoOptions, settings: Settings) -> int:
    """Undo the last change that a command wrote.

    Gives back the files as they were before the last command that wrote to the dataset.

    Shows the change, and asks before it writes. If somebody has changed one of the files since then, nothing is
    written. Only the last change can be undone, and an undo cannot be undone. What the files were is kept in the cache
    folder.

    \b
    Examples:
      cbi undo --dry-run
      cbi undo --yes
    """
    from cbi_cli.changes.undo import plan_undo

    session = open_writing_session(settings, options.dataset)
    location = session.location
    shown = plan_undo(location, settings)
    if not shown.files:
        print_message(message("cbi: there is nothing to undo"))
        return OK
    what = _KINDS.get(shown.details.kind, message("the last change"))
    write_stdout(shown.diff())
    names = ", ".join([change.path for change in shown.files])
    if options.dry_run:
        print_message(message("cbi: it would undo {what}: {files}", what=what, files=names))
        print_message(message("cbi: dry run, nothing was written"))
        return OK
    if not options.yes and not confirm():
        print_message(message("cbi: nothing was written"))
        return OK
    with dataset_lock(location.root, settings.cache):
        current = plan_undo(location, settings)
        if current.files != shown.files:
            raise CbiError(
                message("the dataset changed in the meantime, and something else would be written"),
                message("nothing was written; run it again"),
            )
        current.apply(settings)
    label = format_dataset_label(location, session.reopen().unverified_snapshot.meta)
    print_message(message("cbi: {label}: undid {what}: {files}", label=label, what=what, files=names))
    return OK
