"""Keep texts from being read as formulas by a spreadsheet."""

from __future__ import annotations

FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the start of a formula; the last four are the wide forms of the first."""

_MARK = "'"

FORMULA_STARTS = frozenset((*FORMULA_PREFIXES, _MARK))
"""The first characters of all texts that `escape_formula` may change."""


def escape_formula(text: str) -> str:
    """Put an apostrophe before a text that would be a formula, also after apostrophes of its own.

    So `unescape_formula` gives back every text.
    """
    if _is_formula(text):
        return f"{_MARK}{text}"
    return text


def unescape_formula(text: str) -> str:
    """Remove the apostrophe that `escape_formula` puts before a text."""
    if text.startswith(_MARK) and _is_formula(text):
        return text[1:]
    return text


def _is_formula(text: str) -> bool:
    return text.lstrip(_MARK).startswith(FORMULA_PREFIXES)
