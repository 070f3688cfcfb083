"""A record refers to something that does not exist.

Finds ids of institutions, parties, topics, events, indicators and sources that no record has, and parts of a source
(after `#`) that the source does not list.

The reference leads nowhere: a citation that nobody can look up, or an event that counts for no institution.

To fix it, use the spelling from the hint, or add the missing record. List parts of a source in its `locators`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from cbi_cli.core.broken import BROKEN
from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.dataset.references import find_references
from cbi_cli.index.records import RecordIndex
from cbi_cli.records.file_kinds import FILE_KINDS
from cbi_cli.rules.common import get_field

RULE = Rule("CBI202", "unknown-reference", "error")
_WRITTEN_ID = re.compile(r"""^[ \t]*+(?:id|year)[ \t]*+=[ \t]*+["']?([\w-]+)""", re.MULTILINE)
_MAX_COMPARISONS = 200_000
"""Names that are compared for hints in one run: some seconds of work at the most, whatever the dataset."""

_FILE_NAMES = {"party": "dataset.toml", "event": "events/<year>.toml", "edition": "editions/<year>.toml"}

_REFERENCES = """
SELECT DISTINCT n.kinds, n.id, n.locator FROM id_reference AS n
WHERE n.locator <> '' OR NOT EXISTS (SELECT 1 FROM record AS r WHERE r.kind = n.kinds AND r.id = n.id)
"""
_REFERRING_FILES = """
SELECT DISTINCT f.name FROM id_reference AS n JOIN file AS f ON f.number = n.file
WHERE n.id = :id AND n.kinds = :kinds AND n.locator = :locator
"""
_FORMER_IDS = "SELECT id FROM record_name WHERE kind = :kind AND shown = :id AND is_former = 1"
_WITHDRAWN_IDS = """
SELECT json_extract(json, '$.date'), json_extract(json, '$.replaced_by') FROM record
WHERE kind = 'withdrawn' AND id = :id AND json_extract(json, '$.kind') = :kind
"""
_ReferenceKey = tuple[tuple[str, ...], str, str]


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield every name that leads nowhere."""
    known = _KnownIds(index)
    wrong: dict[_ReferenceKey, tuple[str, str]] = {}
    files: dict[str, None] = {}
    for kinds, name, locator in sorted(index.rows(_REFERENCES)):
        fault = known.fault(tuple(kinds.split("|")), name, locator)
        if fault is not None:
            wrong[tuple(kinds.split("|")), name, locator] = fault
            files |= dict.fromkeys(
                file for (file,) in index.rows(_REFERRING_FILES, id=name, kinds=kinds, locator=locator)
            )
    for file in sorted(files):
        for entry in index.part(file).all_records():
            for one in find_references(entry.record):
                fault = wrong.get((one.kinds, one.id, one.locator))
                if fault is not None:
                    yield entry.finding(RULE.code, one.path, *fault)


class _KnownIds:
    """What is known of the names in a dataset, and what is wrong with one of them."""

    def __init__(self, index: RecordIndex) -> None:
        self.index = index
        self.unread = _find_unread_kinds(index)
        self.written_ids = _find_written_ids(index)
        self.hints = _SuggestionBudget(self)
        self.parts = cache(self._parts)

    def fault(self, kinds: tuple[str, ...], name: str, locator: str) -> tuple[str, str] | None:
        """Message and hint of a name that leads nowhere; None of one that leads somewhere, or may do so."""
        if any(self.has(kind, name) for kind in kinds):
            return self._check_part(name, locator) if locator else None
        if not self.unread.isdisjoint(kinds):
            return None
        return f"there is no {' or '.join(kinds)} `{name}`", self.hints.of(kinds, name)

    def has(self, kind: str, name: str) -> bool:
        """Whether a record of that kind and id stands in the files, also in a table that does not parse."""
        query = "SELECT 1 FROM record WHERE kind = :kind AND id = :id LIMIT 1"
        return name in self.written_ids.get(kind, ()) or bool(self.index.rows(query, kind=kind, id=name))

    def describe_retired_id(self, kinds: tuple[str, ...], name: str) -> str:
        """Return what became of an id that was given up; empty if it never was one."""
        for kind in kinds:
            for (now,) in self.index.rows(_FORMER_IDS, kind=kind, id=name):
                return f"it is now called `{now}`; use that id"
            for day, other in self.index.rows(_WITHDRAWN_IDS, kind=kind, id=name):
                return f"it was withdrawn on {day}" + (f"; use `{other}` instead" if other not in (None, name) else "")
        return ""

    def names(self, kind: str) -> set[str]:
        """All ids of a kind."""
        rows = self.index.rows("SELECT DISTINCT id FROM record WHERE kind = :kind", kind=kind)
        return {name for (name,) in rows} | self.written_ids.get(kind, set())

    def _parts(self, source: str) -> list[str] | None:
        """Return the parts that a source lists; None if they could not be read."""
        readable = "SELECT 1 FROM record WHERE kind = 'source' AND id = :id AND json IS NOT NULL"
        if self.index.rows(readable, id=source):
            return [name for (name,) in self.index.rows("SELECT id FROM locator WHERE source = :id", id=source)]
        partial = next((entry.record for entry in self.index.partial("source") if entry.id == source), None)
        listed = get_field(partial, "locators") if partial else None
        if listed is None or any(one is BROKEN or get_field(one, "id") is None for one in listed):
            return None
        return [one.id for one in listed]

    def _check_part(self, source: str, locator: str) -> tuple[str, str] | None:
        """Message and hint where a citation names a part that its source does not list."""
        listed = self.parts(source)
        if listed is None or locator in listed or locator in self.written_ids.get("source", ()):
            return None
        hint = self.hints.nearest(locator, listed) or f"add it to the locators of the source `{source}`"
        return f"the source `{source}` has no part `{locator}`", hint


def _find_unread_kinds(index: RecordIndex) -> set[str]:
    """The kinds of which a whole file is missing or unreadable: that is one fault, not one per name."""
    there = {kind for (kind,) in index.rows("SELECT kind FROM file")}
    lost = {kind for (kind,) in index.rows("SELECT kind FROM file WHERE lost = 1")}
    kinds = ({file.kind for file in FILE_KINDS if file.required} - there) | lost
    return kinds | {"party"} if "dataset" in kinds else kinds


def _find_written_ids(index: RecordIndex) -> dict[str, set[str]]:
    """The ids by kind that stand in files with tables which do not parse."""
    written: dict[str, set[str]] = {}
    for kind, file in index.rows("SELECT kind, name FROM file WHERE broken = 1"):
        for one in (kind, "party") if kind == "dataset" else (kind,):
            written.setdefault(one, set()).update(_WRITTEN_ID.findall(index.document(file).text))
    return written


class _SuggestionBudget:
    """What to do about unknown names: the nearest known name, while comparing does not cost too much."""

    def __init__(self, known: _KnownIds) -> None:
        self.known = known
        self.names = cache(self._names)
        self.left = _MAX_COMPARISONS
        self.given: dict[tuple[tuple[str, ...], str], str] = {}

    def of(self, kinds: tuple[str, ...], name: str) -> str:
        """The hint for a name, worked out once."""
        if (kinds, name) not in self.given:
            hint = self.known.describe_retired_id(kinds, name) or self.nearest(name, self.names(kinds))
            self.given[kinds, name] = hint or self.add(kinds[0])
        return self.given[kinds, name]

    def nearest(self, name: str, names: Sequence[str]) -> str:
        """The nearest of some names."""
        self.left -= len(names)
        return did_you_mean(name, names) if self.left >= 0 else ""

    def _names(self, kinds: tuple[str, ...]) -> list[str]:
        return sorted(one for kind in kinds for one in self.known.names(kind))

    def add(self, kind: str) -> str:
        return f"add it to {_FILE_NAMES.get(kind, f'{kind}s.toml')}"
