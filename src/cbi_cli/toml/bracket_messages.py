"""Messages about brackets.

These are headers, and lists and tables in braces that do not end.
"""

from __future__ import annotations

import re

from cbi_cli.core.messages import message
from cbi_cli.toml.syntax_error import ErrorLocation, SyntaxMessage, message_at, quote_text
from cbi_cli.toml.tokens import TOKEN

_CURLY_QUOTE_BEFORE_COMMA = re.compile(r"[“”„‟«»‘’‚‛‹›](?=\s*,)")
_HEADER_NAME = re.compile(r"\[([^\[\]]+)\]|\[\[([^\[\]]+)\]\]")


def describe_header(location: ErrorLocation) -> SyntaxMessage:
    """Describe a line in brackets that is not a header."""
    text = location.row.split("#")[0].strip()
    column = location.indent + 1
    name = _HEADER_NAME.fullmatch(text)
    if name:
        description = message("the name {name} has signs that a name cannot have", name=quote_text(name[1] or name[2]))
        hint = message("a name is made of the letters a to z, digits, _ and -")
        return message_at(location, description, hint, column, len(text))
    description = message("the brackets of {text} do not match", text=quote_text(text))
    hint = message("write [[name]] for a record of a list, [name] for a single table")
    return message_at(location, description, hint, column, len(text))


def describe_unclosed_list(location: ErrorLocation) -> SyntaxMessage:
    """Describe a list that goes on without a comma or its closing bracket."""
    rest = location.rest.strip()
    # The parser skips line ends in a list, so a bracket here opens the header of the next table.
    if not rest or rest.startswith("["):
        return message_at(
            location, message("the list has no closing bracket"), message("end it with {quote}", quote="]")
        )
    wrong_separator = _describe_wrong_separator(location, "]", "}")
    if wrong_separator is not None:
        return wrong_separator
    description = message("there is no comma before {word}", word=quote_text(location.word))
    return message_at(location, description, message("put commas between the items, and ] at the end"))


def describe_unclosed_table(location: ErrorLocation) -> SyntaxMessage:
    """Describe a table in braces that goes on without a comma or its end."""
    rest = location.rest.strip()
    # TOML 1.0 allows neither a line end nor a comment in braces.
    if not rest or rest.startswith("#"):
        hint = message(
            "write {example} on one line, without a comma at its end", example="{ key = value, key = value }"
        )
        return message_at(location, message("the table in braces does not end on its line"), hint)
    wrong_separator = _describe_wrong_separator(location, "}", "]")
    if wrong_separator is not None:
        return wrong_separator
    description = message("there is no comma before {word}", word=quote_text(location.word))
    return message_at(
        location, description, message("put commas between the keys, and {closing} at the end", closing="}")
    )


def describe_last_comma(location: ErrorLocation) -> SyntaxMessage:
    """Describe a comma after the last pair of a table in braces."""
    description = message("there is a comma before the closing `{bracket}`", bracket="}")
    return message_at(location, description, message("delete the comma"))


def _describe_wrong_separator(location: ErrorLocation, closing: str, other: str) -> SyntaxMessage | None:
    """Describe a likely slip in the place of a comma or a closing bracket."""
    character = location.rest[0]
    if character == other:
        description = message("`{character}` does not close what is open here", character=character)
        return message_at(location, description, message("write {closing} before it", closing=closing), length=1)
    if character in ";|/":
        return message_at(
            location,
            message("`{character}` does not separate values", character=character),
            message("write a comma"),
            length=1,
        )
    texts = [token for token in TOKEN.finditer(location.before) if token.lastgroup == "text"]
    if not texts:
        return None
    # A text that was closed by a curly quote goes on to the first straight one.
    last_text = texts[-1]
    curly_quote = _CURLY_QUOTE_BEFORE_COMMA.search(last_text[0])
    if curly_quote is None:
        return None
    description = message("{character} is a curly quote and ends no text", character=curly_quote[0])
    column = last_text.start() + curly_quote.start() + 1
    return message_at(location, description, message('write straight quotes: "text"'), column, 1)
