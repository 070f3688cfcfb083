"""An accented letter is written as several characters.

Finds texts that are not in Unicode normalization form NFC: a letter followed by a combining accent, instead of one
character for both. On the screen, the two look the same.

Searches and comparisons treat them as different, so `México` would not be found. Such text comes from PDF files and
some file systems.

To fix it, run `cbi validate --fix`, or type the word again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message, plural_message
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.text_scan import Span, find_in_texts, list_names

RULE = Rule("CBI408", "non-nfc-text", "error", "not-nfc")
_WORD = re.compile(r"\S+")
_MAX_LENGTH = 60


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield each value or other part of the text that is not in NFC."""
    hint = message("type the word again, with each accented letter as one character")
    return find_in_texts(dataset, RULE, _find_spans, _format_message, hint)


def _find_spans(text: str) -> Iterator[Span]:
    # Most texts are, and need no search word by word.
    if unicodedata.is_normalized("NFC", text):
        return
    for match in _WORD.finditer(text):
        if not unicodedata.is_normalized("NFC", match[0]):
            yield match.span()


def _format_message(words: Sequence[str]) -> str:
    names = list_names(words, _quote_word)
    count = len(set(words))
    return plural_message(
        "{names} is written with separate accents", "{names} are written with separate accents", count, names=names
    )


def _quote_word(word: str) -> str:
    normalized = unicodedata.normalize("NFC", word)
    return f"`{normalized[:_MAX_LENGTH]}`"
