"""Hold files to TOML 1.0 on every Python: the standard library reads TOML 1.1 from Python 3.15 on.

Version 1.1 allows line ends and a last comma in tables in braces, the escapes ``\\e`` and ``\\xHH``, and times without
seconds. A file with one of these would be right on one machine and wrong on another.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from cbi_cli.document.tokens import TOKEN

LINES, COMMA, ESCAPE, SECONDS = "line end in braces", "last comma in braces", "escape of TOML 1.1", "no seconds"

_ESCAPE = re.compile(r"\\([\s\S])")
_TIME = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ])?(?:[01][0-9]|2[0-3]):[0-5][0-9](?![0-9:])")


class Newer(NamedTuple):
    """Something that TOML 1.0 does not have, and where."""

    problem: str
    line: int
    column: int


@cache
def parser_is_newer() -> bool:
    """Say whether the parser of this Python reads more than TOML 1.0."""
    import tomllib

    try:
        tomllib.loads("x = { a = 1, }")
    except ValueError:
        return False
    return True


def newer(text: str) -> Newer | None:
    """Return the first thing in a text that only TOML 1.1 allows; the text may have any other fault."""
    text = text.replace("\r\n", "\n")
    found = _first(text)
    if found is None:
        return None
    problem, offset = found
    return Newer(problem, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _first(text: str) -> tuple[str, int] | None:
    open_brackets: list[str] = []
    before = "\n"
    for token in TOKEN.finditer(text):
        kind, sign, start = token.lastgroup, token[0], token.start()
        if kind in ("blank", "comment"):
            continue
        if kind in ("text", "open") and sign[0] == '"':
            for escape in _ESCAPE.finditer(sign):
                if escape[1] in "ex":
                    return ESCAPE, start + escape.start()
        elif kind == "line" and open_brackets and open_brackets[-1] == "{":
            return LINES, start
        elif sign in ("[", "{"):
            open_brackets.append(sign)
        elif sign in ("]", "}"):
            if sign == "}" and before == "," and open_brackets and open_brackets[-1] == "{":
                return COMMA, start
            del open_brackets[-1:]
        elif kind == "bare" and before in ("=", ",", "[") and _TIME.match(text, start):
            return SECONDS, start
        before = sign
    return None
