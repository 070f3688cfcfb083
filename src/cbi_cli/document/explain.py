"""What the parser complains of, in words for a person who has never heard of the parser."""

from __future__ import annotations

import re
from collections.abc import Callable

from cbi_cli.core.findings import Region
from cbi_cli.core.months import NUMBERS
from cbi_cli.document.attempt import Trouble
from cbi_cli.document.bare_date import bare_date
from cbi_cli.document.causes import CURLY, cause
from cbi_cli.document.said import NO_SUCH_DAY, SYNTAX, Said, Stop, in_quotes, said, shown
from cbi_cli.document.tokens import TOKEN
from cbi_cli.document.version import LINES

_KEY = re.compile(r"""[\w.-]+|"[^"]*"|'[^']*'""")
_IN_LIST = ("Invalid value", "Unclosed array")
_DOUBLE_KEY = "Duplicate inline table key"
_PAIR = re.compile(r"""[ \t]*+(?:[\w-]++|"[^"]*+"|'[^']*+')[ \t]*+=""")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_JOINED = re.compile(r"(?<![^\s,=\[\]{}\"'#])[^\s,=\[\]{}\"'#]++\Z")
_LONG_NUMBER = re.compile(r"[=,\[]\s*([+-]?(?:\d[\d_]{18,}|0[xob][0-9a-fA-F_]{16,}))")


def explain(text: str, trouble: Trouble) -> Said:
    """A complaint about a piece of text, with its likely remedy."""
    if trouble.at_end:
        return _at_end(text, trouble.problem)
    if not trouble.line:
        return _somewhere(text, trouble.problem)
    rows = text.split("\n")
    row = rows[trouble.line - 1].removesuffix("\r")
    column = min(trouble.column, len(row) + 1)
    offset = sum(len(one) + 1 for one in rows[: trouble.line - 1]) + column - 1
    opened, sign = _still_open(text[:offset])
    if sign == "[" and trouble.problem.startswith(_IN_LIST) and _PAIR.match(row) and not row[: column - 1].strip():
        return _unclosed(text, opened, sign)
    if sign == "{" and trouble.problem == LINES and "}" not in text[offset:]:
        return _unclosed(text, opened, sign)
    return _told(Stop(row, trouble.line, column, sign), trouble.problem)


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
    if stop.rest[:1] < " ":
        return _control(stop)
    if stop.before.lstrip().startswith("[") and stop.before.endswith("]"):
        if stop.rest.startswith("]"):
            return _header(stop)
        return said(stop, f"{shown(stop.word)} follows the brackets", "begin a new line after the brackets")
    if stop.rest[0] in "]}":
        opening = "[" if stop.rest[0] == "]" else "{"
        message = f"`{stop.rest[0]}` closes no bracket"
        return said(stop, message, f"delete it, or write {opening} where it begins", length=1)
    if stop.rest.startswith(","):
        is_last = not stop.rest[1:].split("#")[0].strip()
        return said(
            stop, "a comma follows the value", "delete it" if is_last else 'write several values as a list: ["a", "b"]'
        )
    if stop.before.endswith(('"', "'")):
        return _after_text(stop)
    return _after_number(stop)


def _after_text(stop: Stop) -> Said:
    message = f"{shown(stop.word)} follows the closing quote"
    texts = [one[0] for one in TOKEN.finditer(stop.before) if one.lastgroup == "text"]
    if texts and texts[-1].startswith("'"):
        return said(stop, message, "put a text that has an apostrophe in double quotes")
    return said(stop, message, 'a quote inside a text is written \\", and one line holds one key and value')


def _after_number(stop: Stop) -> Said:
    """Something follows a number, a day, or true or false."""
    before, rest = stop.before, stop.rest
    if re.search(r"[=,\[{]\s*[+-]?0\Z", before) and rest[0].isdigit():
        return said(stop, "a number cannot begin with 0", "write it without the 0, or in quotes")
    if re.search(r"(?<!\w)[0-9]{1,3}\Z", before) and re.match(r"[' ]?[0-9]{3}(?![0-9])", rest):
        return said(stop, "a number has nothing between its digits", "write 1000, or put a text in quotes")
    if _DAY.search(before):
        hint = "a day is written alone, e.g. 2022-10-13; the last day of several is a key of its own"
        return said(stop, f"{shown(stop.word)} follows the day", hint)
    joined = _JOINED.search(stop.row[: stop.column - 1])
    if joined:
        word = joined[0] + stop.word
        return said(stop, f"{shown(word)} has no quotes", in_quotes(word), joined.start() + 1, len(word))
    return said(stop, f"{shown(stop.word)} follows the value", "put a text in quotes; one line holds one key and value")


