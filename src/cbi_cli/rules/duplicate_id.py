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

from cbi_cli.core.findings import KeyPath, RawFinding, Rule
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.index.records import RecordIndex, record_path
from cbi_cli.rules.sound import check_each, get_field, iter_items
from cbi_cli.toml.locate import locate

RULE = Rule("CBI201", "duplicate-id", "error")
_HINT = "remove one of the two, or give this one an id of its own"

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
_SERIES_INSTITUTIONS = """
SELECT i.id FROM record AS i JOIN indicator AS n ON n.id = i.id
WHERE i.kind = 'institution' AND json_extract(i.json, '$.cadence_years') > 0
AND i.id NOT IN (SELECT institution FROM series WHERE kind = 'indicator' AND institution IS NOT NULL)
"""


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield parts of a source that have the same name."""
    for entry in dataset.every("source"):
        seen: set[str] = set()
        for index, locator in iter_items(entry.record, "locators"):
            name = get_field(locator, "id")
            if name in seen:
                message = f"the source already has a part `{name}`"
                yield entry.finding(RULE.code, ("locators", index, "id"), message, _HINT)
            if name is not None:
                seen.add(name)


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Each further use of an id that is taken."""
    first: dict[tuple[str, str], str] = {}
    for kind, name, file, position in index.rows(_DUPLICATE_IDS):
        path = _id_path(kind, position)
        if (kind, name) in first:
            article = "an" if kind.startswith(("e", "i")) else "a"
            message = f"`{name}` is already the id of {article} {kind} in {first[kind, name]}"
            yield RawFinding(RULE.code, file, path, message, _HINT)
        else:
            first[kind, name] = _format_location(index, file, path)
    yield from _check_series(index)


def _check_series(index: RecordIndex) -> Iterator[RawFinding]:
    """Yield institutions that are a series, and that have the name of an indicator that is another series."""
    indicators = list(index.partial("indicator"))
    valid = (index.entry("institution", name) for (name,) in index.rows(_SERIES_INSTITUTIONS))
    suspects = [*(one for one in valid if one), *_find_partial_series(index)]
    yield from check_each(suspects, lambda entry: _check_double_series(entry, indicators))


def _find_partial_series(index: RecordIndex) -> Iterator[RecordEntry[Any]]:
    """Yield institutions with bad values that have the name of an indicator and are not the whole of one."""
    known = {name for (name,) in index.rows("SELECT id FROM record WHERE kind = 'indicator'")}
    whole = {name for (name,) in index.rows("SELECT institution FROM series WHERE kind = 'indicator'")}
    for entry in index.partial("institution"):
        if entry.id in known - whole and get_field(entry.record, "cadence_years"):
            yield entry


def _check_double_series(entry: RecordEntry[Any], indicators: Sequence[RecordEntry[Any]]) -> Iterator[RawFinding]:
    """Yield the fault, unless an indicator with bad values is, or may be, the whole of the institution."""
    if all(one.record.rule.institutions != (entry.record.id,) for one in indicators):
        message = f"`{entry.id}` is also an indicator, and both are expected to recur"
        yield entry.finding(RULE.code, "id", message, "give one of the two another id, or remove cadence_years")


def _format_location(index: RecordIndex, file: str, path: KeyPath) -> str:
    return f"{file}, line {locate(index.document(file), path).value.line}"


def _id_path(kind: str, position: int | None) -> KeyPath:
    return (*record_path(kind, position), "year" if kind == "edition" else "id")
