"""What readers of feeds get is compared with the feed, value for value; a fault planted in a writer is seen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from types import ModuleType
from typing import Any

import feedparser
import pytest

from cbi_cli.exports import atom, json_feed
from cbi_cli.exports.feeds import Feed, FeedEntry, event_feed
from cbi_cli.exports.publication import Publication, RecordHistory
from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.snapshot import Snapshot
from tests.unit.exports.conftest import DAY, page_address

DIALOGUE = "2022-10-13-high-level-security-dialogue"
HISTORIES = {("event", DIALOGUE): RecordHistory(date(2024, 1, 2), date(2024, 2, 3), 1)}
PLACE = Publication(DAY, "https://example.org/", page_address, HISTORIES)
FORMATS = ("atom", "json")
Fault = Callable[[ModuleType, pytest.MonkeyPatch], None]


@pytest.fixture(scope="module")
def feed(us_mexico: Snapshot) -> Feed:
    """The feed of the shipped dataset, of which one event was added and changed by releases."""
    made = event_feed(us_mexico, PLACE, get_translator("en"))._replace(address="https://example.org/feed/x")
    dated = {one.id.rpartition("/")[2]: (one.published, one.updated) for one in made.entries if one.published}
    assert dated == {DIALOGUE: (date(2024, 1, 2), date(2024, 2, 3))}
    assert all((one.title, one.content, one.url, one.tags) > ("", "", "", ()) for one in made.entries)
    return made


def write(name: str, feed: Feed) -> str:
    return atom.format_atom(feed) if name == "atom" else json_feed.format_json_feed(feed)


def read_atom(text: str) -> Feed:
    """What feedparser, a reader of somebody else, makes of a feed."""
    parsed = feedparser.parse(text.encode())
    assert not parsed.bozo, parsed.bozo_exception
    links = {link.rel: link.href for link in parsed.feed.links}
    entries = []
    for one in parsed.entries:
        published = read_day(one.published) if "published" in one else None
        (content,) = one.content
        assert content.type == "text/plain"
        tags = tuple(tag.term for tag in one.tags)
        updated = read_day(one.updated)
        entries.append(FeedEntry(one.id, one.title, updated, content.value, published, one.link, tags))
    head = parsed.feed
    authors = tuple(author.name for author in head.authors)
    updated = read_day(head.updated)
    lang = head.language
    home, address = links["alternate"], links["self"]
    title, description = head.title, head.subtitle
    return Feed(head.id, title, description, lang, updated, authors, head.rights, tuple(entries), home, address)


def read_json(text: str, written: Feed) -> Feed:
    """What the words of JSON Feed 1.1 mean; what it cannot say is taken from the feed."""
    document: dict[str, Any] = json.loads(text)
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    entries = []
    for one in document["items"]:
        published = read_day(one["date_published"]) if "date_published" in one else None
        tags = tuple(one["tags"])
        updated = read_day(one["date_modified"])
        entries.append(FeedEntry(one["id"], one["title"], updated, one["content_text"], published, one["url"], tags))
    authors = tuple(author["name"] for author in document["authors"])
    return written._replace(
        title=document["title"],
        description=document["description"],
        lang=document["language"],
        authors=authors,
        entries=tuple(entries),
        home=document["home_page_url"],
        address=document["feed_url"],
    )


def read_day(moment: str) -> date:
    """The day of a moment of RFC 3339 in UTC."""
    day, _, time = moment.partition("T")
    assert time == "00:00:00Z"
    return date.fromisoformat(day)


def find_differences(name: str, feed: Feed) -> Iterator[str]:
    """Name what a reader gets otherwise than it was written, or that it cannot read it."""
    text = write(name, feed)
    try:
        read = read_atom(text) if name == "atom" else read_json(text, feed)
    except (AssertionError, AttributeError, KeyError, TypeError, ValueError) as error:
        yield f"unread: {error!r}"
        return
    for field, value in feed._replace(entries=())._asdict().items():
        if read._replace(entries=())._asdict()[field] != value:
            yield field
    if len(read.entries) != len(feed.entries):
        yield "entries"
    for got, entry in zip(read.entries, feed.entries, strict=False):
        for field, value in entry._asdict().items():
            if got._asdict()[field] != value:
                yield f"{entry.id}: {field}"


@pytest.mark.parametrize("name", FORMATS)
def test_every_value_of_a_feed_comes_back(name: str, feed: Feed) -> None:
    assert list(find_differences(name, feed)) == []


def _replace_entry(change: Callable[[FeedEntry], FeedEntry]) -> Fault:
    """A writer that writes something else of each entry."""

    def plant(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        if module is atom:
            write_entry = atom._add_entry
            monkeypatch.setattr(module, "_add_entry", lambda root, entry: write_entry(root, change(entry)))
        else:
            make_item = json_feed._item
            monkeypatch.setattr(module, "_item", lambda entry: make_item(change(entry)))

    return plant


def _replace_moment(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_moment", lambda day: f"{day.isoformat()}")


def _leave_addresses_out(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "is_safe_link", lambda address: False)


FAULTS: dict[str, Fault] = {
    "title": _replace_entry(lambda entry: entry._replace(title=entry.title.upper())),
    "content": _replace_entry(lambda entry: entry._replace(content=entry.content.partition("\n")[0])),
    "id": _replace_entry(lambda entry: entry._replace(id=f"{entry.id}-{entry.updated}")),
    "updated": _replace_entry(lambda entry: entry._replace(updated=entry.published or entry.updated)),
    "published": _replace_entry(lambda entry: entry._replace(published=None)),
    "tags": _replace_entry(lambda entry: entry._replace(tags=(*entry.tags, "x"))),
    "url": _replace_entry(lambda entry: entry._replace(url=f"{entry.url}#x")),
    "moment": _replace_moment,
    "addresses": _leave_addresses_out,
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_writer_is_seen(name: str, fault: str, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[fault]({"atom": atom, "json": json_feed}[name], monkeypatch)
    assert list(find_differences(name, feed)) != []
