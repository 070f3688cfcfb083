"""Two records have the same id.

Finds an id that occurs twice among the records of one kind, in one file or in two. Also finds a year with two
editions, a party or a part of a source that is listed twice, and an institution with a cadence whose id is also the
id of an indicator.

Records, reports and commands refer to a record by its id, and cannot distinguish two records with the same id.

To fix it, remove the second record if it is a copy. Otherwise give it another id, for example with "-2" at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.index.records import RecordIndex, record_path
from cbi_cli.records.names import ID_KEYS
from cbi_cli.rules.common import check_each, format_location, get_field, iter_items

RULE = Rule("CBI201", "duplicate-id", "error")
_HINT = message("remove one of the two, or give this one an id of its own")

_DUPLICATE_IDS = """
WITH twice AS (
  SELECT kind, id FROM record WHERE kind <> 'withdrawn' GROUP BY kind, id HAVING COUNT(*) > 1
)
SELECT r.kind, r.id, f.name, r.position
FROM record AS r
JOIN twice AS t ON t.kind = r.kind AND t.id = r.id
JOIN file AS f ON f.number = r.file
ORDER BY f.name, r.number
"""
_OTHER_SERIES = """
SELECT id FROM record WHERE kind = 'indicator'
EXCEPT SELECT institution FROM series WHERE kind = 'indicator' AND institution IS NOT NULL
"""
_SERIES_INSTITUTIONS = """
SELECT i.id FROM record AS i JOIN indicator AS n ON n.id = i.id
WHERE i.kind = 'institution' AND json_extract(i.json, '$.cadence_years') > 0
AND i.id NOT IN (SELECT institution FROM series WHERE kind = 'indicator' AND institution IS NOT NULL)
"""


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield parts of a source that have the same id."""
    for entry in dataset.every("source"):
        seen: set[str] = set()
        for index, locator in iter_items(entry.record, "locators"):
            locator_id = get_field(locator, "id")
            if locator_id is None:
                continue
            if locator_id in seen:
                description = message("the source already has a part `{locator_id}`", locator_id=locator_id)
                yield entry.finding(RULE.code, ("locators", index, "id"), description, _HINT)
            seen.add(locator_id)


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield each further use of an id that is already in use."""
    locations: dict[tuple[str, str], str] = {}
    for kind, record_id, file, position in index.rows(_DUPLICATE_IDS):
        id_key = ID_KEYS.get(kind, "id")
        path = (*record_path(kind, position), id_key)
        key = (kind, record_id)
        first_location = locations.get(key)
        if first_location is None:
            locations[key] = format_location(index, file, path)
            continue
        # The kinds that begin with a vowel: event, edition, indicator, institution.
        if kind.startswith(("e", "i")):
            description = message(
                "`{record_id}` is already the id of an {kind} in {first_location}",
                record_id=record_id,
                kind=kind,
                first_location=first_location,
            )
        else:
            description = message(
                "`{record_id}` is already the id of a {kind} in {first_location}",
                record_id=record_id,
                kind=kind,
                first_location=first_location,
            )
        yield RawFinding(RULE.code, file, path, description, _HINT)
    yield from _check_series(index)


def _check_series(index: RecordIndex) -> Iterator[RawFinding]:
    """Yield institutions with the id of an indicator of another series.

    Only an institution with a cadence is a series.
    """
    suspects: list[RecordEntry[Any]] = []
    for (record_id,) in index.rows(_SERIES_INSTITUTIONS):
        entry = index.entry("institution", record_id)
        if entry is not None:
            suspects.append(entry)
    suspects += _find_partial_series(index)
    indicators = list(index.partial("indicator"))
    yield from check_each(suspects, lambda entry: _check_double_series(entry, indicators))


def _find_partial_series(index: RecordIndex) -> list[RecordEntry[Any]]:
    """Return the same institutions among those with invalid values."""
    recurring = [entry for entry in index.partial("institution") if get_field(entry.record, "cadence_years")]
    other_series = {indicator_id for (indicator_id,) in index.rows(_OTHER_SERIES)}
    return [entry for entry in recurring if entry.id in other_series]


def _check_double_series(entry: RecordEntry[Any], indicators: Sequence[RecordEntry[Any]]) -> Iterator[RawFinding]:
    for indicator in indicators:
        # An indicator with invalid values may be the same series as the institution.
        if indicator.record.rule.institutions == (entry.record.id,):
            return
    description = message("`{record_id}` is also an indicator, and both are expected to recur", record_id=entry.id)
    yield entry.finding(
        RULE.code, "id", description, message("give one of the two another id, or remove cadence_years")
    )
