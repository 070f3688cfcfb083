"""What the site of very many events leaves out, so that it stays small and is made in little memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish import site
from tests.sites import build_files


@pytest.fixture(scope="module")
def large_site(us_mexico: Snapshot) -> Iterator[dict[str, bytes]]:
    """The site of the shipped dataset, as if its events were too many for a page each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "MAX_EVENT_PAGES", 0)
        yield build_files(us_mexico)


def folders_of(files: dict[str, bytes], top: str) -> set[str]:
    """Return the folders and the files directly below a folder of the site."""
    return {path.split("/")[1] for path in files if path.startswith(f"{top}/")}


def test_calendars_of_events_are_left_out(large_site: dict[str, bytes], shipped_site: dict[str, bytes]) -> None:
    assert folders_of(shipped_site, "calendar") == {
        *("all.en.ics", "all.es.ics", "expected.en.ics", "expected.es.ics", "institution")
    }
    assert folders_of(large_site, "calendar") == {"expected.en.ics", "expected.es.ics"}
    pages = [text for path, text in large_site.items() if path.endswith(".html")]
    assert not any(b"calendar/all" in page or b"calendar/institution" in page for page in pages)


def test_records_as_json_are_only_by_year(large_site: dict[str, bytes], shipped_site: dict[str, bytes]) -> None:
    assert folders_of(shipped_site, "data") - folders_of(large_site, "data") == {"json", "ndjson"}
    assert "api/1/event/2022.json" in large_site
    assert b"ndjson" not in large_site["en/data.html"]


def test_reports_are_no_pdf(large_site: dict[str, bytes], shipped_site: dict[str, bytes]) -> None:
    assert folders_of(shipped_site, "report") == {"2022.en.md", "2022.en.pdf", "2022.es.md", "2022.es.pdf"}
    assert folders_of(large_site, "report") == {"2022.en.md", "2022.es.md"}
    assert b"2022.en.pdf" not in large_site["en/report/2022.html"]
