"""No English word of a vocabulary, month or place name is on a page in Spanish, except where `lang` says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser

import pytest

from cbi_cli.core.vocabulary import VOCABULARY_LABELS
from cbi_cli.index.snapshot import Snapshot

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Jan",
    "Apr",
    "Aug",
    "Dec",
]
SPOKEN = ("alt", "aria-label", "title")
SILENT = frozenset({"script", "style", "code", "pre"})
VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})


class SpanishTexts(HTMLParser):
    """The texts of a page that are read or heard as Spanish."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[bool] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the attributes that are read aloud."""
        values = {name: value or "" for name, value in attrs}
        spanish = tag not in SILENT and (not self._open or self._open[-1])
        if "lang" in values:
            spanish = values["lang"] == "es"
        if spanish and tag != "html":
            self.texts += [values[name] for name in SPOKEN if name in values]
        if tag not in VOID:
            self._open.append(spanish)

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        if self._open and self._open[-1]:
            self.texts.append(data)


def find_english(pages: Mapping[str, bytes], words: Mapping[str, str], names: Sequence[str] = ()) -> Iterator[str]:
    """Yield each page and text with one of the words, which stand alone, outside names that are quoted as they are."""
    choice = "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])(?:{choice})(?![\w-])")
    for path, content in pages.items():
        if path.startswith("es/") and path.endswith(".html"):
            for text in SpanishTexts(content.decode()).texts:
                if pattern.search(text):
                    rest = leave_out(text, names)
                    for match in pattern.finditer(rest):
                        yield f"{path}: {match[0]}: {rest.strip()}"


def leave_out(text: str, names: Sequence[str]) -> str:
    """Return a text without names, the longest first."""
    for name in names:
        text = text.replace(name, "")
    return text


@pytest.fixture(scope="module")
def english(us_mexico: Snapshot) -> dict[str, str]:
    """English words with their Spanish ones, if these differ."""
    words = dict.fromkeys(MONTHS, "")
    for labels in VOCABULARY_LABELS.values():
        words |= {english: spanish for english, spanish in labels.values() if english != spanish}
    for place in us_mexico.records("place"):
        for name in ("name", "state"):
            if place.get(f"{name}_es", place.get(name)) != place.get(name):
                words[place[name]] = place[f"{name}_es"]
    return words


@pytest.fixture(scope="module")
def names(us_mexico: Snapshot) -> list[str]:
    """What is quoted as it is, the longest first: works and who published them, persons, and names of institutions."""
    quoted: set[str] = set()
    for source in us_mexico.records("source"):
        quoted.update(source[key] for key in ("title", "author", "publisher", "url", "archive_url") if key in source)
    for event in us_mexico.records("event"):
        quoted.update(person["name"] for person in event.get("participants", ()))
    for institution in us_mexico.records("institution"):
        quoted.add(institution.get("name_es", institution["name"]))
        quoted.update(institution.get("aliases", ()))
    return sorted(quoted, key=len, reverse=True)


def test_no_english_word_is_on_a_page_in_spanish(
    shipped_site: dict[str, bytes], english: dict[str, str], names: list[str]
) -> None:
    """In its text, in what a screen reader says and in what a pointer shows."""
    assert english["Mexico City"] == "Ciudad de México"
    assert list(find_english(shipped_site, english, names)) == []


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<p>9 de October</p>", True),
        ('<svg role="img" aria-label="Mexico City"></svg>', True),
        ('<p lang="en">Mexico City</p>', False),
        ("<p>Ciudad de México</p>", False),
    ],
)
def test_english_is_seen(
    shipped_site: dict[str, bytes], english: dict[str, str], names: list[str], markup: str, found: bool
) -> None:
    """Planted into a page, unless it is marked as English."""
    page = shipped_site["es/about.html"].decode().replace("</main>", f"{markup}</main>")
    assert bool(list(find_english({"es/about.html": page.encode()}, english, names))) == found
