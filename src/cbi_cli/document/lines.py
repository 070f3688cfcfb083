"""TOML as `cbi fmt` writes it, read line by line, several times as fast as by the standard library.

Each line is a header, a bare key with a value that ends on it, or a comment; a list may take several lines, each with
an item, up to one with nothing but its bracket. Of such a text no line can mean anything else in TOML. Where anything
is different, or only doubtful, the text is left to the standard library, which is the judge of what TOML is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any, cast

_TEXT = r'"[^"\\\x00-\x1f\x7f]*+"'
_KEY = r"[A-Za-z0-9_-]++"
_PAIR = f"{_KEY} = {_TEXT}"
_TABLE = rf"\{{ {_PAIR}(?:, {_PAIR})*+ \}}"
_NAME = rf"{_KEY}(?:\.{_KEY}){{0,15}}+"

_LINE = re.compile(rf'^(?:({_KEY}) = (?:"([^"\\\x00-\x1f\x7f]*+)"|([^\n]++))|((?:  |[\[\]#])[^\n]*+|))$', re.MULTILINE)
"""A key with a plain text, or with another value; or another line. It has these three and the key as its groups."""

_HEADER = re.compile(rf"(\[?)\[({_NAME})\]\]?")
_ROW = re.compile(rf"  {_TABLE},")
_TABLES = re.compile(rf"\[{_TABLE}\]")
_TEXTS = re.compile(rf"\[{_TEXT}(?:, {_TEXT})*+\]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
_COMMENT = re.compile(r"#[^\x00-\x08\x0a-\x1f\x7f]*")
_EACH_TEXT = re.compile(r'"([^"]*)"')
_EACH_PAIR = re.compile(rf'(?<![A-Za-z0-9_-])({_KEY}) = "([^"]*)"')

_Lines = Iterator[tuple[str, str, str, str]]
Judge = Callable[[str], object]
"""Gives the data of a text, or something that is no ``dict`` where it finds a fault."""


class _Doubt(Exception):
    """The standard library has to read the text."""


def read_lines(text: str, judge: Judge) -> dict[str, Any] | None:
    """The data of a text, as the judge would give them; None where that has to be asked about the whole.

    It is asked about a single value that is rare. Values that are written alike may be one and the same object.
    """
    found = _LINE.findall(text)
    if len(found) != text.count("\n") + 1:
        return None
    try:
        return _read(iter(found), judge)
    except (_Doubt, ValueError):
        return None


def _read(lines: _Lines, judge: Judge) -> dict[str, Any]:
    tree, values = _Tree(), _Values(judge)
    table = tree.root
    for key, text, value, other in lines:
        if key:
            if key in table:
                raise _Doubt
            table[key] = text if not value else values[value] if value != "[" else _items(lines, judge)
        elif other[:1] == "[":
            table = tree.table(other)
        elif other and not _COMMENT.fullmatch(other):
            raise _Doubt
    return tree.root


def _items(lines: _Lines, judge: Judge) -> list[Any]:
    """The items of a list of several lines, up to its closing bracket."""
    rows: list[str] = []
    for key, _, _, other in lines:
        if other == "]":
            break
        rows.append("=" if key else other)
    else:
        raise _Doubt
    if all(map(_ROW.fullmatch, rows)):
        return [_unique(_EACH_PAIR.findall(row)) for row in rows]
    return cast("list[Any]", _judged("\n".join(["[", *rows, "]"]), judge))


def _unique(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise _Doubt
    return table


class _Values(dict[str, Any]):
    """Values by how they are written, each worked out once."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge

    def __missing__(self, written: str) -> Any:
        self[written] = value = _value(written, self.judge)
        return value


def _value(written: str, judge: Judge) -> Any:
    if _TEXTS.fullmatch(written):
        return _EACH_TEXT.findall(written)
    if _DAY.fullmatch(written):
        return date.fromisoformat(written)
    if _TABLES.fullmatch(written):
        return [_unique(_EACH_PAIR.findall(written))]
    if _NUMBER.fullmatch(written):
        return int(written)
    return _judged(written, judge)


def _judged(written: str, judge: Judge) -> Any:
    # With a header of up to 16 names this stays far from the depth that is refused.
    found = judge(f"value = {written}") if written.count("[") + written.count("{") < 16 else None
    if not isinstance(found, dict):
        raise _Doubt
    return found["value"]


@lru_cache
def _path(header: str) -> tuple[bool, list[str], str]:
    """Whether a header begins one of many tables, the path to its parent, and its name."""
    found = _HEADER.fullmatch(header)
    if found is None or header.count("[") != header.count("]"):
        raise _Doubt
    *path, name = found[2].split(".")
    return bool(found[1]), path, name


class _Tree:
    """The tables of a text that have headers; nothing is added to one that was written as a value."""

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self._open = {id(self.root)}

    def table(self, header: str) -> dict[str, Any]:
        """The new table that a header begins."""
        is_many, path, name = _path(header)
        parent = self._parent(path)
        table: dict[str, Any] = {}
        if not is_many:
            if name in parent:
                raise _Doubt
            parent[name] = table
        elif name not in parent:
            parent[name] = [table]
            self._open.add(id(parent[name]))
        elif id(parent[name]) in self._open and isinstance(parent[name], list):
            parent[name].append(table)
        else:
            raise _Doubt
        self._open.add(id(table))
        return table

    def _parent(self, path: list[str]) -> dict[str, Any]:
        """The table that a path leads to, which must be there; of several the last."""
        table: Any = self.root
        for name in path:
            table = table.get(name)
            if id(table) not in self._open:
                raise _Doubt
            if isinstance(table, list):
                table = table[-1]
        return cast("dict[str, Any]", table)
