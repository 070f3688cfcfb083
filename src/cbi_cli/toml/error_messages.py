"""What the parser complains of, in words for a person who has never heard of the parser."""

from __future__ import annotations

import re
from collections.abc import Callable

from cbi_cli.core.findings import TextRange
from cbi_cli.core.month_names import MONTH_NUMBERS
from cbi_cli.toml.date_errors import describe_bare_date
from cbi_cli.toml.error_causes import CURLY_QUOTES, find_cause
from cbi_cli.toml.parser import ParseError
from cbi_cli.toml.syntax_error import (
    IMPOSSIBLE_DATE,
    INVALID_SYNTAX,
    ErrorLocation,
    SyntaxMessage,
    message_at,
    quote_text,
    suggest_quotes,
)
from cbi_cli.toml.tokens import TOKEN
from cbi_cli.toml.toml_version import LINE_END_IN_BRACES

_KEY = re.compile(r"""[\w.-]+|"[^"]*"|'[^']*'""")
_LIST_PROBLEMS = ("Invalid value", "Unclosed array")
_DUPLICATE_INLINE_KEY = "Duplicate inline table key"
_PAIR = re.compile(r"""[ \t]*+(?:[\w-]++|"[^"]*+"|'[^']*+')[ \t]*+=""")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORD_BEFORE = re.compile(r"(?<![^\s,=\[\]{}\"'#])[^\s,=\[\]{}\"'#]++\Z")
_LONG_NUMBER = re.compile(r"[=,\[]\s*([+-]?(?:\d[\d_]{18,}|0[xob][0-9a-fA-F_]{16,}))")


def describe_error(text: str, trouble: ParseError) -> SyntaxMessage:
    """A complaint about a piece of text, with its likely remedy."""
    if trouble.at_end:
        return _describe_unexpected_end(text, trouble.problem)
    if not trouble.line:
        return _describe_whole_text(text, trouble.problem)
    rows = text.split("\n")
    row = rows[trouble.line - 1].removesuffix("\r")
    column = min(trouble.column, len(row) + 1)
    offset = sum(len(one) + 1 for one in rows[: trouble.line - 1]) + column - 1
    opened, sign = _find_unclosed(text[:offset])
    if (
        sign == "["
        and trouble.problem.startswith(_LIST_PROBLEMS)
        and _PAIR.match(row)
        and not row[: column - 1].strip()
    ):
        return _describe_unclosed(text, opened, sign)
    if sign == "{" and trouble.problem == LINE_END_IN_BRACES and "}" not in text[offset:]:
        return _describe_unclosed(text, opened, sign)
    return _describe_at_location(ErrorLocation(row, trouble.line, column, sign), trouble.problem)


def _describe_at_location(stop: ErrorLocation, problem: str) -> SyntaxMessage:
    """Name the likely cause, or else what the parser complains of."""
    return find_cause(stop, problem) or describe_bare_date(stop) or _describe_by_message(stop, problem)


def _describe_by_message(stop: ErrorLocation, problem: str) -> SyntaxMessage:
    if problem.startswith(_DUPLICATE_INLINE_KEY):
        return _describe_inline_duplicate(stop, problem.removeprefix(_DUPLICATE_INLINE_KEY).strip(" '"))
    told = next((tell for start, tell in _DESCRIBERS if problem.startswith(start)), None)
    return told(stop) if told else _describe_other(stop, problem)


def _describe_other(stop: ErrorLocation, problem: str) -> SyntaxMessage:
    return message_at(
        stop, f"this cannot be read: {problem[:1].lower()}{problem[1:]}", "compare it with the lines around it"
    )


def _describe_after_value(stop: ErrorLocation) -> SyntaxMessage:
    """Something follows where the line should end."""
    if stop.rest[:1] < " ":
        return _describe_control_character(stop)
    if stop.before.lstrip().startswith("[") and stop.before.endswith("]"):
        if stop.rest.startswith("]"):
            return _describe_header(stop)
        return message_at(stop, f"{quote_text(stop.word)} follows the brackets", "begin a new line after the brackets")
    if stop.rest[0] in "]}":
        opening = "[" if stop.rest[0] == "]" else "{"
        message = f"`{stop.rest[0]}` closes no bracket"
        return message_at(stop, message, f"delete it, or write {opening} where it begins", length=1)
    if stop.rest.startswith(","):
        is_last = not stop.rest[1:].split("#")[0].strip()
        return message_at(
            stop, "a comma follows the value", "delete it" if is_last else 'write several values as a list: ["a", "b"]'
        )
    if stop.before.endswith(('"', "'")):
        return _describe_after_text(stop)
    return _describe_after_number(stop)


