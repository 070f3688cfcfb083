"""One file: its bytes to text and data, with every fault of its syntax."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from cbi_cli.core.findings import Fault, Region
from cbi_cli.document.scan import table_starts

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read; a year of events of a large dataset has a few megabytes."""

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_BARE_DATE = re.compile(r"=\s*(\d{4}-\d{1,2}(?:-\d{1,2})?)\b")
_REMEDIES = (
    ("Unterminated string", "a text is not closed", 'end it with the quote that it began with, as "text"'),
    ('Expected "\'"', "a text is not closed", "end it with the quote that it began with, as 'text'"),
    (
        "Illegal character '\\n'",
        "a text runs over the end of its line",
        'close it with ", or use """ for several lines',
    ),
    (
        "Illegal character",
        "a character that TOML does not allow",
        "remove it; control characters cannot stand in a file",
    ),
    ("Invalid value", "no value that TOML knows", 'a text needs quotes, as "text"; true and false are lower-case'),
    ("Expected '='", "a key without =", 'write key = "value"'),
    ("Unclosed array", "a list is not closed, or lacks a comma", "separate the items with commas and end with ]"),
    ("Unclosed inline table", "a table in braces is not closed", "separate the pairs with commas and end with }"),
    ("Invalid initial character", "a key was expected here", "remove a comma too many, or add the key"),
    ("Invalid statement", "neither a key nor a table begins here", 'write key = "value", or a header as [[event]]'),
    ("Cannot overwrite a value", "a key stands here twice", "remove one of the two"),
    ("Cannot declare", "a table is declared twice, or in two ways", "use [[name]] in double brackets for each record"),
    ("Cannot mutate", "a table is declared twice, or in two ways", "use [[name]] in double brackets for each record"),
    ("Expected ']", "a header is not closed", "end it with as many brackets as it begins with, as [[event]]"),
    ("Unescaped", "a backslash that means nothing", r"write \\ for a backslash, or put the text in single quotes"),
    (
        "Expected newline",
        "something follows the value",
        'one pair per line; a text with - or : needs quotes, as "2022-10"',
    ),
)


class Document(NamedTuple):
    """A file as it was read.

    ``text`` has no byte order mark and keeps its line ends; ``data`` holds what could be read; ``faults`` are those
    of encoding and syntax (CBI001, CBI002, CBI105), with their regions. ``clean`` is the text that ``data`` was read
    from: the same with broken tables blanked, so that lines keep their numbers.
    """

    name: str
    text: str
    data: dict[str, Any]
    faults: tuple[Fault, ...]
    clean: str


def parse(name: str, raw: bytes) -> Document:
    """Read the bytes of a file; never raises. A broken table costs only itself: the others are read all the same."""
    if len(raw) > MAX_BYTES:
        message = f"the file has more than {MAX_BYTES // 1024 // 1024} MiB"
        return _unread(name, "", "CBI001", message, "split it", Region(1, 1, 1, 1))
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return _not_utf8(name, raw, error)
    try:
        return Document(name, text, _read(text), (), text)
    except (ValueError, RecursionError):
        return _by_tables(name, text)


def _read(text: str) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(text)


def _unread(name: str, text: str, code: str, message: str, hint: str, region: Region) -> Document:
    return Document(name, text, {}, (Fault(code, name, (), message, hint, region=region),), "")


def _not_utf8(name: str, raw: bytes, error: UnicodeDecodeError) -> Document:
    before = raw[: error.start].decode("utf-8", "replace")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    hint = "save the file as UTF-8"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        hint = "the file is UTF-16; save it as UTF-8"
    text = raw.decode("utf-8", "replace")
    message = f"byte 0x{raw[error.start]:02x} is not UTF-8"
    return _unread(name, text, "CBI002", message, hint, Region(line, column, line, column + 1))


def _by_tables(name: str, text: str) -> Document:
    """Read each table by itself, so that every broken one is told; the rest together."""
    kept: list[str] = []
    faults: list[Fault] = []
    line = 1
    for block in _blocks(text):
        fault = _fault(name, block, line)
        if fault is not None:
            faults.append(fault)
        kept.append(block if fault is None else re.sub(r"[^\n]", "", block))
        line += block.count("\n")
    clean = "".join(kept)
    try:
        return Document(name, text, _read(clean), tuple(faults), clean)
    except (ValueError, RecursionError):
        whole = _fault(name, clean, 1)
        return Document(name, text, {}, (*faults, *((whole,) if whole else ())), "")


def _blocks(text: str) -> Iterator[str]:
    """The text cut before every table."""
    cuts = [0, *(at for at in table_starts(text) if at), len(text)]
    return (text[start:end] for start, end in pairwise(cuts))


def _fault(name: str, block: str, first_line: int) -> Fault | None:
    """The first fault of a block that begins at a line of its file."""
    try:
        _read(block)
    except RecursionError:
        region = _region(1, 1, first_line)
        return Fault("CBI001", name, (), "lists or tables are nested too deeply", "use fewer levels", region=region)
    except ValueError as error:
        return _told(name, block, str(error), first_line)
    return None


def _told(name: str, block: str, said: str, first_line: int) -> Fault:
    """What tomllib says, in words for a person, at its place in the file."""
    place = _PLACE.search(said)
    lines = block.split("\n")
    if place and place[1]:
        row, column = int(place[1]), int(place[2])
    else:
        row = max((number for number, line in enumerate(lines, 1) if line.strip()), default=1)
        column = len(lines[row - 1].rstrip()) + 1
    line = lines[min(row, len(lines)) - 1]
    date = _BARE_DATE.search(line)
    if date and said.startswith(("Invalid date", "Expected newline")):
        return _bad_date(name, date, _region(row, date.start(1) + 1, first_line))
    known = next(((what, hint) for start, what, hint in _REMEDIES if said.startswith(start)), None)
    what, hint = known or (_PLACE.sub("", said), "see the rules of TOML 1.0")
    return Fault("CBI001", name, (), what, hint, region=_region(row, column, first_line))


def _bad_date(name: str, date: re.Match[str], region: Region) -> Fault:
    """A date without quotes that the calendar does not have, or that lacks its day."""
    wide = region._replace(end_column=region.column + len(date[1]))
    if date[1].count("-") == 1:
        hint = f'put a date without a day in quotes: "{date[1]}"'
        return Fault("CBI001", name, (), f"`{date[1]}` is no whole date", hint, region=wide)
    message = f"the calendar has no {date[1]}"
    return Fault("CBI105", name, (), message, "write a day that the calendar has, as 2022-10-13", region=wide)


def _region(row: int, column: int, first_line: int) -> Region:
    line = first_line + row - 1
    return Region(line, column, line, column + 1)
