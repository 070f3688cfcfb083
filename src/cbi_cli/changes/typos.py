"""Find values that are almost a known one, if only one can be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cbi_cli.core.findings import KeyPath
from cbi_cli.core.key_paths import value_at
from cbi_cli.dataset.load import load_dataset
from cbi_cli.dataset.model import Dataset
from cbi_cli.dataset.references import FREE_TEXT, RecordReference, find_all_references
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.records.introspection import field_at

_UNKNOWN_VALUE = "CBI104"
_MIN_DISTANCE_GAP = 2
"""How much further away the next candidate must be, in letters changed, added, lost or swapped."""


class Typo(NamedTuple):
    """A misspelled value and the correct one.

    `path` is the path of the value in the file.
    """

    file: str
    path: KeyPath
    before: str
    after: str

    @property
    def record_path(self) -> KeyPath:
        """The path of the record with the value; empty if the file is one record."""
        kind = file_kind(self.file)
        if kind is None or not kind.has_many_records:
            return ()
        return self.path[:2]

    @property
    def field(self) -> str:
        """The path inside the record, as findings give it."""
        parts = self.path[len(self.record_path) :]
        return ".".join(str(part) for part in parts)


def find_typos(files: Mapping[str, bytes]) -> list[Typo]:
    """Find misspelled values and ids, with one likely correction each.

    Values are those of fields with listed values.
    """
    dataset = load_dataset(files)
    return [*_find_value_typos(dataset), *_find_reference_typos(dataset)]


def unambiguous_match(text: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that a misspelled text means.

    Return None if there are several, or if none is similar. Case, spaces and underscores do not count. Otherwise one
    letter may differ, in a text of eight letters or more two; the next candidate must be two letters further away, and
    the numbers in both must be the same.
    """
    from rapidfuzz.distance import OSA

    plain = _simplify(text)
    ranked = sorted((OSA.distance(plain, _simplify(candidate)), candidate) for candidate in set(candidates))
    if not ranked:
        return None
    distance, best = ranked[0]
    if distance > _max_distance(plain):
        return None
    if len(ranked) > 1 and ranked[1][0] < distance + _MIN_DISTANCE_GAP:
        return None
    # `v1` is no typo of `v2`.
    if re.findall(r"\d+", plain) != re.findall(r"\d+", best):
        return None
    return best


def _max_distance(text: str) -> int:
    """Return how many letters of a text may be wrong."""
    if len(text) >= 8:
        return 2
    if len(text) >= 4:
        return 1
    return 0


def _simplify(text: str) -> str:
    return re.sub(r"[\s_]+", "-", text.strip().casefold())


def _find_value_typos(dataset: Dataset) -> Iterator[Typo]:
    """Yield the values that are not in the list of their field."""
    for error in dataset.errors:
        kind = file_kind(error.file)
        if kind is None or error.code != _UNKNOWN_VALUE:
            continue
        value = value_at(dataset.documents[error.file].data, error.path)
        if not isinstance(value, str):
            continue
        path = error.path[2:] if kind.has_many_records else error.path
        field = field_at(kind.model, path)
        if field is None:
            continue
        correction = unambiguous_match(value, field.choices)
        if correction is not None:
            yield Typo(error.file, error.path, value, correction)


def _find_reference_typos(dataset: Dataset) -> Iterator[Typo]:
    """Yield ids that no record has, and locators that no source lists."""
    # A file that cannot be read in full may have the missing ids.
    unread_kinds: set[str] = set()
    for name, document in dataset.documents.items():
        if document.errors:
            unread_kinds.update(_record_kinds(name))
    locators: dict[str, list[str]] = {}
    for source in dataset.sources:
        locators[source.id] = [locator.id for locator in source.record.locators]
    ids_by_kinds: dict[tuple[str, ...], frozenset[str]] = {}
    for entry, reference in find_all_references(dataset):
        kinds = tuple(reference.kinds)
        if FREE_TEXT in kinds:
            continue
        if not unread_kinds.isdisjoint(kinds):
            continue
        if kinds not in ids_by_kinds:
            ids: set[str] = set()
            for kind in kinds:
                ids.update(dataset.ids(kind))
            ids_by_kinds[kinds] = frozenset(ids)
        correction = _correct_reference(reference, ids_by_kinds[kinds], locators)
        if correction is None:
            continue
        path = (*entry.path, *reference.path)
        citation = _format_citation(reference.id, reference.locator)
        yield Typo(entry.file, path, citation, correction)


def _record_kinds(name: str) -> list[str]:
    """Return the kinds of records in a file."""
    kind = file_kind(name)
    if kind is None:
        return []
    if kind.kind == "dataset":
        return ["dataset", "party"]
    return [kind.kind]


def _correct_reference(
    reference: RecordReference, ids: frozenset[str], locators: Mapping[str, list[str]]
) -> str | None:
    """Return the correction of a reference.

    Return None if it is right, or if nothing is similar.
    """
    if reference.id not in ids:
        record_id = unambiguous_match(reference.id, ids)
        if record_id is None:
            return None
        return _format_citation(record_id, reference.locator)
    known_locators = locators.get(reference.id)
    if not reference.locator or known_locators is None or reference.locator in known_locators:
        return None
    locator = unambiguous_match(reference.locator, known_locators)
    if locator is None:
        return None
    return _format_citation(reference.id, locator)


def _format_citation(source_id: str, locator: str) -> str:
    if not locator:
        return source_id
    return f"{source_id}#{locator}"
