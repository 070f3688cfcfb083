"""Causes of an error that the parser does not know.

These are habits of other formats, and characters that only look right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from cbi_cli.core.messages import message
from cbi_cli.toml.bracket_messages import describe_last_comma
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
_HEADER_WITH_SPACES = re.compile(r"[ \t]*+(\[{1,2})[ \t]*+([\w-]++(?>(?:[ \t]++[\w-]++)+))[ \t]*+(\]{1,2})")
_KEY_WITH_SPACES = re.compile(r"[ \t]*+([\w-]++(?>(?:[ \t]++[\w-]++)+))[ \t]*+[=:]")
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
        cause = describe(location, problem)
        if cause is not None:
            return cause
    return None


def _describe_merge_marker(location: ErrorLocation, problem: str) -> SyntaxMessage | None:
    if not is_marker(location.row):
        return None
    hint = message("decide between the versions around it and delete this line")
    return message_at(location, message("this line is left over from an unresolved merge"), hint, 1, len(location.row))


def _describe_newer_syntax(location: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Explain what only TOML 1.1 allows."""
    if problem == LINE_END_IN_BRACES:
        hint = message(
            "write {example} on one line, without a comma at its end", example="{ key = value, key = value }"
        )
        return message_at(location, message("the table in braces does not end on its line"), hint)
    if problem == LAST_COMMA_IN_BRACES:
        return describe_last_comma(location)
    if problem == TIME_WITHOUT_SECONDS:
        description = message("a time has seconds in TOML 1.0, the version that is read here")
        return message_at(location, description, message("write :00 after the minutes"))
    if problem != NEWER_ESCAPE:
        return None
    escape = location.rest[:2]
    description = message("{escape} is an escape of TOML 1.1, and files here are TOML 1.0", escape=quote_text(escape))
    code = location.rest[2:4]
    # `\e` is the escape character, U+001B, and no digits follow it.
    if escape == "\\e":
        code = "1B"
    hint = message("write the character itself")
    if _TWO_HEX_DIGITS.fullmatch(code):
        hint = message("write \\u00{code}", code=code)
    return message_at(location, description, hint, length=2)


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
        description = message("{character} is a curly quote and ends no text", character=row[-1])
        return message_at(location, description, message('write straight quotes: "text"'), len(row), 1)
    return None


def _describe_non_ascii(location: ErrorLocation, problem: str, column: int, character: str) -> SyntaxMessage | None:
    """Describe a character that looks like one of ASCII; None for any other."""
    category = unicodedata.category(character)
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "").lower()
    if category == "Zs":
        description = message("{code} ({name}) is not a plain space, and it is outside of quotes", code=code, name=name)
        return message_at(location, description, message("replace it with a plain space"), column, 1)
    if category == "Cf":
        description = message("the invisible character {code} ({name}) is outside of quotes", code=code, name=name)
        return message_at(location, description, message("delete it"), column, 1)
    if character in CURLY_QUOTES:
        description = message("{character} is a curly quote", character=character)
        length = len(ErrorLocation(location.row, location.line, column).word)
        return message_at(location, description, message('write straight quotes: "text"'), column, length)
    if character in _DASHES:
        return message_at(
            location,
            message("{character} ({code}) is not a hyphen", character=character, code=code),
            message("write -"),
            column,
            1,
        )
    plain = unicodedata.normalize("NFKC", character)
    if character in _COMMAS:
        plain = ","
    # Raised and lowered digits are not slips of a keyboard.
    is_raised = unicodedata.decomposition(character).startswith(("<super>", "<sub>"))
    if plain == character or not plain.isascii() or is_raised:
        return None
    if plain == ":" and problem.startswith("Expected '=' after a key"):
        plain = "="
    description = message(
        "{character} ({code}) is not {plain}", character=character, code=code, plain=quote_text(plain)
    )
    return message_at(location, description, message("write {plain}", plain=plain), column, 1)


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
        return message_at(
            location, message("`\\/` is an escape of JSON; TOML has none for /"), message("write / alone"), column, 2
        )
    if escape == "\\'":
        description = message("an apostrophe needs no backslash in double quotes")
        return message_at(location, description, message("write ' alone"), column, 2)
    if escape not in ("\\u", "\\U"):
        return None
    written = row[offset : offset + 6]
    pair = _SURROGATE_PAIR.match(row, offset)
    if problem.startswith("Escaped character is not"):
        description = message("{escape} is half of a character, as in JSON", escape=quote_text(written))
        hint = message("write the character itself")
        if pair:
            high = int(pair[1], 16) - 0xD800
            low = int(pair[2], 16) - 0xDC00
            code = 0x10000 + high * 0x400 + low
            hint = message("write the character itself, or \\U{code:08X}", code=code)
        return message_at(location, description, hint, column, 6)
    digits = message("eight")
    example = "\\U0001F600"
    if escape == "\\u":
        digits = message("four")
        example = "\\u00F1"
    description = message(
        "{escape} is not followed by {digits} hexadecimal digits", escape=quote_text(escape), digits=digits
    )
    hint = message(
        "write \\\\ for a backslash, as in the name of a folder; a character is e.g. {example}", example=example
    )
    return message_at(location, description, hint, column, 2)


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
        hint = message('files are TOML: a list is key = ["a", "b"]')
        return message_at(location, message("a line cannot begin with -, as in YAML"), hint, indent + 1, len(content))
    if line.lower().startswith(_FOREIGN_COMMENT_MARKERS):
        return message_at(
            location, message("a comment begins with #"), message("write # before it"), indent + 1, len(line)
        )
    # Inside a list, a line may begin with a brace.
    json_start = re.match(r"\[?[ \t]*\{", line)
    if json_start and problem.startswith(("Invalid statement", "Invalid initial character for a key")):
        description = message("a line cannot begin with {start}, as in JSON", start=json_start[0])
        hint = message("files are TOML: a line is key = value")
        return message_at(location, description, hint, indent + 1, len(json_start[0]))
    if line.startswith(("```", "~~~")):
        description = message("a line cannot begin with {start}, as in Markdown", start=line[:3])
        return message_at(location, description, message("delete the line"), indent + 1, len(content))
    return None


