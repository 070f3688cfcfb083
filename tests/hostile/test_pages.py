"""A hostile text in every place of a page: its title, headings, heads of columns, cells, lines and entries of lists."""

from __future__ import annotations

import re

import pytest

from cbi_cli.formats.html import render_html
from cbi_cli.formats.markdown import render_markdown
from cbi_cli.formats.plain_text import render_plain_text
from cbi_cli.formats.svg import render_svg
from cbi_cli.formats.terminal import render_terminal
from cbi_cli.views.page import Page, make_cell, make_table, make_text_list
from tests.hostile.forms import html_texts, markdown_texts, svg_texts
from tests.hostile.texts import ACCEPTED_TEXTS, ALL_TEXTS, expected_text, find_dangers


def page(text: str) -> Page:
    one = make_cell(text, style="strong")
    blocks = (
        make_table([text, "b"], [[text, one], [one, text]], title=text),
        make_text_list([text, one], text),
        make_text_list([text, one], text, bulleted=True),
        make_text_list([text] * 20, text, bulleted=True, collapsible=True),
    )
    return Page(text, blocks)


def spaced(text: str) -> str:
    """The text as a page can carry it: spaces in a row count as one, and those at an end not at all."""
    return "\n".join(re.sub(" +", " ", line).strip(" ") for line in expected_text(text).split("\n")).strip(" ")


@pytest.mark.parametrize("name", ALL_TEXTS)
def test_markdown_shows_the_text_alone_in_every_place(name: str) -> None:
    found = {spaced(text) for text in markdown_texts(render_markdown(page(ALL_TEXTS[name])))}
    assert found == {spaced(ALL_TEXTS[name]), "b"}


@pytest.mark.parametrize("name", ALL_TEXTS)
def test_html_shows_the_text_alone_in_every_place(name: str) -> None:
    style = next(text for text in html_texts(render_html(Page("", ()), "en")) if "font-family" in text)
    found = {
        spaced(text) for text in html_texts(render_html(page(ALL_TEXTS[name]), "en")) if text.strip() and text != style
    }
    one_line = spaced(ALL_TEXTS[name]).replace("\n", " ")
    assert found == {spaced(ALL_TEXTS[name]), one_line, "b"}


@pytest.mark.parametrize("name", ACCEPTED_TEXTS)
def test_a_picture_is_whole_in_every_place(name: str) -> None:
    assert svg_texts(render_svg(page(ACCEPTED_TEXTS[name][:300]), 118))


@pytest.mark.parametrize("name", ALL_TEXTS)
def test_nothing_dangerous_is_on_a_terminal_in_any_place(name: str) -> None:
    assert find_dangers(render_plain_text(page(ALL_TEXTS[name]))) == set()
    assert find_dangers(render_terminal(page(ALL_TEXTS[name][:300]), 80, False)) == set()
    assert find_dangers(render_terminal(page(ALL_TEXTS[name][:300]), 80, True), colored=True) == set()
