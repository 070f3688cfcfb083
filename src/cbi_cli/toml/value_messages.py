"""Messages about values.

They are missing, misspelled, without quotes or without an end.
"""

from __future__ import annotations

import re

from cbi_cli.core.messages import message
from cbi_cli.core.month_names import MONTH_NUMBERS
from cbi_cli.toml.bracket_messages import describe_header
from cbi_cli.toml.error_causes import CURLY_QUOTES
from cbi_cli.toml.syntax_error import (
    IMPOSSIBLE_DATE,
    ErrorLocation,
    SyntaxMessage,
    message_at,
    quote_text,
    suggest_quotes,
)
from cbi_cli.toml.tokens import TOKEN

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORD_BEFORE = re.compile(r"(?<![^\s,=\[\]{}\"'#])[^\s,=\[\]{}\"'#]++\Z")
_STRING_PREFIX = re.compile(r"""([bfruBFRU]{1,2})(?:"[^"]*"|'[^']*')\s*\Z""")


def describe_after_value(location: ErrorLocation) -> SyntaxMessage:
    """Describe what follows a value or a header on its line."""
    rest = location.rest
    before = location.before
    if rest[:1] < " ":
        return describe_control_character(location)
    if before.lstrip().startswith("[") and before.endswith("]"):
        if rest.startswith("]"):
            return describe_header(location)
        description = message("{word} follows the brackets", word=quote_text(location.word))
        return message_at(location, description, message("begin a new line after the brackets"))
    if rest[0] in "]}":
        opening = "{"
        if rest[0] == "]":
            opening = "["
        description = message("`{bracket}` closes no bracket", bracket=rest[0])
        return message_at(
            location, description, message("delete it, or write {opening} where it begins", opening=opening), length=1
        )
    if rest.startswith(","):
        hint = message('write several values as a list: ["a", "b"]')
        if not rest[1:].split("#")[0].strip():
            hint = message("delete it")
        return message_at(location, message("a comma follows the value"), hint)
    if before.endswith(('"', "'")):
        return _describe_after_text(location)
    return _describe_after_number(location)


def _describe_after_text(location: ErrorLocation) -> SyntaxMessage:
    description = message("{word} follows the closing quote", word=quote_text(location.word))
    hint = message('a quote inside a text is written \\", and one line holds one key and value')
    texts = [token[0] for token in TOKEN.finditer(location.before) if token.lastgroup == "text"]
    if texts and texts[-1].startswith("'"):
        hint = message("put a text that has an apostrophe in double quotes")
    return message_at(location, description, hint)


def _describe_after_number(location: ErrorLocation) -> SyntaxMessage:
    """Describe what follows a number, a day, or true or false."""
    before = location.before
    rest = location.rest
    # TOML has no leading zeros, so the parser reads 007 as 0 and stops.
    if re.search(r"[=,\[{]\s*[+-]?0\Z", before) and rest[0].isdigit():
        return message_at(
            location, message("a number cannot begin with 0"), message("write it without the 0, or in quotes")
        )
    # Thousands as people write them: 1 000 or 1'000.
    if re.search(r"(?<!\w)[0-9]{1,3}\Z", before) and re.match(r"[' ]?[0-9]{3}(?![0-9])", rest):
        description = message("a number has nothing between its digits")
        return message_at(location, description, message("write 1000, or put a text in quotes"))
    if _DAY.search(before):
        description = message("{word} follows the day", word=quote_text(location.word))
        hint = message("a day is written alone, e.g. 2022-10-13; the last day of several is a key of its own")
        return message_at(location, description, hint)
    # The parser may have read the beginning of a text as a number.
    word_start = _WORD_BEFORE.search(location.row[: location.column - 1])
    if word_start:
        word = word_start[0] + location.word
        description = message("{text} has no quotes", text=quote_text(word))
        return message_at(location, description, suggest_quotes(word), word_start.start() + 1, len(word))
    description = message("{word} follows the value", word=quote_text(location.word))
    return message_at(location, description, message("put a text in quotes; one line holds one key and value"))


def describe_missing_value(location: ErrorLocation) -> SyntaxMessage:
    """Describe what is in the place of a value."""
    rest = location.rest.split("#")[0].strip()
    if rest.startswith(",") and location.inside:
        return message_at(location, message("there is a comma in place of a value"), message("delete it"), length=1)
    if not rest or rest[0] in ",]}":
        description = message("the value is missing")
        if location.before.strip():
            description = message("there is no value here")
        return message_at(location, description, message('write one, e.g. key = "text", or leave the key out'))
    if location.inside == "[" and re.match(r"[\w-]+\s*[=:]\s", rest):
        description = message("{word} is a key, and a list holds values", word=quote_text(location.word))
        return message_at(
            location, description, message("put keys and values in braces: {example}", example='[{ key = "text" }]')
        )
    if rest.startswith("`"):
        return message_at(location, message("a backtick is not a quote"), message('write straight quotes: "text"'))
    if rest.startswith('\\"'):
        hint = message("delete the backslashes before both quotes")
        return message_at(location, message("there is a backslash before the quote"), hint, length=1)
    # Python has texts such as r"..." and f"...".
    prefix = _STRING_PREFIX.match(rest)
    if prefix:
        description = message("{prefix} before a quote has no meaning here", prefix=quote_text(prefix[1]))
        return message_at(location, description, message("delete it"), length=len(prefix[1]))
    if rest.lower().startswith(("true", "false")):
        description = message("{word} is not in lower case", word=quote_text(location.word))
        return message_at(location, description, message("write true or false"))
    if location.inside:
        rest = re.split(r"[,\]}\"]", rest)[0].strip()
    return _describe_missing_quotes(location, rest)


