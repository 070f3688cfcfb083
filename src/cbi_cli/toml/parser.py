"""One try at a piece of TOML: its data, or what is wrong with it and where."""

from __future__ import annotations

from typing import Any, NamedTuple

from cbi_cli.toml.tokens import has_long_key
from cbi_cli.toml.toml_version import NewerSyntax, find_newer_syntax, may_have_newer_syntax

MAX_DEPTH = 64
"""Tables and lists inside each other; more is refused, so that no later step runs out of stack."""

_TOO_DEEP, _TOO_LARGE = "nested too deeply", "number too large"
_INT64 = range(-(2**63), 2**63)


class ParseError(NamedTuple):
    """Why a piece does not parse: the parser's own words, and the place in the piece.

    ``line`` is 0 where the parser gives no place. ``at_end`` tells that something was still open at the end.
    """

    problem: str
    line: int
    column: int
    at_end: bool = False


def parse_toml(text: str) -> dict[str, Any] | ParseError:
    """Return the data of a TOML text, or the first trouble with it; never raises.

    TOML is of version 1.0, whatever else the parser reads.
    """
    import tomli

    if has_long_key(text):
        return ParseError(_TOO_DEEP, 0, 0)
    try:
        data = tomli.loads(text)
    except RecursionError:
        return ParseError(_TOO_DEEP, 0, 0)
    except tomli.TOMLDecodeError as error:
        if error.pos >= len(error.doc):
            return _earlier_error(ParseError(error.msg, 0, 0, at_end=True), find_newer_syntax(text))
        return _earlier_error(ParseError(error.msg, error.lineno, error.colno), find_newer_syntax(text))
    except ValueError:
        # Python itself refuses to read a number of thousands of digits.
        return ParseError(_TOO_LARGE, 0, 0)
    found = find_newer_syntax(text) if may_have_newer_syntax(text) else None
    if found is not None:
        return ParseError(*found)
    unfit = _unsupported_value(data)
    return ParseError(unfit, 0, 0) if unfit else data


def _earlier_error(trouble: ParseError, found: NewerSyntax | None) -> ParseError:
    """Prefer what only TOML 1.1 allows if it comes first: a parser of version 1.0 would have complained of it."""
    if found is None or (trouble.line and (trouble.line, trouble.column) < (found.line, found.column)):
        return trouble
    return ParseError(*found)


def _unsupported_value(data: dict[str, Any]) -> str:
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
