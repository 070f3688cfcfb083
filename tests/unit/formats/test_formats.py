from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from typing import Any

import pytest

from cbi_cli import api
from cbi_cli.core.sanitize import display_width, one_line, replace_control_characters
from cbi_cli.formats.csv import format_csv
from cbi_cli.formats.html import render_html
from cbi_cli.formats.json import format_json
from cbi_cli.formats.markdown import render_markdown
from cbi_cli.formats.plain_text import render_plain_text
from cbi_cli.formats.registry import render
from cbi_cli.formats.render_options import RenderOptions
from cbi_cli.formats.svg import render_svg
from cbi_cli.formats.terminal import render_terminal
from cbi_cli.i18n.translator import get_translator
from cbi_cli.views.page import Page, make_cell, make_table, make_text_list
from cbi_cli.views.topics import TopicsView
from tests.datasets import build_snapshot, event_toml
from tests.hostile.forms import svg_texts

HOSTILE = "[/foo] <script>alert(1)</script> | `x` *b* \x1b[31mred\x07 \u202eabc &amp; [red]x"


def page_with(text: str) -> Page:
    return Page(
        text,
        (
            make_table(["Head", text], [["a", make_cell(text, style="red")]], title=text),
            make_text_list([text], text, bulleted=True),
        ),
    )


def test_plain_text_is_as_wide_as_it_needs_and_aligned() -> None:
    page = Page("Title", (make_table(["A", "Long head"], [["1", "x\ny"], ["漢字", "z"]]),))
    assert render_plain_text(page) == "Title\n\nA     Long head\n----  ---------\n1     x\n      y\n漢字  z\n"


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("é", 1), ("e\u0301", 1), ("漢字", 4), ("\u200b", 0), ("🙂", 2)]
)
def test_width_is_that_of_a_terminal(text: str, columns: int) -> None:
    assert display_width(text) == columns


def test_control_characters_are_shown_and_never_sent() -> None:
    assert replace_control_characters("a\x1b[31mb\u202ec\x00") == "a<U+001B>[31mb<U+202E>c<U+0000>"
    assert replace_control_characters("plain\ntext, ñ") == "plain\ntext, ñ"
    assert one_line("a\r\nb\nc") == "a b c"


@pytest.mark.parametrize("color", [True, False])
def test_markup_in_a_title_is_printed_as_text(color: bool) -> None:
    shown = render_terminal(page_with(HOSTILE), 300, color)
    assert "[/foo]" in shown
    assert "[red]x" in shown
    assert "\x07" not in shown
    assert "\u202e" not in shown
    assert "\x1b[31mred" not in shown


def test_lists_keep_their_bullets_on_a_terminal_and_in_a_pipe() -> None:
    page = Page("", (make_text_list(["one", "two and three"], bulleted=True), make_text_list(["no list"])))
    assert render_terminal(page, 80, False).split("\n")[:2] == ["- one", "- two and three"]
    # A line that is too long goes on below its text, not below its bullet.
    assert render_terminal(page, 9, False).split("\n")[:5] == ["- one", "- two and", "  three", "", "no list"]
    assert render_plain_text(page) == "- one\n- two and three\n\nno list\n"


def test_a_share_of_topics_is_never_broken_on_a_terminal() -> None:
    topic = "".join(f'[[topic]]\nid = "{name}"\nlabel = "{name} of many words"\n' for name in ("water", "trade"))
    events = event_toml("2022-05-04", 'topics = ["water"]'), event_toml("2022-06-04", 'topics = ["water", "trade"]')
    made = build_snapshot(*events, topic=topic)
    view = TopicsView(api.topics(made, 2022), made.meta, get_translator("en"))
    shown = render(view, "table", RenderOptions(width=44))
    bars = [line for line in shown.splitlines() if "█" in line]
    assert [bar.split(" ")[-3:] for bar in bars] == [["█" * 20, "100", "%"], ["█" * 10 + "·" * 10, "50", "%"]]


def test_no_escape_code_reaches_a_terminal_without_color() -> None:
    assert "\x1b" not in render_terminal(page_with(HOSTILE), 80, False)
    assert "\x1b[31m" in render_terminal(page_with("plain"), 80, True)


def test_the_caller_alone_decides_on_color(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings have read NO_COLOR already: with `--color always` it has no effect."""
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[31m" in render_terminal(page_with("plain"), 80, True)


def test_markdown_is_escaped_and_keeps_its_table() -> None:
    text = render_markdown(page_with(HOSTILE))
    assert "<script>" not in text.replace("\\<script\\>", "")
    row = next(line for line in text.splitlines() if line.startswith("| a "))
    assert row.replace("\\|", "").count("|") == 3


class Tags(HTMLParser):
    """The tags and the text of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_is_escaped_and_whole() -> None:
    parser = Tags()
    parser.feed(render_html(page_with(HOSTILE), "en"))
    assert "script" not in parser.tags
    assert "<script>alert(1)</script>" in parser.text
    assert parser.tags.count("td") == 2
    assert "link" not in parser.tags


def test_a_picture_is_the_same_twice_and_well_formed() -> None:
    from xml.etree import ElementTree as ET

    picture = render_svg(page_with(HOSTILE), 100)
    assert picture == render_svg(page_with(HOSTILE), 100)
    assert 'url("http' not in picture
    assert ET.fromstring(picture).tag.endswith("svg")
    shown = {line.strip() for line in svg_texts(render_svg(page_with("Plain words"), 100))}
    assert {"Plain words", "cbi"} <= shown


def test_csv_comes_back_equal_and_starts_no_formula() -> None:
    events = [
        {
            "id": "a",
            "title": "=SUM(A1)",
            "start": "-5",
            "institutions": ["x", "y"],
            "end": None,
            "city": {"deep": True},
        },
        {
            "id": "b",
            "title": 'say "hi", ok\nnext',
            "start": -2,
            "institutions": [],
            "parties": ["z"],
            "more": "left out",
        },
    ]
    document = {"schema": "cbi/timeline/1", "events": events}
    read = list(csv.DictReader(io.StringIO(format_csv(document), newline="")))
    columns = ["id", "start", "end", "title", "kind", "level", "status", "institutions", "parties", "city", "place"]
    columns += ["sources", "continued", "doubtful", "months"]
    assert list(read[0]) == columns
    first = {"id": "a", "title": "'=SUM(A1)", "start": "'-5", "institutions": "x; y", "city": '{"deep": true}'}
    assert read[0] == dict.fromkeys(columns, "") | first
    second = {"id": "b", "title": 'say "hi", ok\nnext', "start": "-2", "parties": "z"}
    assert read[1] == dict.fromkeys(columns, "") | second
    assert format_csv(document, "institutions") == "event,institution\r\na,x\r\na,y\r\n"


@pytest.mark.parametrize("start", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_each_way_to_begin_a_formula_is_stopped(start: str) -> None:
    shown = format_csv({"schema": "cbi/list/1", "records": [{"id": start}]})
    assert shown.split("\n", 1)[1].lstrip('"').startswith("'")


def test_json_keeps_every_character() -> None:
    assert json.loads(format_json({"t": HOSTILE})) == {"t": HOSTILE}
    assert "ñ" in format_json({"t": "ñ"})
