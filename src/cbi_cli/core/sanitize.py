"""Make text of a dataset harmless for a terminal.

Measure its width there, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from cbi_cli.core.characters import find_hidden, format_code_point, show_hidden

# The patterns are compiled at first use: most calls never need them.
# The commands that CI systems read in the output of a program: `::name::` of GitHub and Forgejo Actions after white
# space or color codes, `##[name]` of GitHub and Azure, `##vso[` of Azure, `##teamcity[` of TeamCity, and the folds of
# GitLab and Travis.
_CI_COMMAND = (
    r"(?m)(^(?:[^\S\n]|\x1b\[[0-9;]*m)*):(?=:)"
    r"|#(?=#(?i:vso|teamcity)?\[)"
    r"|(section_(?:start|end)|travis_(?:fold|time)):"
)
_CI_COMMAND_MARKERS = ("::", "##", "section_", "travis_")
# A character after a joiner is drawn into the one before it, and U+FE0F makes a narrow character wide.
_JOINED_EMOJI = "\u200d[^\\s\\w]\ufe0f?"
_EMOJI_PRESENTATION = "[\u00a9\u00ae\u203c-\u2bff](?=\ufe0f)(?<![\u231a\u231b\u23e9-\u23ec\u2b50\u2b55])"
_HANGUL_MEDIAL_OR_FINAL = "[\u1160-\u11ff\ud7b0-\ud7ff]"


def replace_control_characters(text: str) -> str:
    """Replace hidden characters by their code points, such as `<U+00AD>`.

    These are control, direction and other characters. Line feeds are kept. A tab becomes a space, since its width
    depends on its column.
    """
    if text.isprintable() and text.isascii():
        return text
    return replace_controls_keep_tabs(text).replace("\t", " ")


def replace_controls_keep_tabs(text: str) -> str:
    """Replace hidden characters, but keep tabs, for text for programs."""
    shown = show_hidden(text.replace("\r\n", "\n"))
    # One at the end is not hidden in a file, but a terminal would overwrite the line.
    return shown.replace("\r", format_code_point("\r"))


def escape_hidden_characters(text: str, escape: Callable[[str], str] | None = None) -> str:
    """Escape hidden characters and CI commands in a JSON document.

    A reader of JSON gets them back. Other formats pass their own function to escape one character.
    """
    if escape is None:
        escape = _escape_for_json
    hidden = list(find_hidden(text))
    if hidden:
        characters = list(text)
        for index in hidden:
            characters[index] = escape(characters[index])
        text = "".join(characters)
    return neutralize_ci_commands(text, escape)


def escape_for_toml(character: str) -> str:
    """Return a character as a basic string of TOML writes it in ASCII."""
    code_point = ord(character)
    if code_point < 0x10000:
        return f"\\u{code_point:04X}"
    return f"\\U{code_point:08X}"


def _escape_for_json(character: str) -> str:
    """Return a character as JSON writes it in ASCII, in UTF-16."""
    digits = character.encode("utf-16-be", "surrogatepass").hex()
    if len(digits) == 4:
        return f"\\u{digits}"
    return f"\\u{digits[:4]}\\u{digits[4:]}"


def neutralize_ci_commands(text: str, escape: Callable[[str], str] = format_code_point) -> str:
    """Replace a character of everything that is a command for CI systems.

    All commands of CI systems are known here only. `escape` writes the character in the notation of the format, so that
    readers of the format get it back; plain text shows its code point.
    """
    if not _may_have_ci_command(text):
        return text

    def replace(match: re.Match[str]) -> str:
        # The groups are what precedes the last character and stays as it is.
        kept = match[1] or match[2] or ""
        return kept + escape(match[0][-1])

    return re.sub(_CI_COMMAND, replace, text)


def _may_have_ci_command(text: str) -> bool:
    # A plain loop, since this looks at every text.
    for marker in _CI_COMMAND_MARKERS:  # noqa: SIM110
        if marker in text:
            return True
    return False


def escape_as_entity(character: str) -> str:
    """Return a character as a reference of HTML, XML and SVG."""
    return f"&#{ord(character)};"


def one_line(text: str) -> str:
    """Put a text on a single line without hidden characters."""
    return replace_control_characters(text.replace("\r\n", " ").replace("\n", " "))


def display_width(text: str) -> int:
    """Return how many columns a text takes on a terminal.

    Wide characters take two, combining ones none.
    """
    if text.isascii():
        return len(text)
    if "\u200d" in text:
        text = re.sub(_JOINED_EMOJI, "", text)
    columns = sum(_character_width(character) for character in text)
    return columns + len(re.findall(_EMOJI_PRESENTATION, text))


@lru_cache(4096)
def _character_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf"):
        return 0
    # These parts of a syllable are drawn into the one before.
    if re.match(_HANGUL_MEDIAL_OR_FINAL, character):
        return 0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 2
    return 1


def pad(text: str, columns: int) -> str:
    """Append spaces to a text up to a width."""
    return text + " " * (columns - display_width(text))
