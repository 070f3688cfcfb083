"""The title of an event has another date than the event.

Finds days and months with a year in titles of either language, such as "October 13, 2022", "13 de octubre de 2022",
2022-10-13 or "October 2022", that are outside the days of the event. Notes may name other dates, and so may titles
of anniversaries.

This often happens when a table is copied: the title was changed but not the date, or the reverse.

To fix it, look at the source and correct the wrong date. Put dates of other events into the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.languages import other_languages, twin_key
from cbi_cli.core.messages import message
from cbi_cli.core.month_names import MONTH_NAMES, MONTH_NUMBERS
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.records.event import Event
from cbi_cli.rules.common import check_each

RULE = Rule("CBI305", "title-date-mismatch", "error", "text-date-mismatch")
_MONTH = "|".join(MONTH_NAMES["en"] + MONTH_NAMES["es"])
_DAY = r"\d{1,2}(?:st|nd|rd|th|º|°)?"
_TO = r"\s*(?:-|–|to|and|al?|y)\s*"
# A range of days is read as its first and its last day. Abbreviated months are ignored, since "mar" is also a word.
_YEAR = re.compile(r"\d{4}")
_DATE = re.compile(
    rf"\b(?:(\d{{4}})-(\d{{2}})-(\d{{2}})"
    rf"|({_MONTH})\s+({_DAY})(?:{_TO}({_DAY}))?,?\s+(\d{{4}})"
    rf"|(?:({_DAY}){_TO})?({_DAY})\s+(?:(?:of|de)\s+)?({_MONTH}),?\s+(?:del?\s+)?(\d{{4}})"
    rf"|({_MONTH}),?\s+(?:(?:of|del?)\s+)?(\d{{4}}))\b",
    re.IGNORECASE,
)
_NamedDate = tuple[int, int, int | None]
"""A year, a month and a day, if it is known."""


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield dates in titles that are outside the days of the event."""
    events = dataset.every("event")
    yield from check_each(events, lambda entry: _check_title(entry, "title"))
    # The dates of other languages are not recognized, except as 2022-10-13.
    for name in ("title_es", *(twin_key("title", language) for language in other_languages(dataset.languages))):
        yield from check_each(events, partial(_check_title, field=name))


def _check_title(entry: RecordEntry[Event], field: str) -> Iterator[RawFinding]:
    event = entry.record
    title = getattr(event, field)
    # The first search is quick, and finds nothing in most titles.
    if not _YEAR.search(title) or event.kind == "anniversary":
        return
    for match in _DATE.finditer(title):
        if all(_is_date_of(event, named) for named in _parse_named_dates(match)):
            continue
        description = message(
            "the title names {date}, but the event is dated {event_dates}",
            date=match[0],
            event_dates=_format_event_dates(event),
        )
        hint = message("correct the title or the start; the date of something else belongs in the note")
        yield entry.finding(RULE.code, field, description, hint)


def _parse_named_dates(match: re.Match[str]) -> Iterator[_NamedDate]:
    """Yield the date of a match, or the first and last day of a range."""
    parts = [part.lower() for part in match.groups() if part]
    # The first three groups are those of 2022-10-13.
    if match.lastindex == 3:
        year, month, day = parts
        yield int(year), int(month), int(day)
        return
    # All other forms end with the year.
    year = parts.pop()
    month_number = 0
    days: list[int] = []
    for part in parts:
        if part in MONTH_NUMBERS:
            month_number = MONTH_NUMBERS[part]
        else:
            days.append(_parse_day(part))
    if not days:
        yield int(year), month_number, None
    for day_number in days:
        yield int(year), month_number, day_number


def _parse_day(day: str) -> int:
    """Return the number of a day that may be an ordinal number."""
    return int(re.sub(r"\D", "", day))


def _is_date_of(event: Event, named: _NamedDate) -> bool:
    """Tell whether a date can be one of the days of an event."""
    try:
        named_date = PartialDate(*named)
        return named_date.last >= event.start.first and named_date.first <= event.last.last
    except ValueError:
        # The calendar does not have this day.
        return False


def _format_event_dates(event: Event) -> str:
    if event.end and event.end != event.start:
        return message("{start} to {end}", start=event.start, end=event.end)
    return str(event.start)
