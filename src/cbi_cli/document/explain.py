"""What the parser complains of, in words for a person who has never heard of the parser."""

from __future__ import annotations

import re
from collections.abc import Callable

from cbi_cli.core.findings import Region
from cbi_cli.document.attempt import Trouble
from cbi_cli.document.bare_date import bare_date
from cbi_cli.document.causes import cause
from cbi_cli.document.said import NO_SUCH_DAY, SYNTAX, Said, Stop, said, shown
from cbi_cli.document.tokens import TOKEN

_KEY = re.compile(r"""[\w.-]+|"[^"]*"|'[^']*'""")
_DOUBLE_KEY = "Duplicate inline table key"
_LONG_NUMBER = re.compile(r"[=,\[]\s*([+-]?(?:\d[\d_]{18,}|0[xob][0-9a-fA-F_]{16,}))")


def explain(text: str, trouble: Trouble) -> Said:
    """A complaint about a piece of text, with its likely remedy."""
    if trouble.at_end:
        return _at_end(text, trouble.problem)
    if not trouble.line:
        return _somewhere(text, trouble.problem)
    rows = text.split("\n")
    row = rows[trouble.line - 1].removesuffix("\r")
    stop = Stop(row, trouble.line, min(trouble.column, len(row) + 1))
    return _told(stop, trouble.problem)


def _told(stop: Stop, problem: str) -> Said:
    """Name the likely cause, or else what the parser complains of."""
    return cause(stop, problem) or bare_date(stop) or _by_kind(stop, problem)


def _by_kind(stop: Stop, problem: str) -> Said:
    if problem.startswith(_DOUBLE_KEY):
        return _twice_in_braces(stop, problem.removeprefix(_DOUBLE_KEY).strip(" '"))
    told = next((tell for start, tell in _KINDS if problem.startswith(start)), None)
    return told(stop) if told else _other(stop, problem)


def _other(stop: Stop, problem: str) -> Said:
    return said(stop, f"this cannot be read: {problem[:1].lower()}{problem[1:]}", "compare it with the lines around it")


def _after_value(stop: Stop) -> Said:
    """Something follows where the line should end."""
    before = stop.row[: stop.column - 1].rstrip()
    if stop.rest[:1] < " ":
        return _control(stop)
    if re.search(r"[=,\[{]\s*[+-]?0\Z", before) and stop.rest[0].isdigit():
        return said(stop, "a number cannot begin with 0", "write it without the 0, or in quotes")
    if stop.rest.startswith(","):
        return said(stop, "a comma follows the value", 'write several values as a list: ["a", "b"]')
    if before.endswith(('"', "'")):
        hint = 'a quote inside a text is written \\", and one line holds one key and value'
        return said(stop, f"{shown(stop.word)} follows the closing quote", hint)
    if before.endswith("]") and before.lstrip().startswith("["):
        return said(stop, f"{shown(stop.word)} follows the brackets", "begin a new line behind the brackets")
    return said(stop, f"{shown(stop.word)} follows the value", "put a text in quotes; one line holds one key and value")


def _no_value(stop: Stop) -> Said:
    """No value can be read at the place."""
    rest = stop.rest.split("#")[0].strip()
    if not rest or rest[0] in ",]}":
        missing = "there is no value here" if stop.row[: stop.column - 1].strip() else "the value is missing"
        return said(stop, missing, 'write one, as key = "text", or delete the line')
    if rest[0] in "“”„«‘’‚":
        return said(stop, f"{rest[0]} is a curly quote", 'write straight quotes: "text"')
    if rest.lower().startswith(("true", "false")):
        return said(stop, f"{shown(stop.word)} is not in lower case", "write true or false")
    text = re.split(r"[,\]}\"]", rest)[0].strip() if "[" in stop.row or "{" in stop.row else rest
    if text.count('"') == 1 and text.endswith('"'):
        return said(stop, f"{shown(text)} has no opening quote", f'write "{text[:60]}', length=len(text))
    text = text or stop.word
    hint = f'write "{text[:60]}"' if '"' not in text else 'put it in quotes, and write \\" for a quote inside'
    return said(stop, f"{shown(text)} has no quotes", hint, length=len(text))


