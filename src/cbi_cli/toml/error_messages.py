"""Messages for the errors of the parser.

They are for people who know neither TOML nor the parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cbi_cli.core.findings import TextRange
from cbi_cli.core.messages import message
from cbi_cli.toml.bracket_messages import describe_header, describe_unclosed_list, describe_unclosed_table
from cbi_cli.toml.date_errors import describe_bare_date
from cbi_cli.toml.error_causes import find_cause
from cbi_cli.toml.key_messages import (
    describe_bad_key,
    describe_bad_statement,
    describe_duplicate,
    describe_inline_duplicate,
    describe_missing_equals,
)
from cbi_cli.toml.parser import ParseError
from cbi_cli.toml.syntax_error import INVALID_SYNTAX, ErrorLocation, SyntaxMessage, message_at
from cbi_cli.toml.tokens import TOKEN
from cbi_cli.toml.toml_version import LINE_END_IN_BRACES
from cbi_cli.toml.value_messages import (
    describe_after_value,
    describe_backslash,
    describe_bad_text,
    describe_impossible_date,
    describe_missing_value,
    describe_open_text,
)

_LIST_PROBLEMS = ("Invalid value", "Unclosed array")
_DUPLICATE_INLINE_KEY = "Duplicate inline table key"
_PAIR = re.compile(r"""[ \t]*+(?:[\w-]++|"[^"]*+"|'[^']*+')[ \t]*+=""")
_LONG_NUMBER = re.compile(r"[=,\[]\s*([+-]?(?:\d[\d_]{18,}|0[xob][0-9a-fA-F_]{16,}))")

_DESCRIBERS: tuple[tuple[str, Callable[[ErrorLocation], SyntaxMessage]], ...] = (
    ("Expected newline or end of document", describe_after_value),
    ("Invalid statement", describe_bad_statement),
    ("Invalid value", describe_missing_value),
    ("Invalid date", describe_impossible_date),
    ("Expected '=' after a key", describe_missing_equals),
    ("Invalid initial character for a key", describe_bad_key),
    ("Unclosed array", describe_unclosed_list),
    ("Unclosed inline table", describe_unclosed_table),
    ("Cannot ", describe_duplicate),
    ("Unescaped '\\'", describe_backslash),
    ("Invalid hex value", describe_backslash),
    ("Escaped character is not", describe_backslash),
    ("Expected ']", describe_header),
    ("Illegal character", describe_bad_text),
    ('Expected "\'"', describe_bad_text),
    ("Found invalid character", describe_bad_text),
)
"""How the messages of the parser begin, and what describes each."""


def describe_error(text: str, error: ParseError) -> SyntaxMessage:
    """Describe an error of a piece of text, with its likely remedy."""
    if error.at_end:
        return _describe_unexpected_end(text, error.problem)
    if not error.line:
        return _describe_whole_text(text, error.problem)
    rows = text.split("\n")
    row = rows[error.line - 1]
    # The parser reads `\r\n` as `\n`: none of its columns is that of such a carriage return.
    if error.line < len(rows):
        row = row.removesuffix("\r")
    column = min(error.column, len(row) + 1)
    offset = column - 1
    for earlier_row in rows[: error.line - 1]:
        offset += len(earlier_row) + 1
    open_offset, opening = _find_unclosed(text[:offset])
    # An open list is noticed only in the next line that is a key and its value.
    is_line_start = not row[: column - 1].strip()
    if opening == "[" and error.problem.startswith(_LIST_PROBLEMS) and is_line_start and _PAIR.match(row):
        return _describe_unclosed(text, open_offset, opening)
    # A table in braces that is closed on a later line gets the message about TOML 1.1 below.
    if opening == "{" and error.problem == LINE_END_IN_BRACES and "}" not in text[offset:]:
        return _describe_unclosed(text, open_offset, opening)
    location = ErrorLocation(row, error.line, column, opening)
    return _describe_at_location(location, error.problem)


