"""Where the tables, keys and values of a TOML text begin and end.

The scanner follows the text of documents that tomllib accepts; it does not judge them. It serves two masters: the
places of findings, and the cut of a broken file into its tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_BLANK = re.compile(r"[ \t]*")
_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_HEADER = re.compile(r"^[ \t]*\[\[?[ \t]*[A-Za-z0-9_-][^\[\]\n,=]*\]{0,2}[ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\r\n]*[^,\]}#\r\n \t]")
_STRINGS = (
    re.compile(r'"""(?:[^\\]|\\.)*?"""(?:"{1,2}(?!"))?', re.DOTALL),
    re.compile(r"'''.*?'''(?:'{1,2}(?!'))?", re.DOTALL),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)


class Key(NamedTuple):
    """One part of a key: its name, and where it stands."""

    name: str
    start: int
    end: int


def skip_space(text: str, at: int) -> int:
    """The offset after blanks, line ends and comments."""
    return _end(_SPACE, text, at)


def skip_blank(text: str, at: int) -> int:
    """The offset after blanks on the same line."""
    return _end(_BLANK, text, at)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def string_end(text: str, at: int) -> int | None:
    """The offset after the string that begins at ``at``; None where no whole string does."""
    for pattern in _STRINGS:
        found = pattern.match(text, at)
        if found and (text[at : at + 3] not in ('"""', "'''") or pattern in _STRINGS[:2]):
            return found.end()
    return None


def dotted_key(text: str, at: int) -> tuple[list[Key], int]:
    """The parts of the key at ``at``, and the offset after it."""
    parts: list[Key] = []
    while True:
        at = skip_blank(text, at)
        end = string_end(text, at) if text[at : at + 1] in ('"', "'") else _end(_BARE, text, at)
        if end is None or end == at:
            raise ValueError(f"no key at offset {at}")
        parts.append(Key(_key_name(text[at:end]), at, end))
        at = skip_blank(text, end)
        if text[at : at + 1] != ".":
            return parts, end
        at += 1


def _key_name(written: str) -> str:
    if written[0] not in "\"'":
        return written
    import tomllib

    return next(iter(tomllib.loads(f"{written} = 0")))


def scalar_end(text: str, at: int) -> int:
    """The offset after a string, number, date or word."""
    if text[at : at + 1] in ('"', "'"):
        return string_end(text, at) or len(text)
    return _end(_SCALAR, text, at)


def table_starts(text: str) -> Iterator[int]:
    """The offsets of the lines that begin a table, whether or not the text around them is whole.

    A header inside a multi-line string is none. A string or list that is never closed ends at the next line that
    looks like a header, so that one slip does not swallow the tables after it.
    """
    at = 0
    while at < len(text):
        if _HEADER.match(text, at):
            yield at
        at = _line_end(text, at)


def _line_end(text: str, at: int) -> int:
    """The offset after the line at ``at``; a multi-line string that is closed belongs to its first line."""
    while at < len(text) and text[at] != "\n":
        character = text[at]
        if character == "#":
            end = text.find("\n", at)
            return len(text) if end < 0 else end + 1
        if character in "\"'":
            at = _over_string(text, at)
        else:
            at += 1
    return at + 1


def _over_string(text: str, at: int) -> int:
    """The offset after a string; only its opening where it is not closed before the next header."""
    end = string_end(text, at)
    if end is None or ("\n" in text[at:end] and _HEADER.search(text, at, end)):
        return at + 1
    return end
