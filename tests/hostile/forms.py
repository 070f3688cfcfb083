"""What a reader of each format gets: the texts in it, after proof that nothing but text is there."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from markdown_it.token import Token

_HTML_TAGS = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "table", "thead", "tbody", "tr", "th", "td"}
_HTML_TAGS |= {"ul", "li", "p", "br", "span", "strong", "details", "summary", "a", "code"}
_COLOR_STYLE = re.compile(r"color:#[0-9a-f]{6}")
_OWN_LINK = "https://example.org/"
"""What each address that a hostile dataset gives to a source begins with; a number follows."""
_OWN_URL = re.compile(re.escape(_OWN_LINK) + "[0-9]*")
_ATTRIBUTES = {
    "style": _COLOR_STYLE,
    "lang": re.compile("en|es"),
    "charset": re.compile("utf-8"),
    "href": _OWN_URL,
    "rel": re.compile("noopener noreferrer nofollow"),
    "scope": re.compile("col"),
    "class": re.compile("year"),
    "title": re.compile("[0-9]{4}: [a-zñ ]+"),
    "aria-label": re.compile("[0-9]{4}: [a-zñ ]+"),
}
_OWN_CODE = re.compile(
    "cbi (reconcile [0-9]{4}|validate|diff|show [a-z0-9-]+)|"
    "--as-of (latest|today)|--status any|--format json|--limit [0-9]+"
)
_SVG_TAGS = {"svg", "style", "defs", "clipPath", "rect", "g", "text", "circle"}
_MARKDOWN_TOKENS = {"inline", "text", "softbreak", "paragraph", "heading", "bullet_list", "list_item"}
_MARKDOWN_TOKENS |= {"table", "thead", "tbody", "tr", "th", "td", "html_inline", "html_block"}
_FORMULA = re.compile("[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_HTML_IN_MARKDOWN = re.compile(r"(<br>|</?details>\n?|<summary>[^<>]*(<br>[^<>]*)*</summary>\n?)*")


def json_texts(shown: str) -> set[str]:
    """Every text in a document of JSON, or in lines of it."""
    return set(_iter_strings(json.loads(shown)))


def _iter_strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _iter_strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _iter_strings(one)


def csv_texts(shown: str) -> set[str]:
    """Every cell, without the apostrophe that keeps it from being a formula; rows are of one length."""
    rows = list(csv.reader(io.StringIO(shown, newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    cells = {cell for row in rows for cell in row}
    assert not [cell for cell in cells if _FORMULA.match(cell) and not re.fullmatch(r"[-+]?[0-9.]+", cell)]
    return {cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell for cell in cells}


class _HtmlTexts(HTMLParser):
    """The texts between block tags; every tag and attribute is one of the program's own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: set[str] = set()
        self.now = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _HTML_TAGS
        for name, value in attrs:
            assert _ATTRIBUTES[name].fullmatch(value or ""), (tag, name, value)
            assert (name in ("href", "rel")) == (tag == "a")
        self._end("\n" if tag == "br" else None)

    def handle_endtag(self, tag: str) -> None:
        assert tag in _HTML_TAGS
        self._end(None)

    def _end(self, feed: str | None) -> None:
        if feed:
            self.now += feed
        else:
            self.texts.add(self.now)
            self.now = ""

    def handle_data(self, data: str) -> None:
        self.now += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def html_texts(shown: str) -> set[str]:
    """The text of every cell, line and heading."""
    page = _HtmlTexts()
    page.feed(shown)
    page.close()
    return page.texts


def markdown_texts(shown: str) -> set[str]:
    """The text of every cell, line and heading, after proof that nothing but text is there.

    No picture and no emphasis, no code and no links but the program's own, and no HTML but line breaks and comments.
    GitHub's own parser makes no other link either.
    """
    assert [link for link in github_links(shown) if not _OWN_URL.fullmatch(link)] == []
    found = set()
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(shown):
        kind = re.sub("_(open|close)$", "", token.type)
        assert kind in _MARKDOWN_TOKENS, (token.type, token.content)
        if kind == "html_block":
            assert _HTML_IN_MARKDOWN.fullmatch(token.content), token.content
        if kind == "inline":
            found.add("".join(_inline_text(one) for one in token.children or ()))
    return found


def _inline_text(token: Token) -> str:
    if token.type == "link_open":
        assert list(token.attrs) == ["href"]
        assert _OWN_URL.fullmatch(str(token.attrs["href"]))
        return ""
    if token.type == "link_close":
        return ""
    if token.type == "code_inline":
        assert _OWN_CODE.fullmatch(token.content)
        return token.content
    assert token.type in ("text", "text_special", "softbreak", "html_inline"), (token.type, token.content)
    if token.type == "html_inline":
        assert token.content in ("<br>", "<!-- -->")
        return "\n" if token.content == "<br>" else ""
    return "\n" if token.type == "softbreak" else token.content


class _LinkCollector(HTMLParser):
    """The addresses of a page, and proof that it has no picture and no script."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("img", "script", "iframe", "input", "pre")
        self.found |= {value or "" for name, value in attrs if name in ("href", "src")}


def github_links(shown: str) -> set[str]:
    """The addresses that a Markdown text links to under GitHub's parser with its extensions (tables, autolinks)."""
    from cmarkgfm import github_flavored_markdown_to_html
    from cmarkgfm.cmark import Options

    page = _LinkCollector()
    page.feed(github_flavored_markdown_to_html(shown, Options.CMARK_OPT_UNSAFE))
    return page.found


def svg_texts(shown: str) -> set[str]:
    """Every stretch of text in a picture, which loads nothing and runs nothing."""
    root = ElementTree.fromstring(shown)
    for element in root.iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in _SVG_TAGS
        assert not any(name.startswith("on") or name.endswith("href") for name in element.attrib)
    return {(element.text or "").replace("\xa0", " ") for element in root.iter() if element.tag.endswith("}text")}


def table_texts(shown: str) -> set[str]:
    """The text as a whole."""
    return {shown}


READERS: dict[str, Callable[[str], set[str]]] = {
    "json": json_texts,
    "csv": csv_texts,
    "csv-excel": lambda shown: csv_texts(shown.removeprefix("\ufeff")),
    "html": html_texts,
    "markdown": markdown_texts,
    "svg": svg_texts,
    "table": table_texts,
}
