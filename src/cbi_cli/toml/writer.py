"""Values as canonical TOML: strings in double quotes, lists on one line where they fit."""

from __future__ import annotations

import re

from cbi_cli.toml.syntax_tree import SyntaxNode, parse_scalar

LINE_LENGTH = 120
"""Columns of a line; a longer list gets a line for each item. Texts are never broken."""

_INDENT = "  "
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SHORT_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_INVISIBLE = (
    "\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0001-\U000e007f"
)
_MUST_ESCAPE = re.compile(rf'["\\{_INVISIBLE}]')
_MUST_ESCAPE_MULTILINE = re.compile(rf'\\|"(?="")|"\Z|[ \t](?=\n|\Z)|(?!\n)[{_INVISIBLE}]')


def format_key(name: str) -> str:
    """A key, in quotes only where it needs them."""
    return name if _BARE_KEY.fullmatch(name) else basic_string(name)


def basic_string(text: str) -> str:
    """A text in double quotes on one line; what cannot be seen is written by its number."""
    return f'"{_MUST_ESCAPE.sub(_escape, text)}"'


def multiline_string(text: str) -> str:
    """A text in three double quotes, its first line below them."""
    return f'"""\n{_MUST_ESCAPE_MULTILINE.sub(_escape, text)}"""'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    return f"\\u{ord(character):04X}" if ord(character) < 0x10000 else f"\\U{ord(character):08X}"


def format_scalar(raw: str, alone: bool = False) -> str:
    """A scalar in its canonical form; ``alone`` where it may take several lines.

    A text keeps its lines where it was written in three quotes. Times and dates stay as they are.
    """
    value = parse_scalar(raw)
    if isinstance(value, str):
        several = alone and "\n" in value and raw.startswith(('"""', "'''"))
        return multiline_string(value) if several else basic_string(value)
    if isinstance(value, bool):
        return raw
    return repr(value) if isinstance(value, int | float) else raw


def format_inline(node: SyntaxNode) -> str:
    """A value on one line, without the comments in it."""
    if isinstance(node.content, str):
        return format_scalar(node.content)
    if isinstance(node.content, list):
        return f"[{', '.join(format_inline(item) for item in node.content)}]"
    if not node.content:
        return "{}"
    return "{ " + ", ".join(f"{format_key(name)} = {format_inline(item)}" for name, item in node.content.items()) + " }"


def format_pair(name: str, node: SyntaxNode) -> str:
    """A key and its value, on as many lines as they need, without the comments around them."""
    start = f"{format_key(name)} = "
    if isinstance(node.content, str):
        return start + format_scalar(node.content, alone=True)
    return start + _format_value(node, len(start), "")


def append_comment(text: str, comment: str) -> str:
    """A line with the comment that ends it."""
    return f"{text}  {comment}" if comment else text


def _format_value(node: SyntaxNode, column: int, indent: str) -> str:
    """A value that begins in a column: on one line if it fits and has no comments inside."""
    text = format_inline(node)
    commented = any(node.inner_comments())
    if isinstance(node.content, list):
        wide = bool(node.content) and column + len(text) > LINE_LENGTH
        return _format_multiline(node, indent) if commented or wide else text
    if isinstance(node.content, dict) and commented:
        inner = (f"{format_key(name)} = {_format_value(item, 0, indent)}" for name, item in node.content.items())
        return "{ " + ", ".join(inner) + " }"
    return text


def _format_multiline(node: SyntaxNode, indent: str) -> str:
    """A list with a line for each item."""
    deeper = indent + _INDENT
    rows = [append_comment("[", node.open_comment)]
    for item in node.items:
        rows += [deeper + line for line in item.leading_comments if line]
        rows.append(append_comment(f"{deeper}{_format_value(item, len(deeper) + 1, deeper)},", item.trailing_comment))
    rows += [deeper + line for line in node.inner_trailing_comments if line]
    return "\n".join([*rows, f"{indent}]"])
