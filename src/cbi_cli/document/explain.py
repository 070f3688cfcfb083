"""What the parser complains of, in words for a person who has never heard of the parser."""

from __future__ import annotations

import re
from collections.abc import Callable

from cbi_cli.core.findings import Region
from cbi_cli.document.attempt import Trouble
from cbi_cli.document.bare_date import bare_date
from cbi_cli.document.said import NO_SUCH_DAY, QUOTED, SYNTAX, Said, Spot, said, shown

_KEY = re.compile(r"""[\w.-]+|"[^"]*"|'[^']*'""")
_OPENER = re.compile(rf"(?P<done>{QUOTED.pattern})|\"\"\"|'''|[\"'\[\]{{}}]", re.DOTALL)
_LONG_NUMBER = re.compile(r"[=,\[]\s*([+-]?(?:\d[\d_]{18,}|0[xob][0-9a-fA-F_]{16,}))")


def explain(text: str, trouble: Trouble) -> Said:
    """A complaint about a piece of text, with its likely remedy."""
    if trouble.at_end:
        return _at_end(text)
    if not trouble.line:
        return _somewhere(text, trouble.problem)
    rows = text.split("\n")
    row = rows[trouble.line - 1].removesuffix("\r")
    spot = Spot(row, trouble.line, min(trouble.column, len(row) + 1))
    return bare_date(spot) or _by_kind(spot, trouble.problem)


def _by_kind(spot: Spot, problem: str) -> Said:
    told = next((tell for start, tell in _KINDS if problem.startswith(start)), None)
    return told(spot) if told else _other(spot, problem)


def _other(spot: Spot, problem: str) -> Said:
    return said(
        spot, f"this cannot be read: {problem[:1].lower()}{problem[1:]}", "compare it with the lines around it"
    )


def _after_value(spot: Spot) -> Said:
    """Something follows where the line should end."""
    before = spot.row[: spot.column - 1].rstrip()
    if spot.rest.startswith(","):
        return said(spot, "a comma follows the value", 'write several values as a list: ["a", "b"]')
    if before.endswith(('"', "'")):
        hint = 'a quote inside a text is written \\", and one line holds one key and value'
        return said(spot, f"{shown(spot.word)} follows the closing quote", hint)
    if before.endswith("]") and before.lstrip().startswith("["):
        return said(spot, f"{shown(spot.word)} follows the brackets", "begin a new line behind the brackets")
    return said(
        spot, f"{shown(spot.word)} follows the value", "put a text in quotes; one line holds one key and value"
    )


def _no_value(spot: Spot) -> Said:
    """No value can be read at the place."""
    rest = spot.rest.split("#")[0].strip()
    if not rest or rest[0] in ",]}":
        missing = "there is no value here" if spot.row[: spot.column - 1].strip() else "the value is missing"
        return said(spot, missing, 'write one, as key = "text", or delete the line')
    if rest[0] in "“”„«‘’‚":
        return said(spot, f"{rest[0]} is a curly quote", 'write straight quotes: "text"')
    if rest.lower().startswith(("true", "false")):
        return said(spot, f"{shown(spot.word)} is not in lower case", "write true or false")
    text = re.split(r"[,\]}\"]", rest)[0].strip() if "[" in spot.row or "{" in spot.row else rest.rstrip('"')
    text = text or spot.word
    return said(spot, f"{shown(text)} has no quotes", f'write "{text[:60]}"', length=len(text))


def _no_equals(spot: Spot) -> Said:
    word = shown(spot.word) if spot.word else "the end of the line"
    if spot.word and ord(spot.word[0]) > 127:
        return _bad_key(spot)
    hint = 'write key = "text"; a key is one word, with _ for blanks'
    return said(spot, f"there is no `=` between the key and {word}", hint)


def _bad_key(spot: Spot) -> Said:
    word = shown(spot.word) if spot.word else "the end of the line"
    return said(spot, f"a key cannot have {word}", "a key is made of the letters a to z, digits, _ and -")


def _statement(spot: Spot) -> Said:
    return said(
        spot, f"a line cannot begin with {shown(spot.word)}", "a line is key = value, a [table], or a # comment"
    )


def _line_quote(spot: Spot) -> Said:
    """A text that runs past the end of its line, or holds what no text may hold."""
    if spot.column <= len(spot.row):
        return _control(spot)
    opened = max(spot.row.rfind('"'), spot.row.rfind("'"), 0)
    first = re.search(r"=\s*([\"'])", spot.row)
    opened = first.start(1) if first and spot.row.count(first[1]) == 1 else opened
    length = len(spot.row) - opened
    return said(spot, "the text has no closing quote", 'end it with "', opened + 1, length)


def _control(spot: Spot) -> Said:
    code = ord(spot.rest[0]) if spot.rest else 10
    message = f"the control character U+{code:04X} cannot stand here"
    return said(spot, message, "delete it, or write it as \\uXXXX inside quotes", length=1)


