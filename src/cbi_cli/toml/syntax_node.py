"""The nodes of a syntax tree.

These are values with their places, and the comments that belong to each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import tomli

from cbi_cli.core.findings import KeyPath


class Span(NamedTuple):
    """The offsets in the text at which something begins and ends."""

    start: int
    end: int


NOWHERE = Span(0, 0)
"""The place of a value that is in no text."""


class PairReader(Protocol):
    """Reads the keys of a table from a text."""

    def read_pairs(self, table: SyntaxNode, end: int) -> None:
        """Read the keys of a table, up to an offset."""


class SyntaxNode:
    """A value.

    It is the text of a scalar, the items of a list, or the entries of a table. `key` and `value` are the places of
    both. An item of a list has no key, so both are that of its value. A table with a header, and an item of a list of
    such tables, are at their header. A table that is only named on the way is at the first key or header that names it.

    `leading_comments` are the comment lines above, with an empty one if a blank line follows a group of them;
    `open_comment` follows the opening bracket of a list; `trailing_comment` ends the line of the value or of the
    header; `inner_trailing_comments` follow the last item or key.
    """

    __slots__ = (
        "_content",
        "_deferred",
        "inner_trailing_comments",
        "key",
        "leading_comments",
        "open_comment",
        "trailing_comment",
        "value",
    )

    def __init__(self, content: Content, key: Span = NOWHERE, value: Span = NOWHERE) -> None:
        self._content = content
        self._deferred: tuple[PairReader, int] | None = None
        self.key = key
        self.value = value
        self.leading_comments: list[str] = []
        self.open_comment = ""
        self.trailing_comment = ""
        self.inner_trailing_comments: list[str] = []

    @property
    def content(self) -> Content:
        """The text of a scalar, the items of a list, or the entries of a table."""
        if self._deferred is not None:
            reader, end = self._deferred
            # The reader asks for the content of the table too, which must not call it again.
            self._deferred = None
            reader.read_pairs(self, end)
        return self._content

    @content.setter
    def content(self, content: Content) -> None:
        self._content = content

    def defer(self, reader: PairReader, end: int) -> None:
        """Let a reader read the keys of the table when they are needed first.

        The keys end at an offset of the text.
        """
        self._deferred = (reader, end)

    @property
    def items(self) -> list[SyntaxNode]:
        """The items of a list; empty for anything else."""
        content = self.content
        if isinstance(content, list):
            return content
        return []

    @property
    def entries(self) -> dict[str, SyntaxNode]:
        """The entries of a table; empty for anything else."""
        content = self.content
        if isinstance(content, dict):
            return content
        return {}

    @property
    def children(self) -> list[tuple[str | int, SyntaxNode]]:
        """The values directly inside, each with its key or index."""
        content = self.content
        if isinstance(content, list):
            return list(enumerate(content))
        if isinstance(content, dict):
            return list(content.items())
        return []

    def plain_value(self) -> Any:
        """Return the value as a parser reads it."""
        content = self.content
        if isinstance(content, list):
            return [item.plain_value() for item in content]
        if isinstance(content, dict):
            return {key: item.plain_value() for key, item in content.items()}
        return parse_scalar(content)

    def child(self, part: str | int) -> SyntaxNode | None:
        """Return the value at a key or an index, None if there is none."""
        if isinstance(part, str):
            return self.entries.get(part)
        items = self.items
        if 0 <= part < len(items):
            return items[part]
        return None

    def walk(self, path: KeyPath = ()) -> Iterator[tuple[KeyPath, SyntaxNode]]:
        """Yield every value inside, with its path."""
        for part, child in self.children:
            child_path = (*path, part)
            yield child_path, child
            yield from child.walk(child_path)

    def comments(self) -> Iterator[str]:
        """Yield every comment that belongs to the value or to one inside."""
        for line in (*self.leading_comments, self.trailing_comment):
            if line:
                yield line
        yield from self.inner_comments()

    def inner_comments(self) -> Iterator[str]:
        """Yield every comment between the brackets, or below the header."""
        for line in (self.open_comment, *self.inner_trailing_comments):
            if line:
                yield line
        for _, child in self.children:
            yield from child.comments()


Content = str | list[SyntaxNode] | dict[str, SyntaxNode]


def parse_scalar(raw: str) -> Any:
    """Return the value that the text of a scalar means."""
    # Most scalars are plain texts, which need no parser.
    if raw[0] == '"' and "\\" not in raw and not raw.startswith('"""'):
        return raw[1:-1]
    return tomli.loads(f"x = {raw}")["x"]
