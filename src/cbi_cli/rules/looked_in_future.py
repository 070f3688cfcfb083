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

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.dataset.model import RecordEntry
from cbi_cli.index.records import RecordIndex
from cbi_cli.records.dataset_info import DatasetInfo
from cbi_cli.records.edition import Edition
from cbi_cli.records.institution import Institution
from cbi_cli.records.source import Source
from cbi_cli.rules.common import check_each, iter_items

RULE = Rule("CBI306", "looked-in-future", "error")
_HINT = "correct the date"
_LATER_SOURCES = """
SELECT id FROM record WHERE kind = 'source' AND json_extract(json, '$.published') > :today
"""


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield what lies after tomorrow and cannot."""
    limit = today + timedelta(days=1)
    yield from check_each(index.every("dataset"), partial(_check_dataset, limit))
    yield from check_each(index.every("edition"), partial(_check_edition_year, limit))
    yield from check_each(index.every("edition"), partial(_check_published, limit))
    later = (index.entry("source", name) for (name,) in index.rows(_LATER_SOURCES, today=limit.isoformat()))
    yield from check_each([*(one for one in later if one), *index.partial("source")], partial(_check_published, limit))
    for kind in ("institution", "indicator"):
        for entry in index.every(kind):
            yield from _check_coverage(entry, limit)


def _check_dataset(limit: date, entry: RecordEntry[DatasetInfo]) -> Iterator[RawFinding]:
    until = entry.record.covers_until
    if until > limit:
        message = f"the dataset cannot be covered until {until}, which is in the future"
        yield entry.finding(RULE.code, "covers_until", message, _HINT)


def _check_edition_year(limit: date, entry: RecordEntry[Edition]) -> Iterator[RawFinding]:
    if entry.record.year > limit.year:
        message = f"an edition cannot report on {entry.record.year}, which is in the future"
        yield entry.finding(RULE.code, "year", message, _HINT)


def _check_published(limit: date, entry: RecordEntry[Edition | Source]) -> Iterator[RawFinding]:
    published = entry.record.published
    if published is not None and published.first > limit:
        message = f"the publication day, {published}, is in the future"
        yield entry.finding(RULE.code, "published", message, _HINT)


def _check_coverage(entry: RecordEntry[Institution], limit: date) -> Iterator[RawFinding]:
    for index, part in iter_items(entry.record, "coverage"):
        end = vars(part).get("end")
        if end is not None and end > limit.year:
            message = f"coverage cannot extend to {end}, which is in the future"
            yield entry.finding(RULE.code, ("coverage", index, "to"), message, _HINT)
