"""Where every key and value of a TOML text stands; run only when there is something to show."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from cbi_cli.core.findings import Path, Region

_SKIP = re.compile(r"(?:[ \t\r\n,]+|#[^\n]*)*")
_GAP = re.compile(r"[ \t]*")
KEY_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'""")
"""One part of a key, as it is written."""

SCALAR = re.compile(
    r'''"""[^"\\]*+(?:(?:\\.|"{1,2}(?!"))[^"\\]*+)*"""(?:"{0,2})'''
    r"""|'''.*?'''(?:'{0,2})|"(?:[^"\\]|\\.)*"|'[^']*'"""
    r"""|\d{4}-\d{2}-\d{2} \d{2}:[^\s,\]}#]+|[^\s,\]}#]+""",
    re.DOTALL,
)
"""A value that is neither a list nor a table, in a text that is known to be TOML."""


class Spot(NamedTuple):
    """Where a key stands, and where its value does; an item of a list has no key, and its value stands for it."""

    key: Region
    value: Region


class _Open(NamedTuple):
    """A value about to be read, or a list or table that is not closed yet.

    ``names`` holds the path and the region of each part of the key, the last one being the value's own.
    """

    names: list[tuple[Path, Region]]
    path: Path
    start: int
    is_list: bool


def places(text: str) -> dict[Path, Spot]:
    """The place of every path of keys and indexes in what the text parses to, tables and list items included.

    The text must be TOML. A table and an item of a list of tables stand at their header line, without the blanks
    and the comment around it; a table that no header opens stands at the first key or header that names it.
    """
    return _Scanner(text).run()


class _Scanner:
    """One pass over a text; no recursion, so that depth does not matter."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, Spot] = {}
        self.table: Path = ()
        self.sizes: dict[Path, int] = {}
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]

    def run(self) -> dict[Path, Spot]:
        self.skip(_SKIP)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                self.header()
            else:
                self.value(self.pair(self.table))
            self.skip(_SKIP)
        return self.found

    def skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        assert found is not None  # noqa: S101 - the pattern matches nothing too
        self.at = found.end()

    def region(self, start: int, end: int) -> Region:
        return Region(*self.place(start), *self.place(end))

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.lines, offset)
        return line, offset - self.lines[line - 1] + 1

    def header(self) -> None:
        """``[a.b]`` or ``[[a.b]]``: what follows belongs to that table."""
        start = self.at
        double = self.text.startswith("[[", start)
        self.at += 2 if double else 1
        names = [name for name, _ in self.key()]
        self.at += 2 if double else 1
        region = self.region(start, self.at)
        spot = Spot(region, region)
        path: Path = ()
        for name in names[:-1]:
            path = self.current((*path, name))
            self.imply(path, spot)
        path = (*path, names[-1])
        if double:
            self.imply(path, spot)
            self.sizes[path] = self.sizes.get(path, 0) + 1
            path = self.current(path)
        self.found[path] = spot
        self.table = path

    def current(self, path: Path) -> Path:
        """The path, or that of the latest item where it leads to a list of tables."""
        return (*path, self.sizes[path] - 1) if path in self.sizes else path

    def imply(self, path: Path, spot: Spot) -> None:
        """Note a table that is named on the way; its own header, if it comes, counts more."""
        self.found.setdefault(path, spot)

    def key(self) -> list[tuple[str, Region]]:
        """The parts of a key, with dots between them, and the blanks around it."""
        parts: list[tuple[str, Region]] = []
        while True:
            self.skip(_GAP)
            found = KEY_PART.match(self.text, self.at)
            assert found is not None  # noqa: S101 - the text is TOML
            parts.append((part_name(found[0]), self.region(found.start(), found.end())))
            self.at = found.end()
            self.skip(_GAP)
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def pair(self, table: Path) -> _Open:
        """A key and its ``=``, up to the value."""
        path = table
        names: list[tuple[Path, Region]] = []
        for name, region in self.key():
            path = (*path, name)
            names.append((path, region))
        self.at += 1
        self.skip(_GAP)
        return _Open(names, path, self.at, False)

    def value(self, first: _Open) -> None:
        """A value with all that is inside it."""
        stack: list[_Open] = []
        counts: list[int] = []
        wanted: _Open | None = first
        while wanted is not None:
            if self.text[self.at] in "[{":
                stack.append(wanted._replace(is_list=self.text[self.at] == "["))
                counts.append(0)
                self.at += 1
            else:
                self.skip(SCALAR)
                self.note(wanted)
            wanted = self.next_inside(stack, counts)

    def next_inside(self, stack: list[_Open], counts: list[int]) -> _Open | None:
        """The next value in the innermost list or table, those that end here being noted; None when all have ended."""
        while stack:
            self.skip(_SKIP)
            if self.text[self.at] not in "]}":
                if not stack[-1].is_list:
                    return self.pair(stack[-1].path)
                counts[-1] += 1
                return _Open([], (*stack[-1].path, counts[-1] - 1), self.at, False)
            self.at += 1
            self.note(stack.pop())
            counts.pop()
        return None

    def note(self, read: _Open) -> None:
        """Keep the place of a value that has just ended, and of the tables that its key names on the way."""
        value = self.region(read.start, self.at)
        for path, region in read.names[:-1]:
            self.imply(path, Spot(region, value))
        self.found[read.path] = Spot(read.names[-1][1] if read.names else value, value)


def part_name(part: str) -> str:
    """The name that a part of a key stands for."""
    if part[0] == "'":
        return part[1:-1]
    if part[0] != '"' or "\\" not in part:
        return part.strip('"')
    import tomli

    return next(iter(tomli.loads(f"{part} = 0")))
