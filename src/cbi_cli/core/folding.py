"""Compare text the way people type it: without regard to case, accents or Unicode form."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return the text without case and combining marks, in one Unicode form, with single spaces.

    So ``Obrador`` finds ``OBRADOR``, ``lopez`` finds ``López``, and a word in decomposed form (as macOS stores file
    names) finds the same word in composed form.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(unicodedata.normalize("NFKC", bare).casefold().split())
