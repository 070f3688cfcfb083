"""Text of a dataset made harmless for a terminal, and its width there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from cbi_cli.core.characters import find_hidden, format_code_point, show_hidden

# These are compiled when they are first used, which most calls never do.
# What a CI system that reads along obeys: `::name::` of GitHub and Forgejo Actions after white space or color codes,
# `##[name]` of GitHub and Azure, `##vso[` of Azure, `##teamcity[` of TeamCity, and the folds of GitLab and Travis.
_CI_COMMAND = (
    r"(?m)(^(?:[^\S\n]|\x1b\[[0-9;]*m)*):(?=:)"
    r"|#(?=#(?i:vso|teamcity)?\[)"
    r"|(section_(?:start|end)|travis_(?:fold|time)):"
)
_CI_COMMAND_SIGNS = ("::", "##", "section_", "travis_")
# What follows a joiner is drawn into the sign before it, and U+FE0F makes a narrow sign a wide one.
_JOINED_EMOJI = "\u200d[^\\s\\w]\ufe0f?"
_EMOJI_PRESENTATION = "[\u00a9\u00ae\u203c-\u2bff](?=\ufe0f)(?<![\u231a\u231b\u23e9-\u23ec\u2b50\u2b55])"
_HANGUL_MEDIAL_OR_FINAL = "[\u1160-\u11ff\ud7b0-\ud7ff]"


def replace_control_characters(text: str) -> str:
    """Replace control, direction and other hidden characters by their numbers, such as `<U+00AD>`.

    Line feeds are kept. A tab becomes a space, since its width depends on its column.
    """
    return text if text.isprintable() and text.isascii() else replace_controls_keep_tabs(text).replace("\t", " ")


def replace_controls_keep_tabs(text: str) -> str:
    """Do the same as `replace_control_characters`, but keep tabs, for text that programs read."""
    return show_hidden(text.replace("\r\n", "\n")).replace("\r", format_code_point("\r"))


def escape_hidden_characters(text: str, escape: Callable[[str], str] | None = None) -> str:
    """Escape hidden characters and CI commands in a JSON document, so that a reader of JSON gets them back.

    Another format gives its own way to escape one character.
    """
    escape = escape or _escape_for_json
    hidden = set(find_hidden(text))
    if hidden:
        text = "".join(escape(one) if index in hidden else one for index, one in enumerate(text))
    return neutralize_ci_commands(text, escape)


def escape_for_toml(character: str) -> str:
    """Return a character as a basic string of TOML writes it in ASCII."""
    number = ord(character)
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"


def _escape_for_json(character: str) -> str:
    """Return a character as JSON writes it in ASCII: as one or two numbers of UTF-16."""
    raw = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{raw[start : start + 2].hex()}" for start in range(0, len(raw), 2))


def neutralize_ci_commands(text: str, escape: Callable[[str], str] = format_code_point) -> str:
    """Replace the first sign of everything that a CI system would take for a command.

    This is the one place that knows the commands of CI systems. `escape` writes the sign in the notation of the format,
    so that readers of the format get it back; plain text shows its number.
    """
    if not any(sign in text for sign in _CI_COMMAND_SIGNS):
        return text

    def replace(found: re.Match[str]) -> str:
        before = found[1] or found[2] or ""
        return before + escape(found[0][-1])

    return re.sub(_CI_COMMAND, replace, text)


def escape_as_entity(character: str) -> str:
    """Return a character as a reference of HTML, XML and SVG."""
    return f"&#{ord(character)};"


def one_line(text: str) -> str:
    """Put a text on a single line without hidden characters."""
    return replace_control_characters(text.replace("\r\n", " ").replace("\n", " "))


def display_width(text: str) -> int:
    """How many columns a terminal gives the text: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    joined = re.sub(_JOINED_EMOJI, "", text) if "\u200d" in text else text
    return sum(map(_character_width, joined)) + len(re.findall(_EMOJI_PRESENTATION, joined))


@lru_cache(4096)
def _character_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf") or re.match(_HANGUL_MEDIAL_OR_FINAL, character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pad(text: str, columns: int) -> str:
    """The text filled with spaces to a width."""
    return text + " " * (columns - display_width(text))
