"""Parse a piece of TOML: its data, or the first error in it."""

from __future__ import annotations

from typing import Any, NamedTuple

import tomli

from cbi_cli.toml.tokens import has_long_key
from cbi_cli.toml.toml_version import NewerSyntax, find_newer_syntax, may_have_newer_syntax

MAX_DEPTH = 64
"""Tables and lists inside each other; more is refused, so that no later step runs out of stack."""

_TOO_DEEP, _TOO_LARGE = "nested too deeply", "number too large"
_INT64 = range(-(2**63), 2**63)


class ParseError(NamedTuple):
    """The error of a piece of TOML: the parser's own words, and the place.

    `line` is 0 if the parser gives no place. `at_end` means that something was still open at the end.
    """

    problem: str
    line: int
    column: int
    at_end: bool = False


def parse_toml(text: str) -> dict[str, Any] | ParseError:
    """Return the data of a text in TOML 1.0, or the first error in it.

    Never raises.
    """
    if has_long_key(text):
        return ParseError(_TOO_DEEP, 0, 0)
    try:
        data = tomli.loads(text)
    except RecursionError:
        return ParseError(_TOO_DEEP, 0, 0)
    except tomli.TOMLDecodeError as error:
        if error.pos >= len(error.doc):
            parse_error = ParseError(error.msg, 0, 0, at_end=True)
        else:
            parse_error = ParseError(error.msg, error.lineno, error.colno)
        return _earlier_error(parse_error, find_newer_syntax(text))
    except ValueError:
        # Python itself refuses to read a number of thousands of digits.
        return ParseError(_TOO_LARGE, 0, 0)
    # The parser accepts TOML 1.1 too.
    if may_have_newer_syntax(text):
        newer_syntax = find_newer_syntax(text)
        if newer_syntax is not None:
            return ParseError(*newer_syntax)
    problem = _unsupported_value(data)
    if problem:
        return ParseError(problem, 0, 0)
    return data


def _earlier_error(error: ParseError, newer_syntax: NewerSyntax | None) -> ParseError:
    """Return the error that comes first in the text.

    A parser of TOML 1.0 would have reported it.
    """
    if newer_syntax is None:
        return error
    if error.line and (error.line, error.column) < (newer_syntax.line, newer_syntax.column):
        return error
    return ParseError(*newer_syntax)


def _unsupported_value(data: dict[str, Any]) -> str:
    """Return why data that parse cannot be used, or an empty text.

    Numbers must fit in the 64 bits of TOML, and nothing may be nested deeper than `MAX_DEPTH`.
    """
    # Level by level, without recursion: deeply nested data cannot exhaust the stack.
    level: list[Any] = [data]
    for _ in range(MAX_DEPTH):
        values: list[Any] = []
        for container in level:
            members = container.values() if isinstance(container, dict) else container
            values += [value for value in members if type(value) is not str]
        level = []
        for value in values:
            if type(value) is int and value not in _INT64:
                return _TOO_LARGE
            if isinstance(value, dict | list):
                level.append(value)
        if not level:
            return ""
    return _TOO_DEEP
