"""A text holds a character that cannot be seen.

Finds control characters, marks that turn the direction of writing, and characters without width, in values and in
comments, written as they are or as escapes like `\\u0007`. Line ends and tabs are fine.

They come from copying out of web pages and PDF files. They break searching, and some can make a terminal or a web
page show another text than the file holds.

To mend it, delete the character. Where the cursor does not show it, type the word anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.texts import Span, find_in_texts

CHECK = Check("CBI407", "control-character", "error")
_BAD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)


def find(dataset: Dataset) -> Iterator[Fault]:
    """Values and places with such a character."""
    return find_in_texts(dataset, CHECK, _spans, _tell, "delete it")


def _spans(text: str) -> Iterator[Span]:
    return (found.span() for found in _BAD.finditer(text))


def _tell(character: str) -> str:
    name = unicodedata.name(character, "").lower() or "a control character"
    return f"the text holds U+{ord(character):04X}, {name}"
