"""Publications: documents that are read from beginning to end, in no particular format.

They have the tables and lists of pages, and what these do not need: headings, figures, notes and numbered lists.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from cbi_cli.views.page import Cell, Table, TextList, YearStrip


class Heading(NamedTuple):
    """A heading below the title, which has level 1; links inside the publication lead to its `anchor`."""

    level: Literal[2, 3, 4]
    text: str
    anchor: str = ""


class Bar(NamedTuple):
    """A bar of a figure; `percent` is None if there is no figure, and `text` says so in words."""

    label: str
    percent: float | None
    text: str


class Figure(NamedTuple):
    """A drawing: bars, or a strip of years. `words` says what it shows to those who cannot see it."""

    caption: str
    words: str
    bars: tuple[Bar, ...] = ()
    strip: YearStrip | None = None


class Note(NamedTuple):
    """Lines beside the text, such as a quotation or a remark."""

    lines: tuple[Cell, ...]


class NumberedList(NamedTuple):
    """Lines with the numbers 1, 2, and so on; links lead to line N by `<anchor>-N`."""

    lines: tuple[Cell, ...]
    anchor: str = ""

    @property
    def anchors(self) -> list[str]:
        """The anchor of each line, empty if links lead to none."""
        if not self.anchor:
            return [""] * len(self.lines)
        return [f"{self.anchor}-{number}" for number in range(1, len(self.lines) + 1)]


PublicationBlock = Heading | Table | TextList | Figure | Note | NumberedList


class Publication(NamedTuple):
    """A title, what stands below it, and the blocks.

    `imprint` says of which day and which data it is. `lang` is the language of the text.
    """

    title: str
    subtitle: str
    imprint: tuple[Cell, ...]
    blocks: tuple[PublicationBlock, ...]
    lang: str

    @property
    def anchors(self) -> frozenset[str]:
        """What links inside the publication can lead to."""
        anchors: set[str] = set()
        for block in self.blocks:
            if isinstance(block, Heading):
                anchors.add(block.anchor)
            elif isinstance(block, NumberedList):
                anchors.update(block.anchors)
        return frozenset(anchors - {""})
