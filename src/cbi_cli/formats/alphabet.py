"""Text in the characters that an encoding has.

Symbols of the reports become ASCII, and letters lose their accents. A symbol is replaced by the same ASCII symbol
everywhere, so a legend always names the symbols of its strip.
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
"""No value contains a colon or a number sign: spelling a text in ASCII must not make it a command of a CI system."""
_INVERTED_MARKS = "¿¡"
"""Spanish that is spelled in ASCII omits them."""
_ERROR_HANDLER_NAME = "cbi-spelled"


def fit_to_encoding(text: str, encoding: str | None) -> str:
    """Spell a text with the characters that an encoding has.

    A character without another spelling is shown by its number.
    """
    if not encoding or _can_encode(encoding, text):
        return text
    # An encoding may have a letter with its accent, but not the accent alone.
    text = unicodedata.normalize("NFC", text)
    spelled = []
    previous = ""
    for character in text:
        if _can_encode(encoding, character):
            spelled.append(character)
        elif character not in _INVERTED_MARKS:
            spelled.append(_spell_in_ascii(character, previous))
        previous = character
    return "".join(spelled)


def escape_unencodable(text: str, encoding: str | None, escape: Callable[[str], str]) -> str:
    """Escape what an encoding does not have, in the notation of the text.

    So its readers get it back.
    """
    if not encoding or _can_encode(encoding, text):
        return text
    escaped = []
    for character in text:
        if _can_encode(encoding, character):
            escaped.append(character)
        else:
            escaped.append(escape(character))
    return "".join(escaped)


def register_error_handler() -> str:
    """Register a handler that spells unencodable text, and return its name."""
    codecs.register_error(_ERROR_HANDLER_NAME, _spell_unencodable)
    return _ERROR_HANDLER_NAME


def _spell_unencodable(error: UnicodeError) -> tuple[str, int]:
    """Spell what an encoding does not have.

    Nothing is omitted, because the rest could become a command.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    spelled = []
    previous = ""
    if error.start:
        previous = error.object[error.start - 1]
    for character in error.object[error.start : error.end]:
        spelled.append(_spell_in_ascii(character, previous))
        previous = character
    return "".join(spelled), error.end


def _can_encode(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    except LookupError:
        # An unknown encoding cannot be tested; its stream decides.
        return True
    return True


def _spell_in_ascii(character: str, previous: str) -> str:
    """Spell one character in ASCII; a combining mark on a letter is omitted."""
    if unicodedata.combining(character) and previous.isalnum():
        return ""
    return _spell_character(character)


@lru_cache(4096)
def _spell_character(character: str) -> str:
    if character in _ASCII_SPELLINGS:
        return _ASCII_SPELLINGS[character]
    if unicodedata.category(character) == "Zs":
        return " "
    # A fraction such as one half is decomposed with a slash of its own.
    parts = unicodedata.normalize("NFKD", character).replace("\u2044", "/")
    letters = "".join(part for part in parts if not unicodedata.combining(part))
    if letters.isascii() and letters.replace("/", "").isalnum():
        return letters
    return format_code_point(character)
