"""Escape text of a dataset for Markdown."""

from __future__ import annotations

import re

from cbi_cli.core.sanitize import replace_control_characters

_SYNTAX = re.compile(r"([\\`*_{}\[\]<>#|~!&$]|^ *:(?=:)|^[-+]|^[0-9]+(?=[.)]))")
_COMMENT_PLACEHOLDER = "\x00"
"""Marks the position of an empty comment; no cleaned text contains this character."""
_AUTOLINK_POINTS = re.compile(
    r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)(?=[\w.+-])|(?<=#)(?=[0-9])|(?<=:)(?=(?![0-5]?[0-9]:)[a-z0-9_+-]{1,60}:)",
    re.IGNORECASE,
)


def escape_markdown(text: str) -> str:
    """Return a text as Markdown that shows just this text, on one line.

    What GitHub would make a link, a mention or a picture of by itself (addresses, bare `www.`, mail addresses, `@name`,
    `#1`, `:name:`) is divided by an empty comment, since it looks for them after backslashes and entities are gone.
    """
    divided = _AUTOLINK_POINTS.sub(_COMMENT_PLACEHOLDER, replace_control_characters(text))
    escaped = escape_markdown_syntax(divided)
    return escaped.replace("\n", "<br>").replace(_COMMENT_PLACEHOLDER, "<!-- -->")


def escape_markdown_syntax(text: str) -> str:
    """Put a backslash before each character that Markdown would interpret."""
    return _SYNTAX.sub(_escape_match, text)


def _escape_match(match: re.Match[str]) -> str:
    """Put a backslash before a character.

    In a list entry, it comes after the number.
    """
    text = match[0].lstrip(" ")
    if text.isdigit():
        return f"{text}\\"
    return f"\\{text}"
