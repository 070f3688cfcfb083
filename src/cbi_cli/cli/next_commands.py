"""The commands that are useful next, as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cbi_cli.cli.console import translate
from cbi_cli.core.sanitize import display_width, one_line


class NextCommand(NamedTuple):
    """A command that is useful in a state, and what it does."""

    words: str
    purpose: str


def format_commands(commands: Sequence[NextCommand]) -> list[str]:
    """Return a line for each command, with the purposes below each other."""
    width = max(display_width(command.words) for command in commands)
    lines: list[str] = []
    for command in commands:
        padding = " " * (width - display_width(command.words))
        lines.append(one_line(f"  {command.words}{padding}  {translate(command.purpose)}"))
    return lines
