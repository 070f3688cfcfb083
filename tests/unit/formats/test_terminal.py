"""How tables and links look on a terminal."""

from __future__ import annotations

import re

import pytest

from cbi_cli.cli.pager import remove_hyperlinks
from cbi_cli.formats.svg import render_svg
from cbi_cli.formats.terminal import render_terminal
from cbi_cli.views.page import Column, Link, Page, Table, make_cell, make_row, make_table, make_text_list

SOURCE = Link("the source", "https://example.org/a?b=1&c=ñ")


def table_page(*rows: tuple[str, str], wide: bool = False) -> Page:
    columns = [Column("Name", expand=True), Column("Count", align="right", no_wrap=wide)]
    return Page("", (make_table(columns, [make_row(*row) for row in rows]),))


def test_numbers_are_on_the_right() -> None:
    lines = render_terminal(table_page(("a", "7"), ("b", "1234")), 80, False).splitlines()
    assert lines[0] == "Name   Count"
    assert lines[2:] == ["a          7", "b       1234"]


def test_rows_of_one_line_have_no_space_between_them() -> None:
    lines = render_terminal(table_page(("a", "1"), ("b", "2")), 80, False).splitlines()
    assert "" not in lines


@pytest.mark.parametrize("name", ["a\nb", "word " * 20])
def test_a_row_of_several_lines_is_apart_from_the_next(name: str) -> None:
    lines = render_terminal(table_page((name, "1"), ("next", "2")), 40, False).splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith("next"))
    assert lines[at - 1] == ""
    assert lines[at - 2].strip()


def test_the_expanding_column_gets_the_remaining_width() -> None:
    """The id has 30 characters and stays on one line; 40 columns less the id and the gap are left for the text."""
    record_id = "2022-10-13-a-record-of-30-char"
    page = table_page(("word " * 12, record_id), wide=True)
    lines = render_terminal(page, 60, False).splitlines()
    assert sum(record_id in line for line in lines) == 1
    assert max(len(line) for line in lines) <= 60
    assert max(len(line.split("  ")[0]) for line in lines[2:]) == 24


def test_an_id_is_not_broken_if_it_fits_on_a_line() -> None:
    record_id = "2022-10-13-high-level-security-dialogue"
    columns = [Column("Event", expand=True), Column("Place"), Column("Id", no_wrap=True)]
    row = make_row("A meeting of ministers", "Washington, D.C.", record_id)
    # Each of the two other columns has at least six characters, and three spaces before the next one.
    for width in range(len(record_id) + 2 * (6 + 3), 121):
        shown = render_terminal(Page("", (make_table(columns, [row]),)), width, False)
        assert record_id in shown, width


@pytest.mark.parametrize("width", [20, 30, 40, 50])
def test_an_id_that_is_too_long_is_broken_and_never_cut(width: int) -> None:
    record_id = "2022-10-13-high-level-security-dialogue"
    columns = [Column("Id", no_wrap=True), Column("Title", expand=True), Column("Detail")]
    page = Page("", (make_table(columns, [make_row(record_id, "A meeting", "cabinet")]),))
    lines = render_terminal(page, width, False).splitlines()
    assert max(len(line) for line in lines) <= width
    rule = next(index for index, line in enumerate(lines) if line.startswith("─"))
    assert "".join(line.split(" ")[0] for line in lines[rule + 1 :]) == record_id


def test_links_are_hyperlinks_only_if_the_terminal_takes_them() -> None:
    page = Page("", (make_text_list([make_cell("See ", SOURCE)]),))
    shown = render_terminal(page, 80, True, hyperlinks=True)
    assert shown == "See \x1b]8;id=1;https://example.org/a?b=1&c=%C3%B1\x1b\\the source\x1b]8;;\x1b\\\n"
    assert render_terminal(page, 80, True) == "See the source\n"
    # Without color, no escape code is written at all.
    assert render_terminal(page, 80, False, hyperlinks=True) == "See the source\n"
    assert "example.org" not in render_svg(page, 80)


def test_parts_of_a_link_on_two_lines_belong_together() -> None:
    link = Link("word " * 10, "https://example.org/")
    page = Page("", (make_text_list([make_cell(link), make_cell(SOURCE)]),))
    shown = render_terminal(page, 30, True, hyperlinks=True)
    assert re.findall(r"\x1b\]8;id=(\d+);", shown) == ["1", "1", "2"]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://user@example.org/",
        "https://example.org/\x1b\\\x1b[31m",
        "https://example.org/\x07",
        "https://example.org/a b",
        "https://example.org/\u202e",
        "https://",
    ],
)
def test_a_harmful_address_is_no_hyperlink(address: str) -> None:
    page = Page("", (make_text_list([make_cell(Link("text", address))]),))
    assert render_terminal(page, 80, True, hyperlinks=True) == "text\n"


@pytest.mark.parametrize("text", ["\x1b]8;;https://example.org/\x1b\\x", "a\x07b", "\x9b31m"])
def test_no_text_of_a_link_can_end_it(text: str) -> None:
    page = Page("", (make_text_list([make_cell(Link(text, "https://example.org/"))]),))
    shown = render_terminal(page, 200, True, hyperlinks=True)
    start, end = "\x1b]8;id=1;https://example.org/\x1b\\", "\x1b]8;;\x1b\\"
    assert shown.startswith(start)
    assert shown.endswith(f"{end}\n")
    inside = shown.removeprefix(start).removesuffix(f"{end}\n")
    assert inside.isprintable()


def test_hyperlinks_can_be_removed() -> None:
    page = Page("", (make_text_list([make_cell("See ", SOURCE)]),))
    shown = render_terminal(page, 80, True, hyperlinks=True)
    assert remove_hyperlinks(shown) == render_terminal(page, 80, True)


def test_stacked_cells_keep_their_links() -> None:
    columns = [Column("Event", expand=True), Column("Source", stack_below=0)]
    table = Table(tuple(columns), (make_row("A meeting", make_cell(SOURCE)),))
    shown = render_terminal(Page("", (table,)), 80, True, hyperlinks=True)
    assert "\x1b]8;id=1;https://example.org/" in shown.splitlines()[-1]
