"""What a line at the terminal is asked with, whatever reads it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from cbi_cli.core.sanitize import neutralize_ci_commands, one_line
from cbi_cli.formats.alphabet import fit_to_encoding


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


def harmless_on_stderr(text: str) -> str:
    """Return a text as one line that can be written to stderr as it is.

    A line editor writes by itself, so a text is made harmless before.
    """
    return neutralize_ci_commands(fit_to_encoding(one_line(text), sys.stderr.encoding))
