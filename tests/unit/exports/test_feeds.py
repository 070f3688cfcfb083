"""Feeds, read by feedparser, by a plain parser of XML, and by a word list of JSON Feed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from cbi_cli.exports.atom import format_atom
from cbi_cli.exports.feeds import Feed, FeedEntry, event_feed
from cbi_cli.exports.json_feed import format_json_feed
from cbi_cli.exports.publication import Publication, RecordHistory
from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.snapshot import Snapshot
from tests.datasets import TALKS, TALKS_ROW, build_snapshot, event_toml
from tests.hostile.texts import ALL_TEXTS, expected_text, find_dangers
from tests.unit.exports.conftest import DAY, HOSTILE, page_address

PLACE = Publication(DAY, "https://example.org/", page_address)
EN, ES = get_translator("en"), get_translator("es")
ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "https://example.org/feed/events.en.atom"
FEED_KEYS = {
    *("version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon", "favicon"),
    *("authors", "language", "expired", "hubs", "items"),
}
ITEM_KEYS = {
    *("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image"),
    *("date_published", "date_modified", "authors", "tags", "language", "attachments"),
}
"""The words of JSON Feed 1.1."""


def small_feed(*entries: FeedEntry) -> Feed:
    return Feed("tag:example.org,2026:ab/feed/x/en", "Title", "What it is", "en", DAY, ("A",), "CC0-1.0", entries)


def entry_with(text: str) -> FeedEntry:
    return FeedEntry("tag:example.org,2026:ab/event/1", text, DAY, text, tags=(text,))


def find_atom_problems(text: str) -> set[str]:
    """What a strict reader of Atom would not take."""
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return {"xml"}
    problems = {"bozo"} if feedparser.parse(text.encode()).bozo else set()
    entries = root.findall(f"{ATOM}entry")
    names = [root.findtext(f"{ATOM}id"), *[entry.findtext(f"{ATOM}id") for entry in entries]]
    if len(set(names)) != len(names) or any(not (name or "").startswith("tag:") for name in names):
        problems.add("id")
    for element in (root, *entries):
        moment = element.findtext(f"{ATOM}updated") or ""
        if len(moment) != 20 or not moment.endswith("Z"):
            problems.add("updated")
        if not element.findtext(f"{ATOM}title"):
            problems.add("title")
    if root.find(f"{ATOM}author/{ATOM}name") is None:
        problems.add("author")
    for entry in entries:
        if entry.find(f"{ATOM}content") is None:
            problems.add("content")
    return problems


def find_json_problems(text: str) -> set[str]:
    """What JSON Feed does not know or requires."""
    document: dict[str, Any] = json.loads(text)
    problems = set(document) - FEED_KEYS
    if document.get("version") != "https://jsonfeed.org/version/1.1" or not {"title", "items"} <= set(document):
        problems.add("required")
    names = [item.get("id") for item in document["items"]]
    if None in names or len(set(names)) != len(names):
        problems.add("id")
    for item in document["items"]:
        problems |= set(item) - ITEM_KEYS
        if not {"content_text", "content_html"} & set(item):
            problems.add("content")
    return problems


def test_an_atom_feed_word_for_word() -> None:
    feed = small_feed(FeedEntry("tag:x,2026:ab/event/1", "A & B", date(2022, 1, 2), "First\nsecond", date(2022, 1, 1)))
    linked = feed._replace(home="https://example.org/", address=ADDRESS)
    assert (
        format_atom(linked)
        == """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <id>tag:example.org,2026:ab/feed/x/en</id>
  <title>Title</title>
  <subtitle>What it is</subtitle>
  <updated>2024-02-29T00:00:00Z</updated>
  <link rel="alternate" type="text/html" href="https://example.org/" />
  <link rel="self" type="application/atom+xml" href="https://example.org/feed/events.en.atom" />
  <author>
    <name>A</name>
  </author>
  <rights>CC0-1.0</rights>
  <entry>
    <id>tag:x,2026:ab/event/1</id>
    <title>A &amp; B</title>
    <updated>2022-01-02T00:00:00Z</updated>
    <published>2022-01-01T00:00:00Z</published>
    <content>First
second</content>
  </entry>
