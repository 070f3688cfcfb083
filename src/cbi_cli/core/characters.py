"""Characters that are invisible, or that show that a text is broken.

They are known by their Unicode properties. The ranges are those of the Unicode Character Database, version 16.0.0:
Default_Ignorable_Code_Point of `DerivedCoreProperties.txt`, Noncharacter_Code_Point of `PropList.txt`, and the general
categories Cc, Cs, Co, Zl and Zp of `UnicodeData.txt`. They do not depend on the Unicode version of Python.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_PRIVATE_USE = "\ud800-\uf8ff\U000f0000-\U0010ffff"
# The last two code points of each plane.
_NONCHARACTER = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane | 0xFFFE)}-{chr(plane | 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_REPLACEMENTS = "\ufff9-\ufffd"
"""Marks of interlinear annotation, and replacements for an object or a character that was lost."""

_PLAIN_ASCII = bytes(range(0x20, 0x7F)) + b"\t\n"
"""Nearly all characters of a text."""

_CANDIDATE = f"[{_CONTROL}{_IGNORABLE}{_PRIVATE_USE}{_NONCHARACTER}{_REPLACEMENTS}]"
BLANK = f"[\\s{_CONTROL}{_IGNORABLE}\u2800]"
"""A pattern for one character that is invisible in any context."""

_FLAGS = ("gbeng", "gbsct", "gbwls")
"""The tag sequences that Unicode recommends for interchange: the flags of England, Scotland and Wales."""

_ZWSP, _ZWNJ, _ZWJ = "\u200b", "\u200c", "\u200d"
_VIRAMA = 9
# The patterns below are compiled at first use: nearly all texts need none of them.
_JOINING = "[\u0620-\u07ff\u0840-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\ua87f\ua8e0-\ua8ff]"
"""Letters and marks of the scripts in which joiners matter: Arabic, Syriac, N'Ko, Indic, Mongolian and more."""

_WITHOUT_SPACES = "[\u0e01-\u0eff\u1000-\u109f\u1780-\u17d3\u1a20-\u1aad]"
"""Letters and marks of scripts without spaces between words, in which U+200B allows a line break."""

_IDEOGRAPH = "[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]"
_MONGOLIAN = "[\u1820-\u18aa]"
_HANGUL_LEADING, _HANGUL_VOWEL = "[\u1100-\u115e\ua960-\ua97c]", "[\u1161-\u11a7\ud7b0-\ud7c6]"
_EMOJI_MODIFIER = "[\U0001f3fb-\U0001f3ff\ufe0f]"
_KEYCAP_BASE = "[0-9#*]"
_EMOJI_PUNCTUATION = "\u203c\u2049\u3030"


def find_hidden(text: str) -> Iterator[int]:
    """Yield the index of each character for which `is_hidden` holds."""
    if text.isascii() and text.isprintable():
        return
    candidates = _candidate_pattern()
    # Most texts have none, which their different characters show faster than the text.
    if not any(candidates.match(character) for character in find_unusual_characters(text)):
        return
    for match in candidates.finditer(text):
        if is_hidden(text, match.start()):
            yield match.start()


def find_unusual_characters(text: str) -> set[str]:
    """Return the characters of a text that are unusual.

    Printable ASCII, tabs and line feeds are usual. Removing bytes is several times as fast as removing characters.
    """
    unusual = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN_ASCII)
    return set(unusual.decode("utf-8", "surrogatepass"))


def is_hidden(text: str, index: int) -> bool:
    """Tell whether the character at `index` is hidden, or a sign of damage.

    Hidden are control characters (except a tab or a line end), characters that are drawn as nothing, private use
    characters, noncharacters and lone surrogates, and U+FFFD. A character that a script or an emoji needs is not
    hidden: joiners between letters that join, variation selectors after a character that has variants.

    The check `control-character` and everything that displays a text of the dataset use this function; a display
    replaces the character by its `format_code_point`, as `show_hidden` does.
    """
    character = text[index]
    if not _candidate_pattern().match(character):
        return False
    before = text[max(index - 1, 0) : index]
    after = text[index + 1 : index + 2]
    # Windows ends a line with a carriage return and a line feed; the line feed may be cut off.
    if character == "\r":
        return after not in ("", "\n")
    if character in (_ZWNJ, _ZWJ):
        return not _joins(text, index)
    return not _is_needed(character, before, after) and not _is_in_flag(text, index)


