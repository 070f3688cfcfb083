"""What the parser complains of, in words for a person who has never heard of the parser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from cbi_cli.core.findings import Region
from cbi_cli.document.attempt import Trouble

_SYNTAX, _NO_SUCH_DAY = "CBI001", "CBI105"
_WIDTH = 1000
"""Characters of a line that are looked at, on either side of the trouble."""

_NUMBERS = re.compile(r"(?<![\w.\"'-])(\d{1,4})([-/])(\d{1,4})(?:\2(\d{1,4}))?(?![\w\"'])")
_WORD = re.compile(r"[^\s,\]}=#]+")
_KEY = re.compile(r"""[\w.-]+|"[^"]*"|'[^']*'""")
_QUOTED = re.compile(
    r'''"""[^"\\]*+(?:(?:\\.|"{1,2}(?!"))[^"\\]*+)*"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#[^\n]*''',
    re.DOTALL,
)
_OPENER = re.compile(rf"(?P<done>{_QUOTED.pattern})|\"\"\"|'''|[\[\]{{}}]", re.DOTALL)


class Said(NamedTuple):
    """A complaint: the code of the check, message and hint, and the region inside the piece of text."""

    code: str
    message: str
    hint: str
    region: Region


class _Spot(NamedTuple):
    """The line of the trouble, its number, and the column, from 1, where the parser stopped."""

    row: str
    line: int
    column: int

    @property
    def rest(self) -> str:
        return self.row[self.column - 1 :]

    @property
    def word(self) -> str:
        """What stands at the place, up to the next blank or comma."""
        found = _WORD.match(self.rest)
        return found[0] if found else self.rest[:1]


def explain(text: str, trouble: Trouble) -> Said:
    """A complaint about a piece of text, with its likely remedy."""
    if trouble.at_end:
        return _at_end(text)
    if not trouble.line:
        return _somewhere(text, trouble.problem)
    rows = text.split("\n")
    row = rows[trouble.line - 1].removesuffix("\r")
    spot = _Spot(row, trouble.line, min(trouble.column, len(row) + 1))
    return _bare_date(spot) or _by_kind(spot, trouble.problem)


def _said(spot: _Spot, message: str, hint: str, column: int = 0, length: int = 0, code: str = _SYNTAX) -> Said:
    """A complaint about a stretch of the line; without one about the word at the place."""
    column = column or spot.column
    end = column + max(length or len(spot.word), 1)
    return Said(code, message, hint, Region(spot.line, column, spot.line, end))


def shown(text: str) -> str:
    """A piece of the user's text as a message shows it: short."""
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"


# Dates without quotes


def _bare_date(spot: _Spot) -> Said | None:
    """What is wrong with a bare date at the place, if there is one."""
    start = max(spot.column - _WIDTH, 0)
    for found in _NUMBERS.finditer(spot.row, start, spot.column + 20):
        if found.start() < spot.column <= found.end() + 1 and not _is_quoted(spot.row, found.start()):
            told = _date_words(found)
            if told:
                code, message, hint = told
                return _said(spot, message, hint, found.start() + 1, len(found[0]), code)
    return None


def _is_quoted(row: str, offset: int) -> bool:
    return any(found.start() < offset < found.end() for found in _QUOTED.finditer(row[: offset + _WIDTH]))


def _date_words(found: re.Match[str]) -> tuple[str, str, str] | None:
    """Code, message and hint for numbers that look like a date and cannot stand so; None for a good one."""
    text, (first, sign, second, third) = found[0], found.groups()
    if len(first) < 4 or sign == "/":
        return _SYNTAX, f"{shown(text)} is not how a date is written here", "write year-month-day, as 2022-10-13"
    if len(second) != 2 or (third and len(third) != 2):
        return _SYNTAX, f"{shown(text)} is no date", "write two digits for the month and for the day, as 2022-01-05"
    if not _exists(int(first), int(second), int(third or 1)):
        hint = "write a day that the calendar has" if third else "write a month from 01 to 12"
        return _NO_SUCH_DAY, f"the calendar has no {shown(text)}", hint
    if third:
        return None
    return _SYNTAX, f"{shown(text)} has no quotes", f'write "{text}", in quotes because the day is not given'


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


# The rest, by what the parser says


def _by_kind(spot: _Spot, problem: str) -> Said:
    told = next((tell for start, tell in _KINDS if problem.startswith(start)), None)
    return told(spot) if told else _other(spot, problem)


def _other(spot: _Spot, problem: str) -> Said:
    return _said(
        spot, f"this cannot be read: {problem[:1].lower()}{problem[1:]}", "compare it with the lines around it"
    )


def _after_value(spot: _Spot) -> Said:
    """Something follows where the line should end."""
    before = spot.row[: spot.column - 1].rstrip()
    if spot.rest.startswith(","):
        return _said(spot, "a comma follows the value", 'write several values as a list: ["a", "b"]')
    if before.endswith(('"', "'")):
        hint = 'a quote inside a text is written \\", and one line holds one key and value'
        return _said(spot, f"{shown(spot.word)} follows the closing quote", hint)
    if before.endswith("]") and before.lstrip().startswith("["):
        return _said(spot, f"{shown(spot.word)} follows the brackets", "begin a new line behind the brackets")
    return _said(
        spot, f"{shown(spot.word)} follows the value", "put a text in quotes; one line holds one key and value"
    )


