"""Bytes of a TOML file to data, with every fault of the text as a value; one broken table does not hide the others."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, NamedTuple

from cbi_cli.core.findings import KeyPath, RawFinding, TextRange

if TYPE_CHECKING:
    from cbi_cli.toml.syntax_tree import SyntaxTree
from cbi_cli.toml.merge_conflicts import resolve_conflicts
from cbi_cli.toml.parser import parse_toml
from cbi_cli.toml.recovery import recover_tables

MAX_BYTES = 64 * 1024 * 1024
"""Larger files are refused unread."""

MAX_LINE_LENGTH = 1_000_000
"""Characters of a line; a file with a longer one is refused."""

_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Document(NamedTuple):
    """A file of a dataset, read.

    `name` is its path inside the dataset, with forward slashes. `text` is its text as written, with its own line ends
    and without a byte order mark. `data` has the content of the readable tables, and `errors` says what is wrong with
    the others (codes CBI001, CBI002 and CBI105). `clean` is the text that gave `data`: the same lines, with those of
    broken tables left empty; if nothing could be read it is empty. `unreadable` has the paths of single values that
    cannot be read: `data` has their texts, and nothing may be concluded from them.
    """

    name: str
    text: str
    data: dict[str, Any]
    errors: tuple[RawFinding, ...]
    clean: str
    unreadable: tuple[KeyPath, ...] = ()

    @property
    def tree(self) -> SyntaxTree:
        """The syntax tree of ``clean``, made when it is asked for; most documents have nothing to point at."""
        from cbi_cli.toml.syntax_tree import parse_syntax_tree

        return parse_syntax_tree(self.clean)


def parse(name: str, raw: bytes) -> Document:
    """Read a file; never raises, whatever the bytes are."""
    if len(raw) > MAX_BYTES:
        return _oversized_document(name, "", "the file is larger than 64 MiB", _suggest_split(name))
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return Document(name, raw.decode("utf-8", "replace"), {}, (_describe_invalid_byte(name, raw, error.start),), "")
    return _parse_text(name, text)


def _suggest_split(name: str) -> str:
    """Return how a file that is too large can be split: only events may be in several files."""
    folder = name.removesuffix(".toml")
    if not name.startswith("events/"):
        return "at most 64 MiB are allowed for this file: remove what is not data of this kind"
    if name.count("/") > 1:
        return f"split it into several files of {name.rpartition('/')[0]}/"
    return f"split it into several files below {folder}/, e.g. {folder}/01.toml for January"


def _parse_text(name: str, text: str) -> Document:
    """The quick way for a text without fault; table by table otherwise."""
    start = _find_long_line(text)
    if start is not None:
        told = f"the line is too long: more than {MAX_LINE_LENGTH:,} characters"
        return _oversized_document(
            name, text, told, "split it: a list may take several lines", text.count("\n", 0, start) + 1
        )
    merged, conflicts = resolve_conflicts(name, text) if "<<<<<<<" in text else (text, ())
    result = parse_toml(merged)
    if isinstance(result, dict):
        return Document(name, text, result, conflicts, merged)
    found = recover_tables(name, merged)
    return Document(name, text, found.data, (*conflicts, *found.errors), found.clean, found.unreadable)


def _oversized_document(name: str, text: str, told: str, hint: str, line: int = 1) -> Document:
    """A file beyond a limit, of which nothing more is read."""
    return Document(
        name, text, {}, (RawFinding("CBI001", name, (), told, hint, region=TextRange(line, 1, line, 1)),), ""
    )


def _find_long_line(text: str) -> int | None:
    """Where the first line that is too long begins; None where there is none."""
    start = 0
    while len(text) - start > MAX_LINE_LENGTH:
        end = text.rfind("\n", start, start + MAX_LINE_LENGTH + 1)
        if end < 0:
            return start
        start = end + 1
    return None


def _describe_invalid_byte(name: str, raw: bytes, offset: int) -> RawFinding:
    """The fault for bytes that are no UTF-8, at the first wrong one."""
    before = raw[:offset].decode("utf-8")
    line = before.count("\n") + 1
    column = column_at(before, len(before))
    message = f"the text is not UTF-8: byte 0x{raw[offset]:02X} is not allowed here"
    hint = "save the file as UTF-8"
    if raw.startswith(_UTF16_BOMS):
        message = "the text is UTF-16, not UTF-8"
        hint = 'save the file as UTF-8 (in Windows Notepad: "Save as", then the encoding UTF-8; "Unicode" means UTF-16)'
    return RawFinding("CBI002", name, (), message, hint, region=TextRange(line, column, line, column + 1))


def column_at(text: str, offset: int) -> int:
    """The column, from 1, of a place in a text given by its offset in characters."""
    return offset - (text.rfind("\n", 0, offset) + 1) + 1
