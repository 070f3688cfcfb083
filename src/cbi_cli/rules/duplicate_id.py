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

from cbi_cli.core.findings import Check, Fault, Path
from cbi_cli.dataset.model import Dataset, Entry
from cbi_cli.document.locate import locate
from cbi_cli.rules.sound import each, parts_of, sound
from cbi_cli.store.index import Index, record_path

CHECK = Check("CBI201", "duplicate-id", "error")
_HINT = "remove one of the two, or give this one an id of its own"

_TWICE = """
WITH twice AS (
  SELECT kind, id FROM record WHERE kind <> 'withdrawn' GROUP BY kind, id HAVING COUNT(*) > 1
)
SELECT r.kind, r.id, f.name, r.position
FROM record AS r
JOIN twice AS t ON t.kind = r.kind AND t.id = r.id
JOIN file AS f ON f.number = r.file
ORDER BY f.name, r.number
"""
_SERIES = """
SELECT i.id FROM record AS i JOIN indicator AS n ON n.id = i.id
WHERE i.kind = 'institution' AND json_extract(i.json, '$.cadence_years') > 0
AND i.id NOT IN (SELECT institution FROM series WHERE kind = 'indicator' AND institution IS NOT NULL)
"""


def find(dataset: Dataset) -> Iterator[Fault]:
    """Yield parts of a source that have the same name."""
    for entry in dataset.every("source"):
        seen: set[str] = set()
        for index, locator in parts_of(entry.record, "locators"):
            name = sound(locator, "id")
            if name in seen:
                message = f"the source already has a part `{name}`"
                yield entry.fault(CHECK.code, ("locators", index, "id"), message, _HINT)
            if name is not None:
                seen.add(name)


def find_across(index: Index, today: date) -> Iterator[Fault]:
    """Each further use of an id that is taken."""
    first: dict[tuple[str, str], str] = {}
    for kind, name, file, position in index.rows(_TWICE):
        path = _id_path(kind, position)
        if (kind, name) in first:
            article = "an" if kind.startswith(("e", "i")) else "a"
            message = f"`{name}` is already the id of {article} {kind} in {first[kind, name]}"
            yield Fault(CHECK.code, file, path, message, _HINT)
        else:
            first[kind, name] = _place(index, file, path)
    yield from _series(index)


def _series(index: Index) -> Iterator[Fault]:
    """Yield institutions that are a series, and that have the name of an indicator that is another series."""
    indicators = list(index.partial("indicator"))
    valid = (index.entry("institution", name) for (name,) in index.rows(_SERIES))
    suspects = [*(one for one in valid if one), *_partial_series(index)]
    yield from each(suspects, lambda entry: _double_series(entry, indicators))


def _partial_series(index: Index) -> Iterator[Entry[Any]]:
    """Yield institutions with bad values that have the name of an indicator and are not the whole of one."""
    known = {name for (name,) in index.rows("SELECT id FROM record WHERE kind = 'indicator'")}
    whole = {name for (name,) in index.rows("SELECT institution FROM series WHERE kind = 'indicator'")}
    for entry in index.partial("institution"):
        if entry.id in known - whole and sound(entry.record, "cadence_years"):
            yield entry


def _double_series(entry: Entry[Any], indicators: Sequence[Entry[Any]]) -> Iterator[Fault]:
    """Yield the fault, unless an indicator with bad values is, or may be, the whole of the institution."""
    if all(one.record.rule.institutions != (entry.record.id,) for one in indicators):
        message = f"`{entry.id}` is also an indicator, and both are expected to recur"
        yield entry.fault(CHECK.code, "id", message, "give one of the two another id, or remove cadence_years")


def _place(index: Index, file: str, path: Path) -> str:
    return f"{file}, line {locate(index.document(file), path).value.line}"


def _id_path(kind: str, position: int | None) -> Path:
    return (*record_path(kind, position), "year" if kind == "edition" else "id")
