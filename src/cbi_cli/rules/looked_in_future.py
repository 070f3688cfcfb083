"""Something in the past is dated in the future.

Finds a `covers_until`, a `released`, a covered year (`to` of a coverage), an edition and a publication date after
today. One day is tolerated, because of time zones.

A future year cannot have been researched. A typo such as `covers_until = 2203-03-31` would turn rows to "none held"
in years that nobody researched.

To fix it, look at the source. Often two digits are swapped.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import RecordEntry
from cbi_cli.index.records import RecordIndex
from cbi_cli.records.dataset_info import DatasetInfo
from cbi_cli.records.edition import Edition
from cbi_cli.records.indicator import Indicator
from cbi_cli.records.institution import Institution
from cbi_cli.records.source import Source
from cbi_cli.rules.common import check_each, get_field, iter_items

RULE = Rule("CBI306", "looked-in-future", "error")
_HINT = message("correct the date")
_LATER_SOURCES = """
SELECT id FROM record WHERE kind = 'source' AND json_extract(json, '$.published') > :today
"""


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield dates after tomorrow that cannot be known yet."""
    # It may already be tomorrow in another time zone.
    limit = today + timedelta(days=1)
    editions = list(index.every("edition"))
    yield from check_each(index.every("dataset"), lambda entry: _check_dataset(entry, limit))
    yield from check_each(index.every("dataset"), lambda entry: _check_released(entry, limit))
    yield from check_each(editions, lambda entry: _check_edition_year(entry, limit))
    yield from check_each(editions, lambda entry: _check_published(entry, limit))
    sources = _find_later_sources(index, limit)
    yield from check_each(sources, lambda entry: _check_published(entry, limit))
    for institution in index.every("institution"):
        yield from _check_coverage(institution, limit)
    for indicator in index.every("indicator"):
        yield from _check_coverage(indicator, limit)


def _find_later_sources(index: RecordIndex, limit: date) -> list[RecordEntry[Any]]:
    """Return the sources that may have been published after a day."""
    sources: list[RecordEntry[Any]] = []
    for (source_id,) in index.rows(_LATER_SOURCES, today=limit.isoformat()):
        entry = index.entry("source", source_id)
        if entry is not None:
            sources.append(entry)
    # The query only finds valid records.
    sources += index.partial("source")
    return sources


def _check_dataset(entry: RecordEntry[DatasetInfo], limit: date) -> Iterator[RawFinding]:
    last_day = entry.record.covers_until
    if last_day > limit:
        description = message(
            "the dataset cannot be covered until {last_day}, which is in the future", last_day=last_day
        )
        yield entry.finding(RULE.code, "covers_until", description, _HINT)


def _check_released(entry: RecordEntry[DatasetInfo], limit: date) -> Iterator[RawFinding]:
    released = entry.record.released
    if released is not None and released > limit:
        description = message("the day of the version, {released}, is in the future", released=released)
        yield entry.finding(RULE.code, "released", description, _HINT)


def _check_edition_year(entry: RecordEntry[Edition], limit: date) -> Iterator[RawFinding]:
    year = entry.record.year
    if year > limit.year:
        description = message("an edition cannot report on {year}, which is in the future", year=year)
        yield entry.finding(RULE.code, "year", description, _HINT)


def _check_published(entry: RecordEntry[Edition | Source], limit: date) -> Iterator[RawFinding]:
    published = entry.record.published
    if published is not None and published.first > limit:
        description = message("the publication day, {published}, is in the future", published=published)
        yield entry.finding(RULE.code, "published", description, _HINT)


def _check_coverage(entry: RecordEntry[Institution | Indicator], limit: date) -> Iterator[RawFinding]:
    for index, coverage in iter_items(entry.record, "coverage"):
        end = get_field(coverage, "end")
        if end is None:
            continue
        if end > limit.year:
            description = message("coverage cannot extend to {end}, which is in the future", end=end)
            yield entry.finding(RULE.code, ("coverage", index, "to"), description, _HINT)
