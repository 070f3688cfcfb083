"""The languages of a new dataset, and the keys of its texts in each of them."""

from __future__ import annotations

from collections.abc import Sequence

_LANGUAGES = ("en", "es")


def is_language(code: str) -> bool:
    """Tell whether a dataset can have texts in a language."""
    return code in _LANGUAGES


def normalize_language(code: str) -> str:
    """Return the code of a language as a dataset writes it."""
    return code.strip().lower().replace("_", "-")


def plain_language(languages: Sequence[str]) -> str:
    """Return the language of the plain keys of a dataset, such as `title`."""
    if not languages or "en" in languages:
        return "en"
    return languages[0]


def twin_languages(languages: Sequence[str]) -> tuple[str, ...]:
    """Return the languages of a dataset whose texts have keys of their own."""
    plain = plain_language(languages)
    return tuple(language for language in dict.fromkeys(languages) if language != plain)


def twin_key(key: str, language: str) -> str:
    """Return the key of a text in a language that is not that of the plain key, such as `title_es`."""
    return f"{key}_{language.replace('-', '_')}"