def _describe_after_text(stop: ErrorLocation) -> SyntaxMessage:
    message = f"{quote_text(stop.word)} follows the closing quote"
    texts = [one[0] for one in TOKEN.finditer(stop.before) if one.lastgroup == "text"]
    if texts and texts[-1].startswith("'"):
        return message_at(stop, message, "put a text that has an apostrophe in double quotes")
    return message_at(stop, message, 'a quote inside a text is written \\", and one line holds one key and value')


def _describe_after_number(stop: ErrorLocation) -> SyntaxMessage:
    """Something follows a number, a day, or true or false."""
    before, rest = stop.before, stop.rest
    if re.search(r"[=,\[{]\s*[+-]?0\Z", before) and rest[0].isdigit():
        return message_at(stop, "a number cannot begin with 0", "write it without the 0, or in quotes")
    if re.search(r"(?<!\w)[0-9]{1,3}\Z", before) and re.match(r"[' ]?[0-9]{3}(?![0-9])", rest):
        return message_at(stop, "a number has nothing between its digits", "write 1000, or put a text in quotes")
    if _DAY.search(before):
        hint = "a day is written alone, e.g. 2022-10-13; the last day of several is a key of its own"
        return message_at(stop, f"{quote_text(stop.word)} follows the day", hint)
    joined = _WORD_BEFORE.search(stop.row[: stop.column - 1])
    if joined:
        word = joined[0] + stop.word
        return message_at(
            stop, f"{quote_text(word)} has no quotes", suggest_quotes(word), joined.start() + 1, len(word)
        )
    return message_at(
        stop, f"{quote_text(stop.word)} follows the value", "put a text in quotes; one line holds one key and value"
    )


def _describe_missing_value(stop: ErrorLocation) -> SyntaxMessage:
    """No value can be read at the place."""
    rest = stop.rest.split("#")[0].strip()
    if rest.startswith(",") and stop.inside:
        return message_at(stop, "there is a comma in place of a value", "delete it", length=1)
    if not rest or rest[0] in ",]}":
        missing = "there is no value here" if stop.before.strip() else "the value is missing"
        return message_at(stop, missing, 'write one, e.g. key = "text", or leave the key out')
    if stop.inside == "[" and re.match(r"[\w-]+\s*[=:]\s", rest):
        message = f"{quote_text(stop.word)} is a key, and a list holds values"
        return message_at(stop, message, 'put keys and values in braces: [{ key = "text" }]')
    if rest.startswith("`"):
        return message_at(stop, "a backtick is not a quote", 'write straight quotes: "text"')
    if rest.startswith('\\"'):
        return message_at(
            stop, "there is a backslash before the quote", "delete the backslashes before both quotes", length=1
        )
    prefix = re.match(r"""([bfruBFRU]{1,2})(?:"[^"]*"|'[^']*')\s*\Z""", rest)
    if prefix:
        message = f"{quote_text(prefix[1])} before a quote has no meaning here"
        return message_at(stop, message, "delete it", length=len(prefix[1]))
    if rest.lower().startswith(("true", "false")):
        return message_at(stop, f"{quote_text(stop.word)} is not in lower case", "write true or false")
    return _describe_missing_quotes(stop, re.split(r"[,\]}\"]", rest)[0].strip() if stop.inside else rest)


def _describe_missing_quotes(stop: ErrorLocation, text: str) -> SyntaxMessage:
    """A text without quotes, or without the first one."""
    if text.count('"') == 1 and text.endswith('"'):
        return message_at(stop, f"{quote_text(text)} has no opening quote", suggest_quotes(text[:-1]), length=len(text))
    text = text or stop.word
    parts = [part.strip() for part in text.removesuffix("]").split(",")]
    if text.endswith("]") and "[" not in text:
        return message_at(
            stop, f"{quote_text(text)} closes a list that does not begin", "write [ before it", length=len(text)
        )
    hint = suggest_quotes(text)
    if len(parts) > 1 and all(re.fullmatch(r"[\w-]+", part) for part in parts):
        values = ", ".join(f'"{part}"' for part in parts)
        hint += f", or [{values}] for several values"
    elif _names_a_month(text):
        hint += ", or a day as 2022-10-13"
    return message_at(stop, f"{quote_text(text)} has no quotes", hint, length=len(text))


