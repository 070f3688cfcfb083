"""The feeds and calendars of the site, read by programs of others."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import feedparser
import icalendar

from cbi_cli.publish.build import build_site
from cbi_cli.publish.site import FrozenCopy, SiteOptions
from tests.datasets import build_snapshot
from tests.unit.reports.test_releases import FIRST, GONE, NEW, NINTH, OLD, TENTH

BASE = "https://example.org/ab/"


def build(base_url: str = BASE, **more: str) -> dict[str, str]:
    snapshot = build_snapshot(OLD, NEW, **more)
    return {file.path: file.content.decode("utf-8", "replace") for file in build_site(snapshot, SiteOptions(base_url))}


def read_feed(files: dict[str, str], name: str) -> Any:
    feed = feedparser.parse(files[f"feed/{name}.en.atom"])
    assert feed.bozo is False
    return feed


def read_calendar(text: str) -> Any:
    return icalendar.Calendar.from_ical(text)


def test_the_feed_of_changes_has_an_entry_for_each_release_and_each_record_of_it() -> None:
    files = build(release=FIRST + NINTH + TENTH, withdrawn=GONE)
    feed = read_feed(files, "changes")
    told = [(entry.id.partition(":ab/")[2], entry.title, entry.updated[:10]) for entry in feed.entries]
    assert told == [
        ("1.10.0", "Version 1.10.0", "2026-03-01"),
        ("1.10.0/event/2022-05-04-meeting", "Changed: Event 2022-05-04", "2026-03-01"),
        ("1.10.0/event/2022-03-01-review", "Renamed: Event 2022-03-01", "2026-03-01"),
        ("1.10.0/event/2022-01-01-gone", "Withdrawn: Gone", "2026-03-01"),
        ("1.9.0", "Version 1.9.0", "2026-02-01"),
        ("1.9.0/event/2022-05-04-meeting", "Added: Event 2022-05-04", "2026-02-01"),
        ("1.9.0/event/2022-03-01-old", "Changed: Event 2022-03-01", "2026-02-01"),
        ("1.9.0/source/book", "Changed: The book", "2026-02-01"),
        ("1.0.0", "Version 1.0.0", "2026-01-01"),
    ]
    assert feed.entries[0].link == f"{BASE}en/changes.html#v1.10.0"
    assert feed.entries[1].link == f"{BASE}en/event/2022-05-04-meeting.html"
    # It was changed under its former id.
    assert feed.entries[6].link == f"{BASE}en/event/2022-03-01-review.html"
    assert "Scorecard 2022–2023, Talks: red → green" in feed.entries[0].content[0].value
    assert {one["href"] for one in feed.feed.links if one["rel"] == "self"} == {f"{BASE}feed/changes.en.atom"}
    items = json.loads(files["feed/changes.en.json"])["items"]
    assert [item["id"] for item in items] == [entry.id for entry in feed.entries]


def test_the_feed_of_lights_has_an_entry_for_each_light_and_state() -> None:
    feed = read_feed(build(release=FIRST + NINTH + TENTH, withdrawn=GONE), "lights")
    assert [(entry.id.partition(":ab/")[2], entry.title) for entry in feed.entries] == [
        ("1.10.0/light/2022/talks-row", "Scorecard 2022–2023, Talks: red → green (as of Dec 31, 2023)"),
        ("1.10.0/state/talks-row", "State of Talks: halted since 2019 → active"),
    ]


def test_events_are_dated_by_the_releases_that_added_and_changed_them() -> None:
    files = build(release=FIRST + NINTH + TENTH, withdrawn=GONE)
    for name in ("events", "institution/talks"):
        entry = next(one for one in read_feed(files, name).entries if "2022-05-04" in one.link)
        assert (entry.published[:10], entry.updated[:10]) == ("2026-02-01", "2026-03-01")
    calendar = read_calendar(files["calendar/all.en.ics"])
    event = next(one for one in calendar.walk("VEVENT") if one["DTSTART"].dt == date(2022, 5, 4))
    assert (event["SEQUENCE"], event["LAST-MODIFIED"].dt.date()) == (1, date(2026, 3, 1))
    assert event["URL"] == f"{BASE}en/event/2022-05-04-meeting.html"
    # The oldest id names it for ever.
    uids = [str(one["UID"]) for one in calendar.walk("VEVENT")]
    assert uids == ["2022-03-01-old@ab.cbi", "2022-05-04-meeting@ab.cbi"]
    expected = read_calendar(files["calendar/expected.en.ics"])
    assert {str(one["URL"]) for one in expected.walk("VEVENT")} == {f"{BASE}en/series/talks-row.html"}
    of_talks = read_calendar(files["calendar/institution/talks.en.ics"])
    assert [str(one["UID"]) for one in of_talks.walk("VEVENT")] == uids


def test_without_an_address_there_are_calendars_and_no_feeds() -> None:
    files = build("")
    names = sorted(name for name in files if name.startswith(("feed/", "calendar/")))
    assert names == ["calendar/all.en.ics", "calendar/expected.en.ics", "calendar/institution/talks.en.ics"]
    page = files["en/changes.html"]
    assert 'href="../calendar/all.en.ics"' in page
    assert "application/atom+xml" not in page


def test_a_frozen_copy_has_neither() -> None:
    snapshot = build_snapshot(OLD)
    options = SiteOptions(frozen=FrozenCopy("1.0.0", frozenset()))
    files = {file.path: file.content for file in build_site(snapshot, options)}
    assert [name for name in files if name.startswith(("feed/", "calendar/"))] == []
    assert b"calendar/" not in files["en/changes.html"]


def test_each_page_names_the_feeds() -> None:
    files = build()
    for name in ("index.html", "changes.html", "about.html"):
        for feed in ("changes", "events", "lights"):
            assert f'href="../feed/{feed}.en.atom"' in files[f"en/{name}"]
    assert 'href="../../feed/lights.en.atom"' in files["en/scorecard/2022.html"]


def test_hostile_titles_stay_text() -> None:
    hostile = NINTH.replace("A meeting.", "]]></content><script>x</script>")
    feed = read_feed(build(release=FIRST + hostile), "changes")
    assert "]]></content><script>x</script>" in feed.entries[0].content[0].value


def test_pages_of_records_say_with_which_versions_they_changed_and_what_to_subscribe_to() -> None:
    files = build(release=FIRST + NINTH + TENTH, withdrawn=GONE)
    page = " ".join(files["en/event/2022-05-04-meeting.html"].split())
    assert 'Published with version <a href="../changes.html#v1.9.0">1.9.0</a> (' in page
    assert 'Last changed with version <a href="../changes.html#v1.10.0">1.10.0</a> (' in page
    other = files["en/event/2022-03-01-review.html"]
    assert ("Published with version" in other, "Last changed with version" in other) == (False, True)
    institution = files["en/institution/talks.html"]
    assert 'href="../../feed/institution/talks.en.atom"' in institution
    assert 'href="../../calendar/institution/talks.en.ics"' in institution
    assert "with version" not in institution


def test_a_withdrawn_event_leads_to_the_page_that_says_why() -> None:
    files = build(release=FIRST + NINTH + TENTH, withdrawn=GONE)
    address = f"{BASE}en/event/2022-01-01-gone.html"
    for name in ("changes", "events"):
        assert address in [entry.link for entry in read_feed(files, name).entries]
    assert address.removeprefix(BASE) in files
