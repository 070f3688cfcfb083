"""Entries of a bibliography as items of CSL-JSON, which Zotero, pandoc and others read."""

from __future__ import annotations

from typing import Any

from cbi_cli.core.dates import BETWEEN
from cbi_cli.views.citation_entries import CitationEntry, date_words

_TYPES = {"dataset": "dataset", "record": "entry", "work": "document"}


def make_csl_item(entry: CitationEntry) -> dict[str, Any]:
    """Return the item of an entry, without the variables that have no value."""
    item: dict[str, Any] = {"id": entry.key, "type": _TYPES[entry.type], "title": entry.title}
    if entry.type == "work" and entry.url:
        item["type"] = "webpage"
    # An author may be an institution: a name is not taken apart.
    if entry.authors:
        item["author"] = [{"literal": name} for name in entry.authors]
    if entry.issued:
        item["issued"] = _make_date(entry.issued)
    if entry.start:
        item["event-date"] = _make_date(entry.start, entry.end)
    if entry.accessed:
        item["accessed"] = _make_date(entry.accessed)
    notes = list(entry.notes)
    if entry.archive_url:
        notes.append(f"Archived copy: {entry.archive_url}")
    texts = {"container-title": entry.container}
    texts["number"] = entry.number
    texts["version"] = entry.version
    texts["publisher"] = entry.publisher
    texts["DOI"] = entry.doi
    texts["URL"] = entry.url
    texts["language"] = entry.language
    texts["note"] = "; ".join(notes)
    item.update({name: text for name, text in texts.items() if text})
    return item


def _make_date(start: str, end: str = "") -> dict[str, Any]:
    """Return a date or a span of dates, each known to the day, the month or the year."""
    if BETWEEN in start or BETWEEN in end:
        # A span of CSL is a time that something took, not one in which it took place.
        return {"literal": date_words(start, end)}
    parts = [_date_parts(start)]
    if end and end != start:
        parts.append(_date_parts(end))
    return {"date-parts": parts}


def _date_parts(date: str) -> list[int]:
    return [int(part) for part in date.split("-")]