def _names_a_month(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text.lower())
    return any(sign.isdigit() for sign in text) and any(word in MONTH_NUMBERS for word in words)


def _describe_missing_equals(stop: ErrorLocation) -> SyntaxMessage:
    name = stop.row.split("=")[0]
    if not name.isascii():
        return _describe_bad_key(stop)
    if "=" in stop.rest and stop.rest[:1].strip() and stop.row[: stop.column - 1].strip() and not stop.inside:
        key, lead = name.strip(), len(name) - len(name.lstrip())
        if not stop.row[stop.column - 2].isspace() and " " not in key:
            message = f"the key {quote_text(key)} has signs that a key cannot have"
            return message_at(stop, message, "a key is made of the letters a to z, digits, _ and -", lead + 1, len(key))
    word = quote_text(stop.word) if stop.word else "the end of the line"
    hint = 'write key = "text"; a key is one word, with _ for spaces'
    return message_at(stop, f"there is no `=` between the key and {word}", hint)


def _describe_bad_key(stop: ErrorLocation) -> SyntaxMessage:
    if stop.rest.startswith("}"):
        return message_at(stop, "there is a comma before the closing `}`", "delete the comma")
    if stop.rest.startswith(",") and stop.inside == "{":
        return message_at(stop, "there is a comma in place of a key", "delete it", length=1)
    if not stop.rest.strip() and "{" in stop.row:
        return _describe_unclosed_table(stop)
    if stop.before.endswith(".") or stop.rest.startswith("."):
        return message_at(
            stop, "a part of the name is missing beside the dot", "delete the dot, or write the part", length=1
        )
    if stop.row.lstrip().startswith("["):
        if stop.rest.startswith("["):
            return _describe_header(stop)
        if stop.rest.startswith("]"):
            return message_at(stop, "there is no name in the brackets", "write one, e.g. [[event]]", length=1)
    key = stop.row.split("=")[0].strip()
    if not key.isascii():
        lead = len(stop.row) - len(stop.row.lstrip())
        hint = "write the key without accents: letters a to z, digits, _ and -"
        return message_at(
            stop, f"the key {quote_text(key)} has letters that a key cannot have", hint, lead + 1, len(key)
        )
    word = quote_text(stop.word) if stop.word else "the end of the line"
    return message_at(stop, f"expected a key, found {word}", "a key is made of the letters a to z, digits, _ and -")


def _describe_bad_statement(stop: ErrorLocation) -> SyntaxMessage:
    if not stop.word.isascii():
        return _describe_bad_key(stop)
    return message_at(
        stop, f"a line cannot begin with {quote_text(stop.word)}", "a line is key = value, a [table], or a # comment"
    )


def _describe_bad_text(stop: ErrorLocation) -> SyntaxMessage:
    """A text that runs past the end of its line, or holds what no text may hold."""
    if stop.column <= len(stop.row):
        return _describe_control_character(stop)
    first = re.search(r"=\s*([\"'])", stop.row)
    opened = max(stop.row.rfind('"'), stop.row.rfind("'"), 0)
    if stop.inside in ("'", '"'):
        opened = next(one.start() for one in TOKEN.finditer(stop.row) if one.lastgroup == "open")
    elif first and stop.row.count(first[1]) == 1:
        opened = first.start(1)
    return _describe_open_text(stop, opened)


def _describe_open_text(stop: ErrorLocation, opened: int) -> SyntaxMessage:
    """A text in plain quotes that has no end on its line."""
    quote, text = stop.row[opened : opened + 1] or '"', stop.row[opened:].rstrip()
    if quote == '"' and text.endswith('\\"'):
        message = 'the backslash before the last " makes that quote a part of the text'
        return message_at(stop, message, 'write \\\\ for a backslash, or " alone', opened + len(text) - 1, 2)
    if text.endswith(CURLY_QUOTES):
        message = f"{text[-1]} is a curly quote and ends no text"
        return message_at(stop, message, 'write straight quotes: "text"', opened + len(text), 1)
    hint = f"end it with {quote}; a text of several lines is between {quote * 3}"
    return message_at(stop, f"the text that begins with {quote} has no end", hint, opened + 1, len(text))


