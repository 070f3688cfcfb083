"""Causes of a fault that the parser does not know: habits of other formats, and signs that only look right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from cbi_cli.document.merge import is_marker
from cbi_cli.document.said import Said, Stop, said, shown
from cbi_cli.document.tokens import TOKEN
from cbi_cli.document.version import COMMA, ESCAPE, LINES, SECONDS

_WIDTH = 1000
"""Characters of a line before the fault that are looked at."""

CURLY = tuple("“”„‟«»‘’‚‛‹›＂＇")
_COMMAS = "、،"
_DASHES = "‐‑‒–—―−"
_NO_VALUE = ("null", "none", "nil", "nan()", "undefined", "n/a")
_YES_NO = ("yes", "no", "on", "off")
_COMMENTS = ("//", "/*", "--", ";", "<!--", "%", "rem ")
_TWO_WORDS = re.compile(r"[ \t]*+(\[{1,2})[ \t]*+([\w-]++(?:[ \t]++[\w-]++)++)[ \t]*+(\]{1,2})")
_KEY_WORDS = re.compile(r"[ \t]*+([\w-]++(?:[ \t]++[\w-]++)++)[ \t]*+[=:]")
_SECOND_KEY = re.compile(r"[\w.-]++[ \t]*+=(?!=)")
_TWO_DIGITS = re.compile(r"[0-9a-fA-F]{2}")
_SURROGATE = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def cause(stop: Stop, problem: str) -> Said | None:
    """Return a complaint that names the likely cause; None if the parser's own is as good."""
    for find in (_merge, _newer, _odd_sign, _escape, _at_start, _names, _after):
        found = find(stop, problem)
        if found is not None:
            return found
    return None


def _merge(stop: Stop, problem: str) -> Said | None:
    if not is_marker(stop.row):
        return None
    hint = "decide between the versions around it and delete this line"
    return said(stop, "this line is left over from an unresolved merge", hint, 1, len(stop.row))


def _newer(stop: Stop, problem: str) -> Said | None:
    """Explain what only TOML 1.1 allows."""
    if problem == LINES:
        hint = "write { key = value, key = value } on one line, without a comma at its end"
        return said(stop, "the table in braces does not end on its line", hint)
    if problem == COMMA:
        return said(stop, "there is a comma before the closing `}`", "delete the comma")
    if problem == SECONDS:
        return said(
            stop, "a time has seconds in TOML 1.0, the version that is read here", "write :00 after the minutes"
        )
    if problem != ESCAPE:
        return None
    sign = stop.rest[:2]
    message = f"{shown(sign)} is an escape of TOML 1.1, and files here are TOML 1.0"
    code = "1B" if sign == "\\e" else stop.rest[2:4]
    hint = f"write \\u00{code}" if _TWO_DIGITS.fullmatch(code) else "write the character itself"
    return said(stop, message, hint, length=2)


def _outside(stop: Stop) -> Iterator[tuple[int, str]]:
    """Yield the characters up to the fault that are in no text and no comment, with their columns."""
    start = max(stop.column - _WIDTH, 0)
    for token in TOKEN.finditer(stop.row[: stop.column + max(len(stop.word[:_WIDTH]), 1)]):
        if token.lastgroup == "other" and token.end() > start:
            yield from ((token.start() + number + 1, sign) for number, sign in enumerate(token[0]))


def _odd_sign(stop: Stop, problem: str) -> Said | None:
    """Find a space, quote, dash or other sign that looks like one of ASCII and is another."""
    for column, sign in _outside(stop):
        if sign.isascii():
            continue
        category = unicodedata.category(sign)
        code = f"U+{ord(sign):04X}"
        name = unicodedata.name(sign, "").lower()
        if category == "Zs":
            message = f"{code} ({name}) is not a plain space, and it is outside of quotes"
            return said(stop, message, "replace it with a plain space", column, 1)
        if category == "Cf":
            return said(stop, f"the invisible character {code} ({name}) is outside of quotes", "delete it", column, 1)
        if sign in CURLY:
            return said(stop, f"{sign} is a curly quote", 'write straight quotes: "text"', column, _word(stop, column))
        if sign in _DASHES:
            return said(stop, f"{sign} ({code}) is not a hyphen", "write -", column, 1)
        plain = "," if sign in _COMMAS else unicodedata.normalize("NFKC", sign)
        is_raised = unicodedata.decomposition(sign).startswith(("<super>", "<sub>"))
        if plain != sign and plain.isascii() and not is_raised:
            right = "=" if plain == ":" and problem.startswith("Expected '=' after a key") else plain
            return said(stop, f"{sign} ({code}) is not {shown(right)}", f"write {right}", column, 1)
    if stop.row[stop.column - 1 :].strip() == "" and stop.row.rstrip().endswith(CURLY):
        column = len(stop.row.rstrip())
        sign = stop.row[column - 1]
        return said(stop, f"{sign} is a curly quote and ends no text", 'write straight quotes: "text"', column, 1)
    return None


def _word(stop: Stop, column: int) -> int:
    return len(Stop(stop.row, stop.line, column).word)


