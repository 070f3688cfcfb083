"""Change some stretches of a file; all other bytes are kept."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import KeyPath
from cbi_cli.core.messages import message
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.syntax_tree import SyntaxTree


class TextEdit(NamedTuple):
    """A stretch of a text and what takes its place; an empty stretch is an insertion."""

    start: int
    end: int
    text: str


def insert_lines(text: str, offset: int, lines: str) -> TextEdit:
    """Return the edit that adds lines, which end with a line ending only if the text does."""
    if offset and not text[:offset].endswith("\n"):
        return TextEdit(offset, offset, "\n" + lines.removesuffix("\n"))
    return TextEdit(offset, offset, lines)


class Proof(NamedTuple):
    """What must be true of the text after an edit: its data, and the comments that go and come."""

    data: Any
    without_comments: tuple[str, ...] = ()
    with_comments: tuple[str, ...] = ()


def line_ending(text: str) -> str:
    """Return the line ending of most lines of a text."""
    if text.count("\r\n") * 2 > text.count("\n"):
        return "\r\n"
    return "\n"


def apply_edits(raw: bytes, document: Document, edits: Iterable[TextEdit], proof: Proof) -> bytes:
    """Return the bytes of a file after some edits.

    The new lines get the line ending of most lines of the file. Raises CbiError unless the new text is proven to have
    the expected data and all comments, and for text that is not Unicode.
    """
    text = document.text
    newline = line_ending(text)
    pieces: list[str] = []
    copied = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < copied:
            raise not_editable(document.name)
        pieces.append(text[copied : edit.start])
        pieces.append(edit.text.replace("\r\n", "\n").replace("\n", newline))
        copied = edit.end
    pieces.append(text[copied:])
    new = _encode(raw, "".join(pieces))
    _verify(document, new, proof)
    return new


def not_editable(name: str) -> CbiError:
    """Return the error for a file whose new text cannot be proven right."""
    return CbiError(
        message("{file} cannot be edited automatically; nothing was written", file=name),
        message("change it by hand"),
    )


def _encode(raw: bytes, text: str) -> bytes:
    bom = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    try:
        return bom + text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise CbiError(message("a text has characters that are not Unicode"), message("type it again")) from error


def _verify(old: Document, new: bytes, proof: Proof) -> None:
    """Raise CbiError unless the new text has the data and the comments that it should have."""
    after = parse(old.name, new)
    if after.errors or canonical(after.data) != canonical(proof.data):
        raise not_editable(old.name)
    expected = Counter(SyntaxTree(old.text).comments())
    expected.subtract(proof.without_comments)
    expected.update(proof.with_comments)
    if Counter(SyntaxTree(after.text).comments()) != expected:
        raise not_editable(old.name)


def replace_at(data: Any, path: KeyPath, value: Any) -> Any:
    """Return data with another value at a path, which must exist."""
    if not path:
        return value
    part, *rest = path
    if isinstance(data, list):
        items = list(data)
        items[int(part)] = replace_at(data[int(part)], tuple(rest), value)
        return items
    return {**data, part: replace_at(data[part], tuple(rest), value)}


def canonical(value: Any) -> str:
    """Return a text that is the same for equal data only; the order of keys means nothing."""
    if isinstance(value, dict):
        pairs = [f"{name!r}: {canonical(item)}" for name, item in sorted(value.items())]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join([canonical(item) for item in value]) + "]"
    # 1, 1.0 and True are equal in Python, and nan is not equal to itself; their texts can be compared.
    return repr(value)