def _no_equals(stop: Stop) -> Said:
    if not stop.row.split("=")[0].isascii():
        return _bad_key(stop)
    word = shown(stop.word) if stop.word else "the end of the line"
    hint = 'write key = "text"; a key is one word, with _ for blanks'
    return said(stop, f"there is no `=` between the key and {word}", hint)


def _bad_key(stop: Stop) -> Said:
    if stop.rest.startswith("}"):
        return said(stop, "a comma stands before the closing `}`", "delete the comma")
    if not stop.rest.strip() and "{" in stop.row:
        return _unclosed_table(stop)
    key = stop.row.split("=")[0].strip()
    if not key.isascii():
        lead = len(stop.row) - len(stop.row.lstrip())
        hint = "write the key without accents: letters a to z, digits, _ and -"
        return said(stop, f"the key {shown(key)} has letters that a key cannot have", hint, lead + 1, len(key))
    word = shown(stop.word) if stop.word else "the end of the line"
    return said(stop, f"{word} stands where a key should", "a key is made of the letters a to z, digits, _ and -")


def _statement(stop: Stop) -> Said:
    if not stop.word.isascii():
        return _bad_key(stop)
    return said(
        stop, f"a line cannot begin with {shown(stop.word)}", "a line is key = value, a [table], or a # comment"
    )


def _line_quote(stop: Stop) -> Said:
    """A text that runs past the end of its line, or holds what no text may hold."""
    if stop.column <= len(stop.row):
        return _control(stop)
    first = re.search(r"=\s*([\"'])", stop.row)
    opened = max(stop.row.rfind('"'), stop.row.rfind("'"), 0)
    if first and stop.row.count(first[1]) == 1:
        opened = first.start(1)
    quote = stop.row[opened : opened + 1] or '"'
    message = f"the text that begins with {quote} has no end"
    return said(stop, message, f"end it with {quote}", opened + 1, len(stop.row) - opened)


def _control(stop: Stop) -> Said:
    code = ord(stop.rest[0]) if stop.rest else 10
    message = f"the control character U+{code:04X} cannot stand here"
    return said(stop, message, "delete it, or write it as \\uXXXX inside quotes", length=1)


def _backslash(stop: Stop) -> Said:
    column = stop.row.rfind("\\", 0, max(stop.column - 1, 0)) + 1 or stop.column
    sign = stop.row[column - 1 : column + 1]
    hint = "write two backslashes for one, or put the text in 'single quotes'"
    return said(stop, f"the backslash of {shown(sign)} begins no special character", hint, column, 2)


def _unclosed_list(stop: Stop) -> Said:
    rest = stop.rest.strip()
    if not rest or rest.startswith("["):
        return said(stop, "the list has no closing bracket", "end it with ]")
    return said(stop, f"there is no comma before {shown(stop.word)}", "put commas between the items, and ] at the end")


def _unclosed_table(stop: Stop) -> Said:
    rest = stop.rest.strip()
    if not rest or rest.startswith("#"):
        hint = "write { key = value, key = value } on one line, without a comma at its end"
        return said(stop, "the table in braces does not end on its line", hint)
    hint = "put commas between the keys, and } at the end"
    return said(stop, f"there is no comma before {shown(stop.word)}", hint)