def _describe_name(location: ErrorLocation, problem: str) -> SyntaxMessage | None:
    """Explain names of two words, and characters in the place of `=`."""
    header = _HEADER_WITH_SPACES.match(location.row)
    if header and len(header[1]) == len(header[3]):
        description = message("the name {name} has a space", name=quote_text(header[2]))
        hint = message("a name is one word, e.g. {opening}event{closing}", opening=header[1], closing=header[3])
        return message_at(location, description, hint, header.start(2) + 1, len(header[2]))
    if problem.startswith("Expected '=' after a key"):
        if location.rest.startswith(":"):
            description = message("a key and its value are joined by =, not by :")
            return message_at(location, description, message('write key = "text"'), length=1)
        key = _KEY_WITH_SPACES.match(location.row)
        if key and key.start(1) < location.column <= key.end(1):
            description = message("the key {key} has a space", key=quote_text(key[1]))
            joined = "_".join(key[1].split())
            return message_at(
                location, description, message("write {key}", key=joined[:60]), key.start(1) + 1, len(key[1])
            )
    if problem.startswith("Invalid value"):
        # `==` and `=>`, as in programming languages.
        is_comparison = location.rest.startswith("=")
        is_arrow = location.rest.startswith(">") and location.row[location.column - 2] == "="
        if is_comparison or is_arrow:
            description = message("`={character}` is not how a value is given", character=location.rest[0])
            return message_at(location, description, message('write one =, e.g. key = "text"'), length=1)
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
        return message_at(
            location, message("TOML has no {quoted}", quoted=quoted), message("leave the key out if nothing is known")
        )
    if word in _BOOLEAN_WORDS:
        return message_at(
            location,
            message("{quoted} has no quotes", quoted=quoted),
            message('write true or false, or "{word}" for a text', word=word),
        )
    if re.fullmatch(r"[|>][+-]?", word):
        description = message("a text of several lines does not begin with {character}, as in YAML", character=word[0])
        return message_at(location, description, message('put it between """'))
    if location.rest.startswith("("):
        return message_at(location, message("a list is in square brackets"), message('write ["a", "b"]'), length=1)
    return None


def _describe_foreign_end(location: ErrorLocation) -> SyntaxMessage | None:
    """Explain what follows a value in other formats."""
    rest = location.rest
    if rest.startswith(";"):
        return message_at(location, message("a line does not end with ;"), message("delete it"), length=1)
    if rest.startswith(("//", "/*")):
        return message_at(location, message("a comment begins with #"), message("write # before it"))
    last_character = location.row[: location.column - 1][-1:]
    if rest[:1] == "," and rest[1:2].isdigit() and last_character.isdigit():
        return message_at(location, message("a number has no commas"), message("write 1000 or 1.5"), length=1)
    if _SECOND_KEY.match(rest):
        description = message("the key {word} is on the line of another one", word=quote_text(location.word))
        return message_at(location, description, message("begin a new line before it"))
    return None
