"""An id for a new event, out of its date and its title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from cbi_cli.core.dates import PartialDate

_SMALL = {
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


def propose_id(start: PartialDate, title: str, taken: Container[str]) -> str:
    """The start and the title's weightiest words, joined by hyphens; numbered from 2 where that id is taken."""
    name = f"{start}-{_slug(title) or 'event'}"
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", re.sub(r"[.'’]", "", title)).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SMALL][:_MAX_WORDS]
    while len("-".join(words)) > _MAX_CHARACTERS and len(words) > 1:
        words.pop()
    return "-".join(words)[:_MAX_CHARACTERS].strip("-")
