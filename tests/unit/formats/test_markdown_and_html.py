"""Links, commands and strips in Markdown and HTML, as GitHub's parser and a browser read them."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from cbi_cli.formats.html import render_html
from cbi_cli.formats.markdown import render_markdown
from cbi_cli.views.page import Link, Page, YearMark, YearStrip, make_cell, make_command_cell, make_table, make_text_list
from tests.conftest import Cli
from tests.hostile.forms import github_links

ADDRESSES = [
    "https://example.org/",
    "http://example.org/a_b/c*d/~e/(f)?x=1&y=[2]#g|h",
    "https://example.org/a%20b/%5C",
    "https://example.org/sesión",
    "https://example.org/?a=1&copy;=2&lt;b&#47;&amp;c&d=e",
    "https://example.org/%zz%",
    "https://[2001:db8::1]:8080/x",
    "https://example.org/a)b(*c*",
    "HTTPS://EXAMPLE.ORG",
    "https://example.org/^{id}'",
]
NO_LINKS = [
    "javascript:alert(1)",
    "https://user:pass@example.org/",
    "https://user@example.org/",
    "ftp://example.org/",
    "https://",
    "//example.org/",
    "https://exa mple.org/",
    "https://example.org/\u202ex",
    "https://example.org/<b>",
    'https://example.org/"onclick=',
    "www.example.org",
    "data:text/html,x",
]


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs))


def anchors(shown: str) -> list[dict[str, str | None]]:
    page = _Anchors()
    page.feed(shown)
    return page.found


def page_with(address: str) -> Page:
    cell = make_cell("book: ", Link(address, address, delimited=True))
    return Page("Title", (make_table(["A"], [[cell]]), make_text_list([cell], bulleted=True), make_text_list([cell])))


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_address_of_a_source_is_a_link(address: str) -> None:
    assert [unquote(one) for one in github_links(render_markdown(page_with(address)))] == [unquote(address)]
    own = anchors(render_html(page_with(address), "en"))
    assert [(one["href"], one["rel"]) for one in own] == [(address, "noopener noreferrer nofollow")] * 3


@pytest.mark.parametrize("text", [":smile:", "a:+1:b", ":us::mexico:", "12:100:5", ":8ball:", ":UK:", "x :a_b-c: y"])
def test_no_text_becomes_a_picture(text: str) -> None:
    """GitHub puts a picture in the place of such a name wherever no tag and no comment is inside of it."""
    shown = render_markdown(Page("", (make_text_list([text]),)))
    assert not re.search(r":[\w+-]+:", shown.replace("\\", ""))
    assert shown.replace("\\", "").replace("<!-- -->", "") == f"{text}\n"


@pytest.mark.parametrize("text", ["at 10:30:45", "9:05:00", "Note: a: b", "a:b"])
def test_a_time_and_a_colon_are_left_as_they_are(text: str) -> None:
    assert render_markdown(Page("", (make_text_list([text]),))) == f"{text}\n"


@pytest.mark.parametrize("address", NO_LINKS)
def test_nothing_else_is_a_link_although_it_is_called_one(address: str) -> None:
    assert github_links(render_markdown(page_with(address))) == set()
    assert anchors(render_html(page_with(address), "en")) == []


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_every_claim_of_a_reconciliation_links_to_its_source(form: str, cli: Cli) -> None:
    document = json.loads(cli("reconcile", "2022", "--format", "json").out)
    disputes = [one for row in document["rows"] for one in row["disputes"]] + document["other_disputes"]
    wanted = {claim["url"] for one in disputes for claim in one["claims"] if claim["url"]}
    shown = cli("reconcile", "2022", "--format", form).out
    found = github_links(shown) if form == "markdown" else {one["href"] for one in anchors(shown)}
    assert len(wanted) > 20
    assert found == wanted


def test_a_record_links_to_its_own_address(cli: Cli) -> None:
    url = json.loads(cli("show", "ascoa-nals-2023", "--kind", "source", "--format", "json").out)["records"][0][
        "fields"
    ]["url"]
    assert github_links(cli("show", "ascoa-nals-2023", "--kind", "source", "--format", "markdown").out) == {url}
    assert [one["href"] for one in anchors(cli("show", "ascoa-nals-2023", "-k", "source", "-f", "html").out)] == [url]


@pytest.mark.parametrize(("words", "title"), [(["show", "nals"], "nals"), (["info"], "us-mexico"), (["gaps"], "Gaps")])
def test_every_html_page_has_a_title(words: list[str], title: str, cli: Cli) -> None:
    shown = cli(*words, "--format", "html").out
    found = re.search("<title>(.*?)</title>", shown)
    assert found
    assert title in found[1]


def test_a_command_is_code_and_not_backticks() -> None:
    page = Page("", (make_text_list([make_command_cell("Run `cbi x`.", "cbi x"), "a `b`"]),))
    assert render_markdown(page) == "Run `cbi x`.\n\na \\`b\\`\n"
    assert "<p>Run <code>cbi x</code>.</p>" in render_html(page, "en")


def test_a_strip_is_one_cell_a_year() -> None:
    marks = YearMark(" ", "outside"), YearMark("●", "held"), YearMark("?", "not known")
    strip = YearStrip(2009, marks, "held 2010; not known 2011")
    cell = make_cell(" ●?")._replace(strip=strip)
    page = Page("", (make_table(["Series", "years"], [["A", cell]])._replace(in_words="In words"),))
    assert render_markdown(page).startswith(
        "| Series | 2009 | 2010 | 2011 |\n| --- | --- | --- | --- |\n| A |   | ● | ? |\n"
    )
    assert "- A: held 2010; not known 2011\n" in render_markdown(page)
    shown = render_html(page, "en")
    assert '<td class="year" title="2010: held" aria-label="2010: held">●</td>' in shown
    assert [int(one) for one in re.findall(r'<th scope="col" class="year">(\d+)</th>', shown)] == [2009, 2010, 2011]
    assert "<li>A: held 2010; not known 2011</li>" in shown


def test_the_border_governors_stand_under_the_years_in_which_they_met(cli: Cli) -> None:
    rows = [line.split("|")[1:-1] for line in cli("gaps", "--format", "markdown").out.splitlines() if line[:1] == "|"]
    header = [one.strip() for one in rows[0]]
    (row,) = [row for row in rows if row[0].strip() == "Border Governors meetings" and len(row) == len(header)]
    held = [int(year) for year, sign in zip(header, row, strict=True) if sign.strip() == "●"]
    # Of the twenty years to 2023: one a year from the 22nd conference in 2004 to the 30th in 2012.
    assert held == list(range(2004, 2013))
