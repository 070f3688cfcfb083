"""Pages: what a report shows to a reader, in no particular format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

MAX_UNFOLDED_LINES = 12
"""A list with no more lines than this is never collapsed."""

Style = Literal[
    "",
    "green",
    "yellow",
    "red",
    "unknown",
    "dim",
    "strong",
    "emphasis",
    "gathering",
    "visit",
    "document",
    "milestone",
]
"""Lights, emphasis, and groups of event kinds."""
Alignment = Literal["left", "right"]


class RecordRef(NamedTuple):
    """The record of a row or line: its kind, such as `event`, and its id."""

    kind: str
    id: str


class Link(NamedTuple):
    """A text that leads to an address with http or https.

    Plain text shows the text alone, a `delimited` one between angle brackets, so that the end of an address is clear.
    """

    text: str
    url: str
    delimited: bool = False


class Styled(NamedTuple):
    """A part of a text with a style of its own; `lang` is its language if it is quoted in another one."""

    text: str
    style: Style
    lang: str = ""


class Code(NamedTuple):
    """A command or an option. Plain text shows it between backticks."""

    text: str


class InnerLink(NamedTuple):
    """A text that leads to the heading or the line with an anchor in the same publication."""

    text: str
    anchor: str


class RecordText(NamedTuple):
    """A text that names a record. Formats without a page for each record show the text alone."""

    text: str
    ref: RecordRef


Inline = str | Link | Styled | Code | InnerLink | RecordText


class YearMark(NamedTuple):
    """The sign of one year, and its meaning in words."""

    sign: str
    meaning: str
    style: Style = ""


class YearStrip(NamedTuple):
    """One mark per year from `first` on; `words` says it in a sentence."""

    first: int
    marks: tuple[YearMark, ...]
    words: str

    @property
    def years(self) -> range:
        """The years of the strip."""
        return range(self.first, self.first + len(self.marks))


class ShareBar(NamedTuple):
    """A share in percent, drawn as a bar."""

    percent: float


class Cell(NamedTuple):
    """A text of one or several inlines; line feeds separate lines.

    Style never carries a meaning of its own. A cell with a `strip` or a `bar` also has it as text, for formats that
    cannot draw it. `ref` is the record that a line of a list shows; in a table, the row has it.
    """

    content: tuple[Inline, ...]
    style: Style = ""
    strip: YearStrip | None = None
    bar: ShareBar | None = None
    ref: RecordRef | None = None

    @property
    def text(self) -> str:
        """The content as plain text."""
        return "".join(inline_text(inline) for inline in self.content)

    def map_texts(self, change: Callable[[str], str]) -> Cell:
        """Return the cell with every text changed; addresses are kept."""
        changed: list[Inline] = []
        for inline in self.content:
            if isinstance(inline, str):
                changed.append(change(inline))
            else:
                changed.append(inline._replace(text=change(inline.text)))
        return self._replace(content=tuple(changed))


class Column(NamedTuple):
    """How a column is laid out; line feeds in the header separate lines.

    A column with `no_wrap` is never broken. The one with `expand` gets the width that the others do not need. On a
    narrow page, a column with `compact_width` gets no more than that, and one with `stack_below` goes below the column
    at that position.
    """

    header: str
    align: Alignment = "left"
    no_wrap: bool = False
    expand: bool = False
    compact_width: int | None = None
    stack_below: int | None = None


class TableRow(NamedTuple):
    """The cells of a row, and the record that it shows, if it shows one."""

    cells: tuple[Cell, ...]
    ref: RecordRef | None = None


class Table(NamedTuple):
    """Rows below column headers.

    `in_words` is the heading of a list that says the strips of the table in words, for formats that are read aloud.
    """

    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    title: str = ""
    in_words: str = ""


class TextList(NamedTuple):
    """Lines of text below an optional heading, `bulleted` or not.

    A long list with a heading may be `collapsible` below it, if the format can do so. `of_events` says what its lines
    are, where they have to be counted.
    """

    lines: tuple[Cell, ...]
    title: str = ""
    bulleted: bool = False
    collapsible: bool = False
    of_events: bool = False

    @property
    def is_collapsed(self) -> bool:
        """Whether the list may be collapsed and is long enough."""
        if not self.collapsible or not self.title:
            return False
        # Events are what a reviewer comes for, so that only many of them are collapsed.
        if self.of_events:
            return len(self.lines) > MAX_UNFOLDED_LINES
        height = 0
        for line in self.lines:
            height += 1 + line.text.count("\n")
        return height > MAX_UNFOLDED_LINES


PageBlock = Table | TextList


class Page(NamedTuple):
    """A title and the blocks below it.

    `name` is the title of an HTML document if the page has no title. `command` shows all of a page that is cut.
    """

    title: str
    blocks: tuple[PageBlock, ...]
    name: str = ""
    command: str = ""

    def map_texts(self, change: Callable[[str], str]) -> Page:
        """Return the page with every text changed."""
        blocks: list[PageBlock] = []
        for block in self.blocks:
            if isinstance(block, TextList):
                blocks.append(_map_list_texts(block, change))
            else:
                blocks.append(_map_table_texts(block, change))
        return Page(change(self.title), tuple(blocks), change(self.name), self.command)


def inline_text(inline: Inline) -> str:
    """Return an inline as plain text."""
    if isinstance(inline, str):
        return inline
    if isinstance(inline, Code):
        return f"`{inline.text}`"
    if isinstance(inline, Link) and inline.delimited:
        return f"<{inline.text}>"
    return inline.text


def make_cell(*content: Inline, style: Style = "") -> Cell:
    """Make a cell from its inlines."""
    return Cell(content, style)


def make_table(
    columns: Sequence[str | Column], rows: Iterable[TableRow | Iterable[str | Cell]], title: str = ""
) -> Table:
    """Make a table; a text is a column of that header, or a cell of that text."""
    made_columns = tuple(Column(column) if isinstance(column, str) else column for column in columns)
    made_rows = tuple(row if isinstance(row, TableRow) else make_row(*row) for row in rows)
    return Table(made_columns, made_rows, title)


def make_row(*values: str | Cell, ref: RecordRef | None = None) -> TableRow:
    """Make a row from texts and cells."""
    return TableRow(_make_cells(values), ref)


def make_text_list(
    values: Iterable[str | Cell], title: str = "", bulleted: bool = False, collapsible: bool = False
) -> TextList:
    """Make a list of lines from texts and cells."""
    return TextList(_make_cells(values), title, bulleted, collapsible)


def make_command_cell(text: str, command: str) -> Cell:
    """Make a cell from a text that names a command between backticks."""
    content: list[Inline] = []
    # A translation may have the command at another place.
    for part in text.split(f"`{command}`"):
        if content:
            content.append(Code(command))
        content.append(part)
    return Cell(tuple(content))


def _make_cells(values: Iterable[str | Cell]) -> tuple[Cell, ...]:
    return tuple(make_cell(value) if isinstance(value, str) else value for value in values)


def _map_list_texts(block: TextList, change: Callable[[str], str]) -> TextList:
    lines = tuple(line.map_texts(change) for line in block.lines)
    return block._replace(lines=lines, title=change(block.title))


def _map_table_texts(table: Table, change: Callable[[str], str]) -> Table:
    columns = []
    for column in table.columns:
        header = change(column.header)
        columns.append(column._replace(header=header))
    rows = []
    for row in table.rows:
        cells = tuple(cell.map_texts(change) for cell in row.cells)
        rows.append(row._replace(cells=cells))
    return table._replace(columns=tuple(columns), rows=tuple(rows), title=change(table.title))
