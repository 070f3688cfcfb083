"""The syntax tree of a TOML text: its values with their places, and the comments that belong to each.

The text must be TOML. A table below a header is read when its content is asked for first, so a finding about one record
of a large file costs little more than a search for the headers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import Any, NamedTuple

from cbi_cli.core.findings import KeyPath, TextRange
from cbi_cli.toml.tokens import KEY, KEY_PART, TEXT

_PART = re.compile(rf"[ \t]*+({KEY_PART})[ \t]*+")
_BLANK = re.compile(r"[ \t]*+")
_GAP = re.compile(r"([ \t\r\n,]*+)(\#[^\n]*+)?+")
_COMMENT_LINE = re.compile(r"[ \t\r]*+(\#[^\n]*+)?+(?:\n|\Z)")
_SCALAR = re.compile(rf"{TEXT}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} [0-9]{{2}}:[^\s,\]}}\#]++|[^\s,\]}}\#]++")
"""A value that is neither a list nor a table."""

_INSIDE = rf"""(?:[^\[\]{{}}"'\#]++|\#[^\n]*+|{TEXT})"""
_PLAIN_PAIRS = re.compile(
    r"(?:(?:[ \t\r]*+(?:\#[^\n]*+)?+\n)*+"
    rf"[ \t]*+{KEY}[ \t]*+=[ \t]*+"
    rf"(?:[0-9A-Za-z+-][^\n\#]*+|{TEXT}|\{{{_INSIDE}*+\}}|\[(?:{_INSIDE}|\{{{_INSIDE}*+\}})*+\])"
    r"[ \t\r]*+(?:\#[^\n]*+)?+(?:\n|\Z))*+"
)
"""The next keys with values that are no deeper than a list of tables, and the comments above each."""

_EDITOR_DIRECTIVE = "#:"
"""How a comment for editors begins that names the schema of the file."""


class Span(NamedTuple):
    """Where something begins and ends, as offsets in the text."""

    start: int
    end: int


_NOWHERE = Span(0, 0)


class SyntaxNode:
    """A value: the text of a scalar as written, the items of a list, or the entries of a table.

    ``key`` and ``value`` are the places of both. An item of a list has no key, and its value stands for it. A table
    with a header, and an item of a list of such tables, are at their header. A table that is only named on the way is
    at the first key or header that names it.

    ``leading_comments`` are the comment lines above, with an empty one if a blank line follows a group of them;
    ``open_comment`` follows the opening bracket of a list; ``trailing_comment`` ends the line of the value or of the
    header; ``inner_trailing_comments`` follow the last item or key.
    """

    __slots__ = (
        "_content",
        "_unread",
        "inner_trailing_comments",
        "key",
        "leading_comments",
        "open_comment",
        "trailing_comment",
        "value",
    )

    def __init__(self, content: Content, key: Span = _NOWHERE, value: Span = _NOWHERE) -> None:
        self._content = content
        self._unread: tuple[str, int, int] | None = None
        self.key, self.value = key, value
        self.leading_comments: list[str] = []
        self.open_comment = ""
        self.trailing_comment = ""
        self.inner_trailing_comments: list[str] = []

    @property
    def content(self) -> Content:
        """The text of a scalar, the items of a list, or the entries of a table."""
        if self._unread is not None:
            text, start, end = self._unread
            self._unread = None
            _Reader(text, start).read_pairs(self, end)
        return self._content

    @content.setter
    def content(self, new: Content) -> None:
        self._content = new

    @property
    def items(self) -> list[SyntaxNode]:
        """The items of a list; empty for anything else."""
        content = self.content
        return content if isinstance(content, list) else []

    @property
    def entries(self) -> dict[str, SyntaxNode]:
        """The entries of a table; empty for anything else."""
        content = self.content
        return content if isinstance(content, dict) else {}

    @property
    def children(self) -> list[tuple[str | int, SyntaxNode]]:
        """The values directly inside, each with its key or index."""
        return [*enumerate(self.items), *self.entries.items()]

    def child(self, part: str | int) -> SyntaxNode | None:
        """Return the value at a key or an index, None if there is none."""
        if isinstance(part, str):
            return self.entries.get(part)
        return self.items[part] if 0 <= part < len(self.items) else None

    def walk(self, path: KeyPath = ()) -> Iterator[tuple[KeyPath, SyntaxNode]]:
        """Yield every value inside, with its path."""
        for part, child in self.children:
            yield (*path, part), child
            yield from child.walk((*path, part))

    def comments(self) -> Iterator[str]:
        """Yield every comment that belongs to the value or to one inside."""
        yield from (line for line in (*self.leading_comments, self.trailing_comment) if line)
        yield from self.inner_comments()

    def inner_comments(self) -> Iterator[str]:
        """Yield every comment between the brackets, or below the header."""
        yield from (line for line in (self.open_comment, *self.inner_trailing_comments) if line)
        for _, child in self.children:
            yield from child.comments()


Content = str | list[SyntaxNode] | dict[str, SyntaxNode]


class SyntaxTree:
    """A whole file: the comment at its head, its tables, and the comments behind the last of them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.head, self.root, self.tail = _Reader(text).read()

    def comments(self) -> list[str]:
        """Return every comment of the file, in no order that matters."""
        return [*self.head, *self.root.comments(), *(line for line in self.tail if line)]

    def nearest(self, path: KeyPath) -> SyntaxNode:
        """Return the value at a path, or the nearest one above it; the root if there is none."""
        node = self.root
        for part in path:
            child = node.child(part)
            if child is None:
                break
            node = child
        return node

    def value_starts(self) -> dict[tuple[int, int], KeyPath]:
        """Return the path of every value by the line and the column where it begins."""
        return {self._position(node.value.start): path for path, node in self.root.walk()}

    def region(self, span: Span) -> TextRange:
        """Return lines and columns of a place, from 1."""
        return TextRange(*self._position(span.start), *self._position(span.end))

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    @cached_property
    def _lines(self) -> list[int]:
        """The offset of each line."""
        return [0, *(found.end() for found in re.finditer("\n", self.text))]


@lru_cache(maxsize=4)
def parse_syntax_tree(text: str) -> SyntaxTree:
    """Return the tree of a text, kept because questions about one file come together; do not change it."""
    return SyntaxTree(text)


class _Reader:
    """One pass over a text."""

    def __init__(self, text: str, start: int = 0) -> None:
        self.text = text
        self.at = start

    def read(self) -> tuple[list[str], SyntaxNode, list[str]]:
        """Return the head, the table of the whole file, and the tail."""
        root = table = SyntaxNode({})
        head, comments = self._split_head(self._read_comment_lines())
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._read_header(root, comments)
                self._skip_pairs(table)
            else:
                self._read_pair(table, comments)
            comments = self._take_comments_above(table, self._read_comment_lines())
        return head, root, _strip_last_blank(comments)

    def read_pairs(self, table: SyntaxNode, end: int) -> None:
        """Read the keys of a table, up to an offset."""
        while self.at < end:
            self._read_pair(table, self._read_comment_lines())

    def _split_head(self, rows: list[str]) -> tuple[list[str], list[str]]:
        """Divide the first lines into the head of the file and what is above its first key or header.

        The head ends at the first blank line. Without one it is what speaks to editors alone.
        """
        rows = rows[next((at for at, row in enumerate(rows) if row), len(rows)) :]
        ended = "" in rows or self.at >= len(self.text)
        head = list(takewhile(bool if ended else is_editor_directive, rows))
        return head, _collapse_blank_lines(rows[len(head) :])

    def _take_comments_above(self, table: SyntaxNode, rows: list[str]) -> list[str]:
        """Return what is above the next key or header; comments that only touch the last table are put below it."""
        attached = list(takewhile(bool, rows))
        ended = self.at >= len(self.text)
        if ended or (len(attached) < len(rows) and self.text[self.at] == "["):
            table.inner_trailing_comments += attached
            rows = rows[len(attached) :]
        return _collapse_blank_lines(rows)

    def _read_comment_lines(self) -> list[str]:
        """Read the comment lines up to the next key or header, with empty ones for blank lines."""
        rows: list[str] = []
        while self.at < len(self.text) and (row := _COMMENT_LINE.match(self.text, self.at)):
            rows.append((row[1] or "").rstrip())
            self.at = row.end()
        self._skip(_BLANK)
        return rows

    def _read_rest_of_line(self) -> str:
        """Read the end of a line, and return the comment on it."""
        row = _COMMENT_LINE.match(self.text, self.at)
        assert row is not None  # noqa: S101 - the text is TOML
        self.at = row.end()
        return (row[1] or "").rstrip()

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        assert found is not None  # noqa: S101 - the text is TOML
        self.at = found.end()

    def _skip_pairs(self, table: SyntaxNode) -> None:
        """Leave the keys of a table for later."""
        start = self.at
        while True:
            self._skip(_PLAIN_PAIRS)
            end = self.at
            self._read_comment_lines()
            if self.at >= len(self.text) or self.text[self.at] == "[":
                break
            # A value of several lines can hold anything, also what looks like a header.
            self._read_pair(SyntaxNode({}), [])
        self.at = end
        if start < end:
            table._unread = (self.text, start, end)

    def _read_header(self, root: SyntaxNode, comments: list[str]) -> SyntaxNode:
        """Read ``[a.b]`` or ``[[a.b]]``, and return the table that it opens."""
        start = self.at
        brackets = 2 if self.text.startswith("[[", start) else 1
        self.at += brackets
        *way, (last, _) = self._read_key()
        self.at += brackets
        span = Span(start, self.at)
        parent = _get_or_add_table(root, [(name, span) for name, _ in way], span)
        if brackets == 2:
            rows = parent.entries.setdefault(last, SyntaxNode([], span, span)).items
            table = SyntaxNode({}, span, span)
            rows.append(table)
        else:
            table = parent.entries.setdefault(last, SyntaxNode({}, span, span))
            table.key = table.value = span
        table.leading_comments += comments
        table.trailing_comment = self._read_rest_of_line()
        return table

    def _read_pair(self, table: SyntaxNode, comments: list[str]) -> None:
        """Read a key and its value, up to the end of the line, into a table."""
        node = self._read_entry(table)
        node.leading_comments = [line for line in comments if line]
        node.trailing_comment = self._read_rest_of_line()

    def _read_entry(self, table: SyntaxNode) -> SyntaxNode:
        """Read a key and its value into a table."""
        *way, (last, span) = self._read_key()
        self.at += 1
        self._skip(_BLANK)
        node = self._value()
        node.key = span
        _get_or_add_table(table, way, node.value).entries[last] = node
        return node

    def _read_key(self) -> list[tuple[str, Span]]:
        """Read the parts of a key, with the dots between them and the blanks around it."""
        parts: list[tuple[str, Span]] = []
        while True:
            found = _PART.match(self.text, self.at)
            assert found is not None  # noqa: S101 - the text is TOML
            parts.append((_parse_key_part(found[1]), Span(*found.span(1))))
            self.at = found.end()
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def _value(self) -> SyntaxNode:
        start = self.at
        sign = self.text[start]
        if sign in "[{":
            node = SyntaxNode([] if sign == "[" else {})
            self._inside(node)
        else:
            self._skip(_SCALAR)
            node = SyntaxNode(self.text[start : self.at])
        node.key = node.value = Span(start, self.at)
        return node

    def _inside(self, node: SyntaxNode) -> None:
        """Read all between the brackets of a list, or of a table on one line."""
        self.at += 1
        node.open_comment, comments = self._gap()
        while self.text[self.at] not in "]}":
            if isinstance(node.content, list):
                child = self._value()
                node.content.append(child)
            else:
                child = self._read_entry(node)
            child.leading_comments = comments
            child.trailing_comment, comments = self._gap()
        node.inner_trailing_comments = comments
        self.at += 1

    def _gap(self) -> tuple[str, list[str]]:
        """Read up to the next item or bracket: the comment on the same line, and those on lines of their own."""
        trailing_comment = ""
        rows: list[str] = []
        first_line = True
        while True:
            found = _GAP.match(self.text, self.at)
            assert found is not None  # noqa: S101 - the pattern matches nothing too
            self.at = found.end()
            first_line = first_line and "\n" not in found[1]
            if found[2] is None:
                return trailing_comment, rows
            if first_line:
                trailing_comment = found[2].rstrip()
            else:
                rows.append(found[2].rstrip())


def _get_or_add_table(table: SyntaxNode, way: list[tuple[str, Span]], value: Span) -> SyntaxNode:
    """Return the table that the parts of a key lead to, of a list of tables the last one; make it if there is none."""
    for name, span in way:
        table = table.entries.setdefault(name, SyntaxNode({}, span, value))
        if isinstance(table.content, list):
            table = table.content[-1]
    return table


def _parse_key_part(part: str) -> str:
    """Return the name that a part of a key stands for."""
    if part[0] == "'":
        return part[1:-1]
    if part[0] != '"' or "\\" not in part:
        return part.strip('"')
    import tomli

    return next(iter(tomli.loads(f"{part} = 0")))


def is_editor_directive(row: str) -> bool:
    """Say whether a comment line speaks to editors, such as the one that names the schema of the file."""
    return row.startswith(_EDITOR_DIRECTIVE)


def _collapse_blank_lines(rows: list[str]) -> list[str]:
    """Return the lines without blank ones before the first comment, and with one in place of several."""
    kept: list[str] = []
    for row in rows:
        if row or (kept and kept[-1]):
            kept.append(row)
    return kept


def _strip_last_blank(rows: list[str]) -> list[str]:
    return rows[:-1] if rows and not rows[-1] else rows


def parse_scalar(raw: str) -> Any:
    """Return the value that the text of a scalar means."""
    if raw[0] == '"' and "\\" not in raw and not raw.startswith('"""'):
        return raw[1:-1]
    import tomli

    return tomli.loads(f"x = {raw}")["x"]
