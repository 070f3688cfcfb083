"""Causes of an error that the parser does not know.

These are habits of other formats, and characters that only look right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from cbi_cli.toml.merge_conflicts import is_marker
from cbi_cli.toml.syntax_error import ErrorLocation, SyntaxMessage, message_at, quote_text
from cbi_cli.toml.tokens import TOKEN
from cbi_cli.toml.toml_version import LAST_COMMA_IN_BRACES, LINE_END_IN_BRACES, NEWER_ESCAPE, TIME_WITHOUT_SECONDS

_SEARCH_WIDTH = 1000
"""Characters of a line that are searched before an error."""

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


def find_cause(location: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Return a message that names the likely cause of an error.

    None if the parser's own message is as good.
    """
    for describe in (
        _describe_merge_marker,
        _describe_newer_syntax,
        _describe_odd_character,
        _describe_escape,
        _describe_line_start,
        _describe_name,
        _describe_value,
    ):
        message = describe(location, problem)
        if message is not None:
            return message
    return None


def _describe_merge_marker(location: ErrorLocation, problem: str) -> SyntaxMessage | None:
    if not is_marker(location.row):
        return None
    hint = "decide between the versions around it and delete this line"
    return message_at(location, "this line is left over from an unresolved merge", hint, 1, len(location.row))


def _describe_newer_syntax(location: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Explain what only TOML 1.1 allows."""
    if problem == LINE_END_IN_BRACES:
        hint = "write { key = value, key = value } on one line, without a comma at its end"
        return message_at(location, "the table in braces does not end on its line", hint)
    if problem == LAST_COMMA_IN_BRACES:
        return message_at(location, "there is a comma before the closing `}`", "delete the comma")
    if problem == TIME_WITHOUT_SECONDS:
        message = "a time has seconds in TOML 1.0, the version that is read here"
        return message_at(location, message, "write :00 after the minutes")
    if problem != NEWER_ESCAPE:
        return None
    escape = location.rest[:2]
    message = f"{quote_text(escape)} is an escape of TOML 1.1, and files here are TOML 1.0"
    code = location.rest[2:4]
    # `\e` is the escape character, U+001B, and no digits follow it.
    if escape == "\\e":
        code = "1B"
    hint = "write the character itself"
    if _TWO_HEX_DIGITS.fullmatch(code):
        hint = f"write \\u00{code}"
    return message_at(location, message, hint, length=2)


def _iter_unquoted(location: ErrorLocation) -> Iterator[tuple[int, str]]:
    """Yield column and character of everything up to the error.

    Texts and comments are left out.
    """
    # A line may have a million characters and many errors.
    start = max(location.column - _SEARCH_WIDTH, 0)
    word_length = len(location.word[:_SEARCH_WIDTH])
    end = location.column + max(word_length, 1)
    for token in TOKEN.finditer(location.row[:end]):
        # Outside of texts and comments, only these tokens have characters that are not ASCII.
        if token.lastgroup != "other" or token.end() <= start:
            continue
        yield from enumerate(token[0], start=token.start() + 1)


def _describe_odd_character(location: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Find a space, quote, dash or other character that looks like ASCII."""
    for column, character in _iter_unquoted(location):
        if character.isascii():
            continue
        explanation = _describe_non_ascii(location, problem, column, character)
        if explanation is not None:
            return explanation
    row = location.row.rstrip()
    # The parser stops at the end of the line if the text was closed by a quote of another kind.
    if location.rest.strip() == "" and row.endswith(CURLY_QUOTES):
        message = f"{row[-1]} is a curly quote and ends no text"
        return message_at(location, message, 'write straight quotes: "text"', len(row), 1)
    return None


def _describe_non_ascii(location: ErrorLocation, problem: str, column: int, character: str) -> SyntaxMessage | None:
    """Describe a character that looks like one of ASCII; None for any other."""
    category = unicodedata.category(character)
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "").lower()
    if category == "Zs":
        message = f"{code} ({name}) is not a plain space, and it is outside of quotes"
        return message_at(location, message, "replace it with a plain space", column, 1)
    if category == "Cf":
        message = f"the invisible character {code} ({name}) is outside of quotes"
        return message_at(location, message, "delete it", column, 1)
    if character in CURLY_QUOTES:
        message = f"{character} is a curly quote"
        length = len(ErrorLocation(location.row, location.line, column).word)
        return message_at(location, message, 'write straight quotes: "text"', column, length)
    if character in _DASHES:
        return message_at(location, f"{character} ({code}) is not a hyphen", "write -", column, 1)
    plain = unicodedata.normalize("NFKC", character)
    if character in _COMMAS:
        plain = ","
    # Raised and lowered digits are not slips of a keyboard.
    is_raised = unicodedata.decomposition(character).startswith(("<super>", "<sub>"))
    if plain == character or not plain.isascii() or is_raised:
        return None
    if plain == ":" and problem.startswith("Expected '=' after a key"):
        plain = "="
    message = f"{character} ({code}) is not {quote_text(plain)}"
    return message_at(location, message, f"write {plain}", column, 1)


