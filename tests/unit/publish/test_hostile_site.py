"""Texts of a dataset stay texts on pages, in the search index and in metadata."""

from __future__ import annotations

import json
from datetime import date

import pytest

from cbi_cli.api import validate_files
from cbi_cli.index.update import build_from_dataset
from cbi_cli.publish.build import build_site
from cbi_cli.publish.site import SiteOptions
from cbi_cli.publish.site_files import SiteFile
from tests.hostile.datasets import files_with
from tests.hostile.texts import ALL_TEXTS, expected_text, find_dangers
from tests.unit.publish.pages import EXECUTABLE, read_pages

NAMES = (
    *("script", "attribute end", "attribute end, single", "closing tags", "cdata end", "html in markdown"),
    *("two lines", "quotes", "right to left override", "isolates", "bell and backspace", "nul", "separators"),
)
"""The texts that a page, a script or metadata could take for something else; each makes pages of its own."""

TEXTS = {
    **{name: ALL_TEXTS[name] for name in NAMES},
    "script end": "</script><script>alert(1)</script>",
    "picture": "<img src=x onerror=alert(1)>",
    "template": "{{7*7}} {% raw %} {# x #}",
    "html comment": "<!--<script>",
    "function names": "constructor __proto__ toString",
}


@pytest.fixture(scope="module")
def site() -> list[SiteFile]:
    """All files of the site of a dataset that has every hostile text in every field."""
    dataset, _ = validate_files(files_with(list(TEXTS.values())), date(2026, 11, 24))
    return list(build_site(build_from_dataset(dataset), SiteOptions("https://example.org/x/")))


def test_no_text_becomes_an_element(site: list[SiteFile]) -> None:
    """No script but those of the site, no picture, no attribute that runs something, no address of a script."""
    pages = read_pages(site)
    assert len(pages) > 10
    for path, page in pages.items():
        for attributes, content in page.scripts:
            if attributes.get("type", "") in EXECUTABLE:
                assert attributes["src"].endswith("static/search.js"), path
                assert not content.strip(), path
        assert not page.all("img"), path
        assert not page.all("iframe"), path
        for name, attributes in page.elements:
            assert not [one for one in attributes if one.startswith("on")], (path, name)
            assert "style" not in attributes, (path, name)
            for key in ("href", "src", "action"):
                address = attributes.get(key, "").strip().lower()
                assert not address.startswith(("javascript:", "data:", "vbscript:", "//")), (path, address)


def test_texts_are_shown_as_they_are(site: list[SiteFile]) -> None:
    """Templates do not compute them."""
    pages = read_pages(site)
    text = " ".join(page.text for page in pages.values())
    assert TEXTS["template"] in text
    assert TEXTS["function names"] in text
    documents = json.dumps([page.metadata() for page in pages.values()])
    assert "{{7*7}}" in documents


def test_no_file_has_hidden_characters(site: list[SiteFile]) -> None:
    """Neither pages nor the index can turn the direction of a text or control a terminal."""
    for file in site:
        if file.path.endswith((".html", ".js", ".xml", ".json")) and not file.path.startswith("static/"):
            assert not find_dangers(file.content.decode()), file.path


def test_the_index_is_harmless_wherever_it_is_pasted(site: list[SiteFile]) -> None:
    """It has no markup, and each file is one call with JSON, from which the texts come back."""
    titles: set[str] = set()
    for file in site:
        if not file.path.startswith("search/"):
            continue
        text = file.content.decode()
        name = file.path.removeprefix("search/").removesuffix(".js")
        head = f'cbiShard("{name}",'
        assert text.startswith(head)
        assert "<" not in text
        value = json.loads(text.removeprefix(head).removesuffix(");\n"))
        if name.startswith("en/d-"):
            titles.update(result[1] for result in value)
    for text in TEXTS.values():
        assert expected_text(text).replace("\n", " ") in titles
