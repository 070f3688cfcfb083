"""Blocks of ``console`` in Markdown: their calls, and whether what they show is what the program prints."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tools.run_cbi import capture_terminal

_ELLIPSIS = "..."


class ConsoleCall(NamedTuple):
    """One call in a block: its words on one line, the lines shown below it, and where those stand (from, to)."""

    words: str
    expected: tuple[str, ...]
    first: int
    last: int


def find_calls(text: str) -> Iterator[ConsoleCall]:
    """The calls of all console blocks of a text; line numbers are positions in ``text.splitlines()``."""
    lines = text.splitlines()
    inside, start = False, 0
    for number, line in enumerate(lines):
        if inside and line == "```":
            yield from _calls_in_block(lines, start, number)
            inside = False
        elif line == "```console":
            inside, start = True, number + 1


def _calls_in_block(lines: Sequence[str], start: int, end: int) -> Iterator[ConsoleCall]:
    heads = [number for number in range(start, end) if lines[number].startswith("$ ")]
    for head, following in zip(heads, [*heads[1:], end], strict=True):
        words, first = lines[head][2:], head + 1
        while words.endswith("\\"):
            words, first = words[:-1] + lines[first].strip(), first + 1
        yield ConsoleCall(words, tuple(lines[first:following]), first, following)


def matches(expected: Sequence[str], actual: str) -> bool:
    """Whether a text is what the lines show; a line ``...`` stands for any lines, also none."""
    pattern = "".join("(?:.*\n)*?" if line == _ELLIPSIS else re.escape(line) + "\n" for line in _trim(expected))
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _trim(actual.splitlines()))) is not None


def _trim(lines: Sequence[str]) -> list[str]:
    """The lines without spaces at their ends and without empty ones at the end."""
    return "\n".join(line.rstrip() for line in lines).rstrip("\n").splitlines()


class Shell:
    """A working folder in which calls follow each other; it knows ``cbi``, ``git``, and ``cd``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, words: str) -> str:
        """What a terminal would show; ValueError for a program that documentation does not call."""
        program, *rest = shlex.split(words)
        if program == "cd":
            self.folder = (self.folder / rest[0]).resolve(strict=True)
            return ""
        if program not in ("cbi", "git"):
            raise ValueError(f"documentation calls cbi, git and cd only, not {program}")
        return capture_terminal(program, rest, self.folder)


def refresh_output(text: str, folder: Path) -> str:
    """The text with the output of its calls as it is now; what is cut with ``...`` and still true stays."""
    lines, shell, moved = text.splitlines(), Shell(folder), 0
    for call in find_calls(text):
        actual = shell.run(call.words)
        if not matches(call.expected, actual):
            gap = [""] if call.expected[-1:] == ("",) else []
            new = _trim(actual.splitlines()) + gap
            lines[call.first + moved : call.last + moved] = new
            moved += len(new) - (call.last - call.first)
    return "\n".join(lines) + "\n"
