"""Write feeds as JSON Feed 1.1."""

from __future__ import annotations

from datetime import date
from typing import Any

from cbi_cli.core.sanitize import replace_controls_keep_tabs
from cbi_cli.exports.feeds import Feed, FeedEntry
from cbi_cli.formats.json import format_json
from cbi_cli.formats.links import is_safe_link, quote_address

_VERSION = "https://jsonfeed.org/version/1.1"


def format_json_feed(feed: Feed) -> str:
    """Return a feed as a JSON document. Hidden characters are shown as code points, as readers show texts to people."""
    document: dict[str, Any] = {"version": _VERSION, "title": _clean(feed.title)}
    _set_address(document, "home_page_url", feed.home)
    _set_address(document, "feed_url", feed.address)
    document["description"] = _clean(feed.description)
    document["language"] = feed.lang
    document["authors"] = [{"name": _clean(author)} for author in feed.authors]
    document["items"] = [_item(entry) for entry in feed.entries]
    return format_json(document)


def _item(entry: FeedEntry) -> dict[str, Any]:
    item: dict[str, Any] = {"id": entry.id}
    _set_address(item, "url", entry.url)
    item["title"] = _clean(entry.title)
    item["content_text"] = _clean(entry.content)
    if entry.published is not None:
        item["date_published"] = _moment(entry.published)
    item["date_modified"] = _moment(entry.updated)
    item["tags"] = [_clean(tag) for tag in entry.tags]
    return item


def _set_address(table: dict[str, Any], key: str, address: str) -> None:
    """Set an address if it is known and may become a link."""
    if is_safe_link(address):
        table[key] = quote_address(address)


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _clean(text: str) -> str:
    return replace_controls_keep_tabs(text)
