"""Read the bytes of a TOML file.

Every error of the text is a value, and one broken table does not hide others.
"""

from __future__ import annotations

import codecs
from typing import Any, NamedTuple

from cbi_cli.core.findings import KeyPath, RawFinding, TextRange
from cbi_cli.core.messages import message
from cbi_cli.records.names import MAX_BYTES
from cbi_cli.toml.merge_conflicts import resolve_conflicts
from cbi_cli.toml.parser import parse_toml
from cbi_cli.toml.recovery import recover_tables
from cbi_cli.toml.syntax_tree import SyntaxTree, parse_syntax_tree

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
        """The syntax tree of `clean`.

        It is built only if it is needed: few documents have anything to locate.
        """
        return parse_syntax_tree(self.clean)


def parse(name: str, raw: bytes) -> Document:
    """Read a file; never raises, whatever the bytes are."""
    if len(raw) > MAX_BYTES:
        return _oversized_document(name, "", message("the file is larger than 64 MiB"), _suggest_split(name))
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        text = raw.decode("utf-8", "replace")
        finding = _describe_invalid_byte(name, raw, error.start)
        return Document(name, text, {}, (finding,), "")
    return _parse_text(name, text)


def _suggest_split(name: str) -> str:
    """Return how to split a file that is too large.

    Only events may be in several files.
    """
    if not name.startswith("events/"):
        return message("at most 64 MiB are allowed for this file: remove what is not data of this kind")
    if name.count("/") > 1:
        folder = name.rpartition("/")[0]
        return message("split it into several files of {folder}/", folder=folder)
    folder = name.removesuffix(".toml")
    return message("split it into several files below {folder}/, e.g. {folder}/01.toml for January", folder=folder)


def _parse_text(name: str, text: str) -> Document:
    """Parse a text at once if it has no error, table by table otherwise."""
    start = _find_long_line(text)
    if start is not None:
        description = message("the line is too long: more than {limit:,} characters", limit=MAX_LINE_LENGTH)
        line = text.count("\n", 0, start) + 1
        return _oversized_document(name, text, description, message("split it: a list may take several lines"), line)
    # The markers of a merge would break every table around them.
    merged, conflicts = resolve_conflicts(name, text)
    result = parse_toml(merged)
    if isinstance(result, dict):
        return Document(name, text, result, conflicts, merged)
    recovered = recover_tables(name, merged)
    errors = (*conflicts, *recovered.errors)
    return Document(name, text, recovered.data, errors, recovered.clean, recovered.unreadable)


def _oversized_document(name: str, text: str, description: str, hint: str, line: int = 1) -> Document:
    """Return a document without data for a file beyond a limit."""
    region = TextRange(line, 1, line, 1)
    finding = RawFinding("CBI001", name, (), description, hint, region=region)
    return Document(name, text, {}, (finding,), "")


def _find_long_line(text: str) -> int | None:
    """Return the offset of the first line that is too long, if there is one."""
    start = 0
    while len(text) - start > MAX_LINE_LENGTH:
        # The last line end within reach: all lines before it are short enough.
        end = text.rfind("\n", start, start + MAX_LINE_LENGTH + 1)
        if end < 0:
            return start
        start = end + 1
    return None


def _describe_invalid_byte(name: str, raw: bytes, offset: int) -> RawFinding:
    """Return the finding for the first byte that is not UTF-8."""
    before = raw[:offset].decode("utf-8")
    line = before.count("\n") + 1
    column = column_at(before, len(before))
    description = message("the text is not UTF-8: byte 0x{byte:02X} is not allowed here", byte=raw[offset])
    hint = message("save the file as UTF-8")
    # UTF-8 never contains the first byte of a UTF-16 mark, so such a file fails at once.
    if raw.startswith(_UTF16_BOMS):
        description = message("the text is UTF-16, not UTF-8")
        hint = message(
            'save the file as UTF-8 (in Windows Notepad: "Save as", then the encoding UTF-8; "Unicode" means UTF-16)'
        )
    region = TextRange(line, column, line, column + 1)
    return RawFinding("CBI002", name, (), description, hint, region=region)


def column_at(text: str, offset: int) -> int:
    """Return the column, from 1, of an offset in a text."""
    line_start = text.rfind("\n", 0, offset) + 1
    return offset - line_start + 1
