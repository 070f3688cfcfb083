"""Read one line from the person at the terminal.

On a capable terminal the line has a menu of what it would take, and a history (`cli.menus`). In plain mode it is a
plain line, which screen readers and simple terminals can follow. Both write to stderr, since stdout carries the result.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

from cbi_cli.cli.console import translate
from cbi_cli.cli.line_help import NO_HELP, LineHelp, harmless_on_stderr

_is_plain = True


def use_plain_lines(is_plain: bool) -> None:
    """Choose for the whole process whether lines are plain."""
    global _is_plain  # noqa: PLW0603 - the terminal belongs to the whole process too
    _is_plain = is_plain


def is_plain() -> bool:
    """Tell whether lines are read without menus."""
    return _is_plain or not (sys.stdin.isatty() and sys.stderr.isatty())


def read_line(question: str, line_help: LineHelp = NO_HELP) -> str:
    """Ask for a line, and return it without spaces around it.

    Raises KeyboardInterrupt at Ctrl-C and EOFError at Ctrl-D.
    """
    printable = harmless_on_stderr(translate(question))
    if is_plain():
        with _tab_completion(line_help), _redirect_stdout_to_stderr():
            return input(printable).strip()
    from cbi_cli.cli.menus import read_line_with_menu

    return read_line_with_menu(printable, line_help).strip()


@contextlib.contextmanager
def _redirect_stdout_to_stderr() -> Iterator[None]:
    """Let what the line editor writes go to stderr.

    It knows no other stream than the first one.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    saved = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(saved, 1)
        os.close(saved)


@contextlib.contextmanager
def _tab_completion(line_help: LineHelp) -> Iterator[None]:
    """Let the tab key complete the choices for a while, if the terminal can."""
    try:
        import readline
    except ImportError:
        yield
        return

    def complete(prefix: str, number: int) -> str | None:
        matches = [choice for choice in line_help.choices if choice.startswith(prefix)]
        if number < len(matches):
            return matches[number]
        return None

    # By default a hyphen would end a word, and ids have hyphens.
    readline.set_completer_delims(", ")
    readline.parse_and_bind("tab: complete")
    readline.set_completer(complete)
    try:
        yield
    finally:
        readline.set_completer(None)
