"""The id of an event does not start with a date.

Finds events whose id does not start with a date and a hyphen, such as `border-agreement` or
`2022-13-01-security-dialogue`.

People read the date in the id, and ids are sorted by it. If the start of an event is corrected, its id keeps the old
date, so that references still work. So the date in the id may differ from the start, except in a new event, which
`validate --base` checks (CBI605).

To fix it, start the id with the start date as far as it is known, then a hyphen: `2022-10-` for a start of
"2022-10", `2020-07-` or `2020-` for "2020-07..2021-05". If the record is already published, add
the old id to `former_ids`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.records.event import Event
from cbi_cli.rules.common import check_each

RULE = Rule("CBI203", "id-date-mismatch", "error", "id-does-not-fit")
_DATE_PREFIX = re.compile(r"([0-9]{4}(?:-[0-9]{2}){0,2})-[^-]")


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield events whose id does not begin with a date."""
    yield from check_each(dataset.every("event"), _check_event)


def _check_event(entry: RecordEntry[Event]) -> Iterator[RawFinding]:
    event_id = entry.record.id
    if not begins_with_date(event_id):
        description = message("the id `{event_id}` does not begin with a date", event_id=event_id)
        yield entry.finding(RULE.code, "id", description, message("begin it with the start, e.g. `2022-10-13-`"))


def begins_with_date(event_id: str) -> bool:
    """Tell whether an id begins with a valid date and a hyphen.

    The date may be a day, a month or a year.
    """
    match = _DATE_PREFIX.match(event_id)
    if match is None:
        return False
    try:
        PartialDate.parse(match[1])
    except ValueError:
        return False
    return True
