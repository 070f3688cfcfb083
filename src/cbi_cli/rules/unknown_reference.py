"""A record refers to something that does not exist.

Finds ids of institutions, parties, topics, places, events, indicators and sources that no record has, and parts of a
source (after `#`) that the source does not list. CBI210 finds the places of events, which may be any text.

The reference leads nowhere: a citation that nobody can look up, or an event that counts for no institution.

To fix it, use the spelling from the hint, or add the missing record. List parts of a source in its `locators`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from cbi_cli.core.broken import BROKEN
from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.dataset.references import FREE_TEXT, find_references
from cbi_cli.index.records import RecordIndex
from cbi_cli.records.file_kinds import FILE_KINDS
from cbi_cli.records.source import Source
from cbi_cli.rules.common import get_field

RULE = Rule("CBI202", "unknown-reference", "error")
_ID_LINE = re.compile(r"""^[ \t]*+(?:id|year)[ \t]*+=[ \t]*+["']?([\w-]+)""", re.MULTILINE)
_MAX_COMPARISONS = 200_000
"""Ids that are compared for hints in one run: a few seconds at most, whatever the size of the dataset."""

_FILES = {kind.kind: kind.path for kind in FILE_KINDS} | {"party": "dataset.toml"}
"""The file of each kind of record."""

_REFERENCES = """
SELECT DISTINCT n.kinds, n.id, n.locator FROM id_reference AS n
WHERE instr(n.kinds, :free_text) = 0 AND (
  n.locator <> '' OR NOT EXISTS (SELECT 1 FROM record AS r WHERE r.kind = n.kinds AND r.id = n.id)
)
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
_ID_EXISTS = "SELECT 1 FROM record WHERE kind = :kind AND id = :id LIMIT 1"
_IDS = "SELECT DISTINCT id FROM record WHERE kind = :kind"
_VALID_SOURCE = "SELECT 1 FROM record WHERE kind = 'source' AND id = :id AND json IS NOT NULL"
_LOCATORS = "SELECT id FROM locator WHERE source = :id"
_Kinds = tuple[str, ...]
_Problem = tuple[str, str]
"""The message and the hint of a finding."""


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield every reference to something that does not exist."""
    checker = _ReferenceChecker(index)
    problems: dict[tuple[_Kinds, str, str], _Problem] = {}
    files: set[str] = set()
    # In a fixed order, since only the first ones get a suggestion if there are very many.
    for kinds_text, record_id, locator in sorted(index.rows(_REFERENCES, free_text=FREE_TEXT)):
        kinds = tuple(kinds_text.split("|"))
        problem = checker.check(kinds, record_id, locator)
        if problem is None:
            continue
        problems[kinds, record_id, locator] = problem
        rows = index.rows(_REFERRING_FILES, id=record_id, kinds=kinds_text, locator=locator)
        files.update(file for (file,) in rows)
    # Only files with unknown references are read again, for the paths of the references.
    for file in sorted(files):
        for entry in index.part(file).all_records():
            for reference in find_references(entry.record):
                problem = problems.get((reference.kinds, reference.id, reference.locator))
                if problem is not None:
                    description, hint = problem
                    yield entry.finding(RULE.code, reference.path, description, hint)


def _join_kinds(kinds: _Kinds) -> str:
    text = kinds[0]
    for kind in kinds[1:]:
        text = message("{kinds} or {kind}", kinds=text, kind=kind)
    return text


