"""Text of a dataset made harmless for a terminal, and its width there."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# These are compiled when they are first used, which most calls never do.
# Joiners (U+200C, U+200D) stay: Persian and Indic words and many an emoji are spelled with them.
_UNSAFE = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff]"
)
_COMMAND = r"(?m)##(?=\[|vso\[)|^[^\S\n]*::"
# What follows a joiner is drawn into the sign before it, and U+FE0F makes a narrow sign a wide one.
_JOINED = "\u200d[^\\s\\w]\ufe0f?"
_AS_EMOJI = "[\u00a9\u00ae\u203c-\u2bff](?=\ufe0f)(?<![\u231a\u231b\u23e9-\u23ec\u2b50\u2b55])"
_LATER_IN_SYLLABLE = "[\u1160-\u11ff\ud7b0-\ud7ff]"
_HASHES = r"#(?=#(\[|vso\[))"


def clean(text: str) -> str:
    """The text without control and direction characters, each shown as a replacement sign.

    Line feeds stay, and a tab becomes a space, since its width depends on where it stands.
    """
    return text if text.isprintable() and text.isascii() else without_controls(text).replace("\t", " ")


def without_controls(text: str) -> str:
    """The same with tabs as they are, for what is read by programs."""
    return re.sub(_UNSAFE, "\ufffd", text)


def escaped(text: str) -> str:
    """A document of JSON with such characters as escapes, so that they come back and reach no terminal."""
    return hashes_as("\\u0023", re.sub(_UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", text))


def no_commands(text: str) -> str:
    """The text with a replacement sign in what a CI runner, reading along, would take for the start of a command."""
    return re.sub(_COMMAND, lambda found: found[0].replace("#", "\ufffd").replace(":", "\ufffd"), text)


def hashes_as(escape: str, text: str) -> str:
    """A document in which the ``##[`` of a CI runner's command begins with an escape that the format undoes."""
    return re.sub(_HASHES, lambda found: escape, text)


def one_line(text: str) -> str:
    """The text on a single line, harmless."""
    return clean(text.replace("\r\n", " ").replace("\n", " "))


def width(text: str) -> int:
    """How many columns a terminal gives the text: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    joined = re.sub(_JOINED, "", text) if "\u200d" in text else text
    return sum(map(_width_of, joined)) + len(re.findall(_AS_EMOJI, joined))


@lru_cache(4096)
def _width_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf") or re.match(_LATER_IN_SYLLABLE, character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, columns: int) -> str:
    """The text filled with spaces to a width."""
    return text + " " * (columns - width(text))
