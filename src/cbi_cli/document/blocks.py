"""The stretch of a text in which one table of a list stands, so that one record can be looked at by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cbi_cli.document.attempt import attempt
from cbi_cli.document.parse import Document


class Block(NamedTuple):
    """The text of one table, from its header on, and the line and the offset of that header."""

    text: str
    line: int
    offset: int


def block_of(document: Document, key: str, number: int) -> Block | None:
    """The block of a table, counted from 0; None where the text is written so that it cannot be told for certain.

    What looks like a header may stand in a text of several lines. So the headers must be as many as the tables, and the
    block by itself must give one table with the id of that one.
    """
    tables = document.data.get(key)
    headers = _headers(document.clean, key)
    if not isinstance(tables, list) or len(headers) != len(tables) or not 0 <= number < len(tables):
        return None
    start, line = headers[number]
    end = headers[number + 1][0] if number + 1 < len(headers) else len(document.clean)
    block, ids = _cut(document.clean, start, end, line, key)
    return block if ids == [_id(tables[number])] else None


@lru_cache(maxsize=4)
def _headers(text: str, key: str) -> Sequence[tuple[int, int]]:
    """Offset and line of what seem to be the headers of a list of tables.

    They are kept because questions about one file come together, as the blocks are because those about a record do.
    """
    found: list[tuple[int, int]] = []
    line, seen = 1, 0
    for header in re.finditer(rf"^[ \t]*\[\[[ \t]*{re.escape(key)}[ \t]*\]\]", text, re.MULTILINE):
        line += text.count("\n", seen, header.start())
        seen = header.start()
        found.append((seen, line))
    return found


@lru_cache(maxsize=8)
def _cut(text: str, start: int, end: int, line: int, key: str) -> tuple[Block, list[object] | None]:
    """A block, and the ids of the tables that it gives by itself; None for those where it does not parse."""
    block = Block(text[start:end], line, start)
    data = attempt(block.text)
    tables = data.get(key) if isinstance(data, dict) else None
    return block, [_id(one) for one in tables] if isinstance(tables, list) else None


def _id(table: object) -> object:
    return table.get("id") if isinstance(table, dict) else None
