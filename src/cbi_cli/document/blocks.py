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
    starts = _headers(document.clean, key)
    if not isinstance(tables, list) or len(starts) != len(tables) or not 0 <= number < len(tables):
        return None
    start = starts[number]
    end = starts[number + 1] if number + 1 < len(starts) else len(document.clean)
    text = document.clean[start:end]
    data = attempt(text)
    found = data.get(key) if isinstance(data, dict) else None
    if not isinstance(found, list) or [_id(one) for one in found] != [_id(tables[number])]:
        return None
    return Block(text, document.clean.count("\n", 0, start) + 1, start)


@lru_cache(maxsize=4)
def _headers(text: str, key: str) -> Sequence[int]:
    """Where the headers of the tables of a list seem to stand, kept because questions about one file come together."""
    return [found.start() for found in re.finditer(rf"^[ \t]*\[\[[ \t]*{re.escape(key)}[ \t]*\]\]", text, re.MULTILINE)]


def _id(table: object) -> object:
    return table.get("id") if isinstance(table, dict) else None
