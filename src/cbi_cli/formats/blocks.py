"""What formats with markup need to know about the blocks of a page."""

from __future__ import annotations

from cbi_cli.views.page import PageBlock, Table, TextList, make_cell

_FREE_YEARS = 3
"""Years between two that are written below a strip, so that their numbers do not touch."""


def is_collapsed(block: PageBlock) -> bool:
    """Return whether a block is shown only when its heading is opened."""
    return isinstance(block, TextList) and block.is_collapsed


def describe_strips(block: PageBlock) -> TextList | None:
    """Return the year strips of a table as a list of sentences.

    Return None if it has none.
    """
    if isinstance(block, TextList) or not block.in_words:
        return None
    lines = []
    for row in block.rows:
        label = row.cells[0].text
        lines += [make_cell(f"{label}: {cell.strip.words}") for cell in row.cells if cell.strip]
    return TextList(tuple(lines), block.in_words, bulleted=True)


def years_by_column(table: Table) -> dict[int, range]:
    """Return the positions of columns with year strips, with their years."""
    years: dict[int, range] = {}
    for row in table.rows:
        for position, cell in enumerate(row.cells):
            if cell.strip:
                years[position] = cell.strip.years
    return years


def is_labelled_year(year: int, years: range) -> bool:
    """Tell whether a year is written below a strip: its ends, and decades that are not too near to them."""
    if year in (years[0], years[-1]):
        return True
    distance = min(year - years[0], years[-1] - year)
    return year % 10 == 0 and distance >= _FREE_YEARS
