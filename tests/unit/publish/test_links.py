"""Every link of the site of the shipped dataset leads somewhere, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish import site
from tests.sites import PageReader, build_files, find_faults, local_target, read_pages


@pytest.fixture(scope="module", params=["a page each", "a page a month"])
def files(
    request: pytest.FixtureRequest, us_mexico: Snapshot, shipped_site: dict[str, bytes]
) -> Iterator[dict[str, bytes]]:
    """The site with a page for each event, and as if its events were too many for that."""
    if request.param == "a page each":
        yield shipped_site
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "MAX_EVENT_PAGES", 0)
        yield build_files(us_mexico)


@pytest.fixture(scope="module")
def pages(files: dict[str, bytes]) -> dict[str, PageReader]:
    """Its pages."""
    return read_pages(files)


def test_every_link_and_anchor_resolves(files: dict[str, bytes]) -> None:
    """No page links to a file or to an anchor that is not there, and no id is on a page twice."""
    assert list(find_faults(files)) == []


def test_faults_are_seen(files: dict[str, bytes]) -> None:
    """A file that is missing, an anchor that is missing and an id that is there twice are each found."""
    page = "en/timeline.html"
    text = files[page].decode()
    planted = {
        '<a href="event/none.html">': "leads nowhere",
        '<a href="#none">': "has no such anchor",
        '<p id="content">': "the id content is there 2 times",
    }
    for markup, problem in planted.items():
        broken = text.replace("</main>", f"{markup}</main>").encode()
        faults = list(find_faults(files | {page: broken}, {page}))
        assert [problem in fault for fault in faults] == [True], markup


def test_the_switch_of_languages_stays_on_the_page(pages: dict[str, PageReader]) -> None:
    """Each page has its twin in the other language, and both link to each other."""
    english = {path for path in pages if path.startswith("en/")}
    assert {path.replace("es/", "en/", 1) for path in pages if path.startswith("es/")} == english
    for path in english:
        twin = path.replace("en/", "es/", 1)
        assert local_target(path, pages[path].other_languages["es"]) == (twin, "")
        assert local_target(twin, pages[twin].other_languages["en"]) == (path, "")
        assert (pages[path].language, pages[twin].language) == ("en", "es")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_event_is_three_links_from_home(
    pages: dict[str, PageReader], files: dict[str, bytes], us_mexico: Snapshot, lang: str
) -> None:
    """From the home page, without a search and without a script."""
    reached = {f"{lang}/index.html"}
    for _ in range(3):
        found = set()
        for path in reached:
            for link in pages[path].links:
                target = local_target(path, link)
                if target is not None and target[0] in pages and target[0].startswith(f"{lang}/"):
                    found.add(target[0])
        reached |= found
    events = [row["id"] for row in us_mexico.rows("SELECT id FROM event")]
    assert len(events) > 300
    pages_of_events = {event: f"{lang}/event/{event}.html" for event in events}
    if pages_of_events[events[0]] not in pages:
        anchors = {name: path for path, page in pages.items() if path.startswith(lang) for name in page.ids}
        pages_of_events = {event: anchors[event] for event in events}
    assert set(pages_of_events.values()) <= reached


def test_no_page_has_marks_of_a_merge(files: dict[str, bytes]) -> None:
    """Templates are joined by git, which leaves such lines where it cannot decide."""
    for path, content in files.items():
        if path.endswith((".html", ".css", ".js")):
            lines = {line[:7] for line in content.splitlines()}
            assert lines.isdisjoint({b"<<<<<<<", b"=======", b">>>>>>>"}), path
