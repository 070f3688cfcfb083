"""Feeds as values, which `exports.atom` and `exports.json_feed` write, and the feed of events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.core.dates import day_from_number, day_number
from cbi_cli.exports.publication import Publication, find_first_id, tag_prefix
from cbi_cli.exports.published_events import EventTexts, PublishedEvent, event_days, find_events
from cbi_cli.i18n.translator import Translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import dataset_title, record_text

MAX_ENTRIES = 100
"""How many entries a feed has at most: the newest ones."""


class FeedEntry(NamedTuple):
    """An entry of a feed.

    `id` is a URI that names it for ever. `updated` is the day of its last change, `published` the day since which it is
    known, None if that is not known. `content` is plain text. `url` is the full address of its page, empty if it has
    none.
    """

    id: str
    title: str
    updated: date
    content: str
    published: date | None = None
    url: str = ""
    tags: tuple[str, ...] = ()


class Feed(NamedTuple):
    """A feed in one language, its entries with the newest first.

    `home` is the full address of the page to which it belongs, `address` its own; both are empty if they are not known.
    """

    id: str
    title: str
    description: str
    lang: str
    updated: date
    authors: tuple[str, ...]
    license: str
    entries: tuple[FeedEntry, ...]
    home: str = ""
    address: str = ""


def make_feed(
    snapshot: Snapshot,
    publication: Publication,
    tr: Translator,
    name: str,
    title: str,
    description: str,
    entries: tuple[FeedEntry, ...],
) -> Feed:
    """Return a feed about the dataset; `name` tells it from the others and is part of its permanent name.

    It was updated on the day of the version, or with its latest entry if that is later.
    """
    dataset = snapshot.records("dataset")[0]
    prefix = tag_prefix(snapshot, publication)
    lang = tr.data_lang
    feed_id = f"{prefix}feed/{name}/{lang}"
    updated = publication.day
    for entry in entries:
        updated = max(updated, entry.updated)
    authors = dataset_authors(dataset)
    license_name = dataset["license"]
    return Feed(feed_id, title, description, lang, updated, authors, license_name, entries, publication.home)


def dataset_authors(dataset: Mapping[str, Any]) -> tuple[str, ...]:
    """Return who answers for a dataset: its publisher, or else its maintainers, or else its title."""
    publisher = dataset.get("publisher", "")
    maintainers = [one["name"] for one in dataset.get("maintainer", ())]
    names = [publisher] if publisher else maintainers
    return tuple(names) or (dataset["title"],)


def event_feed(snapshot: Snapshot, publication: Publication, tr: Translator, institution: str = "") -> Feed:
    """Return the feed of the events, or of those of an institution; that of all tells what was withdrawn too.

    The order is that of the day on which an event was added; where that is not known, that of its date. So an event of
    long ago that was added late is among the newest.
    """
    texts = EventTexts(snapshot, tr)
    title = dataset_title(snapshot).text(tr.data_lang)
    name = "events"
    dated = _event_entries(snapshot, publication, texts, institution)
    if institution:
        record = snapshot.record("institution", institution) or {}
        first_id = find_first_id(institution, record.get("former_ids", ()))
        name = f"institution/{first_id}"
        title = f"{texts.institution(institution)} – {title}"
    else:
        dated += _withdrawn_entries(snapshot, publication, tr)
    dated.sort(key=_order, reverse=True)
    entries = [one.entry for one in dated[:MAX_ENTRIES]]
    description = tr.gettext("Events, those that were added last first")
    return make_feed(snapshot, publication, tr, name, title, description, tuple(entries))


class _DatedEntry(NamedTuple):
    """An entry and what it is sorted by: the number of a day, and a text for entries of the same day."""

    day: int
    key: str
    entry: FeedEntry


def _order(one: _DatedEntry) -> tuple[int, str]:
    return one.day, one.key


def _event_entries(
    snapshot: Snapshot, publication: Publication, texts: EventTexts, institution: str
) -> list[_DatedEntry]:
    """Return the entries of the newest events."""
    days: list[tuple[int, str, int]] = []
    for row in event_days(snapshot, institution):
        day = row["known_by_day"]
        added = publication.history("event", row["id"]).added
        if added is not None:
            day = day_number(added)
        days.append((day, row["sort_key"], row["number"]))
    days.sort(reverse=True)
    newest = days[:MAX_ENTRIES]
    events = find_events(snapshot, [number for _, _, number in newest])
    prefix = tag_prefix(snapshot, publication)
    dated: list[_DatedEntry] = []
    for (day, key, _), event in zip(newest, events, strict=True):
        entry = _event_entry(event, publication, texts, prefix)
        dated.append(_DatedEntry(day, key, entry))
    return dated


def _event_entry(event: PublishedEvent, publication: Publication, texts: EventTexts, prefix: str) -> FeedEntry:
    history = publication.history("event", event.id)
    known = day_from_number(event.known_by_day)
    if event.status != "held":
        # It did not change on its day, which may still lie ahead.
        known = min(known, publication.day)
    updated = history.changed or history.added or known
    dates = texts.tr.dates(event.start, event.end)
    title = texts.title(event)
    place = texts.place(event)
    lines = texts.lines(event)
    if place:
        lines.insert(0, place)
    content = "\n".join(lines)
    url = publication.address_of("event", event.id)
    kind = texts.kind(event)
    entry_id = f"{prefix}event/{event.first_id}"
    return FeedEntry(entry_id, f"{dates}: {title}", updated, content, history.added, url, (kind,))


def _withdrawn_entries(snapshot: Snapshot, publication: Publication, tr: Translator) -> list[_DatedEntry]:
    """Return an entry for each event that was withdrawn."""
    prefix = tag_prefix(snapshot, publication)
    dated: list[_DatedEntry] = []
    for record in snapshot.records("withdrawn"):
        if record["kind"] != "event":
            continue
        record_id = record["id"]
        day = date.fromisoformat(record["date"])
        name = record_text(record, "title").text(tr.data_lang)
        title = tr.gettext("Withdrawn: {title}", title=name)
        reason = record_text(record, "reason").text(tr.data_lang)
        url = publication.address_of("event", record_id)
        entry_id = f"{prefix}withdrawn/event/{record_id}"
        entry = FeedEntry(entry_id, title, day, reason, day, url)
        dated.append(_DatedEntry(day_number(day), record_id, entry))
    return dated
