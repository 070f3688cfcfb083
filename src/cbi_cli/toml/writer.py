"""Write values as canonical TOML.

Strings are in double quotes, and lists on one line if they fit.
"""

from __future__ import annotations

import re

from cbi_cli.toml.syntax_node import SyntaxNode, parse_scalar

LINE_LENGTH = 120
"""Columns of a line; a longer list gets a line for each item. Strings are never broken."""

_INDENT = "  "
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SHORT_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_INVISIBLE = (
    "\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0001-\U000e007f"
)
_MUST_ESCAPE = re.compile(rf'["\\{_INVISIBLE}]')
# Three quotes in a row or one at the end would end the text; many editors remove spaces at a line end.
_MUST_ESCAPE_MULTILINE = re.compile(rf'\\|"(?="")|"\Z|[ \t](?=\n|\Z)|(?!\n)[{_INVISIBLE}]')


def format_key(name: str) -> str:
    """Write a key, in quotes only if it needs them."""
    if _BARE_KEY.fullmatch(name):
        return name
    return basic_string(name)


def basic_string(text: str) -> str:
    """Write a text in double quotes on one line.

    Invisible characters are escaped.
    """
    escaped = _MUST_ESCAPE.sub(_escape, text)
    return f'"{escaped}"'


def multiline_string(text: str) -> str:
    """Write a text in three double quotes, its first line below them."""
    escaped = _MUST_ESCAPE_MULTILINE.sub(_escape, text)
    return f'"""\n{escaped}"""'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    code_point = ord(character)
    if code_point < 0x10000:
        return f"\\u{code_point:04X}"
    return f"\\U{code_point:08X}"


def format_scalar(raw: str, multiline: bool = False) -> str:
    """Write a scalar in its canonical form.

    With `multiline`, a text that was written in three quotes keeps its lines. Times and dates stay as they are.
    """
    value = parse_scalar(raw)
    if isinstance(value, str):
        has_lines = "\n" in value and raw.startswith(('"""', "'''"))
        if multiline and has_lines:
            return multiline_string(value)
        return basic_string(value)
    # A boolean is an int in Python.
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    return raw


def format_inline(node: SyntaxNode) -> str:
    """Write a value on one line, without the comments in it."""
    content = node.content
    if isinstance(content, str):
        return format_scalar(content)
    if isinstance(content, list):
        items = ", ".join(format_inline(item) for item in content)
        return f"[{items}]"
    if not content:
        return "{}"
    pairs = ", ".join(f"{format_key(name)} = {format_inline(item)}" for name, item in content.items())
    return "{ " + pairs + " }"


def format_pair(name: str, node: SyntaxNode) -> str:
    """Write a key and its value, without the comments around them.

    They take as many lines as they need.
    """
    start = f"{format_key(name)} = "
    if isinstance(node.content, str):
        return start + format_scalar(node.content, multiline=True)
    return start + _format_value(node, len(start), "")


def append_comment(text: str, comment: str) -> str:
    """Append the comment that ends a line, if there is one."""
    if not comment:
        return text
    return f"{text}  {comment}"


def _format_value(node: SyntaxNode, column: int, indent: str) -> str:
    """Write a value that begins in a column.

    It is on one line if it fits and has no comments inside.
    """
    text = format_inline(node)
    content = node.content
    has_comments = any(node.inner_comments())
    if isinstance(content, list):
        is_too_long = bool(content) and column + len(text) > LINE_LENGTH
        if has_comments or is_too_long:
            return _format_multiline(node, indent)
    elif isinstance(content, dict) and has_comments:
        pairs: list[str] = []
        for name, item in content.items():
            value = _format_value(item, 0, indent)
            pairs.append(f"{format_key(name)} = {value}")
        return "{ " + ", ".join(pairs) + " }"
    return text


def _format_multiline(node: SyntaxNode, indent: str) -> str:
    """Write a list with a line for each item."""
    item_indent = indent + _INDENT
    rows = [append_comment("[", node.open_comment)]
    for item in node.items:
        rows += [item_indent + comment for comment in item.leading_comments if comment]
        # The comma after the item counts too.
        value = _format_value(item, len(item_indent) + 1, item_indent)
        rows.append(append_comment(f"{item_indent}{value},", item.trailing_comment))
    rows += [item_indent + comment for comment in node.inner_trailing_comments if comment]
    rows.append(f"{indent}]")
    return "\n".join(rows)
