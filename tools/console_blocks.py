"""Run the calls in `console` blocks of Markdown.

What they show is compared with what the program prints.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tools.run_cbi import capture_terminal

_ELLIPSIS = "..."


_FILE_FENCE = re.compile(r"^```[a-z]+ file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""A block that shows a file which the calls of the page read, such as a table."""

_APPEND_FENCE = re.compile(r"^```[a-z]+ append=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""A block that shows what the reader adds at the end of a file before the calls below it."""


class ConsoleCall(NamedTuple):
    """One call in a block: its words, and the lines shown below it.

    The words are on one line. `first` and `last` are the positions of the lines below it (from, to).
    """

    words: str
    expected: tuple[str, ...]
    first: int
    last: int


def find_calls(text: str) -> Iterator[ConsoleCall]:
    """Yield the calls of all console blocks of a text.

    Line numbers are positions in `text.splitlines()`.
    """
    lines = text.splitlines()
    start: int | None = None
    for number, line in enumerate(lines):
        if start is not None and line == "```":
            yield from _calls_in_block(lines, start, number)
            start = None
        elif line == "```console":
            start = number + 1


def _calls_in_block(lines: Sequence[str], start: int, end: int) -> Iterator[ConsoleCall]:
    prompts = [number for number in range(start, end) if lines[number].startswith("$ ")]
    for prompt, next_prompt in zip(prompts, [*prompts[1:], end], strict=True):
        words = lines[prompt].removeprefix("$ ")
        first = prompt + 1
        while words.endswith("\\"):
            words = words[:-1] + lines[first].strip()
            first += 1
        yield ConsoleCall(words, tuple(lines[first:next_prompt]), first, next_prompt)


def matches(expected: Sequence[str], actual: str) -> bool:
    """Tell whether an output is what the lines show.

    A line `...` matches any lines, also none.
    """
    pattern = ""
    for line in _trim(expected):
        if line == _ELLIPSIS:
            pattern += "(?:.*\n)*?"
        else:
            pattern += re.escape(line) + "\n"
    output = "".join(f"{line}\n" for line in _trim(actual.splitlines()))
    return re.fullmatch(pattern, output) is not None


def _trim(lines: Sequence[str]) -> list[str]:
    """Return the lines without trailing spaces and empty lines at the end."""
    trimmed = [line.rstrip() for line in lines]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return trimmed


class Shell:
    """A working folder in which calls are run one after the other.

    It knows `cbi`, `git`, and `cd`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run_page(self, text: str) -> Iterator[tuple[ConsoleCall, str]]:
        """Do what a page tells its reader, and yield each call with what a terminal would show of it."""
        self._write_files(text)
        additions = list(_APPEND_FENCE.finditer(text))
        for call in find_calls(text):
            while additions and text.count("\n", 0, additions[0].start()) < call.first:
                name, content = additions.pop(0).groups()
                self._append(name, content)
            yield call, self.run(call.words)

    def _write_files(self, text: str) -> None:
        for name, content in _FILE_FENCE.findall(text):
            (self.folder / name).write_text(content, encoding="utf-8")

    def _append(self, name: str, content: str) -> None:
        with (self.folder / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{content}")

    def run(self, words: str) -> str:
        """Return what a terminal would show.

        Raises ValueError for a program that documentation does not call.
        """
        program, *arguments = shlex.split(words)
        if program == "cd":
            self.folder = (self.folder / arguments[0]).resolve(strict=True)
            return ""
        if program not in ("cbi", "git"):
            raise ValueError(f"documentation calls cbi, git and cd only, not {program}")
        return capture_terminal(program, arguments, self.folder)


def refresh_output(text: str, folder: Path) -> str:
    """Return a text with the current output of its calls.

    Output that is cut with `...` is kept if it still matches.
    """
    lines = text.splitlines()
    shift = 0
    for call, actual in Shell(folder).run_page(text):
        if matches(call.expected, actual):
            continue
        output = _trim(actual.splitlines())
        # A blank line before the next call is kept.
        if call.expected[-1:] == ("",):
            output.append("")
        lines[call.first + shift : call.last + shift] = output
        shift += len(output) - (call.last - call.first)
    return "\n".join(lines) + "\n"