def _describe_missing_quotes(location: ErrorLocation, text: str) -> SyntaxMessage:
    """Describe a text without quotes, or without the first one."""
    if text.count('"') == 1 and text.endswith('"'):
        description = message("{text} has no opening quote", text=quote_text(text))
        return message_at(location, description, suggest_quotes(text[:-1]), length=len(text))
    if not text:
        text = location.word
    if text.endswith("]") and "[" not in text:
        description = message("{text} closes a list that does not begin", text=quote_text(text))
        return message_at(location, description, message("write [ before it"), length=len(text))
    hint = suggest_quotes(text)
    parts = [part.strip() for part in text.removesuffix("]").split(",")]
    if len(parts) > 1 and all(re.fullmatch(r"[\w-]+", part) for part in parts):
        values = ", ".join(f'"{part}"' for part in parts)
        hint = message("{hint}, or [{values}] for several values", hint=hint, values=values)
    elif _names_a_month(text):
        hint = message("{hint}, or a day as 2022-10-13", hint=hint)
    description = message("{text} has no quotes", text=quote_text(text))
    return message_at(location, description, hint, length=len(text))


def _names_a_month(text: str) -> bool:
    """Tell whether a text looks like a date with the name of a month."""
    if not any(character.isdigit() for character in text):
        return False
    words = re.findall(r"[^\W\d_]+", text.lower())
    return any(word in MONTH_NUMBERS for word in words)


def describe_bad_text(location: ErrorLocation) -> SyntaxMessage:
    """Describe a text without an end, or with a forbidden character."""
    row = location.row
    if location.column <= len(row):
        return describe_control_character(location)
    start = max(row.rfind('"'), row.rfind("'"), 0)
    if location.inside in ("'", '"'):
        for token in TOKEN.finditer(row):
            if token.lastgroup == "open":
                start = token.start()
                break
    return describe_open_text(location, start)


def describe_open_text(location: ErrorLocation, start: int) -> SyntaxMessage:
    """Describe a text in plain quotes that has no end on its line.

    It begins at an offset in the line.
    """
    text = location.row[start:].rstrip()
    quote = location.row[start : start + 1]
    if not quote:
        quote = '"'
    if quote == '"' and text.endswith('\\"'):
        description = message('the backslash before the last " makes that quote a part of the text')
        return message_at(
            location, description, message('write \\\\ for a backslash, or " alone'), start + len(text) - 1, 2
        )
    if text.endswith(CURLY_QUOTES):
        description = message("{character} is a curly quote and ends no text", character=text[-1])
        return message_at(location, description, message('write straight quotes: "text"'), start + len(text), 1)
    description = message("the text that begins with {quote} has no end", quote=quote)
    hint = message(
        "end it with {quote}; a text of several lines is between {long_quote}", quote=quote, long_quote=quote * 3
    )
    return message_at(location, description, hint, start + 1, len(text))


def describe_control_character(location: ErrorLocation) -> SyntaxMessage:
    """Describe a control character that TOML does not allow."""
    code_point = ord("\n")
    if location.rest:
        code_point = ord(location.rest[0])
    description = message("the control character U+{code_point:04X} is not allowed here", code_point=code_point)
    return message_at(location, description, message("delete it, or write it as \\uXXXX inside quotes"), length=1)


def describe_backslash(location: ErrorLocation) -> SyntaxMessage:
    """Describe a backslash that begins no escape sequence."""
    offset = location.row.rfind("\\", 0, max(location.column - 1, 0))
    column = location.column
    if offset >= 0:
        column = offset + 1
    escape = location.row[column - 1 : column + 1]
    description = message("{escape} is not an escape sequence", escape=quote_text(escape))
    hint = message("write two backslashes for one, or put the text in 'single quotes'")
    return message_at(location, description, hint, column, 2)


def describe_impossible_date(location: ErrorLocation) -> SyntaxMessage:
    """Describe a date that the calendar does not have."""
    description = message("the calendar has no {word}", word=quote_text(location.word))
    hint = message("write a day that the calendar has, e.g. 2022-10-13")
    return message_at(location, description, hint, code=IMPOSSIBLE_DATE)
