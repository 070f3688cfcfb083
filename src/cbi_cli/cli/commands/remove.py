"""The command `cbi remove`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from cbi_cli.cli.change_preview import carry_out
from cbi_cli.cli.completers import complete_records
from cbi_cli.cli.console import print_message
from cbi_cli.cli.options import DatasetOptions, DryRun, OptionalList, RecordKind, Yes
from cbi_cli.cli.parser import argument, option
from cbi_cli.cli.session import open_writing_session
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.loading import Session
from cbi_cli.workspace.paths import display_path

if TYPE_CHECKING:
    from cbi_cli.changes.change_set import ChangeSet
    from cbi_cli.changes.remove_record import RemovalDetails


class RemoveOptions(DatasetOptions):
    """The options of `cbi remove`."""

    record: Annotated[
        str, argument(metavar="ID|NAME", help="The record, by id, name or abbreviation.", completer=complete_records)
    ]
    reason: Annotated[str, option("--reason", metavar="TEXT", help="Say why it is removed; required.")] = ""
    reason_es: Annotated[str, option("--reason-es", metavar="TEXT", help="The reason in Spanish.")] = ""
    set_fields: Annotated[
        OptionalList,
        option("--set", metavar="FIELD=VALUE", help="Set the reason in another language, e.g. reason_fr=TEXT."),
    ] = None
    replaced_by: Annotated[
        str, option("--replaced-by", metavar="ID", help="The record of the same kind that is right in its place.")
    ] = ""
    kind: RecordKind = None
    yes: Yes = False
    dry_run: DryRun = False


def remove(options: RemoveOptions, settings: Settings) -> int:
    """Remove a record; its id still answers, with the reason.

    Its entry in withdrawn.toml says what it was, when it was removed, and why.

    Shows the change and its effect on the scorecard, and asks before it writes. Everything else is kept byte for byte.
    A record that others refer to is not removed: they are listed with their files and lines.

    \b
    Examples:
      cbi remove 2022-09-28-chicago-mayor-visit --dry-run \\
        --reason "It was the same meeting as another one." \\
        --reason-es "Era la misma reunión que otra."
    """
    session = open_writing_session(settings, options.dataset)
    from cbi_cli.changes.record_place import find_target
    from cbi_cli.changes.remove_record import StillReferredToError, plan_remove

    snapshot = session.unverified_snapshot
    key = find_target(snapshot, options.record, options.kind)
    if not options.reason.strip():
        raise CbiError(message("missing: --reason"), message("say why the record is removed; its id answers with it"))
    replacement = ""
    if options.replaced_by:
        replacement = find_target(snapshot, options.replaced_by, key.kind).id
    reasons = {"reason": options.reason, "reason_es": options.reason_es, **_translations(options.set_fields or ())}

    def plan(session: Session) -> ChangeSet[RemovalDetails]:
        return plan_remove(session, key, reasons, replacement)

    try:
        return carry_out(session, plan, options, _describe)
    except StillReferredToError as error:
        for reference in error.references:
            place = f"{display_path(session.location.root, reference.file)}:{reference.line}"
            print_message(
                message(
                    "  {kind} {id}: {field} ({place})",
                    kind=reference.kind,
                    id=reference.id,
                    field=reference.field,
                    place=place,
                )
            )
        raise


def _translations(settings: Sequence[str]) -> dict[str, str]:
    """Return the reason in other languages by its fields."""
    reasons: dict[str, str] = {}
    for setting in settings:
        name, separator, text = setting.partition("=")
        if not separator or not name.startswith("reason_"):
            raise CbiError(
                message("--set: `{text}` is no reason in another language", text=setting),
                message("write it as reason_fr=TEXT"),
            )
        reasons[name] = text
    return reasons


def _describe(change: ChangeSet[Any]) -> str:
    details: RemovalDetails = change.details
    return message("removed {id} from {file}; withdrawn.toml has the reason", id=details.id, file=details.file)