def _describe_at_location(location: ErrorLocation, problem: str) -> SyntaxMessage:
    """Name the likely cause, or else what the parser reports."""
    cause = find_cause(location, problem)
    if cause is not None:
        return cause
    date_error = describe_bare_date(location)
    if date_error is not None:
        return date_error
    if problem.startswith(_DUPLICATE_INLINE_KEY):
        key = problem.removeprefix(_DUPLICATE_INLINE_KEY).strip(" '")
        return describe_inline_duplicate(location, key)
    for beginning, describe in _DESCRIBERS:
        if problem.startswith(beginning):
            return describe(location)
    description = message("this cannot be read: {problem}", problem=problem[:1].lower() + problem[1:])
    return message_at(location, description, message("compare it with the lines around it"))


def _describe_unexpected_end(text: str, problem: str) -> SyntaxMessage:
    """Describe an error at the end of the text.

    If something is still open, the place is that where it was opened.
    """
    offset, opening = _find_unclosed(text)
    if opening:
        return _describe_unclosed(text, offset, opening)
    offset = len(text.rstrip("\n"))
    line = text.count("\n", 0, offset) + 1
    line_start = text.rfind("\n", 0, offset) + 1
    row = text[line_start:offset].removesuffix("\r")
    location = ErrorLocation(row, line, len(row) + 1)
    return _describe_at_location(location, problem)


def _describe_unclosed(text: str, offset: int, opening: str) -> SyntaxMessage:
    """Describe a bracket or a quote that is not closed, at its place."""
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    row = text.split("\n")[line - 1].removesuffix("\r")
    location = ErrorLocation(row, line, column)
    if opening in ('"', "'"):
        return describe_open_text(location, column - 1)
    if opening == "[":
        # A bracket at the beginning of a line opens a header.
        if not row[: column - 1].strip(" \t["):
            return describe_header(location)
        return message_at(
            location,
            message("the list has no closing `{bracket}`", bracket="]"),
            message("end it with {quote}", quote="]"),
            length=1,
        )
    if opening == "{":
        return message_at(
            location,
            message("the table in braces has no closing `{bracket}`", bracket="}"),
            message("end it with {quote}", quote="}"),
            length=1,
        )
    description = message("the text that begins with {opening} has no end", opening=opening)
    return message_at(location, description, message("end it with {quote}", quote=opening), length=len(opening))


def _find_unclosed(text: str) -> tuple[int, str]:
    """Return offset and text of the innermost open quote or bracket.

    The text is empty if all are closed.
    """
    open_brackets: list[tuple[int, str]] = []
    for token in TOKEN.finditer(text):
        content = token[0]
        if token.lastgroup == "open":
            quote = content[0]
            if content.startswith(quote * 3):
                quote *= 3
            return token.start(), quote
        if token.lastgroup != "sign":
            continue
        if content in "[{":
            open_brackets.append((token.start(), content))
        elif content in "]}":
            del open_brackets[-1:]
    if not open_brackets:
        return 0, ""
    return open_brackets[-1]


def _describe_whole_text(text: str, problem: str) -> SyntaxMessage:
    """Describe an error without a place, at the first line that is not blank."""
    # Neither limit is a syntax error, so the parser gives no place.
    if problem == "number too large":
        region = _long_number_region(text)
        hint = message("a number must fit in 64 bits; put longer ones in quotes")
        return SyntaxMessage(INVALID_SYNTAX, message("a number here is too large"), hint, region)
    region = _first_line_region(text)
    if problem == "nested too deeply":
        description = message("lists or tables are nested too deeply here")
        return SyntaxMessage(INVALID_SYNTAX, description, message("at most 64 levels are allowed"), region)
    description = message("this cannot be read: {problem}", problem=problem)
    return SyntaxMessage(INVALID_SYNTAX, description, message("compare it with the lines around it"), region)


def _first_line_region(text: str) -> TextRange:
    """Return the region of the first line that is not blank.

    If all lines are blank, it is that of the first one.
    """
    rows = text.split("\n")
    line = 1
    row = rows[0]
    for number, candidate in enumerate(rows, start=1):
        if candidate.strip():
            line = number
            row = candidate
            break
    width = max(len(row.rstrip()), 1)
    return TextRange(line, 1, line, 1 + width)


def _long_number_region(text: str) -> TextRange:
    """Return the region of the first long number.

    If it is written in another way, it is the first line.
    """
    number = _LONG_NUMBER.search(text)
    if number is None:
        return _first_line_region(text)
    line = text.count("\n", 0, number.start(1)) + 1
    column = number.start(1) - text.rfind("\n", 0, number.start(1))
    return TextRange(line, column, line, column + len(number[1]))
