"""Entering a record: its questions, the summary, and writing it."""

from __future__ import annotations

from functools import partial

from cbi_cli.changes.add_records import AdditionDetails, plan_add_records
from cbi_cli.changes.change_set import ChangeSet
from cbi_cli.cli.apply_plan import ShownPlan, locked_plan, make_plan
from cbi_cli.cli.console import print_message
from cbi_cli.cli.entry import Entry, EntryAbandonedError
from cbi_cli.cli.entry_summary import Choice, ask_decision, print_summary
from cbi_cli.cli.event_preview import print_effect, print_new_records, print_records
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.prompts import ask_yes_no
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.loading import Session


def enter_record(entry: Entry, dry_run: bool) -> int:
    """Ask for a record, show what it changes, and write it; return the exit code."""
    try:
        return _plan_and_write(entry, dry_run)
    except EntryAbandonedError:
        return _end_without_writing(entry, OK)
    except BaseException:
        # Whatever ends the command, what was typed can be used again.
        entry.print_resume_hint()
        raise


def _plan_and_write(entry: Entry, dry_run: bool) -> int:
    """Plan, preview, ask and write.

    What others wrote in the meantime is taken into account.
    """
    entry.collect_fields()
    while True:
        shown = _confirm_plan(entry)
        plan: ChangeSet[AdditionDetails] = shown.change
        if plan.new_errors or plan.details.duplicates:
            return _end_without_writing(entry, DATA_ERRORS)
        if dry_run:
            _print_result(entry, plan)
            entry.print_resume_hint()
            print_message(message("cbi: dry run, nothing was written"))
            return OK
        choice = Choice("write")
        if entry.interactive:
            choice = ask_decision(entry.shown_fields, entry.questions.last_asked, entry.command)
        if choice.decision == "write":
            return _write(entry, shown)
        if choice.decision == "save":
            _print_result(entry, plan)
            return _end_without_writing(entry, OK)
        if choice.decision == "drop" and ask_yes_no(message("Forget everything that was typed? [y/N] ")):
            entry.discard_draft()
            print_message(message("cbi: nothing was written"))
            return OK
        if choice.field is None:
            entry.reload()
        else:
            entry.edit(choice.field)


def _write(entry: Entry, shown: ShownPlan) -> int:
    """Write what the person has seen, if it is still valid."""
    with locked_plan(entry.session, shown, partial(_plan, entry)) as (change, label):
        if change.new_errors or change.details.duplicates:
            print_effect(change)
            raise CbiError(
                message("the files changed in the meantime, and the record is no longer valid"),
                message("nothing was written"),
            )
        _print_result(entry, change)
        change.apply(entry.session.settings)
    entry.discard_draft()
    for record in change.details.records:
        print_message(message("cbi: wrote {id} to {file} of {label}", id=record.id, file=record.file, label=label))
    return OK


def _print_result(entry: Entry, plan: ChangeSet[AdditionDetails]) -> None:
    """Print the text of the records to stdout, once nothing is changed any more.

    Without prompts, the preview has shown it already.
    """
    if entry.interactive:
        print_records(plan)


def _end_without_writing(entry: Entry, exit_code: int) -> int:
    entry.print_resume_hint()
    print_message(message("cbi: nothing was written"))
    return exit_code


def _confirm_plan(entry: Entry) -> ShownPlan:
    """Return a plan that the user has seen.

    Invalid values are asked for again, and whether a similar event is a different one.
    """
    while True:
        shown = _plan_until_stable(entry)
        plan: ChangeSet[AdditionDetails] = shown.change
        duplicates = plan.details.duplicates
        if entry.interactive:
            print_summary(entry.shown_fields, entry.fields, entry.questions.texts)
            print_new_records(plan)
        else:
            print_records(plan)
        print_effect(plan)
        if not entry.interactive:
            if duplicates and not plan.new_errors:
                options = " ".join(f"--distinct-from {event_id}" for event_id in duplicates)
                print_message(
                    message(
                        "cbi: it looks like an existing event; if it is a different one, add {options}", options=options
                    )
                )
            return shown
        if plan.new_errors:
            # Only the fields of this record can be asked for again, not those of what was made with it.
            own = plan.details.records[-1]
            own_errors = [finding for finding in plan.new_errors if finding.record == own.id]
            if not entry.ask_again({finding.field.partition(".")[0].partition("[")[0] for finding in own_errors}):
                return shown
            continue
        for event_id in duplicates:
            if not ask_yes_no(message("It looks like {event_id}. Is it a different event? [y/N] ", event_id=event_id)):
                return shown
        if not duplicates:
            return shown
        entry.keep_distinct(duplicates)


def _plan_until_stable(entry: Entry) -> ShownPlan:
    """Return a plan whose errors are not those of files that another process is writing."""
    session = entry.session
    while True:
        shown = make_plan(session, partial(_plan, entry))
        if not shown.change.new_errors:
            return shown
        # An error may come from another process that wrote between the snapshot and the plan.
        session = session.reopen()
        if session.snapshot.file_digests() == shown.digests:
            return shown


def _plan(entry: Entry, session: Session) -> ChangeSet[AdditionDetails]:
    """Plan to add the record, and those that are made with it."""
    return plan_add_records(session, entry.records(session.snapshot))
