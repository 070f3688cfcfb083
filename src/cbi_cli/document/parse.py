"""Bytes of a TOML file to data, with every fault of the text as a value; one broken table does not hide the others."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, NamedTuple

from cbi_cli.core.findings import Fault, Path, Region

if TYPE_CHECKING:
    from cbi_cli.document.syntax_tree import SyntaxTree
from cbi_cli.document.attempt import attempt
from cbi_cli.document.merge import resolve
from cbi_cli.document.recover import recover

MAX_BYTES = 64 * 1024 * 1024
"""Larger files are refused unread."""

LONGEST_LINE = 1_000_000
"""Characters of a line; a file with a longer one is refused."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Document(NamedTuple):
    """A file of a dataset, read.

    ``name`` is its path inside the dataset, with forward slashes. ``text`` is its text as it stands, with its own line
    ends and without a byte order mark. ``data`` is what the readable tables hold, and ``faults`` is what is wrong
    with the others (codes CBI001, CBI002 and CBI105). ``clean`` is the text that gave ``data``: the same lines, with
    those of broken tables left empty; if nothing could be read it is empty. ``unread`` has the paths of single values
    that cannot be read: ``data`` has their texts, and nothing may be concluded from them.
    """

    name: str
    text: str
    data: dict[str, Any]
    faults: tuple[Fault, ...]
    clean: str
    unread: tuple[Path, ...] = ()

    @property
    def tree(self) -> SyntaxTree:
        """The syntax tree of ``clean``, made when it is asked for; most documents have nothing to point at."""
        from cbi_cli.document.syntax_tree import syntax_tree

        return syntax_tree(self.clean)


def parse(name: str, raw: bytes) -> Document:
    """Read a file; never raises, whatever the bytes are."""
    if len(raw) > MAX_BYTES:
        return _refused(name, "", "the file is larger than 64 MiB", _smaller(name))
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return Document(name, raw.decode("utf-8", "replace"), {}, (_not_utf8(name, raw, error.start),), "")
    return _parse_text(name, text)


def _smaller(name: str) -> str:
    """Return how a file that is too large can be split: only events may be in several files."""
    folder = name.removesuffix(".toml")
    if not name.startswith("events/"):
        return "at most 64 MiB are allowed for this file: remove what is not data of this kind"
    if name.count("/") > 1:
        return f"split it into several files of {name.rpartition('/')[0]}/"
    return f"split it into several files below {folder}/, e.g. {folder}/01.toml for January"


def _parse_text(name: str, text: str) -> Document:
    """The quick way for a text without fault; table by table otherwise."""
    start = _long_line(text)
    if start is not None:
        told = f"the line is too long: more than {LONGEST_LINE:,} characters"
        return _refused(name, text, told, "split it: a list may take several lines", text.count("\n", 0, start) + 1)
    merged, conflicts = resolve(name, text) if "<<<<<<<" in text else (text, ())
    result = attempt(merged)
    if isinstance(result, dict):
        return Document(name, text, result, conflicts, merged)
    found = recover(name, merged)
    return Document(name, text, found.data, (*conflicts, *found.faults), found.clean, found.unread)


def _refused(name: str, text: str, told: str, hint: str, line: int = 1) -> Document:
    """A file beyond a limit, of which nothing more is read."""
    return Document(name, text, {}, (Fault("CBI001", name, (), told, hint, region=Region(line, 1, line, 1)),), "")


def _long_line(text: str) -> int | None:
    """Where the first line that is too long begins; None where there is none."""
    start = 0
    while len(text) - start > LONGEST_LINE:
        end = text.rfind("\n", start, start + LONGEST_LINE + 1)
        if end < 0:
            return start
        start = end + 1
    return None


def _not_utf8(name: str, raw: bytes, offset: int) -> Fault:
    """The fault for bytes that are no UTF-8, at the first wrong one."""
    before = raw[:offset].decode("utf-8")
    line = before.count("\n") + 1
    column = offset_column(before, len(before))
    message = f"the text is not UTF-8: byte 0x{raw[offset]:02X} is not allowed here"
    hint = "save the file as UTF-8"
    if raw.startswith(_UTF16):
        message = "the text is UTF-16, not UTF-8"
        hint = 'save the file as UTF-8 (in Windows Notepad: "Save as", then the encoding UTF-8; "Unicode" means UTF-16)'
    return Fault("CBI002", name, (), message, hint, region=Region(line, column, line, column + 1))


def offset_column(text: str, offset: int) -> int:
    """The column, from 1, of a place in a text given by its offset in characters."""
    return offset - (text.rfind("\n", 0, offset) + 1) + 1
