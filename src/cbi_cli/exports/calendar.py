"""Export the events of a dataset as a calendar (iCalendar, RFC 5545), to subscribe to.

An entry is known for ever by the id that its event had first, so that programs update it when the event is corrected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from cbi_cli.core.dates import day_from_number
from cbi_cli.core.sanitize import replace_controls_keep_tabs
from cbi_cli.exports.publication import Publication
from cbi_cli.exports.published_events import EventTexts, PublishedEvent, count_partial, iter_events
from cbi_cli.formats.links import is_safe_link, quote_address
from cbi_cli.i18n.translator import Translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import dataset_title
from cbi_cli.reports.due import DueQuery, DueSeries, compute_due

_MAX_OCTETS = 75
"""How long a line may be, without its end."""

_OCTET_MASK = 0b1100_0000
_LATER_OCTET = 0b1000_0000
"""How every octet of a character in UTF-8 but the first begins."""

_LINE_END = "\r\n"
_REFRESH = "P1D"
"""How often a program should look for a newer version."""

_STATUSES = {"held": "CONFIRMED", "planned": "TENTATIVE", "postponed": "CANCELLED", "cancelled": "CANCELLED"}
"""The status of an entry: a postponed event does not take place on its day."""

_FIRST_IDS_QUERY = """
SELECT s.id, json_extract(r.json, '$.former_ids[0]') AS first_id
FROM series AS s JOIN record AS r ON r.kind = s.kind AND r.id = s.id ORDER BY s.sort_key
"""

_SPECIAL = re.compile(r"[\\;,]")


class _Entry(NamedTuple):
    """An entry of a calendar, of whole days; `uid` names it within the dataset."""

    uid: str
    first: date
    last: date
    summary: str
    description: str
    status: str
    modified: date
    changes: int = 0
    place: str = ""
    category: str = ""
    url: str = ""


def event_calendar(
    snapshot: Snapshot, publication: Publication, tr: Translator, institution: str = ""
) -> Iterator[str]:
    """Yield the calendar of all events, or of those of an institution, in parts of whole lines.

    Events without an exact day are left out and counted in the description.
    """
    texts = EventTexts(snapshot, tr)
    name = dataset_title(snapshot).text(tr.data_lang)
    if institution:
        name = f"{texts.institution(institution)} – {name}"
    description = tr.gettext("All events whose day is known.")
    partial = count_partial(snapshot, institution)
    if partial:
        left_out = tr.ngettext(
            "1 event of which only the month or the year is known is left out.",
            "{n} events of which only the month or the year is known are left out.",
            partial,
        )
        description = f"{description} {left_out}"
    events = iter_events(snapshot, institution)
    entries = (_event_entry(event, texts, publication) for event in events if event.is_exact)
    yield from _calendar_parts(snapshot, publication, name, description, entries)


def expected_calendar(snapshot: Snapshot, publication: Publication, tr: Translator) -> Iterator[str]:
    """Yield the calendar of what is due by the cadence of each series, in parts of whole lines.

    An entry is on the last day on which it would be in time, which is the end of a year. Nobody announced these days.
    """
    due = compute_due(snapshot, DueQuery())
    first_ids = _first_ids(snapshot)
    title = dataset_title(snapshot).text(tr.data_lang)
    name = tr.gettext("Expected: {title}", title=title)
    description = tr.gettext("What is due by the end of a year, as its cadence suggests. Nobody announced these days.")
    entries: list[_Entry] = []
    for one in due.series:
        if one.next_year is not None:
            first_id = first_ids.get(one.series.id, one.series.id)
            entries.append(_due_entry(one, one.next_year, first_id, publication, tr))
    yield from _calendar_parts(snapshot, publication, name, description, entries)


def _first_ids(snapshot: Snapshot) -> dict[str, str]:
    """Return the first id of each series that was renamed.

    A series whose first id is that of another one is left out: one id names one entry.
    """
    rows = snapshot.rows(_FIRST_IDS_QUERY)
    taken = {row["id"] for row in rows}
    first_ids: dict[str, str] = {}
    for row in rows:
        first_id = row["first_id"]
        if first_id is not None and first_id not in taken:
            taken.add(first_id)
            first_ids[row["id"]] = first_id
    return first_ids


def _event_entry(event: PublishedEvent, texts: EventTexts, publication: Publication) -> _Entry:
    first = day_from_number(event.first_day)
    last = day_from_number(event.last_day)
    summary = texts.title(event)
    lines = texts.lines(event)
    status = _STATUSES[event.status]
    history = publication.history("event", event.id)
    modified = history.changed or history.added or publication.day
    place = texts.place(event)
    category = texts.kind(event)
    url = publication.address_of("event", event.id)
    return _Entry(
        event.first_id, first, last, summary, "\n".join(lines), status, modified, history.changes, place, category, url
    )


def _due_entry(one: DueSeries, year: int, first_id: str, publication: Publication, tr: Translator) -> _Entry:
    series = one.series
    label = series.label.text(tr.data_lang)
    summary = tr.gettext("Due by the end of {year}: {label}", year=year, label=label)
    cadence = series.cadence_years
    description = tr.ngettext(
        "Expected because it is held every year.", "Expected because it is held every {n} years.", cadence
    )
    if one.perhaps_held is not None:
        event = one.perhaps_held.event
        dates = tr.dates(event.start, event.end)
        perhaps = tr.gettext("{label}: one was held {dates}, perhaps in {year}", label=label, dates=dates, year=year)
        description = f"{description}\n{perhaps}"
    uid = f"expected-{first_id}-{year}"
    last_day = date(year, 12, 31)
    url = publication.address_of("series", series.id)
    return _Entry(uid, last_day, last_day, summary, description, "TENTATIVE", publication.day, url=url)


def _calendar_parts(
    snapshot: Snapshot, publication: Publication, name: str, description: str, entries: Iterable[_Entry]
) -> Iterator[str]:
    """Yield the head of a calendar, each entry and the end; every line is folded and has its end."""
    yield f"BEGIN:VCALENDAR{_LINE_END}"
    yield f"VERSION:2.0{_LINE_END}"
    yield f"PRODID:-//cbi//{snapshot.meta['id']}//EN{_LINE_END}"
    yield f"CALSCALE:GREGORIAN{_LINE_END}"
    yield f"METHOD:PUBLISH{_LINE_END}"
    # The names of RFC 7986, and those that programs had before it.
    for key in ("NAME", "X-WR-CALNAME"):
        yield _text_line(key, name)
    for key in ("DESCRIPTION", "X-WR-CALDESC"):
        yield _text_line(key, description)
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}{_LINE_END}"
    yield f"X-PUBLISHED-TTL:{_REFRESH}{_LINE_END}"
    domain = f"{snapshot.meta['id']}.cbi"
    for entry in entries:
        yield "".join(_entry_lines(entry, domain, publication.day))
    yield f"END:VCALENDAR{_LINE_END}"


def _entry_lines(entry: _Entry, domain: str, day: date) -> Iterator[str]:
    yield f"BEGIN:VEVENT{_LINE_END}"
    yield _fold(f"UID:{entry.uid}@{domain}")
    yield f"DTSTAMP:{_basic(day)}T000000Z{_LINE_END}"
    yield f"LAST-MODIFIED:{_basic(entry.modified)}T000000Z{_LINE_END}"
    yield f"SEQUENCE:{entry.changes}{_LINE_END}"
    yield f"DTSTART;VALUE=DATE:{_basic(entry.first)}{_LINE_END}"
    # The end is the day after. The calendar has none after its last day; without an end an entry has one day.
    if entry.last < date.max:
        day_after = entry.last + timedelta(days=1)
        yield f"DTEND;VALUE=DATE:{_basic(day_after)}{_LINE_END}"
    yield _text_line("SUMMARY", entry.summary)
    yield _text_line("DESCRIPTION", entry.description)
    # Many entries have the same place and the same category.
    if entry.place:
        yield _common_line("LOCATION", entry.place)
    if entry.category:
        yield _common_line("CATEGORIES", entry.category)
    if is_safe_link(entry.url):
        address = quote_address(entry.url)
        yield _fold(f"URL:{address}")
    yield f"STATUS:{entry.status}{_LINE_END}"
    # An event of others does not make the reader busy.
    yield f"TRANSP:TRANSPARENT{_LINE_END}"
    yield f"END:VEVENT{_LINE_END}"


@lru_cache(maxsize=1000)
def _basic(day: date) -> str:
    """Return a day as eight digits."""
    return day.isoformat().replace("-", "")


def _text_line(name: str, text: str) -> str:
    """Return a property with a text, its special characters escaped and its hidden ones shown as code points."""
    cleaned = replace_controls_keep_tabs(text)
    escaped = _SPECIAL.sub(r"\\\g<0>", cleaned)
    value = escaped.replace("\n", "\\n")
    return _fold(f"{name}:{value}")


@lru_cache(maxsize=1000)
def _common_line(name: str, text: str) -> str:
    return _text_line(name, text)


def _fold(line: str) -> str:
    """Return a line in parts that are short enough, all but the first with a space before it, and with its end."""
    if len(line) <= _MAX_OCTETS and line.isascii():
        return f"{line}{_LINE_END}"
    octets = line.encode()
    parts: list[bytes] = []
    start = 0
    room = _MAX_OCTETS
    while len(octets) - start > room:
        end = start + room
        # No character is divided.
        while octets[end] & _OCTET_MASK == _LATER_OCTET:
            end -= 1
        parts.append(octets[start:end])
        start = end
        # The space before a part counts.
        room = _MAX_OCTETS - 1
    parts.append(octets[start:])
    folded = f"{_LINE_END} ".encode().join(parts)
    return f"{folded.decode()}{_LINE_END}"
