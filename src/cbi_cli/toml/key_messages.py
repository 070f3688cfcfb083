"""Messages about keys: misspelled, missing or given twice."""

from __future__ import annotations

import re

from cbi_cli.toml.bracket_messages import describe_header, describe_unclosed_table
from cbi_cli.toml.syntax_error import ErrorLocation, SyntaxMessage, message_at, quote_text

_KEY = re.compile(r"""[\w.-]+|"[^"]*"|'[^']*'""")


def describe_missing_equals(location: ErrorLocation) -> SyntaxMessage:
    """Describe a line without `=` after its key."""
    text = location.row.split("=")[0]
    # The parser stops at an accented letter, which a key cannot have, and expects `=` there.
    if not text.isascii():
        return describe_bad_key(location)
    rest = location.rest
    is_after_key = location.row[: location.column - 1].strip() and not location.inside
    if is_after_key and "=" in rest and rest[:1].strip():
        key = text.strip()
        follows_directly = not location.row[location.column - 2].isspace()
        if follows_directly and " " not in key:
            message = f"the key {quote_text(key)} has signs that a key cannot have"
            hint = "a key is made of the letters a to z, digits, _ and -"
            return message_at(location, message, hint, location.indent + 1, len(key))
    message = f"there is no `=` between the key and {_quote_word(location)}"
    return message_at(location, message, 'write key = "text"; a key is one word, with _ for spaces')


def describe_bad_key(location: ErrorLocation) -> SyntaxMessage:
    """Describe what is in the place of a key."""
    rest = location.rest
    if rest.startswith("}"):
        return message_at(location, "there is a comma before the closing `}`", "delete the comma")
    if rest.startswith(",") and location.inside == "{":
        return message_at(location, "there is a comma in place of a key", "delete it", length=1)
    if not rest.strip() and "{" in location.row:
        return describe_unclosed_table(location)
    if location.before.endswith(".") or rest.startswith("."):
        message = "a part of the name is missing beside the dot"
        return message_at(location, message, "delete the dot, or write the part", length=1)
    if location.row.lstrip().startswith("["):
        if rest.startswith("["):
            return describe_header(location)
        if rest.startswith("]"):
            return message_at(location, "there is no name in the brackets", "write one, e.g. [[event]]", length=1)
    key = location.row.split("=")[0].strip()
    if not key.isascii():
        message = f"the key {quote_text(key)} has letters that a key cannot have"
        hint = "write the key without accents: letters a to z, digits, _ and -"
        return message_at(location, message, hint, location.indent + 1, len(key))
    message = f"expected a key, found {_quote_word(location)}"
    return message_at(location, message, "a key is made of the letters a to z, digits, _ and -")


def _quote_word(location: ErrorLocation) -> str:
    if not location.word:
        return "the end of the line"
    return quote_text(location.word)


def describe_bad_statement(location: ErrorLocation) -> SyntaxMessage:
    """Describe a line that is not a key, a header or a comment."""
    if not location.word.isascii():
        return describe_bad_key(location)
    message = f"a line cannot begin with {quote_text(location.word)}"
    return message_at(location, message, "a line is key = value, a [table], or a # comment")


def describe_duplicate(location: ErrorLocation) -> SyntaxMessage:
    """Describe a key or a table that exists already."""
    row = location.row
    indent = location.indent
    if row[indent : indent + 1] == "[":
        header = row.split("#")[0].strip()
        message = f"the table {quote_text(header)} is here a second time"
        hint = "put its keys together under one header; records of a list begin with [[...]], in double brackets"
        return message_at(location, message, hint, indent + 1, len(header))
    key = _KEY.match(row, indent)
    if key is None or "=" not in row:
        return message_at(location, "a key is here a second time", "keep one of the two")
    message = f"the key {quote_text(key[0])} is here a second time"
    hint = "keep one of the two; a new record begins with its header in brackets"
    return message_at(location, message, hint, indent + 1, len(key[0]))


def describe_inline_duplicate(location: ErrorLocation, key: str) -> SyntaxMessage:
    """Describe a key that is given twice in a table in braces."""
    # The parser stops after the second value.
    equals_sign = location.row.rfind("=", 0, location.column)
    offset = location.row.rfind(key, 0, equals_sign)
    column = location.column
    if offset >= 0:
        column = offset + 1
    message = f"the key {quote_text(key)} is in these braces a second time"
    return message_at(location, message, "keep one of the two", column, len(key))
