"""Something in the past is dated in the future.

Finds a `covers_until`, a covered year (`to` of a coverage), an edition and a publication date after today. One day
is tolerated, because of time zones.

A future year cannot have been researched. A typo such as `covers_until = 2203-03-31` would turn rows to "none held"
in years that nobody researched.

To fix it, look at the source. Often two digits are swapped.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Entry
from cbi_cli.rules.sound import each, parts_of
from cbi_cli.schema.edition import Edition
from cbi_cli.schema.info import DatasetInfo
from cbi_cli.schema.institution import Institution
from cbi_cli.schema.source import Source
from cbi_cli.store.index import Index

CHECK = Check("CBI306", "looked-in-future", "error")
_HINT = "correct the date"
_LATER_SOURCES = """
SELECT id FROM record WHERE kind = 'source' AND json_extract(json, '$.published') > :today
"""


def find_across(index: Index, today: date) -> Iterator[Fault]:
    """Yield what lies after tomorrow and cannot."""
    limit = today + timedelta(days=1)
    yield from each(index.every("dataset"), partial(_dataset, limit))
    yield from each(index.every("edition"), partial(_edition_year, limit))
    yield from each(index.every("edition"), partial(_published, limit))
    later = (index.entry("source", name) for (name,) in index.rows(_LATER_SOURCES, today=limit.isoformat()))
    yield from each([*(one for one in later if one), *index.partial("source")], partial(_published, limit))
    for kind in ("institution", "indicator"):
        for entry in index.every(kind):
            yield from _covered(entry, limit)


def _dataset(limit: date, entry: Entry[DatasetInfo]) -> Iterator[Fault]:
    until = entry.record.covers_until
    if until > limit:
        message = f"the dataset cannot be covered until {until}, which is in the future"
        yield entry.fault(CHECK.code, "covers_until", message, _HINT)


def _edition_year(limit: date, entry: Entry[Edition]) -> Iterator[Fault]:
    if entry.record.year > limit.year:
        message = f"an edition cannot report on {entry.record.year}, which is in the future"
        yield entry.fault(CHECK.code, "year", message, _HINT)


def _published(limit: date, entry: Entry[Edition | Source]) -> Iterator[Fault]:
    published = entry.record.published
    if published is not None and published.first > limit:
        message = f"the publication day, {published}, is in the future"
        yield entry.fault(CHECK.code, "published", message, _HINT)


def _covered(entry: Entry[Institution], limit: date) -> Iterator[Fault]:
    for index, part in parts_of(entry.record, "coverage"):
        end = vars(part).get("end")
        if end is not None and end > limit.year:
            message = f"coverage cannot extend to {end}, which is in the future"
            yield entry.fault(CHECK.code, ("coverage", index, "to"), message, _HINT)