def show_hidden(text: str) -> str:
    """Replace each hidden character by its code point: `<U+00AD>`."""
    hidden = set(find_hidden(text))
    if not hidden:
        return text
    characters = list(text)
    for index in hidden:
        characters[index] = format_code_point(characters[index])
    return "".join(characters)


def format_code_point(character: str) -> str:
    """Return the code point of a character as readers see it: `<U+00AD>`."""
    return f"<U+{ord(character):04X}>"


def is_blank(text: str) -> bool:
    """Tell whether a text has only spaces and invisible characters, or none."""
    return re.fullmatch(f"{BLANK}*", text) is not None


@lru_cache(1)
def _candidate_pattern() -> re.Pattern[str]:
    """Return the pattern of characters that may be hidden.

    It is compiled at first use.
    """
    return re.compile(_CANDIDATE)


def _joins(text: str, index: int) -> bool:
    """Tell whether a joiner or non-joiner has an effect at its place.

    Both follow a virama in the scripts of India. Between letters of scripts that join, U+200C keeps two apart, and
    U+200D shows the joined form of the letter before it, whatever follows. U+200D also makes one emoji of two.
    """
    before = text[max(index - 1, 0) : index]
    after = text[index + 1 : index + 2]
    if not before:
        return False
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if re.match(_JOINING, before):
        return text[index] == _ZWJ or re.match(_JOINING, after) is not None
    if text[index] == _ZWNJ or not after:
        return False
    ends_emoji = _is_symbol(before) or re.match(_EMOJI_MODIFIER, before) is not None
    return ends_emoji and _is_symbol(after)


def _is_needed(character: str, before: str, after: str) -> bool:
    """Tell whether a script or a symbol needs an ignorable character.

    This depends on its neighbors.
    """
    # U+115F is the only one that depends on what follows it: it begins a syllable of Hangul.
    if not before and character != "\u115f":
        return False
    if "\ufe00" <= character <= "\ufe0f":
        return _has_variant(character, before, after)
    if "\U000e0100" <= character <= "\U000e01ef":
        return bool(re.match(_IDEOGRAPH, before))
    if "\u180b" <= character <= "\u180f":
        return bool(re.match(_MONGOLIAN, before))
    if character == "\u115f":
        return bool(re.match(_HANGUL_VOWEL, after))
    if character == "\u1160":
        return bool(re.match(_HANGUL_LEADING, before))
    if character == _ZWSP:
        return bool(re.match(_WITHOUT_SPACES, before) and re.match(_WITHOUT_SPACES, after))
    # The grapheme joiner keeps two marks in the order in which they are written, as in Hebrew.
    return character == "\u034f" and bool(after and unicodedata.combining(before) and unicodedata.combining(after))


def _has_variant(selector: str, before: str, after: str) -> bool:
    """Tell whether a character has the variant of the selector after it."""
    if selector in "\ufe0e\ufe0f":
        # A keycap is a digit or sign, U+FE0F and U+20E3.
        is_key = bool(re.match(_KEYCAP_BASE, before)) and after == "\u20e3"
        return is_key or before in _EMOJI_PUNCTUATION or _is_symbol(before)
    return unicodedata.category(before) in ("Lo", "Sm", "So")


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character) in ("So", "Sm")


def _is_in_flag(text: str, index: int) -> bool:
    """Tell whether a tag character is part of a flag.

    The flags of England, Scotland and Wales are written with tags.
    """
    if not "\U000e0020" <= text[index] <= "\U000e007f":
        return False
    black_flag = text.rfind("\U0001f3f4", max(index - 6, 0), index)
    if black_flag < 0:
        return False
    # Such a flag is the black flag, five letters and an end tag.
    tags = text[black_flag + 1 : black_flag + 7]
    return any(tags == _to_tags(letters) for letters in _FLAGS)


def _to_tags(letters: str) -> str:
    """Return letters of ASCII as a sequence of tag characters."""
    tags = [chr(0xE0000 + ord(letter)) for letter in letters]
    return "".join(tags) + "\U000e007f"
