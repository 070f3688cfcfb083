"""A text holds a character that cannot be seen, or a sign that something was lost.

Finds control characters, marks that turn the direction of writing, characters that are drawn as nothing (soft hyphens,
characters without width, tags, fillers), private use characters and noncharacters, and U+FFFD, in values and in
comments, written as they are or as escapes like `\\u0007`. Line ends and tabs are fine. So are joiners between letters
of scripts that join, and the invisible parts of an emoji.

They come from copying out of web pages and PDF files. They break searching, two texts that look the same are not, and
some can make a terminal or a web page show another text than the file holds. U+FFFD replaces a character that could
not be read.

To correct it, delete the character. If the cursor does not show it, type the word again. Replace U+FFFD by the
character that the source has.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from cbi_cli.core.characters import find_hidden
from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.texts import Span, find_in_texts, listed

CHECK = Check("CBI407", "control-character", "error")


def find(dataset: Dataset) -> Iterator[Fault]:
    """Yield each value, and each place outside of values, with such a character."""
    return find_in_texts(dataset, CHECK, _spans, _tell, "delete it, or type the word again")


def _spans(text: str) -> Iterator[Span]:
    for index in find_hidden(text):
        yield index, index + 1


def _tell(characters: Sequence[str]) -> str:
    return f"the text holds {listed(characters, _name, '; ')}"


def _name(character: str) -> str:
    name = unicodedata.name(character, "").lower() or _kind(character)
    return f"U+{ord(character):04X}, {name}"


def _kind(character: str) -> str:
    """Describe a character that has no name."""
    category = unicodedata.category(character)
    if category == "Cc":
        return "a control character"
    return "a private use character" if category == "Co" else "a noncharacter"
