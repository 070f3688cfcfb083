"""An id for a new event, out of its date and its title."""

from __future__ import annotations

import re
from collections.abc import Container

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.folding import fold

_STOP_WORDS = {
    "a",
    "an",
    "and",
    "at",
    "by",
    "de",
    "del",
    "e",
    "el",
    "en",
    "for",
    "from",
    "in",
    "la",
    "las",
    "los",
    "of",
    "on",
    "or",
    "para",
    "por",
    "the",
    "their",
    "to",
    "un",
    "una",
    "with",
    "y",
}
_MAX_WORDS, _MAX_CHARACTERS = 7, 70


def suggest_event_id(start: PartialDate, title: str, taken: Container[str], fallback: str = "event") -> str:
    """Return an id for an event: the start and the title's weightiest words, joined by hyphens.

    An id that is taken is numbered from 2. A title without Latin words gives no slug, since a script is transliterated
    differently in each language; ``fallback`` is used in its place.
    """
    is_whole = start.day is not None
    name = f"{start}-{_make_slug(title, is_whole) or _make_slug(fallback, is_whole) or 'event'}"
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def _make_slug(title: str, is_whole: bool) -> str:
    """Return the Latin words of a title without case and accents; empty if there is not one with a letter.

    Behind a date that is not whole, two digits would be read as its month or day, so they do not begin the slug.
    """
    # In an abbreviation or a contraction these signs do not separate two words.
    plain = re.sub(r"[.'ʻ]", "", fold(title))
    words = [word for word in re.findall(r"[^\W_]+", plain) if word.isascii() and word not in _STOP_WORDS]
    while words and not is_whole and re.fullmatch("[0-9]{2}", words[0]):
        del words[0]
    words = words[:_MAX_WORDS]
    if not any(word.isalpha() or not word.isdigit() for word in words):
        return ""
    while len("-".join(words)) > _MAX_CHARACTERS and len(words) > 1:
        words.pop()
    return "-".join(words)[:_MAX_CHARACTERS].strip("-")
