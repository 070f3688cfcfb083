"""A hostile text in every place of a page: its title, headings, heads of columns, cells, lines and entries of lists."""

from __future__ import annotations

import re

import pytest

from cbi_cli.render.markup import html, markdown
from cbi_cli.render.page import Cell, Page, lines, table
from cbi_cli.render.plain import plain
from cbi_cli.render.rich_page import on_terminal, svg
from tests.hostile.forms import html_texts, markdown_texts, svg_texts
from tests.hostile.texts import ALL, LET_THROUGH, dangers, harmless


def page(text: str) -> Page:
    one = Cell(text, "strong")
    blocks = (
        table([text, "b"], [[text, one], [one, text]], title=text),
        lines([text, one], text),
        lines([text, one], text, marked=True),
        lines([text] * 20, text, marked=True, folded=True),
    )
    return Page(text, blocks)


def spaced(text: str) -> str:
    """The text as a page can carry it: spaces in a row count as one, and those at an end not at all."""
    return "\n".join(re.sub(" +", " ", line).strip(" ") for line in harmless(text).split("\n")).strip(" ")


@pytest.mark.parametrize("name", ALL)
def test_markdown_shows_the_text_alone_in_every_place(name: str) -> None:
    found = {spaced(text) for text in markdown_texts(markdown(page(ALL[name])))}
    assert found == {spaced(ALL[name]), "b"}


@pytest.mark.parametrize("name", ALL)
def test_html_shows_the_text_alone_in_every_place(name: str) -> None:
    style = next(text for text in html_texts(html(Page("", ()), "en")) if "font-family" in text)
    found = {spaced(text) for text in html_texts(html(page(ALL[name]), "en")) if text.strip() and text != style}
    one_line = spaced(ALL[name]).replace("\n", " ")
    assert found == {spaced(ALL[name]), one_line, "b"}


@pytest.mark.parametrize("name", LET_THROUGH)
def test_a_picture_is_whole_in_every_place(name: str) -> None:
    assert svg_texts(svg(page(LET_THROUGH[name][:300]), 118))


@pytest.mark.parametrize("name", ALL)
def test_nothing_dangerous_is_on_a_terminal_in_any_place(name: str) -> None:
    assert dangers(plain(page(ALL[name]))) == set()
    assert dangers(on_terminal(page(ALL[name][:300]), 80, False)) == set()
    assert dangers(on_terminal(page(ALL[name][:300]), 80, True), colored=True) == set()
