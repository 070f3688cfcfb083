"""The command `cbi edit`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

from cbi_cli.cli.change_preview import carry_out
from cbi_cli.cli.completers import complete_records
from cbi_cli.cli.options import DatasetOptions, DryRun, OptionalList, RecordKind, Yes
from cbi_cli.cli.parser import argument, option
from cbi_cli.cli.session import open_writing_session
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.loading import Session

if TYPE_CHECKING:
    from cbi_cli.changes.change_set import ChangeSet
    from cbi_cli.changes.edit_record import EditDetails


class EditOptions(DatasetOptions):
    """The options of `cbi edit`."""

    record: Annotated[
        str, argument(metavar="ID|NAME", help="The record, by id, name or abbreviation.", completer=complete_records)
    ]
    set_fields: Annotated[
        OptionalList,
        option(
            "--set", metavar="FIELD=VALUE", help="Set a field to another value; repeatable. An empty one removes it."
        ),
    ] = None
    unset_fields: Annotated[
        OptionalList, option("--unset", metavar="FIELD", help="Name a field to remove; repeatable.")
    ] = None
    editor: Annotated[bool, option("--editor", help="Use $VISUAL or $EDITOR to change the text of the record.")] = False
    kind: RecordKind = None
    yes: Yes = False
    dry_run: DryRun = False


def edit(options: EditOptions, settings: Settings) -> int:
    """Change fields of a record.

    Only the lines of these fields change; everything else is kept byte for byte.

    Shows the change and its effect on the scorecard, and asks before it writes. A value is written as for the option of
    the field in `cbi add-event`: ids exactly, lists with commas, dates as people write them; a field with several
    tables is given once for each. Without --set and --unset it asks for the fields to change; --editor opens the text
    of the record, and checks what comes back. An event whose start moves to another year moves to the file of that
    year, and keeps its id.

    \b
    Examples:
      cbi edit nals --kind institution --set "aliases=Three Amigos Summit" --dry-run
      cbi edit 2022-10-13-high-level-security-dialogue \\
        --set end=2022-10-14 --unset mode --yes
      cbi edit merida-initiative --set "note=It ended in 2021." --yes
    """
    session = open_writing_session(settings, options.dataset)
    from cbi_cli.changes.edit_record import plan_edit
    from cbi_cli.changes.record_place import find_target, locate_record
    from cbi_cli.cli.edited_fields import ask_for_fields, parse_settings
    from cbi_cli.cli.editor import edit_in_editor

    key = find_target(session.unverified_snapshot, options.record, options.kind)
    if options.editor:
        return edit_in_editor(session, key, options, _describe)
    if options.set_fields or options.unset_fields:
        values = parse_settings(
            session.unverified_snapshot, key.kind, options.set_fields or (), options.unset_fields or ()
        )
    elif sys.stdin.isatty() and sys.stderr.isatty():
        values = ask_for_fields(session.unverified_snapshot, locate_record(session, key).table.values, key.kind)
    else:
        raise CbiError(
            message("say what to change: there is no terminal to ask on"),
            message("use --set FIELD=VALUE or --unset FIELD"),
        )

    def plan(session: Session) -> ChangeSet[EditDetails]:
        return plan_edit(session, key, values)

    return carry_out(session, plan, options, _describe)


def _describe(change: ChangeSet[Any]) -> str:
    details: EditDetails = change.details
    names = ", ".join([field.field for field in details.fields])
    return message("changed {fields} of {id} in {file}", fields=names, id=details.id, file=details.file)