def _backslash(spot: Spot) -> Said:
    hint = "write two backslashes for one, or put the text in 'single quotes'"
    return said(spot, "a backslash begins a special character, and this is none", hint, length=1)


def _unclosed_list(spot: Spot) -> Said:
    rest = spot.rest.strip()
    if not rest or rest.startswith("["):
        return said(spot, "the list has no closing bracket", "end it with ]")
    return said(spot, f"there is no comma before {shown(spot.word)}", "put commas between the items, and ] at the end")


def _unclosed_table(spot: Spot) -> Said:
    rest = spot.rest.strip()
    if not rest or rest.startswith("#"):
        hint = "write { key = value, key = value } on one line, without a comma at its end"
        return said(spot, "the table in braces does not end on its line", hint)
    hint = "put commas between the keys, and } at the end"
    return said(spot, f"there is no comma before {shown(spot.word)}", hint)


def _twice(spot: Spot) -> Said:
    """A key or a table that is there already."""
    lead = len(spot.row) - len(spot.row.lstrip())
    if spot.row[lead : lead + 1] == "[":
        text = spot.row.split("#")[0].strip()
        hint = "put its keys together under one header; records of a list begin with [[...]], in double brackets"
        return said(spot, f"the table {shown(text)} is here a second time", hint, lead + 1, len(text))
    key = _KEY.match(spot.row, lead)
    if key is None or "=" not in spot.row:
        return said(spot, "a key is here a second time", "keep one of the two")
    hint = "keep one of the two; a new record begins with its header in brackets"
    return said(spot, f"the key {shown(key[0])} is here a second time", hint, lead + 1, len(key[0]))


def _header(spot: Spot) -> Said:
    text = spot.row.split("#")[0].strip()
    lead = len(spot.row) - len(spot.row.lstrip())
    hint = "write [[name]] for a record of a list, [name] for a single table"
    return said(spot, f"the brackets of {shown(text)} do not match", hint, lead + 1, len(text))


def _impossible_time(spot: Spot) -> Said:
    hint = "write a day that the calendar has, as 2022-10-13"
    return said(spot, f"the calendar has no {shown(spot.word)}", hint, code=NO_SUCH_DAY)


_KINDS: tuple[tuple[str, Callable[[Spot], Said]], ...] = (
    ("Expected newline or end of document", _after_value),
    ("Invalid statement", _statement),
    ("Invalid value", _no_value),
    ("Invalid date", _impossible_time),
    ("Expected '=' after a key", _no_equals),
    ("Invalid initial character for a key", _bad_key),
    ("Unclosed array", _unclosed_list),
    ("Unclosed inline table", _unclosed_table),
    ("Cannot ", _twice),
    ("Duplicate inline table key", _twice),
    ("Unescaped '\\'", _backslash),
    ("Invalid hex value", _backslash),
    ("Escaped character is not", _backslash),
    ("Expected ']", _header),
    ("Illegal character", _line_quote),
    ('Expected "\'"', _line_quote),
    ("Found invalid character", _line_quote),
)


def _at_end(text: str) -> Said:
    """Something is still open at the end of the piece: the complaint stands where it was opened."""
    offset, sign = _still_open(text)
    if not sign:
        offset, sign = len(text.rstrip()), ""
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    region = Region(line, column, line, column + max(len(sign), 1))
    if sign in ('"""', "'''"):
        return Said(SYNTAX, f"the text that begins with {sign} has no end", f"end it with {sign}", region)
    if sign:
        end = "]" if sign == "[" else "}"
        what = "list" if sign == "[" else "table in braces"
        return Said(SYNTAX, f"the {what} has no closing `{end}`", f"end it with {end}", region)
    return Said(SYNTAX, "the last line is not finished", 'write key = "value", or delete the line', region)


def _still_open(text: str) -> tuple[int, str]:
    """Offset and sign of the innermost quote or bracket that is not closed; an empty sign where all are."""
    stack: list[tuple[int, str]] = []
    for found in _OPENER.finditer(text):
        sign = found[0]
        if found["done"] is not None:
            continue
        if sign in "]}":
            del stack[-1:]
        else:
            stack.append((found.start(), sign))
            if len(sign) == 3:
                break
    return stack[-1] if stack else (0, "")


def _somewhere(text: str, problem: str) -> Said:
    """A complaint about the piece as a whole, at its first line with text."""
    rows = text.split("\n")
    line = next((number for number, row in enumerate(rows, start=1) if row.strip()), 1)
    row = rows[line - 1].rstrip()
    region = Region(line, 1, line, 1 + max(len(row), 1))
    if problem == "nested too deeply":
        return Said(SYNTAX, "lists or tables are nested too deeply here", "64 inside each other are the most", region)
    if problem == "number too large":
        return Said(
            SYNTAX, "a number here is too large", "a number lies within 64 bits; put anything longer in quotes", region
        )
    return Said(SYNTAX, f"this cannot be read: {problem}", "compare it with the lines around it", region)
