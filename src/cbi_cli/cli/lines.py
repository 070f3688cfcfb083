"""Read one line from the person at the terminal.

On a capable terminal the line has a menu of what it would take, and a history (`cli.menus`). In plain mode it is a
plain line, which screen readers and simple terminals can follow. Both write to stderr, since stdout carries the result.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from cbi_cli.cli.console import translate
from cbi_cli.core.sanitize import neutralize_ci_commands, one_line
from cbi_cli.formats.alphabet import fit_to_encoding

_is_plain = True


class LineHelp(NamedTuple):
    """What helps to type a line: what it would take, and earlier lines.

    `choices` has each value with its names. With `is_list`, a line takes several of them with commas between. The menu
    has the numbers of the choices if they are `numbered`, and opens at once. `history` has earlier lines, the oldest
    first. `keys` says which single characters the question understands.
    """

    choices: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    is_list: bool = False
    numbered: bool = False
    history: Sequence[str] = ()
    keys: str = ""


NO_HELP = LineHelp()


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


def harmless_on_stderr(text: str) -> str:
    """Return a text as one line that can be written to stderr as it is.

    A line editor writes by itself, so a text is made harmless before.
    """
    return neutralize_ci_commands(fit_to_encoding(one_line(text), sys.stderr.encoding))


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
