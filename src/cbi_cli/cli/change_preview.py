"""Show a planned change, ask, and write it if it is still the same."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from cbi_cli.cli.apply_plan import MakePlan, ShownPlan, locked_plan, make_plan, require_same_lines
from cbi_cli.cli.console import print_message, write_stdout
from cbi_cli.cli.event_preview import print_impact, print_new_findings
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.prompts import ask_yes_no
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.sanitize import escape_for_toml, escape_hidden_characters
from cbi_cli.formats.alphabet import escape_unencodable
from cbi_cli.loading import Session

if TYPE_CHECKING:
    from cbi_cli.changes.change_set import ChangeSet


class ChangeOptions(Protocol):
    """The options of a command that shows a change before it writes it."""

    yes: bool
    dry_run: bool


def carry_out(session: Session, plan: MakePlan, options: ChangeOptions, done: Callable[[ChangeSet[Any]], str]) -> int:
    """Show a change as a diff, ask unless that is not wanted, and write it; return the exit code."""
    ask = None if options.yes else confirm
    return show_and_write(session, plan, done, dry_run=options.dry_run, ask=ask)


def show_and_write(
    session: Session,
    plan: MakePlan,
    done: Callable[[ChangeSet[Any]], str],
    *,
    dry_run: bool,
    ask: Callable[[], bool] | None,
    show: Callable[[ChangeSet[Any]], None] | None = None,
) -> int:
    """Show a change, ask, and write it; return the exit code.

    `ask` tells whether to write; without it, nobody is asked. `done` says what was written. Raises CbiError if the
    change became another one after a person has seen it.
    """
    shown: ShownPlan | None = None
    if dry_run or ask is not None:
        shown = make_plan(session, plan)
        code = _show(shown.change, show)
        if code is not None:
            return code
        if dry_run:
            print_message(message("cbi: dry run, nothing was written"))
            return OK
        if ask is not None and not ask():
            print_message(message("cbi: nothing was written"))
            return OK
    with locked_plan(session, shown, plan) as (change, label):
        if shown is None:
            code = _show(change, show)
            if code is not None:
                return code
        else:
            require_same_lines(shown.change, change)
        change.apply(session.settings)
    print_message(message("cbi: {label}: {done}", label=label, done=done(change)))
    return OK


def _show(change: ChangeSet[Any], show: Callable[[ChangeSet[Any]], None] | None) -> int | None:
    """Show a change; return the exit code if it is not to be written."""
    (show or print_change)(change)
    if not change.files:
        return OK
    if change.new_errors:
        print_message(message("cbi: nothing was written"))
        return DATA_ERRORS
    return None


def print_change(change: ChangeSet[Any]) -> None:
    """Print the files as a diff to stdout, and the effect and new findings to stderr."""
    if not change.files:
        print_message(message("cbi: nothing changes"))
        return
    # TOML can write every character in ASCII.
    text = escape_hidden_characters(change.diff(), escape_for_toml)
    write_stdout(escape_unencodable(text, sys.stdout.encoding, escape_for_toml))
    if change.impact is not None:
        print_impact(change.impact, change.details.reports_until)
    else:
        print_message(message("  the effect on lights and states was not computed: the dataset has errors"))
    print_new_findings(change)


def confirm() -> bool:
    """Ask whether to write; raises CbiError if nobody can be asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise CbiError(
            message("nothing was written: there is no terminal to ask on"),
            message("look at it with --dry-run, then add --yes"),
        )
    return ask_yes_no(message("Write it? [y/N] "))
