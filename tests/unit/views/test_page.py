"""The parts of a page: inlines, cells and rows, and which record a row shows."""

from __future__ import annotations

import json

import pytest
from tests.conftest import Cli

from cbi_cli.formats.html import render_html
from cbi_cli.formats.markdown import render_markdown
from cbi_cli.formats.plain_text import render_plain_text
from cbi_cli.formats.terminal import render_terminal
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.history import HistoryQuery
from cbi_cli.reports.list import ListQuery
from cbi_cli.reports.scorecard import ScorecardQuery
from cbi_cli.reports.timeline_query import TimelineQuery
from cbi_cli.reports.topics import TopicsQuery
from cbi_cli.views.page import (
    Cell,
    Code,
    Column,
    Inline,
    Link,
    Page,
    RecordRef,
    Styled,
    Table,
    TableRow,
    inline_text,
    make_cell,
    make_command_cell,
    make_row,
    make_table,
    make_text_list,
)
from cbi_cli.views.registry import load_report

URL = "https://example.org/a"


@pytest.mark.parametrize(
    ("inline", "text"),
    [
        ("a", "a"),
        (Styled("a", "red"), "a"),
        (Code("cbi x"), "`cbi x`"),
        (Link("a", URL), "a"),
        (Link(URL, URL), URL),
        (Link(URL, URL, delimited=True), f"<{URL}>"),
    ],
)
def test_each_inline_has_a_plain_text(inline: Inline, text: str) -> None:
    assert inline_text(inline) == text


def test_a_command_is_code_wherever_the_text_names_it() -> None:
    assert make_command_cell("`x` or `x`.", "x").content == ("", Code("x"), " or ", Code("x"), ".")
    assert make_command_cell("no command", "x").content == ("no command",)


def test_a_changed_page_keeps_addresses_styles_and_records() -> None:
    row = make_row(make_cell("a", Link("é", "https://example.org/é"), style="dim"), ref=RecordRef("event", "é"))
    page = Page("é", (make_table([Column("é", align="right")], [row], title="é"),), "é")
    changed = page.map_texts(lambda text: text.replace("é", "e"))
    link = Link("e", "https://example.org/é")
    assert changed == Page(
        "e",
        (
            make_table(
                [Column("e", align="right")], [TableRow((Cell(("a", link), "dim"),), RecordRef("event", "é"))], "e"
            ),
        ),
        "e",
    )


def test_a_link_with_a_text_of_its_own_shows_the_text_and_leads_to_the_address() -> None:
    page = Page("", (make_text_list([make_cell("see ", Link("the book", URL))]),))
    assert render_plain_text(page) == "see the book\n"
    assert render_markdown(page) == f"see [the book](<{URL}>)\n"
    assert f'see <a href="{URL}" rel="noopener noreferrer nofollow">the book</a>' in render_html(page, "en")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://user@example.org/"])
def test_an_address_that_is_not_safe_is_shown_as_text(url: str) -> None:
    page = Page("", (make_text_list([make_cell("see ", Link("the book", url))]),))
    assert render_markdown(page) == "see the book\n"
    assert "<a" not in render_html(page, "en")


def test_styles_of_parts_are_colors_where_there_are_colors() -> None:
    page = Page("", (make_text_list([make_cell("a", Styled("b", "red"), "c")]),))
    assert render_plain_text(page) == "abc\n"
    assert render_terminal(page, 80, True) == "a\x1b[31mb\x1b[0mc\n"
    assert '<p>a<span style="color:#cf222e">b</span>c</p>' in render_html(page, "en")


def test_neighbors_are_escaped_as_one_text() -> None:
    """Otherwise parts that are harmless alone would be an address together."""
    page = Page("", (make_text_list([make_cell("www", Styled(".example.org", "red"))]),))
    assert render_markdown(page) == "www<!-- -->.example.org\n"


def test_a_header_of_two_lines_stays_above_its_column() -> None:
    page = Page("", (make_table(["A", "first\nlast"], [["1", "2"]]),))
    assert render_plain_text(page) == "   first\nA  last\n-  -----\n1  2\n"


@pytest.mark.parametrize(
    ("report", "query", "kind", "record_id"),
    [
        ("scorecard", ScorecardQuery(2022), "indicator", "hlsd"),
        ("timeline", TimelineQuery(year=2022), "event", "2022-10-13-high-level-security-dialogue"),
        ("list", ListQuery("institution"), "institution", "nals"),
        ("topics", TopicsQuery(2022), "topic", "migration"),
        ("history", HistoryQuery("nals"), "event", "2009-08-09-north-american-leaders-summit"),
    ],
)
def test_a_row_of_a_report_names_its_record(
    report: str, query: object, kind: str, record_id: str, us_mexico: Snapshot
) -> None:
    spec = load_report(report)
    page = spec.make_view(us_mexico, spec.compute(us_mexico, query), "en").page()
    refs = [row.ref for block in page.blocks if isinstance(block, Table) for row in block.rows]
    assert RecordRef(kind, record_id) in refs
    assert {ref.kind for ref in refs if ref} == {kind}


def test_a_column_goes_below_another_one_on_a_narrow_page_only() -> None:
    columns = [Column("Light"), Column("Text", expand=True), Column("Sign", stack_below=0)]
    page = Page("", (make_table(columns, [["green", "a", "=="], ["red", "b", ""]]),))
    narrow = [line.split() for line in render_terminal(page, 80, False).splitlines()]
    assert narrow[0] == ["Light", "Text"]
    assert narrow[2:] == [["green", "a"], ["=="], [], ["red", "b"]]
    wide = [line.split() for line in render_terminal(page, 200, False).splitlines()]
    assert wide[0] == ["Light", "Text", "Sign"]
    assert wide[2:] == [["green", "a", "=="], ["red", "b"]]


def test_a_compact_column_leaves_its_width_to_the_others_on_a_narrow_page_only() -> None:
    columns = [Column("Label", compact_width=12), Column("Text", expand=True)]
    page = Page("", (make_table(columns, [["a label of many words", "text " * 8]]),))
    narrow = render_terminal(page, 60, False).splitlines()
    assert [line[:12].strip() for line in narrow[2:]] == ["a label of", "many words"]
    assert "a label of many words" in render_terminal(page, 200, False)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_word_of_the_name_of_a_series_is_broken_on_a_terminal(
    lang: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cbi_cli.core.settings._terminal_width", lambda environ: 80)
    shown = set(cli("gaps", "--color", "never", "--lang", lang).out.partition("\n\n●")[0].split())
    series = json.loads(cli("gaps", "--format", "json", "--lang", lang).out)["series"]
    assert {word for one in series for word in one["label"].split()} <= shown


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_occurrences_of_a_card_have_at_least_half_of_a_terminal(
    lang: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cbi_cli.core.settings._terminal_width", lambda environ: 80)
    lines = cli("scorecard", "2022", "--color", "never", "--lang", lang).out.splitlines()
    rule = next(number for number, line in enumerate(lines) if line.startswith("──"))
    heading = "Most recent" if lang == "en" else "Ocasiones"
    assert lines[rule - 1].index(heading) <= 40
    assert lines.index("", rule) - rule - 1 <= 32
