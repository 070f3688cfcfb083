"""A record names something that is not there.

Finds ids of institutions, parties, topics, events, indicators and sources that no record has, and parts of a source
(after `#`) that the source does not list.

The link would lead nowhere: a citation that nobody can look up, or an event that counts for no institution.

To mend it, take the spelling from the hint, or add the record that is missing. Parts of a source are listed on the
source, under `locators`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.core.nearest import did_you_mean
from cbi_cli.dataset.model import Dataset
from cbi_cli.dataset.references import Reference, all_references
from cbi_cli.document.parse import Document
from cbi_cli.schema.files import FILE_KINDS, file_kind

CHECK = Check("CBI202", "unknown-reference", "error")
_WRITTEN_ID = re.compile(r"""^\s*(?:id|year)\s*=\s*["']?([\w-]+)""", re.MULTILINE)
_MOST_COMPARED = 200_000
"""Names that are compared for hints in one run: some seconds of work at the most, whatever the dataset."""

_FILES = {"party": "dataset.toml", "event": "events/<year>.toml", "edition": "editions/<year>.toml"}


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every name in a valid record that leads nowhere."""
    known = _known(dataset)
    unread = _unread_kinds(dataset)
    parts = _parts(dataset)
    hints = _Hints(known)
    for entry, reference in all_references(dataset):
        if any(reference.id in known[kind] for kind in reference.kinds):
            fault = _unknown_part(reference, parts)
        elif unread.isdisjoint(reference.kinds):
            fault = f"there is no {' or '.join(reference.kinds)} `{reference.id}`", hints.of(reference)
        else:
            fault = None
        if fault is not None:
            yield entry.fault(CHECK.code, reference.path, *fault)


def _known(dataset: Dataset) -> dict[str, set[str]]:
    """The ids of each kind, with those that stand in tables which do not parse."""
    known: dict[str, set[str]] = defaultdict(set)
    for mention in dataset.mentions:
        known[mention.kind].add(mention.id)
    for document in dataset.documents.values():
        for kind in _kinds(document) if document.faults else ():
            known[kind].update(_WRITTEN_ID.findall(document.text))
    return known


def _unread_kinds(dataset: Dataset) -> set[str]:
    """The kinds of which a whole file is missing or unreadable: that is one fault, not one per name."""
    there = {kind for document in dataset.documents.values() for kind in _kinds(document)}
    needed = {file.kind for file in FILE_KINDS if file.required} | {"party"}
    lost = (document for document in dataset.documents.values() if document.faults and not document.data)
    return (needed - there) | {kind for document in lost for kind in _kinds(document)}


def _kinds(document: Document) -> tuple[str, ...]:
    """The kinds of records that a file brings."""
    kind = file_kind(document.name)
    if kind is None:
        return ()
    return (kind.kind, "party") if kind.kind == "dataset" else (kind.kind,)


def _parts(dataset: Dataset) -> dict[str, list[str]]:
    """The named parts of each valid source."""
    parts: dict[str, list[str]] = {}
    for entry in dataset.sources:
        parts.setdefault(entry.id, []).extend(locator.id for locator in entry.record.locators)
    return parts


def _unknown_part(reference: Reference, parts: dict[str, list[str]]) -> tuple[str, str] | None:
    """Message and hint where a citation names a part that its source does not list."""
    listed = parts.get(reference.id)
    if not reference.locator or listed is None or reference.locator in listed:
        return None
    hint = did_you_mean(reference.locator, listed) or f"list it on the source `{reference.id}`, under locators"
    return f"the source `{reference.id}` has no part `{reference.locator}`", hint


class _Hints:
    """What to do about unknown names: the nearest known name, while comparing does not cost too much."""

    def __init__(self, known: Mapping[str, set[str]]) -> None:
        self.known = known
        self.left = _MOST_COMPARED
        self.given: dict[tuple[tuple[str, ...], str], str] = {}

    def of(self, reference: Reference) -> str:
        """The hint for a name, worked out once."""
        key = reference.kinds, reference.id
        if key not in self.given:
            self.given[key] = self.nearest(reference) or self.add(reference.kinds[0])
        return self.given[key]

    def nearest(self, reference: Reference) -> str:
        names = sorted(name for kind in reference.kinds for name in self.known.get(kind, ()))
        self.left -= len(names)
        return did_you_mean(reference.id, names) if self.left >= 0 else ""

    def add(self, kind: str) -> str:
        return f"add it to {_FILES.get(kind, f'{kind}s.toml')}"
