"""A page: what a report shows a person, before it has a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

MAX_UNFOLDED_LINES = 12
"""A list with no more lines than this is never folded."""

Style = Literal["", "green", "yellow", "red", "unknown", "dim", "strong"]


class Span(NamedTuple):
    """A stretch of a cell's text that is more than text: the address of a source, or a command in backticks.

    A link is its own text, with http or https. Code is the text between the backticks.
    """

    kind: Literal["link", "code"]
    text: str


class YearStrip(NamedTuple):
    """One sign a year from `first` on, each with its meaning in words; `words` says all of it in one sentence."""

    first: int
    marks: tuple[tuple[str, str], ...]
    words: str

    @property
    def years(self) -> range:
        """Return the years of the strip."""
        return range(self.first, self.first + len(self.marks))


class Cell(NamedTuple):
    """Text with a style; several lines are separated by line feeds. Style never carries a meaning of its own.

    ``spans`` names stretches of the text. A cell with a ``strip`` has its signs as text; formats with tables of their
    own make one cell a year of it.
    """

    text: str
    style: Style = ""
    spans: tuple[Span, ...] = ()
    strip: YearStrip | None = None


class Table(NamedTuple):
    """Rows under column headers. ``fixed`` names the columns that are never wrapped, by position.

    ``under`` is a column that may be put below the one at position 1 if the page is too narrow for both. ``in_words``
    is the heading of a list that says the strips of the table in words, for formats that are read aloud.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    fixed: frozenset[int] = frozenset()
    title: str = ""
    stack_under: int | None = None
    in_words: str = ""


class TextList(NamedTuple):
    """Lines of text under an optional heading; ``marked`` ones are shown as a list.

    A long list with a heading may be ``folded`` below it, where the format can do so.
    """

    lines: tuple[Cell, ...]
    title: str = ""
    marked: bool = False
    folded: bool = False

    @property
    def is_collapsed(self) -> bool:
        """Whether it is long enough to be folded, and may be."""
        return (
            self.folded
            and bool(self.title)
            and sum(1 + cell.text.count("\n") for cell in self.lines) > MAX_UNFOLDED_LINES
        )


PageBlock = Table | TextList


class Page(NamedTuple):
    """A title and the blocks below it; ``name`` is the title of a document whose page shows none."""

    title: str
    blocks: tuple[PageBlock, ...]
    name: str = ""

    def map_texts(self, change: Callable[[str], str]) -> Page:
        """Return the page with every text changed."""
        return Page(change(self.title), tuple(_map_block_texts(one, change) for one in self.blocks), change(self.name))


def make_cells(values: Iterable[str | Cell]) -> tuple[Cell, ...]:
    """A row from texts and cells."""
    return tuple(value if isinstance(value, Cell) else Cell(value) for value in values)


def make_table(
    headers: Sequence[str], rows: Iterable[Iterable[str | Cell]], fixed: Iterable[int] = (), title: str = ""
) -> Table:
    """A table from rows of texts and cells."""
    return Table(tuple(headers), tuple(make_cells(row) for row in rows), frozenset(fixed), title)


def make_text_list(
    values: Iterable[str | Cell], title: str = "", marked: bool = False, folded: bool = False
) -> TextList:
    """Lines from texts and cells."""
    return TextList(make_cells(values), title, marked, folded)


def make_command_cell(text: str, command: str) -> Cell:
    """Return a cell in which a command stands between backticks."""
    return Cell(text, spans=(Span("code", command),))


def _map_block_texts(block: PageBlock, change: Callable[[str], str]) -> PageBlock:
    if isinstance(block, TextList):
        cells = tuple(one._replace(text=change(one.text)) for one in block.lines)
        return block._replace(lines=cells, title=change(block.title))
    rows = tuple(tuple(cell._replace(text=change(cell.text)) for cell in row) for row in block.rows)
    headers = tuple(change(header) for header in block.headers)
    return block._replace(headers=headers, rows=rows, title=change(block.title))
