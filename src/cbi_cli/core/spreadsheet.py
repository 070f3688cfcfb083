"""Keep texts from being read as formulas by a spreadsheet."""

from __future__ import annotations

FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the start of a formula; the last four are the wide forms of the first."""


def escape_formula(text: str) -> str:
    """Put an apostrophe before a text that would be a formula."""
    if text.startswith(FORMULA_PREFIXES):
        return f"'{text}"
    return text


def unescape_formula(text: str) -> str:
    """Remove the apostrophe that `escape_formula` puts before a text."""
    if text.startswith("'") and text[1:].startswith(FORMULA_PREFIXES):
        return text[1:]
    return text