class _ReferenceChecker:
    """A check of references.

    It compares ids for hints until that has cost too much.
    """

    def __init__(self, index: RecordIndex) -> None:
        self._index = index
        self._unreadable_kinds = _find_unreadable_kinds(index)
        self._unparsed_ids = _find_unparsed_ids(index)
        self._remaining_comparisons = _MAX_COMPARISONS
        self._ids: dict[_Kinds, list[str]] = {}
        self._hints: dict[tuple[_Kinds, str], str] = {}
        self._locators: dict[str, list[str] | None] = {}

    def check(self, kinds: _Kinds, record_id: str, locator: str) -> _Problem | None:
        """Return what is wrong with a reference; None if it may be correct."""
        for kind in kinds:
            if self._exists(kind, record_id):
                return self._check_locator(record_id, locator) if locator else None
        # A file that is missing or unreadable is one finding, not one for each reference.
        if not self._unreadable_kinds.isdisjoint(kinds):
            return None
        hint = self._hints.get((kinds, record_id))
        if hint is None:
            hint = self._make_hint(kinds, record_id)
            self._hints[kinds, record_id] = hint
        return message("there is no {kind} `{record_id}`", kind=_join_kinds(kinds), record_id=record_id), hint

    def _exists(self, kind: str, record_id: str) -> bool:
        """Tell whether a record has an id, also in a table that cannot be parsed."""
        if record_id in self._unparsed_ids[kind]:
            return True
        return bool(self._index.rows(_ID_EXISTS, kind=kind, id=record_id))

    def _check_locator(self, source: str, locator: str) -> _Problem | None:
        """Return what is wrong with a citation of a part of a source."""
        if source not in self._locators:
            self._locators[source] = _find_locators(self._index, source)
        locators = self._locators[source]
        if locators is None or locator in locators:
            return None
        # The part may be in a table that cannot be parsed.
        if locator in self._unparsed_ids["source"]:
            return None
        hint = self._suggest(locator, locators)
        if not hint:
            hint = message("add it to the locators of the source `{source}`", source=source)
        return message("the source `{source}` has no part `{locator}`", source=source, locator=locator), hint

    def _make_hint(self, kinds: _Kinds, record_id: str) -> str:
        hint = _describe_retired_id(self._index, kinds, record_id)
        if not hint:
            hint = self._suggest(record_id, self._known_ids(kinds))
        if not hint:
            hint = message("add it to {file}", file=_FILES[kinds[0]])
        return hint

    def _suggest(self, unknown: str, known: Sequence[str]) -> str:
        """Return a hint with the most similar text.

        Empty if too many have been compared.
        """
        self._remaining_comparisons -= len(known)
        if self._remaining_comparisons < 0:
            return ""
        return did_you_mean(unknown, known)

    def _known_ids(self, kinds: _Kinds) -> list[str]:
        """Return the ids of all records of some kinds, in order."""
        if kinds not in self._ids:
            ids: list[str] = []
            for kind in kinds:
                ids_of_kind = set(self._unparsed_ids[kind])
                for (record_id,) in self._index.rows(_IDS, kind=kind):
                    ids_of_kind.add(record_id)
                ids += ids_of_kind
            self._ids[kinds] = sorted(ids)
        return self._ids[kinds]


def _describe_retired_id(index: RecordIndex, kinds: _Kinds, record_id: str) -> str:
    """Return what replaced an id that was given up; empty if it never existed."""
    for kind in kinds:
        for (current_id,) in index.rows(_FORMER_IDS, kind=kind, id=record_id):
            return message("it is now called `{current_id}`; use that id", current_id=current_id)
        for day, replacement in index.rows(_WITHDRAWN_IDS, kind=kind, id=record_id):
            if replacement is None or replacement == record_id:
                return message("it was withdrawn on {day}", day=day)
            return message("it was withdrawn on {day}; use `{replacement}` instead", day=day, replacement=replacement)
    return ""


def _find_locators(index: RecordIndex, source: str) -> list[str] | None:
    """Return the parts that a source lists; None if they could not be read."""
    if index.rows(_VALID_SOURCE, id=source):
        return [locator for (locator,) in index.rows(_LOCATORS, id=source)]
    for entry in index.partial("source"):
        if entry.id == source:
            return _readable_locators(entry.record)
    return None


def _readable_locators(source: Source) -> list[str] | None:
    """Return the parts of a source with invalid values.

    None if one of the parts could not be read.
    """
    locators = get_field(source, "locators")
    if locators is None:
        return None
    ids: list[str] = []
    for locator in locators:
        if locator is BROKEN or get_field(locator, "id") is None:
            return None
        ids.append(locator.id)
    return ids


def _find_unreadable_kinds(index: RecordIndex) -> set[str]:
    """Return the kinds of which a whole file is missing or unreadable."""
    kinds = {file.kind for file in FILE_KINDS if file.required}
    kinds.difference_update(kind for (kind,) in index.rows("SELECT kind FROM file"))
    kinds.update(kind for (kind,) in index.rows("SELECT kind FROM file WHERE lost = 1"))
    if "dataset" in kinds:
        kinds.add("party")
    return kinds


def _find_unparsed_ids(index: RecordIndex) -> dict[str, set[str]]:
    """Return the ids by kind in files with tables that cannot be parsed."""
    unparsed_ids: dict[str, set[str]] = defaultdict(set)
    for kind, file in index.rows("SELECT kind, name FROM file WHERE broken = 1"):
        text = index.document(file).text
        unparsed_ids[kind].update(_ID_LINE.findall(text))
    # Parties are tables of `dataset.toml`.
    unparsed_ids["party"] = unparsed_ids["dataset"]
    return unparsed_ids
