"""The quick parser of the optional extra ``fast``, for texts that it can be trusted with."""

from __future__ import annotations

import re
from typing import Any

_DEEPEST = 64

_WORDS = re.compile(
    r'''"""(?:[^\\]|\\.)*?(?:"""|\Z)|\'\'\'.*?(?:\'\'\'|\Z)'''
    r"""|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?|'[^'\n]*+'?|#[^\n]*+""",
    re.DOTALL,
)
"""Texts and comments, in which a bracket means nothing."""


def parse_quickly(text: str) -> dict[str, Any] | None:
    """The data of a text as the standard library would give it; None where that has to be asked.

    That is where the extra is not installed, where the quick parser finds a fault, since the standard library is the
    judge of those, and where brackets lie so deep inside each other that the quick parser would not survive it.
    """
    try:
        import toml_rs
    except ImportError:
        return None
    if _depth(text) > _DEEPEST:
        return None
    try:
        return dict(toml_rs.loads(text, toml_version="1.0.0"))
    except ValueError:
        return None


def _depth(text: str) -> int:
    """How many brackets at the most are open at one time."""
    deepest = now = 0
    for part in re.split(r"[\]}]", _WORDS.sub("", text)):
        now += part.count("[") + part.count("{")
        deepest = max(deepest, now)
        now = max(now - 1, 0)
    return deepest
