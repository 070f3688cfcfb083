"""Causes of a fault that the parser does not know: habits of other formats, and signs that only look right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from cbi_cli.toml.merge_conflicts import is_marker
from cbi_cli.toml.syntax_error import ErrorLocation, SyntaxMessage, message_at, quote_text
from cbi_cli.toml.tokens import TOKEN
from cbi_cli.toml.toml_version import LAST_COMMA_IN_BRACES, LINE_END_IN_BRACES, NEWER_ESCAPE, TIME_WITHOUT_SECONDS

_SEARCH_WIDTH = 1000
"""Characters of a line before the fault that are looked at."""

CURLY_QUOTES = tuple("“”„‟«»‘’‚‛‹›＂＇")
_COMMAS = "、،"
_DASHES = "‐‑‒–—―−"
_NULL_WORDS = ("null", "none", "nil", "nan()", "undefined", "n/a")
_BOOLEAN_WORDS = ("yes", "no", "on", "off")
_FOREIGN_COMMENT_MARKERS = ("//", "/*", "--", ";", "<!--", "%", "rem ")
_HEADER_WITH_SPACES = re.compile(r"[ \t]*+(\[{1,2})[ \t]*+([\w-]++(?:[ \t]++[\w-]++)++)[ \t]*+(\]{1,2})")
_KEY_WITH_SPACES = re.compile(r"[ \t]*+([\w-]++(?:[ \t]++[\w-]++)++)[ \t]*+[=:]")
_SECOND_KEY = re.compile(r"[\w.-]++[ \t]*+=(?!=)")
_TWO_HEX_DIGITS = re.compile(r"[0-9a-fA-F]{2}")
_SURROGATE_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def find_cause(stop: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Return a complaint that names the likely cause; None if the parser's own is as good."""
    for find in (
        _describe_merge_marker,
        _describe_newer_syntax,
        _describe_odd_character,
        _describe_escape,
        _describe_line_start,
        _describe_name,
        _describe_value,
    ):
        found = find(stop, problem)
        if found is not None:
            return found
    return None


def _describe_merge_marker(stop: ErrorLocation, problem: str) -> SyntaxMessage | None:
    if not is_marker(stop.row):
        return None
    hint = "decide between the versions around it and delete this line"
    return message_at(stop, "this line is left over from an unresolved merge", hint, 1, len(stop.row))


