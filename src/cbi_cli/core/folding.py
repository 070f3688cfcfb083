"""Compare text the way people type it: without regard to case, accents or Unicode form."""

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
"""Latin letters that Unicode does not take apart into a letter and a mark, with what people type for them."""

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LAST_LATIN = "\u024f"
"""Up to here each letter folds by itself, whatever is beside it."""

_TYPED_EQUIVALENTS = str.maketrans(
    {**LATIN_LETTERS, **dict.fromkeys("‘’ʼ", "'"), **dict.fromkeys("“”„", '"'), **dict.fromkeys("‐‑‒–—", "-")}
)


def fold(text: str) -> str:
    """Return the text without case and combining marks, in one Unicode form, with single spaces.

    So ``Obrador`` finds ``OBRADOR``, ``lopez`` finds ``López``, and a word in decomposed form (as macOS stores file
    names) finds the same word in composed form. Curly quotation marks count as straight ones, and dashes as hyphens.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    letters = set(_NOT_ASCII.findall(text))
    if max(letters) > _LAST_LATIN:
        return " ".join(_fold_any(text).split())
    for letter in letters:
        text = text.replace(letter, _fold_letter(letter))
    return " ".join(text.lower().split())


@cache
def _fold_letter(letter: str) -> str:
    return _fold_any(letter)


def _fold_any(text: str) -> str:
    """Fold a text of any script; its spaces are left as they are."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = _NOT_ASCII.sub(_strip_mark, decomposed)
    return unicodedata.normalize("NFKC", bare).casefold().translate(_TYPED_EQUIVALENTS)


def _strip_mark(found: re.Match[str]) -> str:
    """Return one character, or nothing for a combining mark."""
    return "" if unicodedata.combining(found[0]) else found[0]
