"""A TOML text as a tree of values with the comments that belong to each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from cbi_cli.document.places import KEY_PART, SCALAR, part_name

_ROW = re.compile(r"[ \t]*(#[^\n]*)?(?:\n|\Z)")
_BLANK = re.compile(r"[ \t]*")
_EDITOR_LINE = "#:"
"""How a line for an editor begins that names the schema; it belongs to the file, whatever follows."""


@dataclass(slots=True)
class Node:
    """A value: the text of a scalar as it stands, the items of a list, or the entries of a table.

    ``above`` are the comment lines over it, with an empty one where a blank line stands below a group of them;
    ``opening`` is the comment behind the bracket that opens a list; ``beside`` ends the line of the value or of the
    header; ``below`` are the comment lines behind its last item or key.
    """

    content: str | list[Node] | dict[str, Node]
    above: list[str] = field(default_factory=list)
    opening: str = ""
    beside: str = ""
    below: list[str] = field(default_factory=list)

    @property
    def items(self) -> list[Node]:
        """The items of a list; empty for anything else."""
        return self.content if isinstance(self.content, list) else []

    @property
    def entries(self) -> dict[str, Node]:
        """The entries of a table; empty for anything else."""
        return self.content if isinstance(self.content, dict) else {}

    @property
    def children(self) -> list[Node]:
        """The values right inside."""
        return self.items or list(self.entries.values())

    def comments(self) -> Iterator[str]:
        """Every comment of it, those around it included."""
        yield from (line for line in (*self.above, self.beside) if line)
        yield from self.comments_inside()

    def comments_inside(self) -> Iterator[str]:
        """Every comment between its brackets, or below its header."""
        yield from (line for line in (self.opening, *self.below) if line)
        for child in self.children:
            yield from child.comments()


@dataclass(slots=True)
class FileTree:
    """A whole file: the comment at its head, its tables, and the comments behind the last of them."""

    head: list[str]
    root: Node
    tail: list[str]

    def comments(self) -> list[str]:
        """Every comment of the file, in no order that matters."""
        return [*self.head, *self.root.comments(), *(line for line in self.tail if line)]


def read_tree(text: str) -> FileTree:
    """The tree of a text, which must be TOML; line ends become line feeds."""
    return _Reader(text.replace("\r\n", "\n")).run()


class _Reader:
    """One pass over a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.root = Node({})
        self.table = self.root

    def run(self) -> FileTree:
        head, above = self.top(self.rows())
        while self.at < len(self.text):
            self.skip()
            if self.text[self.at] == "[":
                self.header(above)
            else:
                self.pair(above)
            above = self.shared(self.rows())
        return FileTree(head, self.root, _without_end(above))

    def top(self, rows: list[str]) -> tuple[list[str], list[str]]:
        """The head of the file, and what stands above its first key or header.

        The head ends at the first blank line; without one it is what speaks to editors alone.
        """
        rows = rows[next((at for at, row in enumerate(rows) if row), len(rows)) :]
        ended = "" in rows or self.at >= len(self.text)
        head = list(takewhile(bool if ended else for_editors, rows))
        return head, _squeezed(rows[len(head) :])

    def shared(self, rows: list[str]) -> list[str]:
        """What stands above the next thing; comments that only touch the last table are put below that one."""
        attached = list(takewhile(bool, rows))
        ended = self.at >= len(self.text)
        if ended or (len(attached) < len(rows) and self.text[self.at :].lstrip(" \t").startswith("[")):
            self.table.below += attached
            rows = rows[len(attached) :]
        return _squeezed(rows)

    def rows(self) -> list[str]:
        """The comment lines from here to the next key or header, empty ones for blank lines."""
        found: list[str] = []
        while self.at < len(self.text) and (row := _ROW.match(self.text, self.at)):
            found.append((row[1] or "").rstrip())
            self.at = row.end()
        return found

    def beside(self) -> str:
        """The comment on the rest of the line, which ends here."""
        row = _ROW.match(self.text, self.at)
        assert row is not None  # noqa: S101 - the text is TOML
        self.at = row.end()
        return (row[1] or "").rstrip()

    def skip(self) -> None:
        blank = _BLANK.match(self.text, self.at)
        assert blank is not None  # noqa: S101 - the pattern matches nothing too
        self.at = blank.end()

    def header(self, above: list[str]) -> None:
        """``[a.b]`` or ``[[a.b]]``: what follows belongs to that table."""
        double = self.text.startswith("[[", self.at)
        self.at += 2 if double else 1
        *way, last = self.key()
        self.at += 2 if double else 1
        parent = _inner(self.root, way)
        if double:
            rows = parent.entries.setdefault(last, Node([])).items
            rows.append(Node({}))
            self.table = rows[-1]
        else:
            self.table = parent.entries.setdefault(last, Node({}))
        self.table.above += above
        self.table.beside = self.beside()

    def pair(self, above: list[str]) -> None:
        """A key and its value, up to the end of the line."""
        node = self.entry(self.table)
        node.above = [line for line in above if line]
        node.beside = self.beside()

    def entry(self, table: Node) -> Node:
        """A key and its value, put into a table."""
        *way, last = self.key()
        self.at += 1
        self.skip()
        node = self.value()
        _inner(table, way).entries[last] = node
        return node

    def key(self) -> list[str]:
        parts: list[str] = []
        while True:
            self.skip()
            found = KEY_PART.match(self.text, self.at)
            assert found is not None  # noqa: S101 - the text is TOML
            parts.append(part_name(found[0]))
            self.at = found.end()
            self.skip()
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def value(self) -> Node:
        sign = self.text[self.at]
        if sign in "[{":
            return self.inside(Node([] if sign == "[" else {}))
        found = SCALAR.match(self.text, self.at)
        assert found is not None  # noqa: S101 - the text is TOML
        self.at = found.end()
        return Node(found[0])

    def inside(self, node: Node) -> Node:
        """All that stands between the brackets of a list or of a table on one line."""
        self.at += 1
        node.opening, above = self.gap()
        while self.text[self.at] not in "]}":
            if isinstance(node.content, list):
                child = self.value()
                node.content.append(child)
            else:
                child = self.entry(node)
            child.above = above
            child.beside, above = self.gap()
        node.below = above
        self.at += 1
        return node

    def gap(self) -> tuple[str, list[str]]:
        """Up to the next item or bracket: the comment on the same line, and those on lines of their own."""
        beside, rows = "", []
        fresh = False
        while (sign := self.text[self.at]) in " \t\n,#":
            end = self.at + 1
            if sign == "#":
                end = self.text.index("\n", self.at)
                comment = self.text[self.at : end].rstrip()
                if fresh:
                    rows.append(comment)
                else:
                    beside = comment
            fresh = fresh or sign == "\n"
            self.at = end
        return beside, rows


def _inner(table: Node, way: list[str]) -> Node:
    """The table that the parts of a key lead to; of a list of tables the last one."""
    for name in way:
        table = table.entries.setdefault(name, Node({}))
        if isinstance(table.content, list):
            table = table.content[-1]
    return table


def for_editors(row: str) -> bool:
    """Whether a comment line speaks to editors, as the one that names the file's schema does."""
    return row.startswith(_EDITOR_LINE)


def _squeezed(rows: list[str]) -> list[str]:
    """The same without blank lines before the first comment, and one in place of several."""
    kept: list[str] = []
    for row in rows:
        if row or (kept and kept[-1]):
            kept.append(row)
    return kept


def _without_end(rows: list[str]) -> list[str]:
    return rows[:-1] if rows and not rows[-1] else rows


def value_of(raw: str) -> Any:
    """The value that the text of a scalar means."""
    if raw[0] == '"' and "\\" not in raw and not raw.startswith('"""'):
        return raw[1:-1]
    import tomli

    return tomli.loads(f"x = {raw}")["x"]
