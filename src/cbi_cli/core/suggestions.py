"""The likely meaning of a misspelled name."""

from __future__ import annotations

from collections.abc import Iterable


def closest_match(word: str, names: Iterable[str]) -> str | None:
    """The known name nearest to ``word``, or None where none is near."""
    from difflib import get_close_matches

    by_lower = {name.lower(): name for name in names}
    found = get_close_matches(word.lower()[:200], by_lower, n=1)
    return by_lower[found[0]] if found else None


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """A hint with the nearest name; the whole list where it is short and nothing is near; else empty."""
    known = list(names)
    guess = closest_match(word, known)
    if guess:
        return f"did you mean `{guess}`?"
    return f"one of: {', '.join(known)}" if 0 < len(known) <= 30 else ""
