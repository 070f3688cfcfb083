"""Write feeds as Atom (RFC 4287)."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cbi_cli.core.sanitize import replace_controls_keep_tabs
from cbi_cli.exports.feeds import Feed, FeedEntry
from cbi_cli.formats.links import is_safe_link, quote_address

_NAMESPACE = "http://www.w3.org/2005/Atom"


def format_atom(feed: Feed) -> str:
    """Return a feed as an XML document. Hidden characters are shown as code points."""
    root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": feed.lang})
    _add_text(root, "id", feed.id)
    _add_text(root, "title", feed.title)
    _add_text(root, "subtitle", feed.description)
    _add_text(root, "updated", _moment(feed.updated))
    _add_link(root, "alternate", feed.home, "text/html")
    _add_link(root, "self", feed.address, "application/atom+xml")
    for author in feed.authors:
        _add_text(SubElement(root, "author"), "name", author)
    _add_text(root, "rights", feed.license)
    for entry in feed.entries:
        _add_entry(root, entry)
    indent(root)
    body = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def _add_entry(root: Element, entry: FeedEntry) -> None:
    element = SubElement(root, "entry")
    _add_text(element, "id", entry.id)
    _add_text(element, "title", entry.title)
    _add_text(element, "updated", _moment(entry.updated))
    if entry.published is not None:
        _add_text(element, "published", _moment(entry.published))
    _add_link(element, "alternate", entry.url, "text/html")
    for tag in entry.tags:
        SubElement(element, "category", {"term": replace_controls_keep_tabs(tag)})
    _add_text(element, "content", entry.content)


def _add_text(parent: Element, name: str, text: str) -> None:
    # The default type of texts is plain text.
    SubElement(parent, name).text = replace_controls_keep_tabs(text)


def _add_link(parent: Element, relation: str, address: str, media_type: str) -> None:
    """Add a link if the address is known and may become one."""
    if is_safe_link(address):
        SubElement(parent, "link", {"rel": relation, "type": media_type, "href": quote_address(address)})


def _moment(day: date) -> str:
    """Return the beginning of a day, as Atom wants it."""
    return f"{day.isoformat()}T00:00:00Z"
