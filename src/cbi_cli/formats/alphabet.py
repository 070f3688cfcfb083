"""Text in the signs that an encoding has: the marks of the reports in ASCII, and letters without their accents.

A sign is replaced by the same ASCII sign wherever it is used, so a legend always names the signs of its strip.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from cbi_cli.core.characters import format_code_point

_ASCII_SPELLINGS = {
    "●": "*",
    "○": "o",
    "·": ".",
    "•": "*",
    "–": "-",
    "—": "--",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "―": "--",
    "−": "-",
    "…": "...",
    "█": "=",
    "≈": "~",
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "→": "->",
    "←": "<-",
    "×": "x",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‘": "'",
    "’": "'",
    "‚": "'",
    "‹": "'",
    "›": "'",
    "ʼ": "'",
    "´": "'",
    "′": "'",
    "″": '"',
    "─": "-",
    "│": "|",
    "€": "EUR",
    "£": "GBP",
    "§": "Sec.",
    "©": "(c)",
    "ß": "ss",
    "ẞ": "SS",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
    "ħ": "h",
    "Ħ": "H",
    "ŧ": "t",
    "Ŧ": "T",
    "ŋ": "n",
    "Ŋ": "N",
    "ı": "i",
}
"""No value holds a colon or a number sign: no text may become a command of a CI system by being spelled in ASCII."""
_INVERTED_MARKS = "¿¡"
"""Spanish spelled in ASCII goes without them."""
_ERROR_HANDLER_NAME = "cbi-spelled"


def fit_to_encoding(text: str, encoding: str | None) -> str:
    """Spell a text with the signs that an encoding has.

    A character that has no other spelling is shown by its number.
    """
    if not encoding or _can_encode(encoding, text):
        return text
    text = unicodedata.normalize("NFC", text)
    found: list[str] = []
    for index, character in enumerate(text):
        if _can_encode(encoding, character):
            found.append(character)
        elif character not in _INVERTED_MARKS:
            found.append(_spell_in_ascii(character, text[index - 1 : index]))
    return "".join(found)


def escape_unencodable(text: str, encoding: str | None, escape: Callable[[str], str]) -> str:
    """Escape what an encoding cannot carry, in the notation of the text, so that its readers get it back."""
    if not encoding or _can_encode(encoding, text):
        return text
    return "".join(one if _can_encode(encoding, one) else escape(one) for one in text)


def register_error_handler() -> str:
    """Register the handler that spells what reached a stream all the same, and return its name."""
    codecs.register_error(_ERROR_HANDLER_NAME, _spell_unencodable)
    return _ERROR_HANDLER_NAME


def _spell_unencodable(error: UnicodeError) -> tuple[str, int]:
    """Spell what an encoding cannot carry; nothing is left out, so that no command can begin with what is left."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object
    found = [_spell_in_ascii(text[index], text[max(index - 1, 0) : index]) for index in range(error.start, error.end)]
    return "".join(found), error.end


def _can_encode(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    except LookupError:
        return True
    return True


def _spell_in_ascii(character: str, before: str) -> str:
    """Spell one character in ASCII; a mark on a letter is left out."""
    if unicodedata.combining(character) and before.isalnum():
        return ""
    return _spell_character(character)


@lru_cache(4096)
def _spell_character(character: str) -> str:
    if character in _ASCII_SPELLINGS:
        return _ASCII_SPELLINGS[character]
    if unicodedata.category(character) == "Zs":
        return " "
    # A fraction comes apart at a slash of its own.
    parts = unicodedata.normalize("NFKD", character).replace("\u2044", "/")
    letters = "".join(part for part in parts if not unicodedata.combining(part))
    return letters if letters.isascii() and letters.replace("/", "").isalnum() else format_code_point(character)
