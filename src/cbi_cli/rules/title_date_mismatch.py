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

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.month_names import MONTH_NAMES, MONTH_NUMBERS
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.records.event import Event
from cbi_cli.rules.common import check_each

RULE = Rule("CBI305", "title-date-mismatch", "error", "text-date-mismatch")
_MONTH = "|".join(name for names in MONTH_NAMES.values() for name in names)
_DAY = r"\d{1,2}(?:st|nd|rd|th|º|°)?"
_TO = r"\s*(?:-|–|to|and|al?|y)\s*"
# A range of days is read as its first and its last day. Short names of months are left alone: "mar" is a word too.
_YEAR = re.compile(r"\d{4}")
_DATE = re.compile(
    rf"\b(?:(\d{{4}})-(\d{{2}})-(\d{{2}})"
    rf"|({_MONTH})\s+({_DAY})(?:{_TO}({_DAY}))?,?\s+(\d{{4}})"
    rf"|(?:({_DAY}){_TO})?({_DAY})\s+(?:(?:of|de)\s+)?({_MONTH}),?\s+(?:del?\s+)?(\d{{4}})"
    rf"|({_MONTH}),?\s+(?:(?:of|del?)\s+)?(\d{{4}}))\b",
    re.IGNORECASE,
)


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield dates in titles that are none of the event's own days."""
    yield from check_each(dataset.every("event"), lambda entry: _check_title(entry, "title"))
    yield from check_each(dataset.every("event"), lambda entry: _check_title(entry, "title_es"))


def _check_title(entry: RecordEntry[Event], field: str) -> Iterator[RawFinding]:
    event, title = entry.record, getattr(entry.record, field)
    if not _YEAR.search(title) or event.kind == "anniversary":
        return
    for found in _DATE.finditer(title):
        if not all(_agrees(named, event) for named in _parse_named_dates(found)):
            message = f"the title names {found[0]}, but the event is dated {_format_event_dates(event)}"
            hint = "correct the title or the start; the date of something else belongs in the note"
            yield entry.finding(RULE.code, field, message, hint)


def _parse_named_dates(found: re.Match[str]) -> Iterator[tuple[int, int, int | None]]:
    """Year, month and day of the date, or of the first and the last day of the range, that a match names."""
    given = [part.lower() for part in found.groups() if part]
    if found.lastindex == 3:
        year, month, day = map(int, given)
        yield year, month, day
        return
    *rest, last = given
    months = [MONTH_NUMBERS[part] for part in rest if part in MONTH_NUMBERS]
    days: list[int | None] = [_parse_day(part) for part in rest if part not in MONTH_NUMBERS]
    for one in days or [None]:
        yield int(last), months[0], one


def _parse_day(day: str) -> int:
    return int(re.sub(r"\D", "", day))


def _agrees(named: tuple[int, int, int | None], event: Event) -> bool:
    """Whether a date can be one of the event's days; one that the calendar does not have cannot."""
    try:
        when = PartialDate(*named)
        return when.last >= event.start.first and when.first <= event.last.last
    except ValueError:
        return False


def _format_event_dates(event: Event) -> str:
    return f"{event.start} to {event.end}" if event.end and event.end != event.start else str(event.start)