def _describe_newer_syntax(stop: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Explain what only TOML 1.1 allows."""
    if problem == LINE_END_IN_BRACES:
        hint = "write { key = value, key = value } on one line, without a comma at its end"
        return message_at(stop, "the table in braces does not end on its line", hint)
    if problem == LAST_COMMA_IN_BRACES:
        return message_at(stop, "there is a comma before the closing `}`", "delete the comma")
    if problem == TIME_WITHOUT_SECONDS:
        return message_at(
            stop, "a time has seconds in TOML 1.0, the version that is read here", "write :00 after the minutes"
        )
    if problem != NEWER_ESCAPE:
        return None
    sign = stop.rest[:2]
    message = f"{quote_text(sign)} is an escape of TOML 1.1, and files here are TOML 1.0"
    code = "1B" if sign == "\\e" else stop.rest[2:4]
    hint = f"write \\u00{code}" if _TWO_HEX_DIGITS.fullmatch(code) else "write the character itself"
    return message_at(stop, message, hint, length=2)


def _iter_unquoted(stop: ErrorLocation) -> Iterator[tuple[int, str]]:
    """Yield the characters up to the fault that are in no text and no comment, with their columns."""
    start = max(stop.column - _SEARCH_WIDTH, 0)
    for token in TOKEN.finditer(stop.row[: stop.column + max(len(stop.word[:_SEARCH_WIDTH]), 1)]):
        if token.lastgroup == "other" and token.end() > start:
            yield from ((token.start() + number + 1, sign) for number, sign in enumerate(token[0]))


def _describe_odd_character(stop: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Find a space, quote, dash or other sign that looks like one of ASCII and is another."""
    for column, sign in _iter_unquoted(stop):
        if sign.isascii():
            continue
        category = unicodedata.category(sign)
        code = f"U+{ord(sign):04X}"
        name = unicodedata.name(sign, "").lower()
        if category == "Zs":
            message = f"{code} ({name}) is not a plain space, and it is outside of quotes"
            return message_at(stop, message, "replace it with a plain space", column, 1)
        if category == "Cf":
            return message_at(
                stop, f"the invisible character {code} ({name}) is outside of quotes", "delete it", column, 1
            )
        if sign in CURLY_QUOTES:
            return message_at(
                stop, f"{sign} is a curly quote", 'write straight quotes: "text"', column, _word_length(stop, column)
            )
        if sign in _DASHES:
            return message_at(stop, f"{sign} ({code}) is not a hyphen", "write -", column, 1)
        plain = "," if sign in _COMMAS else unicodedata.normalize("NFKC", sign)
        is_raised = unicodedata.decomposition(sign).startswith(("<super>", "<sub>"))
        if plain != sign and plain.isascii() and not is_raised:
            right = "=" if plain == ":" and problem.startswith("Expected '=' after a key") else plain
            return message_at(stop, f"{sign} ({code}) is not {quote_text(right)}", f"write {right}", column, 1)
    if stop.row[stop.column - 1 :].strip() == "" and stop.row.rstrip().endswith(CURLY_QUOTES):
        column = len(stop.row.rstrip())
        sign = stop.row[column - 1]
        return message_at(stop, f"{sign} is a curly quote and ends no text", 'write straight quotes: "text"', column, 1)
    return None


def _word_length(stop: ErrorLocation, column: int) -> int:
    return len(ErrorLocation(stop.row, stop.line, column).word)


def _describe_escape(stop: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Explain escapes of JSON and of programming languages."""
    if not problem.startswith(("Unescaped '\\'", "Invalid hex value", "Escaped character is not")):
        return None
    column = stop.row.rfind("\\", 0, max(stop.column - 1, 0)) + 1
    sign = stop.row[column - 1 : column + 1] if column else ""
    if sign == "\\/":
        return message_at(stop, "`\\/` is an escape of JSON; TOML has none for /", "write / alone", column, 2)
    if sign == "\\'":
        return message_at(stop, "an apostrophe needs no backslash in double quotes", "write ' alone", column, 2)
    if sign not in ("\\u", "\\U"):
        return None
    written = stop.row[column - 1 : column + 5]
    pair = _SURROGATE_PAIR.match(stop.row, column - 1)
    if problem.startswith("Escaped character is not"):
        hint = "write the character itself"
        if pair:
            code = 0x10000 + (int(pair[1], 16) - 0xD800) * 0x400 + int(pair[2], 16) - 0xDC00
            hint = f"write the character itself, or \\U{code:08X}"
        return message_at(stop, f"{quote_text(written)} is half of a character, as in JSON", hint, column, 6)
    digits, example = ("four", "\\u00F1") if sign == "\\u" else ("eight", "\\U0001F600")
    hint = f"write \\\\ for a backslash, as in the name of a folder; a character is e.g. {example}"
    return message_at(stop, f"{quote_text(sign)} is not followed by {digits} hexadecimal digits", hint, column, 2)


def _describe_line_start(stop: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Explain a line that begins as in another format."""
    lead = len(stop.row) - len(stop.row.lstrip())
    line = stop.row[lead:]
    begins_yaml = len(line.rstrip()) > 1 and not line.rstrip().strip("-")
    if stop.column > lead + 4 and not begins_yaml:
        return None
    if begins_yaml or line.startswith("- "):
        hint = 'files are TOML: a list is key = ["a", "b"]'
        return message_at(stop, "a line cannot begin with -, as in YAML", hint, lead + 1, len(line.rstrip()))
    if line.lower().startswith(_FOREIGN_COMMENT_MARKERS):
        return message_at(stop, "a comment begins with #", "write # before it", lead + 1, len(line))
    begins_json = re.match(r"\[?[ \t]*\{", line)
    if begins_json and problem.startswith(("Invalid statement", "Invalid initial character for a key")):
        message = f"a line cannot begin with {begins_json[0]}, as in JSON"
        return message_at(stop, message, "files are TOML: a line is key = value", lead + 1, len(begins_json[0]))
    if line.startswith(("```", "~~~")):
        message = f"a line cannot begin with {line[:3]}, as in Markdown"
        return message_at(stop, message, "delete the line", lead + 1, len(line.rstrip()))
    return None


def _describe_name(stop: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Explain names of two words, and what stands in the place of `=`."""
    header = _HEADER_WITH_SPACES.match(stop.row)
    if header and len(header[1]) == len(header[3]):
        hint = f"a name is one word, e.g. {header[1]}event{header[3]}"
        return message_at(
            stop, f"the name {quote_text(header[2])} has a space", hint, header.start(2) + 1, len(header[2])
        )
    if problem.startswith("Expected '=' after a key") and stop.rest.startswith(":"):
        return message_at(stop, "a key and its value are joined by =, not by :", 'write key = "text"', length=1)
    words = _KEY_WITH_SPACES.match(stop.row)
    if problem.startswith("Expected '=' after a key") and words and words.start(1) < stop.column <= words.end(1):
        hint = f"write {'_'.join(words[1].split())[:60]}"
        return message_at(stop, f"the key {quote_text(words[1])} has a space", hint, words.start(1) + 1, len(words[1]))
    joined = stop.rest.startswith("=") or (stop.rest.startswith(">") and stop.row[stop.column - 2] == "=")
    if problem.startswith("Invalid value") and joined:
        return message_at(
            stop, f"`={stop.rest[0]}` is not how a value is given", 'write one =, e.g. key = "text"', length=1
        )
    return None


def _describe_value(stop: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Explain values and what follows them."""
    rest = stop.rest
    word = rest.split("#")[0].rstrip(" ,]}\t\r").lower()
    if problem.startswith("Invalid value"):
        if word in _NULL_WORDS:
            return message_at(stop, f"TOML has no {quote_text(stop.word)}", "leave the key out if nothing is known")
        if word in _BOOLEAN_WORDS:
            return message_at(
                stop, f"{quote_text(stop.word)} has no quotes", f'write true or false, or "{word}" for a text'
            )
        if re.fullmatch(r"[|>][+-]?", word):
            return message_at(
                stop, f"a text of several lines does not begin with {word[0]}, as in YAML", 'put it between """'
            )
        if rest.startswith("("):
            return message_at(stop, "a list is in square brackets", 'write ["a", "b"]', length=1)
    if problem.startswith("Expected newline or end of document"):
        if rest.startswith(";"):
            return message_at(stop, "a line does not end with ;", "delete it", length=1)
        if rest.startswith(("//", "/*")):
            return message_at(stop, "a comment begins with #", "write # before it")
        if rest[:1] == "," and rest[1:2].isdigit() and stop.row[: stop.column - 1][-1:].isdigit():
            return message_at(stop, "a number has no commas", "write 1000 or 1.5", length=1)
        if _SECOND_KEY.match(rest):
            return message_at(
                stop, f"the key {quote_text(stop.word)} is on the line of another one", "begin a new line before it"
            )
    return None
