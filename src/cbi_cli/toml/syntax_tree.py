"""Parse a TOML text to a syntax tree.

It has the values with their places, and the comments that belong to each. The text must be TOML. A table below a header
is read when its content is asked for first, so a finding about one record of a large file costs little more than a
search for the headers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property, lru_cache

import tomli

from cbi_cli.core.findings import KeyPath, TextRange
from cbi_cli.toml.syntax_node import Span, SyntaxNode
from cbi_cli.toml.tokens import KEY, KEY_PART, TEXT

_PART = re.compile(rf"[ \t]*+({KEY_PART})[ \t]*+")
_BLANK = re.compile(r"[ \t]*+")
_GAP = re.compile(r"([ \t\r\n,]*+)(\#[^\n]*+)?")
_COMMENT_LINE = re.compile(r"[ \t\r]*+(\#[^\n]*+)?(?:\n|\Z)")
_SCALAR = re.compile(rf"{TEXT}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} [0-9]{{2}}:[^\s,\]}}\#]++|[^\s,\]}}\#]++")
"""A value that is neither a list nor a table."""

_INSIDE = rf"""(?:[^\[\]{{}}"'\#]++|\#[^\n]*+|{TEXT})"""
_PLAIN_PAIRS = re.compile(
    r"(?>(?:(?>(?:[ \t\r]*+(?:\#[^\n]*+)?\n)*)"
    rf"[ \t]*+{KEY}[ \t]*+=[ \t]*+"
    rf"(?:[0-9A-Za-z+-][^\n\#]*+|{TEXT}|\{{(?>{_INSIDE}*)\}}|\[(?>(?:{_INSIDE}|\{{(?>{_INSIDE}*)\}})*)\])"
    r"[ \t\r]*+(?:\#[^\n]*+)?(?:\n|\Z))*)"
)
"""Keys with values that are nested no deeper than a list of tables, and the comments above each."""

_EDITOR_DIRECTIVE = "#:"
"""The beginning of a comment that names the schema of the file to editors."""


class SyntaxTree:
    """A whole file: its first comment, its tables, and its last comments."""

    def __init__(self, text: str) -> None:
        self.text = text
        reader = _Reader(text)
        self.head, self.root, self.tail = reader.read()

    def comments(self) -> list[str]:
        """Return every comment of the file, in no order that matters."""
        comments = [*self.head, *self.root.comments()]
        comments += [line for line in self.tail if line]
        return comments

    def nearest(self, path: KeyPath) -> SyntaxNode:
        """Return the value at a path, or the nearest one above it.

        If there is none, it is the root.
        """
        node = self.root
        for part in path:
            child = node.child(part)
            if child is None:
                break
            node = child
        return node

    def value_starts(self) -> dict[tuple[int, int], KeyPath]:
        """Return the path of every value by the line and column of its start."""
        paths: dict[tuple[int, int], KeyPath] = {}
        for path, node in self.root.walk():
            position = self._position(node.value.start)
            paths[position] = path
        return paths

    def region(self, span: Span) -> TextRange:
        """Return lines and columns of a place, from 1."""
        line, column = self._position(span.start)
        end_line, end_column = self._position(span.end)
        return TextRange(line, column, end_line, end_column)

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    @cached_property
    def _line_starts(self) -> list[int]:
        """The offsets at which lines begin."""
        starts = [0]
        starts += [match.end() for match in re.finditer("\n", self.text)]
        return starts


@lru_cache(maxsize=4)
def parse_syntax_tree(text: str) -> SyntaxTree:
    """Return the tree of a text, which must not be changed.

    It is cached because the findings of one file are located one after the other.
    """
    return SyntaxTree(text)


class _Reader:
    """One pass over a text."""

    def __init__(self, text: str, start: int = 0) -> None:
        self.text = text
        self.at = start

    def read(self) -> tuple[list[str], SyntaxNode, list[str]]:
        """Return the head, the table of the whole file, and the tail."""
        root = table = SyntaxNode({})
        rows = self._read_comment_lines()
        head, comments = self._split_head(rows)
        while not self._is_at_end():
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
        """Split the first comments into the head of the file and the rest.

        The rest is above the first key or header. The head ends at the first blank line. Without one, it consists of
        the directives for editors.
        """
        first = 0
        while first < len(rows) and not rows[first]:
            first += 1
        rows = rows[first:]
        has_end = "" in rows or self.at >= len(self.text)
        head: list[str] = []
        for row in rows:
            if not row or not (has_end or is_editor_directive(row)):
                break
            head.append(row)
        return head, _collapse_blank_lines(rows[len(head) :])

    def _take_comments_above(self, table: SyntaxNode, rows: list[str]) -> list[str]:
        """Return the comments above the next key or header.

        Those directly below the last table are added to it.
        """
        attached: list[str] = []
        for row in rows:
            if not row:
                break
            attached.append(row)
        is_separate = len(attached) < len(rows)
        # Without a blank line between them, comments belong to the header below.
        if self._is_at_end() or (is_separate and self.text[self.at] == "["):
            table.inner_trailing_comments += attached
            rows = rows[len(attached) :]
        return _collapse_blank_lines(rows)

    def _is_at_end(self) -> bool:
        return self.at >= len(self.text)

    def _read_comment_lines(self) -> list[str]:
        """Read the comment lines up to the next key or header.

        Blank lines are empty ones.
        """
        rows: list[str] = []
        while not self._is_at_end():
            line = _COMMENT_LINE.match(self.text, self.at)
            if line is None:
                break
            rows.append((line[1] or "").rstrip())
            self.at = line.end()
        self._skip(_BLANK)
        return rows

    def _read_rest_of_line(self) -> str:
        """Read the end of a line, and return the comment on it."""
        line = _COMMENT_LINE.match(self.text, self.at)
        assert line is not None  # noqa: S101 - the text is TOML
        self.at = line.end()
        return (line[1] or "").rstrip()

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        assert match is not None  # noqa: S101 - the text is TOML
        self.at = match.end()

    def _skip_pairs(self, table: SyntaxNode) -> None:
        """Leave the keys of a table for later."""
        start = self.at
        while True:
            self._skip(_PLAIN_PAIRS)
            end = self.at
            self._read_comment_lines()
            if self._is_at_end() or self.text[self.at] == "[":
                break
            # A value of several lines can contain anything, also what looks like a header.
            self._read_pair(SyntaxNode({}), [])
        # The caller reads the comments after the last key.
        self.at = end
        if start < end:
            table.defer(_Reader(self.text, start), end)

    def _read_header(self, root: SyntaxNode, comments: list[str]) -> SyntaxNode:
        """Read `[a.b]` or `[[a.b]]`, and return the table that it opens."""
        start = self.at
        is_list_item = self.text.startswith("[[", start)
        bracket_length = 1
        if is_list_item:
            bracket_length = 2
        self.at += bracket_length
        *parents, (name, _) = self._read_key()
        self.at += bracket_length
        span = Span(start, self.at)
        parent_spans = [(parent_name, span) for parent_name, _ in parents]
        parent = _get_or_add_table(root, parent_spans, span)
        if is_list_item:
            tables = parent.entries.setdefault(name, SyntaxNode([], span, span))
            table = SyntaxNode({}, span, span)
            tables.items.append(table)
        else:
            table = parent.entries.setdefault(name, SyntaxNode({}, span, span))
            # A table that an earlier key or header only named gets the place of its own header.
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
        *parents, (name, span) = self._read_key()
        self.at += 1
        self._skip(_BLANK)
        node = self._read_value()
        node.key = span
        parent = _get_or_add_table(table, parents, node.value)
        parent.entries[name] = node
        return node

    def _read_key(self) -> list[tuple[str, Span]]:
        """Read the parts of a key, with its dots and the blanks around it."""
        parts: list[tuple[str, Span]] = []
        while True:
            part = _PART.match(self.text, self.at)
            assert part is not None  # noqa: S101 - the text is TOML
            name = _parse_key_part(part[1])
            parts.append((name, Span(part.start(1), part.end(1))))
            self.at = part.end()
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def _read_value(self) -> SyntaxNode:
        start = self.at
        first_character = self.text[start]
        if first_character == "[":
            node = SyntaxNode([])
            self._read_inside(node)
        elif first_character == "{":
            node = SyntaxNode({})
            self._read_inside(node)
        else:
            self._skip(_SCALAR)
            node = SyntaxNode(self.text[start : self.at])
        node.key = node.value = Span(start, self.at)
        return node

    def _read_inside(self, node: SyntaxNode) -> None:
        """Read all between the brackets of a list, or of a table on one line."""
        self.at += 1
        node.open_comment, comments = self._read_gap()
        while self.text[self.at] not in "]}":
            if isinstance(node.content, list):
                child = self._read_value()
                node.content.append(child)
            else:
                child = self._read_entry(node)
            child.leading_comments = comments
            child.trailing_comment, comments = self._read_gap()
        node.inner_trailing_comments = comments
        self.at += 1

    def _read_gap(self) -> tuple[str, list[str]]:
        """Read up to the next item or bracket.

        Returns the comment on the same line, and those on lines of their own.
        """
        trailing_comment = ""
        rows: list[str] = []
        is_first_line = True
        while True:
            gap = _GAP.match(self.text, self.at)
            assert gap is not None  # noqa: S101 - the pattern also matches an empty text
            self.at = gap.end()
            blanks = gap[1]
            comment = gap[2]
            if "\n" in blanks:
                is_first_line = False
            if comment is None:
                return trailing_comment, rows
            if is_first_line:
                trailing_comment = comment.rstrip()
            else:
                rows.append(comment.rstrip())


def _get_or_add_table(table: SyntaxNode, parts: list[tuple[str, Span]], value: Span) -> SyntaxNode:
    """Return the table that the parts of a key name; add it if needed.

    Of a list of tables it is the last one.
    """
    for name, span in parts:
        table = table.entries.setdefault(name, SyntaxNode({}, span, value))
        if isinstance(table.content, list):
            table = table.content[-1]
    return table


def _parse_key_part(part: str) -> str:
    """Return the name that a part of a key means."""
    if part[0] == "'":
        return part[1:-1]
    if part[0] != '"' or "\\" not in part:
        return part.strip('"')
    (name,) = tomli.loads(f"{part} = 0")
    return str(name)


def is_editor_directive(row: str) -> bool:
    """Tell whether a comment line is for editors.

    It names the schema of the file, for example.
    """
    return row.startswith(_EDITOR_DIRECTIVE)


def _collapse_blank_lines(rows: list[str]) -> list[str]:
    """Return the lines with at most one blank line in a row.

    Blank lines before the first comment are removed.
    """
    kept: list[str] = []
    for row in rows:
        if row or (kept and kept[-1]):
            kept.append(row)
    return kept


def _strip_last_blank(rows: list[str]) -> list[str]:
    if rows and not rows[-1]:
        return rows[:-1]
    return rows