</feed>
"""
    )


def test_a_json_feed_word_for_word() -> None:
    entry = FeedEntry("tag:x,2026:ab/event/1", "A", date(2022, 1, 2), "B", date(2022, 1, 1), ADDRESS, ("meeting",))
    feed = small_feed(entry)._replace(home="https://example.org/", address=ADDRESS)
    assert json.loads(format_json_feed(feed)) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Title",
        "home_page_url": "https://example.org/",
        "feed_url": ADDRESS,
        "description": "What it is",
        "language": "en",
        "authors": [{"name": "A"}],
        "items": [
            {
                "id": "tag:x,2026:ab/event/1",
                "url": ADDRESS,
                "title": "A",
                "content_text": "B",
                "date_published": "2022-01-01T00:00:00Z",
                "date_modified": "2022-01-02T00:00:00Z",
                "tags": ["meeting"],
            }
        ],
    }


def test_the_shipped_dataset_is_read_without_problems(us_mexico: Snapshot) -> None:
    for tr in (EN, ES):
        feed = event_feed(us_mexico, PLACE, tr)._replace(address=ADDRESS)
        text = format_atom(feed)
        assert find_atom_problems(text) == set()
        parsed = feedparser.parse(text.encode())
        assert len(parsed.entries) == 100
        assert parsed.feed.title == feed.title
        assert [entry.link for entry in parsed.entries] == [entry.url for entry in feed.entries]
        assert find_json_problems(format_json_feed(feed)) == set()
    latest = us_mexico.rows("SELECT title_es FROM event ORDER BY known_by_day DESC, sort_key DESC LIMIT 1")[0]
    assert parsed.entries[0].title.endswith(latest["title_es"])


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "<id>tag:example.org,2026:ab/event/2022-01-02-meeting",
            "<id>tag:example.org,2026:ab/event/2022-01-01-meeting",
            "id",
        ),
        ("<id>tag:", "<id>", "id"),
        ("T00:00:00Z</updated>", "</updated>", "updated"),
        ("<name>Interactions between A and B</name>", "", "author"),
        ("<content>", "<contents>", "xml"),
        ("&amp;", "&nbsp;", "bozo"),
    ],
)
def test_a_planted_fault_in_atom_is_found(old: str, new: str, problem: str) -> None:
    snapshot = build_snapshot(event_toml("2022-01-01", 'title = "A & B"'), event_toml("2022-01-02"))
    text = format_atom(event_feed(snapshot, PLACE, EN))
    assert find_atom_problems(text) == set()
    assert old in text
    found = find_atom_problems(text.replace(old, new))
    assert problem in found or found == {"xml"}


def test_a_planted_fault_in_a_json_feed_is_found() -> None:
    text = format_json_feed(event_feed(build_snapshot(event_toml("2022-01-01")), PLACE, EN))
    assert find_json_problems(text) == set()
    assert find_json_problems(text.replace('"items"', '"entries": [], "items"')) == {"entries"}
    assert find_json_problems(text.replace("content_text", "content")) == {"content"}
    assert find_json_problems(text.replace("version/1.1", "version/1")) == {"required"}


def test_a_late_entry_comes_first() -> None:
    """An event of 2015 that was added in 2023 is newer than one of 2022 that was there from the beginning."""
    snapshot = build_snapshot(event_toml("2015-01-01"), event_toml("2022-01-01"), event_toml("2019"))
    histories = {("event", "2015-01-01-meeting"): RecordHistory(date(2023, 1, 2), date(2023, 5, 6), 1)}
    feed = event_feed(snapshot, PLACE._replace(histories=histories), EN)
    found = [(entry.id.rpartition("/")[2], entry.published, entry.updated) for entry in feed.entries]
    assert found == [
        ("2015-01-01-meeting", date(2023, 1, 2), date(2023, 5, 6)),
        ("2022-01-01-meeting", None, date(2022, 1, 1)),
        ("2019-meeting", None, date(2019, 12, 31)),
    ]
    assert feed.entries[0].title == "Jan 1, 2015: Event 2015-01-01 "
    assert feed.entries[0].content == "Kind: meeting\nLevel: cabinet\nInstitutions: The Talks\nId: 2015-01-01-meeting"
    assert feed.updated == DAY


def test_an_event_after_the_day_of_the_version_was_updated_on_its_own_day() -> None:
    """It was held, so whoever wrote it down did so later."""
    feed = event_feed(build_snapshot(event_toml("2024-03-02")), PLACE, EN)
    assert (feed.entries[0].updated, feed.updated) == (date(2024, 3, 2), date(2024, 3, 2))


def test_an_event_ahead_was_not_updated_on_its_day() -> None:
    snapshot = build_snapshot(event_toml("2030-01-01", 'status = "planned"'))
    (entry,) = event_feed(snapshot, PLACE, EN).entries
    assert entry.updated == DAY
    assert entry.title == "Jan 1, 2030: Planned: Event 2030-01-01 "


def test_a_withdrawn_event_is_an_entry() -> None:
    withdrawn = """