def _no_value(stop: Stop) -> Said:
    """No value can be read at the place."""
    rest = stop.rest.split("#")[0].strip()
    if rest.startswith(",") and stop.inside:
        return said(stop, "there is a comma in place of a value", "delete it", length=1)
    if not rest or rest[0] in ",]}":
        missing = "there is no value here" if stop.before.strip() else "the value is missing"
        return said(stop, missing, 'write one, e.g. key = "text", or leave the key out')
    if stop.inside == "[" and re.match(r"[\w-]+\s*[=:]\s", rest):
        message = f"{shown(stop.word)} is a key, and a list holds values"
        return said(stop, message, 'put keys and values in braces: [{ key = "text" }]')
    if rest.startswith("`"):
        return said(stop, "a backtick is not a quote", 'write straight quotes: "text"')
    if rest.startswith('\\"'):
        return said(
            stop, "there is a backslash before the quote", "delete the backslashes before both quotes", length=1
        )
    prefix = re.match(r"""([bfruBFRU]{1,2})(?:"[^"]*"|'[^']*')\s*\Z""", rest)
    if prefix:
        message = f"{shown(prefix[1])} before a quote has no meaning here"
        return said(stop, message, "delete it", length=len(prefix[1]))
    if rest.lower().startswith(("true", "false")):
        return said(stop, f"{shown(stop.word)} is not in lower case", "write true or false")
    return _no_quotes(stop, re.split(r"[,\]}\"]", rest)[0].strip() if stop.inside else rest)


def _no_quotes(stop: Stop, text: str) -> Said:
    """A text without quotes, or without the first one."""
    if text.count('"') == 1 and text.endswith('"'):
        return said(stop, f"{shown(text)} has no opening quote", in_quotes(text[:-1]), length=len(text))
    text = text or stop.word
    parts = [part.strip() for part in text.removesuffix("]").split(",")]
    if text.endswith("]") and "[" not in text:
        return said(stop, f"{shown(text)} closes a list that does not begin", "write [ before it", length=len(text))
    hint = in_quotes(text)
    if len(parts) > 1 and all(re.fullmatch(r"[\w-]+", part) for part in parts):
        values = ", ".join(f'"{part}"' for part in parts)
        hint += f", or [{values}] for several values"
    elif _names_a_month(text):
        hint += ", or a day as 2022-10-13"
    return said(stop, f"{shown(text)} has no quotes", hint, length=len(text))


def _names_a_month(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text.lower())
    return any(sign.isdigit() for sign in text) and any(word in NUMBERS for word in words)


def _no_equals(stop: Stop) -> Said:
    name = stop.row.split("=")[0]
    if not name.isascii():
        return _bad_key(stop)
    if "=" in stop.rest and stop.rest[:1].strip() and stop.row[: stop.column - 1].strip() and not stop.inside:
        key, lead = name.strip(), len(name) - len(name.lstrip())
        if not stop.row[stop.column - 2].isspace() and " " not in key:
            message = f"the key {shown(key)} has signs that a key cannot have"
            return said(stop, message, "a key is made of the letters a to z, digits, _ and -", lead + 1, len(key))
    word = shown(stop.word) if stop.word else "the end of the line"
    hint = 'write key = "text"; a key is one word, with _ for spaces'
    return said(stop, f"there is no `=` between the key and {word}", hint)


def _bad_key(stop: Stop) -> Said:
    if stop.rest.startswith("}"):
        return said(stop, "there is a comma before the closing `}`", "delete the comma")
    if stop.rest.startswith(",") and stop.inside == "{":
        return said(stop, "there is a comma in place of a key", "delete it", length=1)
    if not stop.rest.strip() and "{" in stop.row:
        return _unclosed_table(stop)
    if stop.before.endswith(".") or stop.rest.startswith("."):
        return said(stop, "a part of the name is missing beside the dot", "delete the dot, or write the part", length=1)
    if stop.row.lstrip().startswith("["):
        if stop.rest.startswith("["):
            return _header(stop)
        if stop.rest.startswith("]"):
            return said(stop, "there is no name in the brackets", "write one, e.g. [[event]]", length=1)
    key = stop.row.split("=")[0].strip()
    if not key.isascii():
        lead = len(stop.row) - len(stop.row.lstrip())
        hint = "write the key without accents: letters a to z, digits, _ and -"
        return said(stop, f"the key {shown(key)} has letters that a key cannot have", hint, lead + 1, len(key))
    word = shown(stop.word) if stop.word else "the end of the line"
    return said(stop, f"expected a key, found {word}", "a key is made of the letters a to z, digits, _ and -")


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
    if stop.inside in ("'", '"'):
        opened = next(one.start() for one in TOKEN.finditer(stop.row) if one.lastgroup == "open")
    elif first and stop.row.count(first[1]) == 1:
        opened = first.start(1)
    return _open_text(stop, opened)