def _no_value(spot: _Spot) -> Said:
    """No value can be read at the place."""
    rest = spot.rest.split("#")[0].strip()
    if not rest or rest[0] in ",]}":
        missing = "there is no value here" if spot.row[: spot.column - 1].strip() else "the value is missing"
        return _said(spot, missing, 'write one, as key = "text", or delete the line')
    if rest[0] in "“”„«‘’‚":
        return _said(spot, f"{rest[0]} is a curly quote", 'write straight quotes: "text"')
    if rest.lower().startswith(("true", "false")):
        return _said(spot, f"{shown(spot.word)} is not in lower case", "write true or false")
    text = re.split(r"[,\]}\"]", rest)[0].strip() if "[" in spot.row or "{" in spot.row else rest.rstrip('"')
    text = text or spot.word
    return _said(spot, f"{shown(text)} has no quotes", f'write "{text[:60]}"', length=len(text))


def _no_equals(spot: _Spot) -> Said:
    word = shown(spot.word) if spot.word else "the end of the line"
    if spot.word and ord(spot.word[0]) > 127:
        return _bad_key(spot)
    hint = 'write key = "text"; a key is one word, with _ for blanks'
    return _said(spot, f"there is no `=` between the key and {word}", hint)


def _bad_key(spot: _Spot) -> Said:
    word = shown(spot.word) if spot.word else "the end of the line"
    return _said(spot, f"a key cannot have {word}", "a key is made of the letters a to z, digits, _ and -")


def _statement(spot: _Spot) -> Said:
    return _said(
        spot, f"a line cannot begin with {shown(spot.word)}", "a line is key = value, a [table], or a # comment"
    )


def _line_quote(spot: _Spot) -> Said:
    """A text that runs past the end of its line, or holds what no text may hold."""
    if spot.column <= len(spot.row):
        return _control(spot)
    opened = max(spot.row.rfind('"'), spot.row.rfind("'"), 0)
    first = re.search(r"=\s*([\"'])", spot.row)
    opened = first.start(1) if first and spot.row.count(first[1]) == 1 else opened
    length = len(spot.row) - opened
    return _said(spot, "the text has no closing quote", 'end it with "', opened + 1, length)


def _control(spot: _Spot) -> Said:
    code = ord(spot.rest[0]) if spot.rest else 10
    message = f"the control character U+{code:04X} cannot stand here"
    return _said(spot, message, "delete it, or write it as \\uXXXX inside quotes", length=1)


def _backslash(spot: _Spot) -> Said:
    hint = "write two backslashes for one, or put the text in 'single quotes'"
    return _said(spot, "a backslash begins a special character, and this is none", hint, length=1)


def _unclosed_list(spot: _Spot) -> Said:
    rest = spot.rest.strip()
    if not rest or rest.startswith("["):
        return _said(spot, "the list has no closing bracket", "end it with ]")
    return _said(spot, f"there is no comma before {shown(spot.word)}", "put commas between the items, and ] at the end")


def _unclosed_table(spot: _Spot) -> Said:
    rest = spot.rest.strip()
    if not rest or rest.startswith("#"):
        hint = "write { key = value, key = value } on one line, without a comma at its end"
        return _said(spot, "the table in braces does not end on its line", hint)
    hint = "put commas between the keys, and } at the end"
    return _said(spot, f"there is no comma before {shown(spot.word)}", hint)


def _twice(spot: _Spot) -> Said:
    """A key or a table that is there already."""
    lead = len(spot.row) - len(spot.row.lstrip())
    if spot.row[lead : lead + 1] == "[":
        text = spot.row.split("#")[0].strip()
        hint = "put its keys together under one header; records of a list begin with [[...]], in double brackets"
        return _said(spot, f"the table {shown(text)} is here a second time", hint, lead + 1, len(text))
    key = _KEY.match(spot.row, lead)
    if key is None or "=" not in spot.row:
        return _said(spot, "a key is here a second time", "keep one of the two")
    hint = "keep one of the two; a new record begins with its header in brackets"
    return _said(spot, f"the key {shown(key[0])} is here a second time", hint, lead + 1, len(key[0]))


def _header(spot: _Spot) -> Said:
    text = spot.row.split("#")[0].strip()
    lead = len(spot.row) - len(spot.row.lstrip())
    hint = "write [[name]] for a record of a list, [name] for a single table"
    return _said(spot, f"the brackets of {shown(text)} do not match", hint, lead + 1, len(text))


def _impossible_time(spot: _Spot) -> Said:
    hint = "write a day that the calendar has, as 2022-10-13"
    return _said(spot, f"the calendar has no {shown(spot.word)}", hint, code=_NO_SUCH_DAY)


_KINDS: tuple[tuple[str, Callable[[_Spot], Said]], ...] = (
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


# Trouble without a place of its own


def _at_end(text: str) -> Said:
    """Something is still open at the end of the piece: the complaint stands where it was opened."""
    offset, sign = _still_open(text)
    if not sign:
        offset, sign = len(text.rstrip()), ""
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    region = Region(line, column, line, column + max(len(sign), 1))
    if sign in ('"""', "'''"):
        return Said(_SYNTAX, f"the text that begins with {sign} has no end", f"end it with {sign}", region)
    if sign:
        end = "]" if sign == "[" else "}"
        what = "list" if sign == "[" else "table in braces"
        return Said(_SYNTAX, f"the {what} has no closing `{end}`", f"end it with {end}", region)
    return Said(_SYNTAX, "the last line is not finished", 'write key = "value", or delete the line', region)


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
        return Said(_SYNTAX, "lists or tables are nested too deeply here", "64 inside each other are the most", region)
    if problem == "number too large":
        return Said(
            _SYNTAX, "a number here is too large", "a number lies within 64 bits; put anything longer in quotes", region
        )
    return Said(_SYNTAX, f"this cannot be read: {problem}", "compare it with the lines around it", region)
