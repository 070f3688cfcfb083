"""Show long results in the pager of the user, as git does."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess

from cbi_cli.core.sanitize import display_width
from cbi_cli.core.settings import Pager, Settings

_ESCAPE_CODES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")
_HYPERLINK = re.compile(r"\x1b\]8;[^\x1b]*\x1b\\")


def show_in_pager(text: str, settings: Settings, encoding: str) -> bool:
    """Show a text in the pager, and return whether it was shown.

    It is not if stdout is not a terminal, if the text fits on the screen, or if there is no pager.
    """
    pager = settings.pager
    if pager is None or settings.width is None or settings.height is None:
        return False
    # The last line of the screen is for the prompt of the shell.
    if _count_rows(text, settings.width) < settings.height:
        return False
    program = find_program(pager)
    if program is None:
        return False
    try:
        process = subprocess.Popen([program, *pager.command[1:]], stdin=subprocess.PIPE)
    except OSError:
        return False
    # Ctrl-C is for the pager, which decides what it means; the result is complete already.
    previous_handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        # A pager that ends before it has read everything is not an error.
        process.communicate(remove_hyperlinks(text).encode(encoding, "replace"))
    finally:
        signal.signal(signal.SIGINT, previous_handler)
    return True


def remove_hyperlinks(text: str) -> str:
    """Return a text without hyperlinks.

    Versions of less that are still in use do not know them.
    """
    return _HYPERLINK.sub("", text)


def _count_rows(text: str, width: int) -> int:
    """Return how many rows of a terminal a text takes.

    A line that is too long takes several.
    """
    rows = 0
    for line in _ESCAPE_CODES.sub("", text).splitlines():
        line_width = display_width(line)
        rows += max(1, -(-line_width // width))
    return rows


def find_program(pager: Pager) -> str | None:
    """Return the path of a pager or an editor, None if it is not installed.

    A name is looked for only in folders with an absolute path, because a relative one could be part of a checkout.
    """
    name = pager.command[0]
    if os.path.isabs(name):
        return shutil.which(name)
    if os.path.dirname(name):
        return None
    for folder in pager.folders:
        program = shutil.which(os.path.join(folder, name))
        if program:
            return program
    return None