def _open_text(stop: Stop, opened: int) -> Said:
    """A text in plain quotes that has no end on its line."""
    quote, text = stop.row[opened : opened + 1] or '"', stop.row[opened:].rstrip()
    if quote == '"' and text.endswith('\\"'):
        message = 'the backslash before the last " makes that quote a part of the text'
        return said(stop, message, 'write \\\\ for a backslash, or " alone', opened + len(text) - 1, 2)
    if text.endswith(CURLY):
        message = f"{text[-1]} is a curly quote and ends no text"
        return said(stop, message, 'write straight quotes: "text"', opened + len(text), 1)
    hint = f"end it with {quote}; a text of several lines is between {quote * 3}"
    return said(stop, f"the text that begins with {quote} has no end", hint, opened + 1, len(text))


def _control(stop: Stop) -> Said:
    code = ord(stop.rest[0]) if stop.rest else 10
    message = f"the control character U+{code:04X} is not allowed here"
    return said(stop, message, "delete it, or write it as \\uXXXX inside quotes", length=1)


def _backslash(stop: Stop) -> Said:
    column = stop.row.rfind("\\", 0, max(stop.column - 1, 0)) + 1 or stop.column
    sign = stop.row[column - 1 : column + 1]
    hint = "write two backslashes for one, or put the text in 'single quotes'"
    return said(stop, f"{shown(sign)} is not an escape sequence", hint, column, 2)


def _unclosed_list(stop: Stop) -> Said:
    rest = stop.rest.strip()
    if not rest or rest.startswith("["):
        return said(stop, "the list has no closing bracket", "end it with ]")
    return _wrong_separator(stop, "]", "}") or said(
        stop, f"there is no comma before {shown(stop.word)}", "put commas between the items, and ] at the end"
    )


def _unclosed_table(stop: Stop) -> Said:
    rest = stop.rest.strip()
    if not rest or rest.startswith("#"):
        hint = "write { key = value, key = value } on one line, without a comma at its end"
        return said(stop, "the table in braces does not end on its line", hint)
    return _wrong_separator(stop, "}", "]") or said(
        stop, f"there is no comma before {shown(stop.word)}", "put commas between the keys, and } at the end"
    )


def _wrong_separator(stop: Stop, closing: str, other: str) -> Said | None:
    """Something else than a comma or the closing bracket, in their place."""
    sign = stop.rest[0]
    if sign == other:
        return said(stop, f"`{sign}` does not close what is open here", f"write {closing} before it", length=1)
    if sign in ";|/":
        return said(stop, f"`{sign}` does not separate values", "write a comma", length=1)
    before = [one for one in TOKEN.finditer(stop.before) if one.lastgroup == "text"]
    curly = re.search(r"[“”„‟«»‘’‚‛‹›](?=\s*,)", before[-1][0]) if before else None
    if curly and before:
        message = f"{curly[0]} is a curly quote and ends no text"
        return said(stop, message, 'write straight quotes: "text"', before[-1].start() + curly.start() + 1, 1)
    return None


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
    name = re.fullmatch(r"\[([^\[\]]+)\]|\[\[([^\[\]]+)\]\]", text)
    if name:
        inner = name[1] or name[2]
        hint = "a name is made of the letters a to z, digits, _ and -"
        return said(stop, f"the name {shown(inner)} has signs that a name cannot have", hint, lead + 1, len(text))
    return said(stop, f"the brackets of {shown(text)} do not match", hint, lead + 1, len(text))


def _impossible_time(stop: Stop) -> Said:
    hint = "write a day that the calendar has, e.g. 2022-10-13"
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
    return _unclosed(text, offset, sign)


def _unclosed(text: str, offset: int, sign: str) -> Said:
    """A bracket or a quote that is not closed, at its place."""
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    row = text.split("\n")[line - 1].removesuffix("\r")
    stop = Stop(row, line, column)
    if sign in ('"', "'"):
        return _open_text(stop, column - 1)
    if sign in ("[", "{"):
        if sign == "[" and not row[: column - 1].strip(" \t["):
            return _header(stop)
        what, end = ("list", "]") if sign == "[" else ("table in braces", "}")
        return said(stop, f"the {what} has no closing `{end}`", f"end it with {end}", length=1)
    return said(stop, f"the text that begins with {sign} has no end", f"end it with {sign}", length=len(sign))


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
        return Said(SYNTAX, "lists or tables are nested too deeply here", "at most 64 levels are allowed", region)
    number = _LONG_NUMBER.search(text)
    if problem == "number too large" and number:
        line = text.count("\n", 0, number.start(1)) + 1
        column = number.start(1) - text.rfind("\n", 0, number.start(1))
        region = Region(line, column, line, column + len(number[1]))
    if problem == "number too large":
        return Said(
            SYNTAX, "a number here is too large", "a number must fit in 64 bits; put longer ones in quotes", region
        )
    return Said(SYNTAX, f"this cannot be read: {problem}", "compare it with the lines around it", region)
