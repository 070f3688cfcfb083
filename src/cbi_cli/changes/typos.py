"""Values that are almost one that is known, where only one can be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cbi_cli.core.findings import KeyPath
from cbi_cli.core.key_paths import value_at
from cbi_cli.dataset.load import load_dataset
from cbi_cli.dataset.model import Dataset
from cbi_cli.dataset.references import RecordReference, find_all_references
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.records.introspection import field_at

_UNKNOWN_VALUE = "CBI104"
_MIN_DISTANCE_GAP = 2
"""How much further away the next candidate must be, in letters changed, added, lost or swapped."""


class Typo(NamedTuple):
    """A value and the one that is meant: its file, its path there, and both texts."""

    file: str
    path: KeyPath
    before: str
    after: str

    @property
    def head(self) -> KeyPath:
        """The path of the record that it stands in; empty where the file is one record."""
        kind = file_kind(self.file)
        return self.path[:2] if kind and kind.has_many_records else ()

    @property
    def field(self) -> str:
        """The path inside the record, as findings give it."""
        return ".".join(str(part) for part in self.path[len(self.head) :])


def find_typos(files: Mapping[str, bytes]) -> list[Typo]:
    """Words outside their lists and names that lead nowhere, each with the only candidate near to it."""
    dataset = load_dataset(files)
    return [*_find_value_typos(dataset), *_find_reference_typos(dataset)]


def unambiguous_match(word: str, known: Iterable[str]) -> str | None:
    """The known word that is meant by a misspelled one; None where there are several, or none is near.

    Capitals, blanks and underscores do not count. Otherwise one letter may differ, in a word of eight letters or more
    two; the next candidate must be two letters further away, and the numbers in both must be the same.
    """
    from rapidfuzz.distance import OSA

    plain = _simplify(word)
    ranked = sorted((OSA.distance(plain, _simplify(name)), name) for name in set(known))
    if not ranked:
        return None
    distance, best = ranked[0]
    allowed = 2 if len(plain) >= 8 else 1 if len(plain) >= 4 else 0
    alone = len(ranked) == 1 or ranked[1][0] >= distance + _MIN_DISTANCE_GAP
    same_numbers = re.findall(r"\d+", plain) == re.findall(r"\d+", best)
    return best if distance <= allowed and alone and same_numbers else None


def _simplify(word: str) -> str:
    return re.sub(r"[\s_]+", "-", word.strip().casefold())


def _find_value_typos(dataset: Dataset) -> Iterator[Typo]:
    """The values that are not in the list of their field."""
    for fault in dataset.errors:
        kind = file_kind(fault.file)
        value = value_at(dataset.documents[fault.file].data, fault.path) if fault.code == _UNKNOWN_VALUE else None
        if kind is not None and isinstance(value, str):
            inside = fault.path[2:] if kind.has_many_records else fault.path
            field = field_at(kind.model, inside)
            after = unambiguous_match(value, field.choices) if field else None
            if after is not None:
                yield Typo(fault.file, fault.path, value, after)


def _find_reference_typos(dataset: Dataset) -> Iterator[Typo]:
    """The names that no record has, and the parts that a source does not list.

    Where a file cannot be read in full, nothing is said of the names that it may bring.
    """
    unread = {kind for name, document in dataset.documents.items() if document.errors for kind in _record_kinds(name)}
    parts = {entry.id: [part.id for part in entry.record.locators] for entry in dataset.sources}
    known: dict[str, frozenset[str]] = {}
    for entry, reference in find_all_references(dataset):
        for kind in reference.kinds:
            known.setdefault(kind, dataset.ids(kind))
        after = _intended_id(reference, known, parts) if unread.isdisjoint(reference.kinds) else None
        if after is not None:
            yield Typo(
                entry.file, (*entry.path, *reference.path), _format_citation(reference.id, reference.locator), after
            )


def _record_kinds(name: str) -> tuple[str, ...]:
    """The kinds of records that a file brings."""
    kind = file_kind(name)
    return (kind.kind, *(("party",) if kind.kind == "dataset" else ())) if kind else ()


def _intended_id(
    reference: RecordReference, known: Mapping[str, frozenset[str]], parts: Mapping[str, list[str]]
) -> str | None:
    """The name in place of one that leads nowhere; None where it leads somewhere or nothing is near."""
    names = frozenset[str]().union(*(known[kind] for kind in reference.kinds))
    if reference.id not in names:
        name = unambiguous_match(reference.id, names)
        return _format_citation(name, reference.locator) if name else None
    listed = parts.get(reference.id)
    if not reference.locator or listed is None or reference.locator in listed:
        return None
    part = unambiguous_match(reference.locator, listed)
    return _format_citation(reference.id, part) if part else None


def _format_citation(name: str, part: str) -> str:
    return f"{name}#{part}" if part else name
