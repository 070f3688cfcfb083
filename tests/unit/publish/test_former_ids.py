"""Every id that a record ever had is answered by the site."""

from __future__ import annotations

import pytest

from cbi_cli.publish import site
from tests.datasets import TALKS, build_snapshot, event_toml
from tests.sites import PageReader, build_files, read_pages

RENAMED = event_toml("2019-05-06", 'former_ids = ["2019-05-05-meeting", "2019-05-04-meeting"]')
WITHDRAWN = """
[[withdrawn]]
kind = "event"
id = "2018-01-01-meeting"
title = "A meeting that was none"
date = 2023-02-01
reason = "It was a telephone call."
replaced_by = "2019-05-06-meeting"

[[withdrawn]]
kind = "dispute"
id = "old-dispute"
title = "A dispute"
date = 2023-02-01
reason = "Settled."
"""
RENAMED_TALKS = TALKS.replace('name = "The Talks"', 'name = "The Talks"\nformer_ids = ["old-talks"]\ncadence_years = 1')


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """A site with former ids of an event and of an institution, and with withdrawn records."""
    rows = '[[indicator]]\nid = "row"\nlabel = "Row"\nsources = ["book"]\nrule = { kinds = ["visit"] }\n'
    snapshot = build_snapshot(RENAMED, institutions=RENAMED_TALKS, indicators=rows, withdrawn=WITHDRAWN)
    return build_files(snapshot)


@pytest.fixture(scope="module")
def pages(files: dict[str, bytes]) -> dict[str, PageReader]:
    """Its pages."""
    return read_pages(files)


@pytest.mark.parametrize(
    ("former", "current"),
    [
        ("event/2019-05-05-meeting.html", "2019-05-06-meeting.html"),
        ("event/2019-05-04-meeting.html", "2019-05-06-meeting.html"),
        ("institution/old-talks.html", "talks.html"),
        ("series/old-talks.html", "talks.html"),
    ],
)
def test_a_former_id_leads_to_the_record(files: dict[str, bytes], former: str, current: str) -> None:
    """At once in a browser, by a link without one, and for a search engine by the address that counts."""
    html = files[f"en/{former}"].decode()
    assert f'<link rel="canonical" href="{current}">' in html
    assert f'<meta http-equiv="refresh" content="0; url={current}">' in html
    assert f'<a href="{current}"' in html


def test_a_withdrawn_record_says_why(pages: dict[str, PageReader]) -> None:
    """It names the record in its place."""
    page = pages["en/event/2018-01-01-meeting.html"]
    for text in ("A meeting that was none", "withdrawn on Feb 1, 2023", "It was a telephone call."):
        assert text in page.text
    assert "2019-05-06-meeting.html" in page.links
    assert "Settled." in pages["en/dispute/old-dispute.html"].text


def test_former_ids_answer_where_events_share_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """They keep a page of their own, which leads to the anchor of the event."""
    monkeypatch.setattr(site, "MAX_EVENT_PAGES", 0)
    files = build_files(build_snapshot(RENAMED, withdrawn=WITHDRAWN))
    html = files["en/event/2019-05-05-meeting.html"].decode()
    assert 'content="0; url=../timeline/2019-05.html#2019-05-06-meeting"' in html
    assert b'<article id="2019-05-06-meeting">' in files["en/timeline/2019-05.html"]
