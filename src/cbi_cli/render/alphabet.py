"""Text in the signs that an encoding has: the marks of the reports in ASCII, and letters without their accents.

A sign is replaced by the same ASCII sign wherever it is used, so a legend always names the signs of its strip.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from cbi_cli.core.characters import code_point

_SIGNS = {
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
_OPENING = "¿¡"
"""Spanish spelled in ASCII goes without them."""
_HANDLER = "cbi-spelled"


def fitted(text: str, encoding: str | None) -> str:
    """Spell a text with the signs that an encoding has.

    A character that has no other spelling is shown by its number.
    """
    if not encoding or _carries(encoding, text):
        return text
    text = unicodedata.normalize("NFC", text)
    found: list[str] = []
    for index, character in enumerate(text):
        if _carries(encoding, character):
            found.append(character)
        elif character not in _OPENING:
            found.append(_spelled(character, text[index - 1 : index]))
    return "".join(found)


def escaped_for(text: str, encoding: str | None, escape: Callable[[str], str]) -> str:
    """Escape what an encoding cannot carry, in the notation of the text, so that its readers get it back."""
    if not encoding or _carries(encoding, text):
        return text
    return "".join(one if _carries(encoding, one) else escape(one) for one in text)


def register() -> str:
    """Register the handler that spells what reached a stream all the same, and return its name."""
    codecs.register_error(_HANDLER, _handle)
    return _HANDLER


def _handle(error: UnicodeError) -> tuple[str, int]:
    """Spell what an encoding cannot carry; nothing is left out, so that no command can begin with what is left."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object
    found = [_spelled(text[index], text[max(index - 1, 0) : index]) for index in range(error.start, error.end)]
    return "".join(found), error.end


def _carries(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    except LookupError:
        return True
    return True


def _spelled(character: str, before: str) -> str:
    """Spell one character in ASCII; a mark on a letter is left out."""
    if unicodedata.combining(character) and before.isalnum():
        return ""
    return _alone(character)


@lru_cache(4096)
def _alone(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    if unicodedata.category(character) == "Zs":
        return " "
    # A fraction comes apart at a slash of its own.
    parts = unicodedata.normalize("NFKD", character).replace("\u2044", "/")
    letters = "".join(part for part in parts if not unicodedata.combining(part))
    return letters if letters.isascii() and letters.replace("/", "").isalnum() else code_point(character)
