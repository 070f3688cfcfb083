"""Messages about keys: misspelled, missing or given twice."""

from __future__ import annotations

import re

from cbi_cli.core.messages import message
from cbi_cli.toml.bracket_messages import describe_header
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
            description = message("the key {key} has signs that a key cannot have", key=quote_text(key))
            hint = message("a key is made of the letters a to z, digits, _ and -")
            return message_at(location, description, hint, location.indent + 1, len(key))
    description = message("there is no `=` between the key and {word}", word=_quote_word(location))
    return message_at(location, description, message('write key = "text"; a key is one word, with _ for spaces'))


def describe_bad_key(location: ErrorLocation) -> SyntaxMessage:
    """Describe what is in the place of a key."""
    rest = location.rest
    if rest.startswith(",") and location.inside == "{":
        return message_at(location, message("there is a comma in place of a key"), message("delete it"), length=1)
    if location.before.endswith(".") or rest.startswith("."):
        description = message("a part of the name is missing beside the dot")
        return message_at(location, description, message("delete the dot, or write the part"), length=1)
    if location.row.lstrip().startswith("["):
        if rest.startswith("["):
            return describe_header(location)
        if rest.startswith("]"):
            return message_at(
                location, message("there is no name in the brackets"), message("write one, e.g. [[event]]"), length=1
            )
    key = location.row.split("=")[0].strip()
    if not key.isascii():
        description = message("the key {key} has letters that a key cannot have", key=quote_text(key))
        hint = message("write the key without accents: letters a to z, digits, _ and -")
        return message_at(location, description, hint, location.indent + 1, len(key))
    description = message("expected a key, found {word}", word=_quote_word(location))
    return message_at(location, description, message("a key is made of the letters a to z, digits, _ and -"))


def _quote_word(location: ErrorLocation) -> str:
    if not location.word:
        return message("the end of the line")
    return quote_text(location.word)


def describe_bad_statement(location: ErrorLocation) -> SyntaxMessage:
    """Describe a line that is not a key, a header or a comment."""
    if not location.word.isascii():
        return describe_bad_key(location)
    description = message("a line cannot begin with {word}", word=quote_text(location.word))
    return message_at(location, description, message("a line is key = value, a [table], or a # comment"))


def describe_duplicate(location: ErrorLocation) -> SyntaxMessage:
    """Describe a key or a table that exists already."""
    row = location.row
    indent = location.indent
    if row[indent : indent + 1] == "[":
        header = row.split("#")[0].strip()
        description = message("the table {header} is here a second time", header=quote_text(header))
        hint = message(
            "put its keys together under one header; records of a list begin with [[...]], in double brackets"
        )
        return message_at(location, description, hint, indent + 1, len(header))
    key = _KEY.match(row, indent)
    if key is None or "=" not in row:
        return message_at(location, message("a key is here a second time"), message("keep one of the two"))
    description = message("the key {key} is here a second time", key=quote_text(key[0]))
    hint = message("keep one of the two; a new record begins with its header in brackets")
    return message_at(location, description, hint, indent + 1, len(key[0]))


def describe_inline_duplicate(location: ErrorLocation, key: str) -> SyntaxMessage:
    """Describe a key that is given twice in a table in braces."""
    # The parser stops after the second value.
    equals_sign = location.row.rfind("=", 0, location.column)
    offset = location.row.rfind(key, 0, equals_sign)
    column = location.column
    if offset >= 0:
        column = offset + 1
    description = message("the key {key} is in these braces a second time", key=quote_text(key))
    return message_at(location, description, message("keep one of the two"), column, len(key))
