"""Every id that a record ever had is answered by the site."""

from __future__ import annotations

import pytest

from cbi_cli.publish import site
from cbi_cli.publish.site import SiteOptions
from cbi_cli.records.file_kinds import FILE_KINDS
from tests.datasets import SOURCES, TALKS, TALKS_ROW, build_snapshot, event_toml
from tests.sites import PageReader, build_files, find_faults, read_pages

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
    # What was their address before the event was renamed, too.
    ids = PageReader(files["en/timeline/2019-05.html"].decode()).ids
    assert {"2019-05-05-meeting", "2019-05-04-meeting"} <= set(ids)


DISPUTE = """
[[dispute]]
id = "day"
former_ids = ["day", "old-day", "older-day"]
record = "institution"
about = "talks"
field = "name"
chosen = "The Talks"
why = "The book is older."
claims = [{ source = "book#p1", value = "Talks" }, { source = "book", value = "The Talks" }]
"""


def test_a_dispute_answers_on_the_page_of_all_by_every_id_that_it_had() -> None:
    """That is where its address was; the withdrawn one leads to what says why."""
    files = build_files(build_snapshot(RENAMED, dispute=DISPUTE, withdrawn=WITHDRAWN))
    page = PageReader(files["en/disputes.html"].decode())
    assert [page.ids.count(name) for name in ("day", "old-day", "older-day", "old-dispute")] == [1, 1, 1, 1]
    assert "dispute/old-dispute.html" in page.links
    assert 'content="0; url=../disputes.html#day"' in files["en/dispute/older-day.html"].decode()
    assert "en/dispute/day.html" not in files
    assert list(find_faults(files)) == []


FORMER = {"event": "2019-05-05-meeting", "source": "old-book", "topic": "old-trade", "place": "old-town"}
FORMER |= {"institution": "old-talks", "indicator": "old-row", "dispute": "old-day"}


def test_every_kind_of_record_with_former_ids_is_answered() -> None:
    """By a page in the folder of its kind, and at its permanent address."""
    kinds = {kind.kind for kind in FILE_KINDS if "former_ids" in kind.model.model_fields}
    assert set(FORMER) == kinds
    place = '[[place]]\nid = "town"\nname = "Town"\ncountry = "aa"\nformer_ids = ["old-town"]\n'
    topic = '[[topic]]\nid = "trade"\nlabel = "Trade"\nformer_ids = ["old-trade"]\n'
    row = TALKS_ROW + 'former_ids = ["old-row"]\n'
    sources = SOURCES.replace('id = "book"', 'id = "book"\nformer_ids = ["old-book"]')
    event = event_toml("2019-05-06", 'former_ids = ["2019-05-05-meeting"]', 'topics = ["trade"]', 'place = "town"')
    made = {"place": place, "topic": topic, "indicators": row, "institutions": RENAMED_TALKS, "dispute": DISPUTE}
    files = build_files(build_snapshot(event, **made, source=sources))
    for kind, former in FORMER.items():
        folder = "series" if kind == "indicator" else kind
        assert f"en/{folder}/{former}.html" in files
        assert f"id/{kind}/{former}/index.html" in files
    assert list(find_faults(files)) == []


def test_who_subscribed_to_an_institution_by_its_former_id_still_gets_its_events() -> None:
    """A program that subscribed knows no other address; the feed names the one that counts."""
    named = RENAMED_TALKS.replace('["old-talks"]', '["talks", "old-talks"]')
    options = SiteOptions(base_url="https://example.org/")
    files = build_files(build_snapshot(RENAMED, institutions=named), options)
    for path in ("calendar/institution/{}.en.ics", "feed/institution/{}.en.atom"):
        assert files[path.format("old-talks")] == files[path.format("talks")]
    assert b'href="https://example.org/feed/institution/talks.en.atom"' in files["feed/institution/old-talks.en.atom"]
