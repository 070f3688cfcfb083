"""Edit the text of a record in the editor of the user."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cbi_cli.cli.change_preview import ChangeOptions, carry_out, print_change
from cbi_cli.cli.console import print_failure, print_message
from cbi_cli.cli.exit_codes import DATA_ERRORS, failure_from_exception
from cbi_cli.cli.pager import find_program
from cbi_cli.cli.prompts import ask_yes_no
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings, read_editor, read_environment
from cbi_cli.index.lookup import RecordKey
from cbi_cli.loading import Session

if TYPE_CHECKING:
    from cbi_cli.changes.change_set import ChangeSet
    from cbi_cli.changes.edit_record import EditDetails


def edit_in_editor(
    session: Session, key: RecordKey, options: ChangeOptions, done: Callable[[ChangeSet[Any]], str]
) -> int:
    """Open the text of a record in the editor, and write what comes back if the checks find no error in it.

    A text with an error can be edited again. One that is not written is kept in a file, which is named.
    """
    from cbi_cli.changes.edit_text import plan_edit_text, record_text

    path = _text_path(key, session.settings)
    path.write_bytes(record_text(session, key).encode("utf-8"))

    def plan(session: Session) -> ChangeSet[EditDetails]:
        return plan_edit_text(session, key, path.read_text(encoding="utf-8"))

    while True:
        _start_editor(path)
        if not _has_problem(session, plan):
            break
        if not _can_ask() or not ask_yes_no(message("Edit it again? [y/N] ")):
            print_message(message("cbi: nothing was written; your text is in {path}", path=path))
            return DATA_ERRORS
        session = session.reopen()
    written = False
    try:
        code = carry_out(session.reopen(), plan, options, done)
        written = code == 0 and not options.dry_run
    finally:
        if not written:
            print_message(message("cbi: your text is in {path}", path=path))
    path.unlink()
    return code


def _text_path(key: RecordKey, settings: Settings) -> Path:
    """Return the file that is edited; it is readable by the user alone, and stays if the command is killed."""
    parent: str | None = None
    if settings.cache.folder is not None:
        folder = settings.cache.folder.absolute() / "drafts"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            parent = os.fspath(folder)
        except OSError:
            parent = None
    handle, name = tempfile.mkstemp(suffix=".toml", prefix=f"{key.kind}-", dir=parent)
    os.close(handle)
    return Path(name)


def _start_editor(path: Path) -> None:
    """Let the user edit a file; raises CbiError if there is no editor, or if it fails."""
    editor = read_editor(read_environment())
    if editor is None:
        raise CbiError(message("no editor is set"), message("set VISUAL or EDITOR, or use --set FIELD=VALUE"))
    program = find_program(editor)
    if program is None:
        raise CbiError(
            message("the editor `{name}` was not found", name=editor.command[0]),
            message("set VISUAL or EDITOR to a program that is installed"),
        )
    result = subprocess.run([program, *editor.command[1:], os.fspath(path)], check=False)
    if result.returncode != 0:
        raise CbiError(
            message("the editor ended with {code}; nothing was written", code=result.returncode),
            message("your text is in {path}", path=path),
        )


def _has_problem(session: Session, plan: Callable[[Session], ChangeSet[Any]]) -> bool:
    """Tell whether the text cannot be written, and say why."""
    try:
        change = plan(session)
    except CbiError as error:
        print_failure(failure_from_exception(error))
        return True
    if change.new_errors:
        print_change(change)
    return bool(change.new_errors)


def _can_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
