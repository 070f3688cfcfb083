"""The codes of languages, and those that the program speaks."""

from __future__ import annotations

import re

Lang = str
"""The code of a language: one that the program speaks, `en` or `es`, or another one of a dataset."""

INTERFACE_LANGUAGES = ("en", "es")
"""The languages that the program itself speaks."""

LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$"
_LANGUAGE = re.compile(LANGUAGE_PATTERN.strip("^$"))


def is_language(code: object) -> bool:
    """Tell whether a value is the code of a language, known or not."""
    return isinstance(code, str) and len(code) <= 35 and _LANGUAGE.fullmatch(code) is not None


def normalize_language(code: str) -> str:
    """Return the code of a language as a dataset writes it: `pt-br` for `pt_BR`."""
    return code.strip().lower().replace("_", "-")


def parse_lang(text: str) -> Lang | None:
    """Return the language that a text names, None if it is not the code of one."""
    code = normalize_language(text)
    return code if is_language(code) else None
