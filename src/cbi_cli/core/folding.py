"""Fold texts for comparison.

Case, accents and Unicode form do not count.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

LATIN_LETTERS = {
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ħ": "h",
    "ŧ": "t",
    "ŋ": "n",
    "ı": "i",
    "ĸ": "k",
}
"""Latin letters that Unicode does not decompose into a letter and a mark, with what people type for them."""

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LAST_LATIN = "\u024f"
"""Up to this letter, each letter folds by itself, whatever its neighbors are."""

TYPED_EQUIVALENTS: dict[str, str] = {
    **LATIN_LETTERS,
    **dict.fromkeys("‘’ʼ", "'"),
    **dict.fromkeys("“”„", '"'),
    **dict.fromkeys("‐‑‒–—", "-"),
}
"""What people type for letters and signs that Unicode keeps apart."""

_EQUIVALENTS_TABLE = str.maketrans(TYPED_EQUIVALENTS)


def fold(text: str) -> str:
    """Return the text without case and combining marks.

    It is in one Unicode form, with single spaces. So `Obrador` finds `OBRADOR`, `lopez` finds `López`, and a word in
    decomposed form (as macOS stores file names) finds the same word in composed form. Curly quotation marks count as
    straight ones, and dashes as hyphens.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    letters = set(_NOT_ASCII.findall(text))
    if max(letters) > _LAST_LATIN:
        folded = _fold_any(text)
        return " ".join(folded.split())
    # Few letters are not ASCII, and each is folded once for all texts.
    for letter in letters:
        text = text.replace(letter, _fold_letter(letter))
    return " ".join(text.lower().split())


@cache
def _fold_letter(letter: str) -> str:
    return _fold_any(letter)


def _fold_any(text: str) -> str:
    """Fold a text of any script; its spaces are left as they are."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    without_marks = _NOT_ASCII.sub(_strip_mark, decomposed)
    composed = unicodedata.normalize("NFKC", without_marks)
    # Compatibility forms can have capital letters: ™ becomes TM.
    return composed.casefold().translate(_EQUIVALENTS_TABLE)


def _strip_mark(match: re.Match[str]) -> str:
    """Return one character, or nothing for a combining mark."""
    character = match[0]
    if unicodedata.combining(character):
        return ""
    return character


def begins_word(text: str, beginning: str) -> bool:
    """Tell whether a folded text has a word, or words in a row, that begin with another one."""
    position = text.find(beginning)
    while position > 0 and text[position - 1].isalnum():
        position = text.find(beginning, position + 1)
    return position >= 0