[[withdrawn]]
kind = "event"
id = "2021-05-04-meeting"
title = "A meeting"
date = 2024-03-01
reason = "It never took place."

[[withdrawn]]
kind = "source"
id = "blog"
title = "A blog"
date = 2024-03-02
reason = "It is gone."
"""
    feed = event_feed(build_snapshot(event_toml("2022-01-01"), withdrawn=withdrawn), PLACE, EN)
    assert [entry.title for entry in feed.entries] == ["Withdrawn: A meeting", "Jan 1, 2022: Event 2022-01-01 "]
    assert feed.entries[0].content == "It never took place."
    assert feed.updated == date(2024, 3, 1)


def test_the_feed_of_an_institution_has_its_events_alone() -> None:
    snapshot = build_snapshot(event_toml("2022-01-01"), event_toml("2022-01-02", "institutions = []"))
    feed = event_feed(snapshot, PLACE, EN, "talks")
    assert [entry.id for entry in feed.entries] == ["tag:example.org,2026:ab/event/2022-01-01-meeting"]
    assert feed.id == "tag:example.org,2026:ab/feed/institution/talks/en"
    assert feed.title == "The Talks – Interactions between A and B"


def test_the_feed_of_an_institution_keeps_its_id_when_the_institution_is_renamed() -> None:
    now = TALKS.replace('id = "talks"', 'id = "dialogue"\nformer_ids = ["talks", "forum"]')
    event = event_toml("2022-01-01", 'institutions = ["dialogue"]')
    row = TALKS_ROW.replace('"talks"', '"dialogue"')
    feed = event_feed(build_snapshot(event, institutions=now, indicators=row), PLACE, EN, "dialogue")
    assert feed.id == "tag:example.org,2026:ab/feed/institution/talks/en"
    assert len(feed.entries) == 1


def test_names_of_entries_do_not_change_with_the_version_or_the_page() -> None:
    """The first id counts, and without any address the name has a host that cannot exist."""
    snapshot = build_snapshot(event_toml("2022-01-02", 'former_ids = ["2022-01-01-meeting"]'))
    (entry,) = event_feed(snapshot, Publication(DAY), EN).entries
    assert entry.id == "tag:ab.invalid,2026:ab/event/2022-01-01-meeting"
    assert entry.url == ""


@pytest.mark.parametrize("name", ALL_TEXTS)
def test_hostile_texts_come_back(name: str) -> None:
    """What XML or a reader cannot carry is shown as code points; everything else is unchanged."""
    text = ALL_TEXTS[name]
    feed = small_feed(entry_with(text))
    atom = format_atom(feed)
    expected = expected_text(text, tab="\t")
    entry = ElementTree.fromstring(atom).find(f"{ATOM}entry")
    assert entry is not None
    assert (entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}content")) == (expected, expected)
    parsed = feedparser.parse(atom.encode())
    assert not parsed.bozo
    assert parsed.entries[0].title == expected.strip()
    item = json.loads(format_json_feed(feed))["items"][0]
    assert (item["title"], item["content_text"], item["tags"]) == (expected, expected, [expected])
    assert find_dangers(atom + format_json_feed(feed)) == set()


def test_hostile_titles_of_a_dataset_come_back(hostile: Snapshot) -> None:
    parsed = feedparser.parse(format_atom(event_feed(hostile, PLACE, EN)).encode())
    titles = [entry.title.partition(": ")[2].removeprefix("Planned: ") for entry in reversed(parsed.entries)]
    assert [title.strip() for title in titles[: len(HOSTILE)]] == [text.strip() for text in HOSTILE]
