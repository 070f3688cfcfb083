"""The place of every key and value of a TOML document, for findings to point at."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from cbi_cli.core.findings import Path, Region
from cbi_cli.document.parse import Document
from cbi_cli.document.scan import Key, dotted_key, scalar_end, skip_blank, skip_space


class Spot(NamedTuple):
    """Where a key stands and where its value does; both are the header for a table, both the item for a list's item."""

    key: Region
    value: Region


def locate(document: Document, path: Path) -> Spot:
    """The place of a path, or of the nearest table or list around it that is there."""
    found = places(document.clean)
    for length in range(len(path), 0, -1):
        if path[:length] in found:
            return found[path[:length]]
    first = document.clean.partition("\n")[0].rstrip("\r")
    whole = Region(1, 1, 1, 1 + len(first))
    return Spot(whole, whole)


def places(text: str) -> dict[Path, Spot]:
    """The place of every path in a text that tomllib accepts; paths are of keys and of positions in lists."""
    return _Scanner(text).scan()


class _Scanner:
    """One pass over a text; ``spots`` fills as it goes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]
        self.spots: dict[Path, Spot] = {}
        self.counts: dict[Path, int] = {}

    def scan(self) -> dict[Path, Spot]:
        table: Path = ()
        at = skip_space(self.text, 0)
        while at < len(self.text):
            if self.text[at] == "[":
                at, table = self._header(at)
            else:
                at = self._pair(at, table)
            at = skip_space(self.text, at)
        return self.spots

    def _header(self, at: int) -> tuple[int, Path]:
        """A table's header: the offset after it, and the path of what follows."""
        many = self.text.startswith("[[", at)
        parts, end = dotted_key(self.text, at + 1 + many)
        end = skip_blank(self.text, end) + 1 + many
        path: Path = ()
        for part in parts[:-1]:
            path = self._into((*path, part.name))
        path = (*path, parts[-1].name)
        region = self._region(at, end)
        self.spots.setdefault(path, Spot(region, region))
        if many:
            number = self.counts.get(path, 0)
            self.counts[path] = number + 1
            path = (*path, number)
            self.spots[path] = Spot(region, region)
        return end, path

    def _into(self, path: Path) -> Path:
        """The path inside a table, or inside the last of several."""
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def _pair(self, at: int, table: Path) -> int:
        """A key and its value: the offset after them."""
        parts, end = dotted_key(self.text, at)
        start = skip_blank(self.text, skip_blank(self.text, end) + 1)
        path = table
        for part in parts[:-1]:
            path = (*path, part.name)
            region = self._region(part.start, part.end)
            self.spots.setdefault(path, Spot(region, region))
        return self._value(start, (*path, parts[-1].name), parts[-1])

    def _value(self, at: int, path: Path, key: Key | None) -> int:
        """A value with all that is in it: the offset after it."""
        opening = self.text[at]
        if opening == "[":
            end = self._list(at, path)
        elif opening == "{":
            end = self._inline(at, path)
        else:
            end = scalar_end(self.text, at)
        value = self._region(at, end)
        self.spots[path] = Spot(self._region(key.start, key.end) if key else value, value)
        return end

    def _list(self, at: int, path: Path) -> int:
        number, at = 0, skip_space(self.text, at + 1)
        while self.text[at] != "]":
            at = skip_space(self.text, self._value(at, (*path, number), None))
            number += 1
            if self.text[at] == ",":
                at = skip_space(self.text, at + 1)
        return at + 1

    def _inline(self, at: int, path: Path) -> int:
        at = skip_space(self.text, at + 1)
        while self.text[at] != "}":
            at = skip_space(self.text, self._pair(at, path))
            if self.text[at] == ",":
                at = skip_space(self.text, at + 1)
        return at + 1

    def _region(self, start: int, end: int) -> Region:
        first, last = bisect_right(self.lines, start), bisect_right(self.lines, end)
        return Region(first, start - self.lines[first - 1] + 1, last, end - self.lines[last - 1] + 1)
