"""Suggest the likely meaning of a misspelled name."""

from __future__ import annotations

from collections.abc import Iterable

from cbi_cli.core.messages import message

_MAX_LISTED_NAMES = 30


def closest_match(word: str, names: Iterable[str]) -> str | None:
    """Return the name that is most similar to `word`, if any is similar."""
    # Only misspelled names need it.
    from difflib import get_close_matches

    names_by_lower = {name.lower(): name for name in names}
    # The time that difflib takes can grow with the square of the length.
    matches = get_close_matches(word.lower()[:200], names_by_lower, n=1)
    if not matches:
        return None
    return names_by_lower[matches[0]]


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Return a hint with the most similar name.

    If no name is similar, it lists the names, at most 30 of them; otherwise it is empty.
    """
    choices = list(names)
    guess = closest_match(word, choices)
    if guess:
        return message("did you mean `{name}`?", name=guess)
    if 0 < len(choices) <= _MAX_LISTED_NAMES:
        return message("one of: {names}", names=", ".join(choices))
    return ""