def _describe_control_character(stop: ErrorLocation) -> SyntaxMessage:
    code = ord(stop.rest[0]) if stop.rest else 10
    message = f"the control character U+{code:04X} is not allowed here"
    return message_at(stop, message, "delete it, or write it as \\uXXXX inside quotes", length=1)


def _describe_backslash(stop: ErrorLocation) -> SyntaxMessage:
    column = stop.row.rfind("\\", 0, max(stop.column - 1, 0)) + 1 or stop.column
    sign = stop.row[column - 1 : column + 1]
    hint = "write two backslashes for one, or put the text in 'single quotes'"
    return message_at(stop, f"{quote_text(sign)} is not an escape sequence", hint, column, 2)


def _describe_unclosed_list(stop: ErrorLocation) -> SyntaxMessage:
    rest = stop.rest.strip()
    if not rest or rest.startswith("["):
        return message_at(stop, "the list has no closing bracket", "end it with ]")
    return _describe_wrong_separator(stop, "]", "}") or message_at(
        stop, f"there is no comma before {quote_text(stop.word)}", "put commas between the items, and ] at the end"
    )


def _describe_unclosed_table(stop: ErrorLocation) -> SyntaxMessage:
    rest = stop.rest.strip()
    if not rest or rest.startswith("#"):
        hint = "write { key = value, key = value } on one line, without a comma at its end"
        return message_at(stop, "the table in braces does not end on its line", hint)
    return _describe_wrong_separator(stop, "}", "]") or message_at(
        stop, f"there is no comma before {quote_text(stop.word)}", "put commas between the keys, and } at the end"
    )


def _describe_wrong_separator(stop: ErrorLocation, closing: str, other: str) -> SyntaxMessage | None:
    """Something else than a comma or the closing bracket, in their place."""
    sign = stop.rest[0]
    if sign == other:
        return message_at(stop, f"`{sign}` does not close what is open here", f"write {closing} before it", length=1)
    if sign in ";|/":
        return message_at(stop, f"`{sign}` does not separate values", "write a comma", length=1)
    before = [one for one in TOKEN.finditer(stop.before) if one.lastgroup == "text"]
    curly = re.search(r"[“”„‟«»‘’‚‛‹›](?=\s*,)", before[-1][0]) if before else None
    if curly and before:
        message = f"{curly[0]} is a curly quote and ends no text"
        return message_at(stop, message, 'write straight quotes: "text"', before[-1].start() + curly.start() + 1, 1)
    return None


def _describe_duplicate(stop: ErrorLocation) -> SyntaxMessage:
    """A key or a table that is there already."""
    lead = len(stop.row) - len(stop.row.lstrip())
    if stop.row[lead : lead + 1] == "[":
        text = stop.row.split("#")[0].strip()
        hint = "put its keys together under one header; records of a list begin with [[...]], in double brackets"
        return message_at(stop, f"the table {quote_text(text)} is here a second time", hint, lead + 1, len(text))
    key = _KEY.match(stop.row, lead)
    if key is None or "=" not in stop.row:
        return message_at(stop, "a key is here a second time", "keep one of the two")
    hint = "keep one of the two; a new record begins with its header in brackets"
    return message_at(stop, f"the key {quote_text(key[0])} is here a second time", hint, lead + 1, len(key[0]))


def _describe_inline_duplicate(stop: ErrorLocation, key: str) -> SyntaxMessage:
    column = stop.row.rfind(key, 0, stop.row.rfind("=", 0, stop.column)) + 1 or stop.column
    return message_at(
        stop, f"the key {quote_text(key)} is in these braces a second time", "keep one of the two", column, len(key)
    )


def _describe_header(stop: ErrorLocation) -> SyntaxMessage:
    text = stop.row.split("#")[0].strip()
    lead = len(stop.row) - len(stop.row.lstrip())
    hint = "write [[name]] for a record of a list, [name] for a single table"
    name = re.fullmatch(r"\[([^\[\]]+)\]|\[\[([^\[\]]+)\]\]", text)
    if name:
        inner = name[1] or name[2]
        hint = "a name is made of the letters a to z, digits, _ and -"
        return message_at(
            stop, f"the name {quote_text(inner)} has signs that a name cannot have", hint, lead + 1, len(text)
        )
    return message_at(stop, f"the brackets of {quote_text(text)} do not match", hint, lead + 1, len(text))


