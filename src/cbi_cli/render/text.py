"""Text of a dataset made harmless for a terminal, and its width there."""

from __future__ import annotations

import re
import unicodedata

_UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without control and direction characters, each shown as a replacement sign; line feeds stay."""
    return _UNSAFE.sub("\ufffd", text) if not text.isascii() or not text.isprintable() else text


def one_line(text: str) -> str:
    """The text on a single line, harmless."""
    return clean(text.replace("\r\n", " ").replace("\n", " "))


def width(text: str) -> int:
    """How many columns a terminal gives the text: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_width_of(character) for character in text)


def _width_of(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, columns: int) -> str:
    """The text filled with spaces to a width."""
    return text + " " * (columns - width(text))
