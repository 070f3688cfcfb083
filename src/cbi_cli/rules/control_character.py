"""A text contains an invisible character or a sign of lost text.

Finds control characters, characters that change the direction of writing, characters that are not drawn (soft
hyphens, zero-width characters, tags, fillers), private use characters and noncharacters, and U+FFFD, in values and
in comments, as characters or as escapes such as `\\u0007`. Line breaks and tabs are allowed. So are joiners between
letters of scripts that need them, and the invisible parts of an emoji.

These characters are usually copied from web pages and PDF files. They break searching, make equal-looking texts
different, and some make a terminal or web page show something other than the text of the file. U+FFFD replaces a
character that could not be read.

To fix it, delete the character. If you cannot see where it is, type the word again. Replace U+FFFD with the
character from the source.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from cbi_cli.core.characters import find_hidden
from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.text_scan import Span, find_in_texts, list_names

RULE = Rule("CBI407", "control-character", "error")


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield each value or other part of the text with such a character."""
    return find_in_texts(dataset, RULE, _find_spans, _format_message, message("delete it, or type the word again"))


def _find_spans(text: str) -> Iterator[Span]:
    for index in find_hidden(text):
        yield index, index + 1


def _format_message(characters: Sequence[str]) -> str:
    names = list_names(characters, _format_character, "; ")
    return message("the text contains {names}", names=names)


def _format_character(character: str) -> str:
    name = unicodedata.name(character, "").lower()
    if not name:
        name = _describe_unnamed(character)
    return message("U+{code:04X}, {name}", code=ord(character), name=name)


def _describe_unnamed(character: str) -> str:
    """Describe a character that has no name in Unicode."""
    category = unicodedata.category(character)
    if category == "Cc":
        return message("a control character")
    if category == "Co":
        return message("a private use character")
    return message("a noncharacter")
