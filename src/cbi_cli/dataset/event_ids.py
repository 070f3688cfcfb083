"""Suggest an id for a new record, made of its date and its title or name."""

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
    """Return an id for an event.

    It is the start, or the first date of one between two, and the most important words of the title, joined by hyphens.
    An id that is taken is numbered from 2. A title without Latin words gives no slug, since a script is transliterated
    differently in each language; `fallback` is used in its place.
    """
    has_day = start.day is not None
    slug = _make_slug(title, has_day) or _make_slug(fallback, has_day) or "event"
    base = f"{start.bound}-{slug}"
    event_id = base
    number = 1
    while event_id in taken:
        number += 1
        event_id = f"{base}-{number}"
    return event_id


def _make_slug(title: str, has_day: bool) -> str:
    """Return the Latin words of a title without case and accents.

    The result is empty if none has a letter.
    """
    # In an abbreviation or a contraction these signs do not separate two words.
    plain = re.sub(r"[.'ʻ]", "", fold(title))
    words: list[str] = []
    for word in re.findall(r"[^\W_]+", plain):
        if not word.isascii() or word in _STOP_WORDS:
            continue
        # After a partial date, two digits would be read as its month or day.
        if not words and not has_day and re.fullmatch("[0-9]{2}", word):
            continue
        words.append(word)
    del words[_MAX_WORDS:]
    if all(word.isdigit() for word in words):
        return ""
    while len("-".join(words)) > _MAX_CHARACTERS and len(words) > 1:
        words.pop()
    # A single word may be longer than the limit.
    return "-".join(words)[:_MAX_CHARACTERS].strip("-")


def make_record_id(name: str) -> str:
    """Return an id for a record of another kind, made of its name.

    The result is empty for a name without Latin words.
    """
    plain = re.sub(r"[.'ʻ]", "", fold(name))
    words = [word for word in re.findall(r"[^\W_]+", plain) if word.isascii()]
    while len("-".join(words)) > _MAX_CHARACTERS and len(words) > 1:
        words.pop()
    return "-".join(words)[:_MAX_CHARACTERS].strip("-")
