"""The command `cbi add-event`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from cbi_cli.cli.console import print_message
from cbi_cli.cli.draft import Draft, read_draft, remove_draft
from cbi_cli.cli.event_choices import load_event_fields
from cbi_cli.cli.event_fields import EVENT_FIELDS, EVENT_HEADING
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import DatasetOptions, DryRun
from cbi_cli.cli.parser import Parameter, option
from cbi_cli.cli.prompts import ask, ask_yes_no, collect_values
from cbi_cli.cli.session import open_writing_session
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.loading import Session
from cbi_cli.workspace.dataset_lock import dataset_lock
from cbi_cli.workspace.paths import format_dataset_label

if TYPE_CHECKING:
    from cbi_cli.changes.add_event import EventDetails, FileDigests
    from cbi_cli.changes.change_set import ChangeSet


class AddEventOptions(DatasetOptions):
    """The options of `cbi add-event`.

    There is one for each field of an event, and these.
    """

    identifier: Annotated[
        str,
        option("--id", metavar="ID", heading=EVENT_HEADING, help="Set the id. Default: made from date and title."),
    ] = ""
    resume: Annotated[bool, option("--resume", help="Continue with the saved draft of an event.")] = False
    no_input: Annotated[bool, option("--no-input", help="Do not prompt; take all values from options.")] = False
    dry_run: DryRun = False

    @classmethod
    @cache
    def parameters(cls) -> tuple[Parameter, ...]:
        """Return the parameters in the order of the help."""
        return (*(field.parameter for field in EVENT_FIELDS), *super().parameters())

    @property
    def fields(self) -> dict[str, Any]:
        """The texts that are given for fields of the event."""
        texts = {field.name: getattr(self, field.name) for field in EVENT_FIELDS}
        return {name: text for name, text in texts.items() if text}


def add_event(options: AddEventOptions, settings: Settings) -> int:
    """Add an event.

    The event is inserted into its file in date order.

    Prompts for missing values, shows the text and its effect on the scorecard, and asks before it writes. The rest of
    the file is kept byte for byte. An option must name its value exactly, by id or name; at a prompt, a unique prefix
    is enough. An event that looks like an existing one is written only if you confirm that they are different. Values
    that were typed but not written are saved for --resume.

    \b
    Examples:
      cbi add-event
      cbi add-event --no-input --dry-run --start "16 jun 1978" --end "17 jun 1978" \\
        --kind conference --level presidential --source historyatstate-travels \\
        --title "The presidents at a ceremony in Panama" \\
        --title-es "Los presidentes en una ceremonia en Panamá"
    """
    session = open_writing_session(settings, options.dataset)
    # Prompts go to stderr, so without a terminal there they would not be seen.
    interactive = not options.no_input and sys.stdin.isatty() and sys.stderr.isatty()
    entry = EventEntry(session, options.fields, options.identifier, interactive)
    entry.take_draft(options.resume)
    try:
        return _plan_and_write(entry, options.dry_run)
    except BaseException:
        # Whatever ends the command, what was typed can be used again.
        entry.print_resume_hint()
        raise


class EventEntry:
    """The event that is being entered.

    It has the texts given or typed for it, and its fields once they are complete.
    """

    def __init__(self, session: Session, texts: Mapping[str, Any], identifier: str, interactive: bool) -> None:
        self.session = session
        self.texts = dict(texts)
        self.identifier = identifier
        self.interactive = interactive
        self.resumed: dict[str, Any] = {}
        # Without prompts, the call has all values, and can be repeated.
        self.draft = Draft(session.location.root, session.settings.cache) if interactive else Draft()
        self.fields: dict[str, Any] = {}

    def take_draft(self, resume: bool) -> None:
        """Continue with the saved draft if that is requested.

        An option takes precedence over the draft. Without `resume`, the user is asked, since the first answer replaces
        the draft.
        """
        draft = read_draft(self.session.location.root, self.session.settings.cache)
        if draft is None:
            if resume:
                raise CbiError(
                    message("this dataset has no saved draft of an event"), message("`cbi add-event` starts one")
                )
            return
        if not resume:
            question = _draft_question(draft)
            if not self.interactive or not ask_yes_no(question):
                return
        self.resumed = {name: text for name, text in draft.items() if name not in self.texts}
        self.texts = self.resumed | self.texts
        self.identifier = self.identifier or str(self.resumed.get("id", ""))

    def collect_fields(self) -> None:
        """Read the options, and ask for what is missing.

        Raises CbiError if that cannot be done.
        """
        if self.identifier:
            self.draft.put("id", self.identifier)
        event_fields = load_event_fields(self.session.snapshot)
        fields = collect_values(event_fields, self.texts, self.interactive, self.draft, self.resumed)
        self.fields = {"id": self.identifier, **fields} if self.identifier else fields

    def ask_again(self, names: set[str]) -> bool:
        """Ask again for the fields that are wrong.

        Return whether there was any that can be asked for.
        """
        # The snapshot of a plan is closed.
        self.session = self.session.reopen()
        invalid = [field for field in load_event_fields(self.session.snapshot) if field.name in names]
        for field in invalid:
            text = _format_value(self.fields.get(field.name))
            print_message(message("  {field} was: {value}", field=field.name, value=text))
            self.draft.drop(field.name)
            value = ask(field, self.draft)
            self.fields.pop(field.name, None)
            if value not in (None, "", ()):
                self.fields[field.name] = value
        return bool(invalid)

    def print_resume_hint(self) -> None:
        """Say how to go on with what was typed at prompts, which is saved already."""
        if not self.interactive or not any(self.draft.fields.values()):
            return
        path = self.draft.save()
        if path:
            print_message(
                message("cbi: what you typed is saved in {path}; `cbi add-event --resume` continues with it", path=path)
            )
        else:
            print_message(message("cbi: what you typed could not be saved: there is no cache folder to write to"))

    def discard_draft(self) -> None:
        """Forget what was typed: the event is written."""
        if self.interactive or self.resumed:
            remove_draft(self.session.location.root, self.session.settings.cache)
        self.draft = Draft()


def _draft_question(draft: Mapping[str, Any]) -> str:
    """Ask whether to continue with a draft, named by its title or date."""
    name = draft.get("title") or draft.get("start")
    if not name:
        return message("There is a saved draft of an event. Continue with it? [y/N] ")
    return message("There is a saved draft of `{name}`. Continue with it? [y/N] ", name=name)


def _format_value(value: Any) -> str:
    """Return a value as it can be typed."""
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    return message("(empty)") if value is None else str(value)


def _plan_and_write(entry: EventEntry, dry_run: bool) -> int:
    """Plan, preview, ask and write.

    What others wrote in the meantime is taken into account.
    """
    from cbi_cli.changes.add_event import file_digests, plan_add_event
    from cbi_cli.cli.event_preview import print_event_preview

    entry.collect_fields()
    plan, digests = _confirm_plan(entry)
    if plan.new_errors or plan.details.duplicates:
        return _end_without_writing(entry, DATA_ERRORS)
    if dry_run:
        entry.print_resume_hint()
        print_message(message("cbi: dry run, nothing was written"))
        return OK
    if entry.interactive and not ask_yes_no(message("Write it? [y/N] ")):
        return _end_without_writing(entry, OK)
    settings = entry.session.settings
    with dataset_lock(plan.root, settings.cache):
        # Another process may have written since the plan was made.
        session = entry.session.reopen()
        meta = session.snapshot.meta
        if file_digests(session.snapshot) != digests:
            plan = plan_add_event(session, entry.fields)
        if plan.new_errors or plan.details.duplicates:
            print_event_preview(plan)
            raise CbiError(
                message("the files changed in the meantime, and the event is no longer valid"),
                message("nothing was written"),
            )
        plan.apply(settings)
        entry.discard_draft()
    label = format_dataset_label(plan.location, meta)
    print_message(
        message("cbi: wrote {id} to {file} of {label}", id=plan.details.id, file=plan.details.file, label=label)
    )
    return OK


def _end_without_writing(entry: EventEntry, exit_code: int) -> int:
    entry.print_resume_hint()
    print_message(message("cbi: nothing was written"))
    return exit_code


def _confirm_plan(entry: EventEntry) -> tuple[ChangeSet[EventDetails], FileDigests]:
    """Return a plan that the user has seen.

    With it come the digests of the files that it was made from. Invalid values are asked for again, and whether a
    similar event is a different one.
    """
    from cbi_cli.cli.event_preview import print_event_preview

    while True:
        plan, digests = _plan_until_stable(entry.session, entry.fields)
        duplicates = plan.details.duplicates
        print_event_preview(plan)
        if not entry.interactive:
            if duplicates and not plan.new_errors:
                options = " ".join(f"--distinct-from {event_id}" for event_id in duplicates)
                print_message(
                    message(
                        "cbi: it looks like an existing event; if it is a different one, add {options}", options=options
                    )
                )
            return plan, digests
        if plan.new_errors:
            # Only the fields of this event can be asked for again.
            own_errors = [finding for finding in plan.new_errors if finding.record == plan.details.id]
            if not entry.ask_again({finding.field.partition(".")[0] for finding in own_errors}):
                return plan, digests
            continue
        for event_id in duplicates:
            if not ask_yes_no(message("It looks like {event_id}. Is it a different event? [y/N] ", event_id=event_id)):
                return plan, digests
        if not duplicates:
            return plan, digests
        distinct = dict.fromkeys([*entry.fields.get("distinct_from", ()), *duplicates])
        entry.fields["distinct_from"] = tuple(distinct)
        entry.draft.put("distinct_from", list(distinct))
        entry.session = entry.session.reopen()


def _plan_until_stable(session: Session, fields: Mapping[str, Any]) -> tuple[ChangeSet[EventDetails], FileDigests]:
    """Return the plan and the digests of the files that it was made from.

    The snapshot is closed, so that another process can update it.
    """
    from cbi_cli.changes.add_event import file_digests, plan_add_event

    while True:
        with contextlib.closing(session.snapshot) as snapshot:
            plan = plan_add_event(session, fields)
            digests = file_digests(snapshot)
        if not plan.new_errors:
            return plan, digests
        # An error may come from another process that wrote between the snapshot and the plan.
        session = session.reopen()
        if file_digests(session.snapshot) == digests:
            return plan, digests
