"""The page of changes names what each released version changed, with links."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish.build import build_site
from cbi_cli.publish.site import SiteOptions
from tests.datasets import build_snapshot
from tests.unit.reports.test_releases import FIRST, GONE, NEW, NINTH, OLD, TENTH


class Reader(HTMLParser):
    """The text of a page, and its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.words: list[str] = []
        self._href = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._href = dict(attrs).get("href") or "" if tag == "a" else ""

    def handle_endtag(self, tag: str) -> None:
        self._href = ""

    def handle_data(self, data: str) -> None:
        if self._href:
            self.links[data] = self._href
        if data.strip():
            self.words.append(data.strip())


def read_changes(lang: str = "en", options: SiteOptions | None = None, **more: str) -> Reader:
    snapshot = build_snapshot(OLD, NEW, **more)
    return Reader(read_page(snapshot, f"{lang}/changes.html", options or SiteOptions()))


def read_page(snapshot: Snapshot, path: str, options: SiteOptions) -> str:
    contents = {file.path: file.content for file in build_site(snapshot, options)}
    return contents[path].decode()


def test_each_version_has_a_sentence_its_effect_and_its_records() -> None:
    page = read_changes(release=FIRST + NINTH + TENTH, withdrawn=GONE)
    text = " ".join(page.words)
    assert text.index("Version 1.10.0 Mar 1, 2026") < text.index("Version 1.9.0 Feb 1, 2026")
    assert "Compared with version 1.9.0: 1 changed, 1 renamed, 1 withdrawn, 1 light changed, 1 state changed." in text
    assert "Scorecard 2022–2023, Talks: red → green (as of Dec 31, 2023)" in text
    assert "State of Talks: halted since 2019 → active" in text
    # The note of a version is its sentence.
    assert "Version 1.9.0 Feb 1, 2026 A meeting. Events: 1 added, 1 changed" in text
    assert "Version 1.0.0 Jan 1, 2026 First release." in text
    assert "Withdrawn: Gone 2022-01-01-gone" in text
    assert "Renamed: Event 2022-03-01 2022-03-01-review (formerly 2022-03-01-old)" in text


def test_records_are_linked_by_the_ids_that_they_have_now() -> None:
    page = read_changes(release=FIRST + NINTH + TENTH, withdrawn=GONE)
    assert page.links["Added: Event 2022-05-04 "] == "event/2022-05-04-meeting.html"
    # It was changed under its former id.
    assert page.links["Changed: Event 2022-03-01 "] == "event/2022-03-01-review.html"
    assert page.links["Changed: The book"] == "source/book.html"


def test_without_releases_the_page_says_so() -> None:
    assert "No released version is listed yet. This is version 1.0.0." in read_changes().words


@pytest.mark.parametrize("versions", [("1.10.0", "1.0.0"), ()])
def test_a_version_leads_to_its_frozen_copy(versions: tuple[str, ...]) -> None:
    page = read_changes(options=SiteOptions(versions=versions), release=FIRST + NINTH + TENTH)
    links = {text: link for text, link in page.links.items() if text.startswith("The site as of version")}
    assert links == {f"The site as of version {version}": f"../v/{version}/en/index.html" for version in versions}


def test_text_of_a_note_stays_text() -> None:
    noted = NINTH.replace("A meeting.", "<script>alert(1)</script>")
    page = read_changes(release=FIRST + noted)
    assert "<script>alert(1)</script>" in page.words


def test_very_many_records_are_counted() -> None:
    ids = ", ".join(f'"2022-01-01-event-{number}"' for number in range(203))
    many = f'[[release]]\nversion = "1.1.0"\ndate = 2026-01-01\nsince = "1.0.0"\nadded = {{ event = [{ids}] }}\n'
    page = read_changes(release=many)
    assert "Events: 203 added" in page.words
    assert "and 3 more" in page.words
    assert "2022-01-01-event-199" in page.words
    assert "2022-01-01-event-200" not in page.words


def test_the_page_is_in_the_language_of_the_reader(us_mexico: Snapshot) -> None:
    words = Reader(read_page(us_mexico, "es/changes.html", SiteOptions())).words
    assert "Versión 1.0.0" in words
    assert "24 nov 2026" in words