def _describe_impossible_date(stop: ErrorLocation) -> SyntaxMessage:
    hint = "write a day that the calendar has, e.g. 2022-10-13"
    return message_at(stop, f"the calendar has no {quote_text(stop.word)}", hint, code=IMPOSSIBLE_DATE)


_DESCRIBERS: tuple[tuple[str, Callable[[ErrorLocation], SyntaxMessage]], ...] = (
    ("Expected newline or end of document", _describe_after_value),
    ("Invalid statement", _describe_bad_statement),
    ("Invalid value", _describe_missing_value),
    ("Invalid date", _describe_impossible_date),
    ("Expected '=' after a key", _describe_missing_equals),
    ("Invalid initial character for a key", _describe_bad_key),
    ("Unclosed array", _describe_unclosed_list),
    ("Unclosed inline table", _describe_unclosed_table),
    ("Cannot ", _describe_duplicate),
    ("Unescaped '\\'", _describe_backslash),
    ("Invalid hex value", _describe_backslash),
    ("Escaped character is not", _describe_backslash),
    ("Expected ']", _describe_header),
    ("Illegal character", _describe_bad_text),
    ('Expected "\'"', _describe_bad_text),
    ("Found invalid character", _describe_bad_text),
)


def _describe_unexpected_end(text: str, problem: str) -> SyntaxMessage:
    """A complaint at the end of the piece; where something is still open, it stands where that was opened."""
    offset, sign = _find_unclosed(text)
    if not sign:
        offset = len(text.rstrip("\n"))
        row = text[text.rfind("\n", 0, offset) + 1 : offset].removesuffix("\r")
        return _describe_at_location(ErrorLocation(row, text.count("\n", 0, offset) + 1, len(row) + 1), problem)
    return _describe_unclosed(text, offset, sign)


def _describe_unclosed(text: str, offset: int, sign: str) -> SyntaxMessage:
    """A bracket or a quote that is not closed, at its place."""
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    row = text.split("\n")[line - 1].removesuffix("\r")
    stop = ErrorLocation(row, line, column)
    if sign in ('"', "'"):
        return _describe_open_text(stop, column - 1)
    if sign in ("[", "{"):
        if sign == "[" and not row[: column - 1].strip(" \t["):
            return _describe_header(stop)
        what, end = ("list", "]") if sign == "[" else ("table in braces", "}")
        return message_at(stop, f"the {what} has no closing `{end}`", f"end it with {end}", length=1)
    return message_at(stop, f"the text that begins with {sign} has no end", f"end it with {sign}", length=len(sign))


def _find_unclosed(text: str) -> tuple[int, str]:
    """Offset and sign of the innermost quote or bracket that is not closed; an empty sign where all are."""
    stack: list[tuple[int, str]] = []
    for token in TOKEN.finditer(text):
        if token.lastgroup == "open":
            quote = token[0][0]
            return token.start(), quote * 3 if token[0].startswith(quote * 3) else quote
        if token.lastgroup != "sign":
            continue
        if token[0] in "[{":
            stack.append((token.start(), token[0]))
        elif token[0] in "]}":
            del stack[-1:]
    return stack[-1] if stack else (0, "")


def _describe_whole_text(text: str, problem: str) -> SyntaxMessage:
    """A complaint about the piece as a whole, at its first line with text."""
    rows = text.split("\n")
    line = next((number for number, row in enumerate(rows, start=1) if row.strip()), 1)
    row = rows[line - 1].rstrip()
    region = TextRange(line, 1, line, 1 + max(len(row), 1))
    if problem == "nested too deeply":
        return SyntaxMessage(
            INVALID_SYNTAX, "lists or tables are nested too deeply here", "at most 64 levels are allowed", region
        )
    number = _LONG_NUMBER.search(text)
    if problem == "number too large" and number:
        line = text.count("\n", 0, number.start(1)) + 1
        column = number.start(1) - text.rfind("\n", 0, number.start(1))
        region = TextRange(line, column, line, column + len(number[1]))
    if problem == "number too large":
        return SyntaxMessage(
            INVALID_SYNTAX,
            "a number here is too large",
            "a number must fit in 64 bits; put longer ones in quotes",
            region,
        )
    return SyntaxMessage(
        INVALID_SYNTAX, f"this cannot be read: {problem}", "compare it with the lines around it", region
    )
