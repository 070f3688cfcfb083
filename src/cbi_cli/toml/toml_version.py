"""Find syntax that is not TOML 1.0: the parser reads TOML 1.1.

Version 1.1 allows line ends and a last comma in tables in braces, the escapes `\\e` and `\\xHH`, and times without
seconds. Most other programs read TOML 1.0, so a file with one of these would be valid here and invalid elsewhere.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cbi_cli.toml.tokens import LINE_TEXT, TOKEN

LINE_END_IN_BRACES, LAST_COMMA_IN_BRACES, NEWER_ESCAPE, TIME_WITHOUT_SECONDS = (
    "line end in braces",
    "last comma in braces",
    "escape of TOML 1.1",
    "no seconds",
)

_ESCAPE = re.compile(r"\\([\s\S])")
_TIME = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ])?(?:[01][0-9]|2[0-3]):[0-5][0-9](?![0-9:])")

# What stands in a table in braces that TOML 1.0 allows, apart from other tables: no line ends, comments, last commas
# and texts in three quotes.
_PLAIN = rf"""[^{{}}"'\#\n,]++|,(?![ \t]*\}})|{LINE_TEXT}"""

_NEWER_SYNTAX_PATTERNS = (
    re.compile(r"\\[ex]"),
    # Minutes without seconds. The hour begins a value, perhaps after blanks or a date, and not a word of a text.
    re.compile(
        r":[0-5][0-9](?![0-9:])"
        r"(?:(?<=[=\[,\n][0-2][0-9]:[0-9][0-9])|(?<=[=\[,\n \t0-9][ \tTt][0-2][0-9]:[0-9][0-9]))"
    ),
    # A brace without a plain table, which may have further plain tables in it.
    re.compile(rf"\{{(?!(?>(?:{_PLAIN}|\{{(?>(?:{_PLAIN})*)\}})*)\}})"),
)
"""Patterns found in every text that needs TOML 1.1, and in a few others."""


class NewerSyntax(NamedTuple):
    """Something that TOML 1.0 does not have, and its place."""

    problem: str
    line: int
    column: int


def may_have_newer_syntax(text: str) -> bool:
    """Tell whether a text that parses may need TOML 1.1.

    This is much faster than reading its tokens.
    """
    return any(pattern.search(text) for pattern in _NEWER_SYNTAX_PATTERNS)


def find_newer_syntax(text: str) -> NewerSyntax | None:
    """Return the first thing in a text that only TOML 1.1 allows.

    The text may have any other error.
    """
    # As the parser does, so that places of both can be compared.
    text = text.replace("\r\n", "\n")
    newer_syntax = _find_first(text)
    if newer_syntax is None:
        return None
    problem, offset = newer_syntax
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return NewerSyntax(problem, line, column)


def _find_first(text: str) -> tuple[str, int] | None:
    """Return problem and offset of the first thing that only TOML 1.1 allows."""
    open_brackets: list[str] = []
    previous = ""
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        content = token[0]
        start = token.start()
        in_braces = bool(open_brackets) and open_brackets[-1] == "{"
        if kind in ("comment", "line") and in_braces:
            return LINE_END_IN_BRACES, start
        if kind in ("blank", "comment", "line"):
            continue
        # Texts in single quotes have no escapes.
        if kind in ("text", "open") and content[0] == '"':
            # A backslash is read with the next character: in `\\e` it is escaped itself.
            for escape in _ESCAPE.finditer(content):
                if escape[1] in "ex":
                    return NEWER_ESCAPE, start + escape.start()
        elif content in ("[", "{"):
            open_brackets.append(content)
        elif content in ("]", "}"):
            if content == "}" and previous == "," and in_braces:
                return LAST_COMMA_IN_BRACES, start
            # A bracket too many closes nothing.
            del open_brackets[-1:]
        elif kind == "bare" and previous in ("=", ",", "[") and _TIME.match(text, start):
            return TIME_WITHOUT_SECONDS, start
        previous = content
    return None
