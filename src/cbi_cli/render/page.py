"""A page: what a report shows a person, before it has a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, NamedTuple

FOLD_FROM = 12
"""A list with no more lines than this is never folded."""

Style = Literal["", "green", "yellow", "red", "unknown", "dim", "strong"]


class Cell(NamedTuple):
    """Text with a style; several lines are separated by line feeds. Style never carries a meaning of its own."""

    text: str
    style: Style = ""


class Table(NamedTuple):
    """Rows under column headers. ``fixed`` names the columns that are never wrapped, by position.

    ``under`` is a column that may stand below the one at position 1 where the page is too narrow for both.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    fixed: frozenset[int] = frozenset()
    title: str = ""
    under: int | None = None


class Lines(NamedTuple):
    """Lines of text under an optional heading; ``marked`` ones are shown as a list.

    A long list with a heading may be ``folded`` below it, where the format can do so.
    """

    lines: tuple[Cell, ...]
    title: str = ""
    marked: bool = False
    folded: bool = False

    @property
    def folds(self) -> bool:
        """Whether it is long enough to be folded, and may be."""
        return self.folded and bool(self.title) and sum(1 + cell.text.count("\n") for cell in self.lines) > FOLD_FROM


Block = Table | Lines


class Page(NamedTuple):
    """A title and the blocks below it."""

    title: str
    blocks: tuple[Block, ...]


class View(NamedTuple):
    """The two faces of a result, made when they are asked for.

    ``document`` is the JSON document; ``rows_key`` names the list in it that becomes the rows of CSV.
    """

    page: Callable[[], Page]
    document: Callable[[], dict[str, Any]]
    rows_key: str


def cells(values: Iterable[str | Cell]) -> tuple[Cell, ...]:
    """A row from texts and cells."""
    return tuple(value if isinstance(value, Cell) else Cell(value) for value in values)


def table(
    headers: Sequence[str], rows: Iterable[Iterable[str | Cell]], fixed: Iterable[int] = (), title: str = ""
) -> Table:
    """A table from rows of texts and cells."""
    return Table(tuple(headers), tuple(cells(row) for row in rows), frozenset(fixed), title)


def lines(values: Iterable[str | Cell], title: str = "", marked: bool = False, folded: bool = False) -> Lines:
    """Lines from texts and cells."""
    return Lines(cells(values), title, marked, folded)
