"""What a CI runner takes from the lines that a program prints, written after its documented grammar."""

from __future__ import annotations

import re
from typing import NamedTuple

_COMMAND_LINE = re.compile(r"^\s*::([a-z-]+)(?: ([^\n]*?))?::(.*)$", re.IGNORECASE)
_OLD_COMMAND = re.compile(r"##(?:\[|vso\[)")


class Command(NamedTuple):
    """A command with its properties and its message, unescaped."""

    name: str
    properties: dict[str, str]
    message: str


def parse_commands(output: str) -> list[Command]:
    """The commands in an output, line by line; ValueError for one in the older form, which may stand anywhere."""
    found = []
    for line in re.split(r"\r\n|\r|\n", output):
        match = _COMMAND_LINE.match(line)
        if match:
            found.append(Command(match[1], dict(_parse_properties(match[2] or "")), _unescape(match[3])))
        elif _OLD_COMMAND.search(line):
            raise ValueError(f"a command in the older form: {line}")
    return found


def _parse_properties(text: str) -> list[tuple[str, str]]:
    pairs = [part.partition("=") for part in text.split(",") if part]
    return [(key.strip(), _unescape(value.replace("%3A", ":").replace("%2C", ","))) for key, _, value in pairs]


def _unescape(text: str) -> str:
    """The text as it was; the percent sign comes last, since the others are written with it."""
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