def _twice(stop: Stop) -> Said:
    """A key or a table that is there already."""
    lead = len(stop.row) - len(stop.row.lstrip())
    if stop.row[lead : lead + 1] == "[":
        text = stop.row.split("#")[0].strip()
        hint = "put its keys together under one header; records of a list begin with [[...]], in double brackets"
        return said(stop, f"the table {shown(text)} is here a second time", hint, lead + 1, len(text))
    key = _KEY.match(stop.row, lead)
    if key is None or "=" not in stop.row:
        return said(stop, "a key is here a second time", "keep one of the two")
    hint = "keep one of the two; a new record begins with its header in brackets"
    return said(stop, f"the key {shown(key[0])} is here a second time", hint, lead + 1, len(key[0]))


def _twice_in_braces(stop: Stop, key: str) -> Said:
    column = stop.row.rfind(key, 0, stop.row.rfind("=", 0, stop.column)) + 1 or stop.column
    return said(stop, f"the key {shown(key)} is in these braces a second time", "keep one of the two", column, len(key))


def _header(stop: Stop) -> Said:
    text = stop.row.split("#")[0].strip()
    lead = len(stop.row) - len(stop.row.lstrip())
    hint = "write [[name]] for a record of a list, [name] for a single table"
    return said(stop, f"the brackets of {shown(text)} do not match", hint, lead + 1, len(text))


def _impossible_time(stop: Stop) -> Said:
    hint = "write a day that the calendar has, as 2022-10-13"
    return said(stop, f"the calendar has no {shown(stop.word)}", hint, code=NO_SUCH_DAY)


_KINDS: tuple[tuple[str, Callable[[Stop], Said]], ...] = (
    ("Expected newline or end of document", _after_value),
    ("Invalid statement", _statement),
    ("Invalid value", _no_value),
    ("Invalid date", _impossible_time),
    ("Expected '=' after a key", _no_equals),
    ("Invalid initial character for a key", _bad_key),
    ("Unclosed array", _unclosed_list),
    ("Unclosed inline table", _unclosed_table),
    ("Cannot ", _twice),
    ("Unescaped '\\'", _backslash),
    ("Invalid hex value", _backslash),
    ("Escaped character is not", _backslash),
    ("Expected ']", _header),
    ("Illegal character", _line_quote),
    ('Expected "\'"', _line_quote),
    ("Found invalid character", _line_quote),
)


def _at_end(text: str, problem: str) -> Said:
    """A complaint at the end of the piece; where something is still open, it stands where that was opened."""
    offset, sign = _still_open(text)
    if not sign:
        offset = len(text.rstrip("\n"))
        row = text[text.rfind("\n", 0, offset) + 1 : offset].removesuffix("\r")
        return _told(Stop(row, text.count("\n", 0, offset) + 1, len(row) + 1), problem)
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    region = Region(line, column, line, column + len(sign))
    if sign in "[{":
        what, end = ("list", "]") if sign == "[" else ("table in braces", "}")
        return Said(SYNTAX, f"the {what} has no closing `{end}`", f"end it with {end}", region)
    return Said(SYNTAX, f"the text that begins with {sign} has no end", f"end it with {sign}", region)


def _still_open(text: str) -> tuple[int, str]:
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


def _somewhere(text: str, problem: str) -> Said:
    """A complaint about the piece as a whole, at its first line with text."""
    rows = text.split("\n")
    line = next((number for number, row in enumerate(rows, start=1) if row.strip()), 1)
    row = rows[line - 1].rstrip()
    region = Region(line, 1, line, 1 + max(len(row), 1))
    if problem == "nested too deeply":
        return Said(SYNTAX, "lists or tables are nested too deeply here", "64 inside each other are the most", region)
    number = _LONG_NUMBER.search(text)
    if problem == "number too large" and number:
        line = text.count("\n", 0, number.start(1)) + 1
        column = number.start(1) - text.rfind("\n", 0, number.start(1))
        region = Region(line, column, line, column + len(number[1]))
    if problem == "number too large":
        return Said(
            SYNTAX, "a number here is too large", "a number lies within 64 bits; put anything longer in quotes", region
        )
    return Said(SYNTAX, f"this cannot be read: {problem}", "compare it with the lines around it", region)