def _escape(stop: Stop, problem: str) -> Said | None:
    """Explain escapes of JSON and of programming languages."""
    if not problem.startswith(("Unescaped '\\'", "Invalid hex value", "Escaped character is not")):
        return None
    column = stop.row.rfind("\\", 0, max(stop.column - 1, 0)) + 1
    sign = stop.row[column - 1 : column + 1] if column else ""
    if sign == "\\/":
        return said(stop, "`\\/` is an escape of JSON; TOML has none for /", "write / alone", column, 2)
    if sign == "\\'":
        return said(stop, "an apostrophe needs no backslash in double quotes", "write ' alone", column, 2)
    if sign not in ("\\u", "\\U"):
        return None
    written = stop.row[column - 1 : column + 5]
    pair = _SURROGATE.match(stop.row, column - 1)
    if problem.startswith("Escaped character is not"):
        hint = "write the character itself"
        if pair:
            code = 0x10000 + (int(pair[1], 16) - 0xD800) * 0x400 + int(pair[2], 16) - 0xDC00
            hint = f"write the character itself, or \\U{code:08X}"
        return said(stop, f"{shown(written)} is half of a character, as in JSON", hint, column, 6)
    digits, example = ("four", "\\u00F1") if sign == "\\u" else ("eight", "\\U0001F600")
    hint = f"write \\\\ for a backslash, as in the name of a folder; a character is e.g. {example}"
    return said(stop, f"{shown(sign)} is not followed by {digits} hexadecimal digits", hint, column, 2)


def _at_start(stop: Stop, problem: str) -> Said | None:
    """Explain a line that begins as in another format."""
    lead = len(stop.row) - len(stop.row.lstrip())
    line = stop.row[lead:]
    begins_yaml = len(line.rstrip()) > 1 and not line.rstrip().strip("-")
    if stop.column > lead + 4 and not begins_yaml:
        return None
    if begins_yaml or line.startswith("- "):
        hint = 'files are TOML: a list is key = ["a", "b"]'
        return said(stop, "a line cannot begin with -, as in YAML", hint, lead + 1, len(line.rstrip()))
    if line.lower().startswith(_COMMENTS):
        return said(stop, "a comment begins with #", "write # before it", lead + 1, len(line))
    begins_json = re.match(r"\[?[ \t]*\{", line)
    if begins_json and problem.startswith(("Invalid statement", "Invalid initial character for a key")):
        message = f"a line cannot begin with {begins_json[0]}, as in JSON"
        return said(stop, message, "files are TOML: a line is key = value", lead + 1, len(begins_json[0]))
    if line.startswith(("```", "~~~")):
        message = f"a line cannot begin with {line[:3]}, as in Markdown"
        return said(stop, message, "delete the line", lead + 1, len(line.rstrip()))
    return None


def _names(stop: Stop, problem: str) -> Said | None:
    """Explain names of two words, and what stands in the place of `=`."""
    header = _TWO_WORDS.match(stop.row)
    if header and len(header[1]) == len(header[3]):
        hint = f"a name is one word, e.g. {header[1]}event{header[3]}"
        return said(stop, f"the name {shown(header[2])} has a space", hint, header.start(2) + 1, len(header[2]))
    if problem.startswith("Expected '=' after a key") and stop.rest.startswith(":"):
        return said(stop, "a key and its value are joined by =, not by :", 'write key = "text"', length=1)
    words = _KEY_WORDS.match(stop.row)
    if problem.startswith("Expected '=' after a key") and words and words.start(1) < stop.column <= words.end(1):
        hint = f"write {'_'.join(words[1].split())[:60]}"
        return said(stop, f"the key {shown(words[1])} has a space", hint, words.start(1) + 1, len(words[1]))
    joined = stop.rest.startswith("=") or (stop.rest.startswith(">") and stop.row[stop.column - 2] == "=")
    if problem.startswith("Invalid value") and joined:
        return said(stop, f"`={stop.rest[0]}` is not how a value is given", 'write one =, e.g. key = "text"', length=1)
    return None


def _after(stop: Stop, problem: str) -> Said | None:
    """Explain values and what follows them."""
    rest = stop.rest
    word = rest.split("#")[0].rstrip(" ,]}\t\r").lower()
    if problem.startswith("Invalid value"):
        if word in _NO_VALUE:
            return said(stop, f"TOML has no {shown(stop.word)}", "leave the key out if nothing is known")
        if word in _YES_NO:
            return said(stop, f"{shown(stop.word)} has no quotes", f'write true or false, or "{word}" for a text')
        if re.fullmatch(r"[|>][+-]?", word):
            return said(
                stop, f"a text of several lines does not begin with {word[0]}, as in YAML", 'put it between """'
            )
        if rest.startswith("("):
            return said(stop, "a list is in square brackets", 'write ["a", "b"]', length=1)
    if problem.startswith("Expected newline or end of document"):
        if rest.startswith(";"):
            return said(stop, "a line does not end with ;", "delete it", length=1)
        if rest.startswith(("//", "/*")):
            return said(stop, "a comment begins with #", "write # before it")
        if rest[:1] == "," and rest[1:2].isdigit() and stop.row[: stop.column - 1][-1:].isdigit():
            return said(stop, "a number has no commas", "write 1000 or 1.5", length=1)
        if _SECOND_KEY.match(rest):
            return said(stop, f"the key {shown(stop.word)} is on the line of another one", "begin a new line before it")
    return None
