"""One try at a piece of TOML: its data, or what is wrong with it and where."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from cbi_cli.document.lines import read_lines
from cbi_cli.document.tokens import has_long_key
from cbi_cli.document.version import Newer, newer, parser_is_newer

MAX_DEPTH = 64
"""Tables and lists inside each other; more is refused, so that no later step runs out of stack."""

_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)$")

_INT64 = range(-(2**63), 2**63)


class Trouble(NamedTuple):
    """Why a piece does not parse: the parser's own words, and the place in the piece.

    ``line`` is 0 where the parser gives no place. ``at_end`` tells that something was still open at the end.
    """

    problem: str
    line: int
    column: int
    at_end: bool = False


def attempt(text: str) -> dict[str, Any] | Trouble:
    """The data of a TOML text, or the first trouble with it; never raises."""
    found = read_lines(text, _judged)
    return found if found is not None else _judged(text)


def _judged(text: str) -> dict[str, Any] | Trouble:
    """What the standard library says of a text."""
    import tomllib

    if has_long_key(text):
        return Trouble("nested too deeply", 0, 0)
    try:
        data = tomllib.loads(text)
    except RecursionError:
        return Trouble("nested too deeply", 0, 0)
    except ValueError as error:
        return _earlier(_trouble(str(error)), newer(text))
    found = newer(text) if parser_is_newer() else None
    if found is not None:
        return Trouble(*found)
    unfit = _unfit(data)
    return Trouble(unfit, 0, 0) if unfit else data


def _earlier(trouble: Trouble, found: Newer | None) -> Trouble:
    """Prefer what only TOML 1.1 allows if it comes first: a parser of that version would not have complained of it."""
    if found is None or (trouble.line and (trouble.line, trouble.column) < (found.line, found.column)):
        return trouble
    return Trouble(*found)


def _trouble(message: str) -> Trouble:
    place = _PLACE.search(message)
    if place is None:
        return Trouble("number too large" if "digits" in message else message, 0, 0)
    problem = message[: place.start()].rstrip()
    return Trouble(problem, int(place[1]), int(place[2])) if place[1] else Trouble(problem, 0, 0, at_end=True)


def _unfit(data: dict[str, Any]) -> str:
    """Why data that parse cannot be used: a number beyond TOML's 64 bits, or too deep a nesting; else empty."""
    level: list[Any] = [data]
    for _ in range(MAX_DEPTH):
        values = [value for one in level for value in (one.values() if isinstance(one, dict) else one)]
        if any(type(value) is int and value not in _INT64 for value in values):
            return "number too large"
        level = [value for value in values if isinstance(value, dict | list)]
        if not level:
            return ""
    return "nested too deeply"
