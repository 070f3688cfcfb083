"""What a format is told besides the view."""

from __future__ import annotations

from typing import NamedTuple


class RenderOptions(NamedTuple):
    """The terminal that a view is written to, and the table that is asked for.

    `width` is the number of columns of the terminal, None for a pipe or a file; `hyperlinks` is set if it takes them.
    `encoding` is that of the stream: text for people uses only characters that it has. `table` names a table of the
    report for CSV, by default the first.
    """

    width: int | None = None
    color: bool = False
    hyperlinks: bool = False
    encoding: str | None = None
    table: str = ""
