"""Characters that cannot be seen, by the Unicode properties of each, and the texts that need some of them."""

from __future__ import annotations

import unicodedata

import pytest

from cbi_cli.core.characters import find_hidden, format_code_point, is_blank, is_hidden, show_hidden

IGNORED_CATEGORIES = {"Cc", "Cs", "Co", "Zl", "Zp"}
VISIBLE_FORMAT = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0x13430, 0x13440)}
"""Format characters that are drawn, or that lay out hieroglyphs; Unicode does not count them as ignorable."""

HARMLESS = {
    "Persian plural": "نامه‌ها",
    "Persian abbreviation": "۱۴۰۱ ه‍.ش",
    "Sinhala": "ශ්‍රී ලංකා",
    "Hindi with a joiner": "क्‍ष",
    "Hindi with a non-joiner": "क्‌ष",
    "Khmer with break marks": "ភាសា\u200bខ្មែរ",
    "family": "👨‍👩‍👧",
    "woman, dark skin, health worker": "👩🏿‍⚕️",
    "heart on fire": "❤️‍🔥",
    "key cap": "#️⃣ 1️⃣",
    "two exclamation marks": "‼️",
    "text form of a sign": "✈︎",
    "flag": "🇲🇽",
    "flag of Scotland": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "ideograph with a variant": "葛\U000e0100城",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ ᠤ᠋",
    "Hebrew marks in their order": "ל\u05b7\u034f\u05b4",
    "old Korean": "\u1100\u1160\u115f\u1161",
    "no-break space": "10\u00a0km",
    "line ends and tabs": "a\tb\nc\r\nd",
}

HARMFUL = {
    "soft hyphen": ("Consular Dia\u00adlogue", 0xAD),
    "tag characters": ("Summit\U000e0041", 0xE0041),
    "tags behind another flag": ("🏴\U000e0075\U000e0073\U000e007f", 0xE0075),
    "tags behind a whole flag": ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f\U000e0041", 0xE0041),
    "replacement": ("M\ufffdxico", 0xFFFD),
    "object": ("a\ufffcb", 0xFFFC),
    "private use": ("\ue000", 0xE000),
    "private use beyond the first plane": ("\U0010fffd", 0x10FFFD),
    "noncharacter": ("a\ufdd0", 0xFDD0),
    "noncharacter at the end of a plane": ("\U0002ffff", 0x2FFFF),
    "lone surrogate": ("\udcff", 0xDCFF),
    "bell": ("\x07", 7),
    "next line": ("\x85", 0x85),
    "carriage return inside a line": ("a\rb", 0xD),
    "line separator": ("\u2028", 0x2028),
    "right-to-left override": ("abc\u202edef", 0x202E),
    "isolate": ("\u2066x", 0x2066),
    "left-to-right mark": ("x\u200e", 0x200E),
    "joiner between Latin letters": ("Mex\u200dico", 0x200D),
    "non-joiner between Latin letters": ("Mex\u200cico", 0x200C),
    "joiner at the beginning": ("\u200dx", 0x200D),
    "non-joiner behind the last letter of a word": ("نامه\u200c", 0x200C),
    "zero-width space between Latin letters": ("Tra\u200bde", 0x200B),
    "word joiner": ("a\u2060b", 0x2060),
    "byte order mark inside": ("a\ufeffb", 0xFEFF),
    "variation selector behind a letter": ("a\ufe0f", 0xFE0F),
    "second variation selector": ("❤\ufe0f\ufe0f", 0xFE0F),
    "variation selectors that carry a message": ("😀\U000e0151", 0xE0151),
    "Hangul filler": ("\u3164", 0x3164),
    "half-width Hangul filler": ("\uffa0", 0xFFA0),
    "jamo filler alone": ("a\u1160", 0x1160),
    "grapheme joiner between letters": ("a\u034fb", 0x34F),
    "invisible times": ("2\u2062x", 0x2062),
    "musical format": ("\U0001d173", 0x1D173),
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_what_a_script_or_an_emoji_needs_is_left_alone(text: str) -> None:
    assert list(find_hidden(text)) == []
    assert show_hidden(text) == text


@pytest.mark.parametrize(("text", "number"), HARMFUL.values(), ids=HARMFUL)
def test_what_cannot_be_seen_is_found_and_shown(text: str, number: int) -> None:
    assert chr(number) in {text[place] for place in find_hidden(text)}
    assert f"<U+{number:04X}>" in show_hidden(text)


def test_every_character_alone_is_judged_by_its_properties() -> None:
    """Between letters, control, private use and format characters are hidden, letters and signs are not."""
    for number in range(0x110000):
        character = chr(number)
        category = unicodedata.category(character)
        hidden = is_hidden(f"x{character}y", 1)
        if character in "\t\n":
            assert not hidden
        elif category in IGNORED_CATEGORIES:
            assert hidden, hex(number)
        elif category == "Cf":
            assert hidden is (number not in VISIBLE_FORMAT), hex(number)
        elif category[0] in "LNPS" and number not in (0x115F, 0x1160, 0x3164, 0xFFA0, 0xFFFC, 0xFFFD):
            assert not hidden, hex(number)
        if number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF:
            assert hidden, hex(number)


@pytest.mark.parametrize("text", ["", " ", "\u00a0\t", "\u200b", "\u2800", "\u3164", "\u00ad \ufeff", "\u115f\u1160"])
def test_a_text_of_which_nothing_is_seen_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["x", " – ", "\ufffd", "\u0301", "👍", "\ue000"])
def test_a_text_of_which_something_is_seen_is_not_blank(text: str) -> None:
    assert not is_blank(text)


def test_a_code_point_has_at_least_four_digits() -> None:
    assert format_code_point("\u00ad") == "<U+00AD>"
    assert format_code_point("\U000e0041") == "<U+E0041>"