def _describe_escape(location: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Explain escapes of JSON and of programming languages."""
    if not problem.startswith(("Unescaped '\\'", "Invalid hex value", "Escaped character is not")):
        return None
    row = location.row
    offset = row.rfind("\\", 0, max(location.column - 1, 0))
    if offset < 0:
        return None
    column = offset + 1
    escape = row[offset : offset + 2]
    if escape == "\\/":
        return message_at(location, "`\\/` is an escape of JSON; TOML has none for /", "write / alone", column, 2)
    if escape == "\\'":
        message = "an apostrophe needs no backslash in double quotes"
        return message_at(location, message, "write ' alone", column, 2)
    if escape not in ("\\u", "\\U"):
        return None
    written = row[offset : offset + 6]
    pair = _SURROGATE_PAIR.match(row, offset)
    if problem.startswith("Escaped character is not"):
        message = f"{quote_text(written)} is half of a character, as in JSON"
        hint = "write the character itself"
        if pair:
            high = int(pair[1], 16) - 0xD800
            low = int(pair[2], 16) - 0xDC00
            code = 0x10000 + high * 0x400 + low
            hint = f"write the character itself, or \\U{code:08X}"
        return message_at(location, message, hint, column, 6)
    digits, example = "eight", "\\U0001F600"
    if escape == "\\u":
        digits, example = "four", "\\u00F1"
    message = f"{quote_text(escape)} is not followed by {digits} hexadecimal digits"
    hint = f"write \\\\ for a backslash, as in the name of a folder; a character is e.g. {example}"
    return message_at(location, message, hint, column, 2)


def _describe_line_start(location: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Explain a line that begins as in another format."""
    indent = location.indent
    line = location.row[indent:]
    content = line.rstrip()
    # For the parser, `---` is a key, so it stops after it.
    begins_yaml = len(content) > 1 and not content.strip("-")
    # An error further on in the line has another cause.
    if location.column > indent + 4 and not begins_yaml:
        return None
    if begins_yaml or line.startswith("- "):
        hint = 'files are TOML: a list is key = ["a", "b"]'
        return message_at(location, "a line cannot begin with -, as in YAML", hint, indent + 1, len(content))
    if line.lower().startswith(_FOREIGN_COMMENT_MARKERS):
        return message_at(location, "a comment begins with #", "write # before it", indent + 1, len(line))
    # Inside a list, a line may begin with a brace.
    json_start = re.match(r"\[?[ \t]*\{", line)
    if json_start and problem.startswith(("Invalid statement", "Invalid initial character for a key")):
        message = f"a line cannot begin with {json_start[0]}, as in JSON"
        hint = "files are TOML: a line is key = value"
        return message_at(location, message, hint, indent + 1, len(json_start[0]))
    if line.startswith(("```", "~~~")):
        message = f"a line cannot begin with {line[:3]}, as in Markdown"
        return message_at(location, message, "delete the line", indent + 1, len(content))
    return None


def _describe_name(location: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Explain names of two words, and characters in the place of `=`."""
    header = _HEADER_WITH_SPACES.match(location.row)
    if header and len(header[1]) == len(header[3]):
        message = f"the name {quote_text(header[2])} has a space"
        hint = f"a name is one word, e.g. {header[1]}event{header[3]}"
        return message_at(location, message, hint, header.start(2) + 1, len(header[2]))
    if problem.startswith("Expected '=' after a key"):
        if location.rest.startswith(":"):
            message = "a key and its value are joined by =, not by :"
            return message_at(location, message, 'write key = "text"', length=1)
        key = _KEY_WITH_SPACES.match(location.row)
        if key and key.start(1) < location.column <= key.end(1):
            message = f"the key {quote_text(key[1])} has a space"
            joined = "_".join(key[1].split())
            return message_at(location, message, f"write {joined[:60]}", key.start(1) + 1, len(key[1]))
    if problem.startswith("Invalid value"):
        # `==` and `=>`, as in programming languages.
        is_comparison = location.rest.startswith("=")
        is_arrow = location.rest.startswith(">") and location.row[location.column - 2] == "="
        if is_comparison or is_arrow:
            message = f"`={location.rest[0]}` is not how a value is given"
            return message_at(location, message, 'write one =, e.g. key = "text"', length=1)
    return None


def _describe_value(location: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Explain values and what follows them."""
    if problem.startswith("Invalid value"):
        return _describe_foreign_value(location)
    if problem.startswith("Expected newline or end of document"):
        return _describe_foreign_end(location)
    return None


def _describe_foreign_value(location: ErrorLocation) -> SyntaxMessage | None:
    """Explain values that other formats have."""
    word = location.rest.split("#")[0].rstrip(" ,]}\t\r").lower()
    quoted = quote_text(location.word)
    if word in _NULL_WORDS:
        return message_at(location, f"TOML has no {quoted}", "leave the key out if nothing is known")
    if word in _BOOLEAN_WORDS:
        return message_at(location, f"{quoted} has no quotes", f'write true or false, or "{word}" for a text')
    if re.fullmatch(r"[|>][+-]?", word):
        message = f"a text of several lines does not begin with {word[0]}, as in YAML"
        return message_at(location, message, 'put it between """')
    if location.rest.startswith("("):
        return message_at(location, "a list is in square brackets", 'write ["a", "b"]', length=1)
    return None


def _describe_foreign_end(location: ErrorLocation) -> SyntaxMessage | None:
    """Explain what follows a value in other formats."""
    rest = location.rest
    if rest.startswith(";"):
        return message_at(location, "a line does not end with ;", "delete it", length=1)
    if rest.startswith(("//", "/*")):
        return message_at(location, "a comment begins with #", "write # before it")
    last_character = location.row[: location.column - 1][-1:]
    if rest[:1] == "," and rest[1:2].isdigit() and last_character.isdigit():
        return message_at(location, "a number has no commas", "write 1000 or 1.5", length=1)
    if _SECOND_KEY.match(rest):
        message = f"the key {quote_text(location.word)} is on the line of another one"
        return message_at(location, message, "begin a new line before it")
    return None
