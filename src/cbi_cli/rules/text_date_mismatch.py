"""The title of an event names a date that is not the event's.

A day or a month with its year in a title must lie within the event's own dates; otherwise the title or the date was
changed alone.

To mend it, correct the one that is wrong. Notes may name other dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.findings import Check, Fault
from cbi_cli.core.months import NUMBERS
from cbi_cli.dataset.model import Dataset
from cbi_cli.schema.event import Event

CHECK = Check("CBI305", "text-date-mismatch", "error")


_MONTH = "|".join(sorted(NUMBERS, key=len, reverse=True))
_FORMS = (
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?\b"),
    re.compile(
        rf"\b(?:(?P<day>\d{{1,2}})(?: de)? )?(?P<month>{_MONTH})\.?,?(?: de| del)? (?P<year>\d{{4}})\b", re.IGNORECASE
    ),
    re.compile(rf"\b(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b", re.IGNORECASE),
)


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every date in a title that cannot be one of the event's days."""
    for entry in dataset.events:
        for field in ("title", "title_es"):
            for written, when in _dates(getattr(entry.record, field)):
                if not _within(when, entry.record):
                    message = f"the title says {written}, the event is of {entry.record.start}"
                    yield entry.fault(CHECK.code, field, message, "correct the title or the date")


def _dates(text: str) -> Iterator[tuple[str, PartialDate]]:
    """The dates in a text that the calendar has."""
    for form in _FORMS:
        for found in form.finditer(text):
            month = NUMBERS.get(found["month"].lower()) or int(found["month"])
            parts = [
                f"{int(found['year']):04d}",
                f"{month:02d}",
                *([f"{int(found['day']):02d}"] if found["day"] else []),
            ]
            try:
                yield found[0], PartialDate.parse("-".join(parts))
            except ValueError:
                continue


def _within(when: PartialDate, event: Event) -> bool:
    return when.first <= event.last.last and when.last >= event.start.first
