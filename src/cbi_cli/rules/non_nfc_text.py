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
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.text_scan import Span, find_in_texts, list_names

RULE = Rule("CBI408", "non-nfc-text", "error", "not-nfc")
_WORD = re.compile(r"\S+")


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Values and places with a word that NFC would write otherwise."""
    return find_in_texts(
        dataset, RULE, _find_spans, _format_message, "type the word again, with each accented letter as one character"
    )


def _find_spans(text: str) -> Iterator[Span]:
    if unicodedata.is_normalized("NFC", text):
        return
    for found in _WORD.finditer(text):
        if not unicodedata.is_normalized("NFC", found[0]):
            yield found.span()


def _format_message(words: Sequence[str]) -> str:
    verb = "is" if len(set(words)) == 1 else "are"
    return f"{list_names(words, _quote_word)} {verb} written with separate accents"


def _quote_word(word: str) -> str:
    return f"`{unicodedata.normalize('NFC', word)[:60]}`"
