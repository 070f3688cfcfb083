"""Show a planned change, ask, and write it if it is still the same."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from cbi_cli.cli.console import print_message, write_stdout
from cbi_cli.cli.event_preview import print_impact, print_new_findings
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.prompts import ask_yes_no
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.sanitize import escape_for_toml, escape_hidden_characters
from cbi_cli.formats.alphabet import escape_unencodable
from cbi_cli.loading import Session
from cbi_cli.workspace.dataset_lock import dataset_lock
from cbi_cli.workspace.paths import format_dataset_label

if TYPE_CHECKING:
    from cbi_cli.changes.change_set import ChangeSet

Plan = Callable[[Session], "ChangeSet[Any]"]
"""Plans the change that a call asks for; what others wrote in the meantime is taken into account."""


class ChangeOptions(Protocol):
    """The options of a command that shows a change before it writes it."""

    yes: bool
    dry_run: bool


def carry_out(session: Session, plan: Plan, options: ChangeOptions, done: Callable[[ChangeSet[Any]], str]) -> int:
    """Show a change, ask, and write it; return the exit code.

    `done` says what was written. Raises CbiError if the change became another one after it was shown.
    """
    settings = session.settings
    shown: ChangeSet[Any] | None = None
    if options.dry_run or not options.yes:
        shown = plan(session)
        # The snapshot is closed, so that another process can update it.
        session.unverified_snapshot.close()
        code = _show(shown)
        if code is not None:
            return code
        if options.dry_run:
            print_message(message("cbi: dry run, nothing was written"))
            return OK
        if not confirm():
            print_message(message("cbi: nothing was written"))
            return OK
    # Other processes wait, so that the plan fits the files.
    with dataset_lock(session.location.root, settings.cache):
        reopened = session.reopen()
        with contextlib.closing(reopened.unverified_snapshot):
            change = plan(reopened)
            label = format_dataset_label(change.location, reopened.unverified_snapshot.meta)
        if shown is None:
            code = _show(change)
            if code is not None:
                return code
        elif _changed_lines(change) != _changed_lines(shown):
            raise CbiError(
                message("the dataset changed in the meantime, and something else would be written"),
                message("nothing was written; run it again"),
            )
        change.apply(settings)
    print_message(message("cbi: {label}: {done}", label=label, done=done(change)))
    return OK


def _show(change: ChangeSet[Any]) -> int | None:
    """Show a change; return the exit code if it is not to be written."""
    if not change.files:
        print_message(message("cbi: nothing changes"))
        return OK
    print_change(change)
    if change.new_errors:
        print_message(message("cbi: nothing was written"))
        return DATA_ERRORS
    return None


def _changed_lines(change: ChangeSet[Any]) -> list[str]:
    """Return the lines that a change removes and adds, wherever they are."""
    return [line for line in change.diff().splitlines() if line.startswith(("+", "-"))]


def print_change(change: ChangeSet[Any]) -> None:
    """Print the files as a diff to stdout, and the effect and new findings to stderr."""
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
