"""One try at a piece of TOML: its data, or what is wrong with it and where."""

from __future__ import annotations

from typing import Any, NamedTuple

from cbi_cli.document.tokens import has_long_key
from cbi_cli.document.version import Newer, may_be_newer, newer

MAX_DEPTH = 64
"""Tables and lists inside each other; more is refused, so that no later step runs out of stack."""

_TOO_DEEP, _TOO_LARGE = "nested too deeply", "number too large"
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
    """Return the data of a TOML text, or the first trouble with it; never raises.

    TOML is of version 1.0, whatever else the parser reads.
    """
    import tomli

    if has_long_key(text):
        return Trouble(_TOO_DEEP, 0, 0)
    try:
        data = tomli.loads(text)
    except RecursionError:
        return Trouble(_TOO_DEEP, 0, 0)
    except tomli.TOMLDecodeError as error:
        if error.pos >= len(error.doc):
            return _earlier(Trouble(error.msg, 0, 0, at_end=True), newer(text))
        return _earlier(Trouble(error.msg, error.lineno, error.colno), newer(text))
    except ValueError:
        # Python itself refuses to read a number of thousands of digits.
        return Trouble(_TOO_LARGE, 0, 0)
    found = newer(text) if may_be_newer(text) else None
    if found is not None:
        return Trouble(*found)
    unfit = _unfit(data)
    return Trouble(unfit, 0, 0) if unfit else data


def _earlier(trouble: Trouble, found: Newer | None) -> Trouble:
    """Prefer what only TOML 1.1 allows if it comes first: a parser of version 1.0 would have complained of it."""
    if found is None or (trouble.line and (trouble.line, trouble.column) < (found.line, found.column)):
        return trouble
    return Trouble(*found)


def _unfit(data: dict[str, Any]) -> str:
    """Return why data that parse cannot be used: a number beyond TOML's 64 bits, or too deep a nesting; else empty."""
    level: list[Any] = [data]
    for _ in range(MAX_DEPTH):
        inside: list[Any] = []
        for container in level:
            values = container.values() if isinstance(container, dict) else container
            inside += [value for value in values if type(value) is not str]
        if any(type(value) is int and value not in _INT64 for value in inside):
            return _TOO_LARGE
        level = [value for value in inside if isinstance(value, dict | list)]
        if not level:
            return ""
    return _TOO_DEEP
