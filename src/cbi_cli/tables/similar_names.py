"""Find names that may be one name in two spellings.

Two names are similar if one begins with all words of the other (`Washington` and `Washington, D.C.`), or if they differ
in a few letters and in no number. The time for a name does not depend on how many there are.
"""

from __future__ import annotations

import re

MIN_SIMILARITY = 85.0
"""Names from this score of 100 (`rapidfuzz.fuzz.ratio`) differ in a few letters."""

_MAX_COMPARED = 2_000
"""Names with the same numbers that a name is compared with."""

_MAX_WORDS = 20
_MAX_OFFERS = 3
_WORD_END = re.compile(r"\w(?!\w)")


class NameIndex:
    """Names with the ids of their records, folded for comparison."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._beginnings: dict[str, list[str]] = {}
        self._by_numbers: dict[str, list[str]] = {}

    def add(self, record_id: str, name: str) -> None:
        """Add a folded name of a record."""
        if not name or name in self._names:
            return
        self._names[name] = record_id
        for beginning in _beginnings(name):
            self._beginnings.setdefault(beginning, []).append(name)
        self._by_numbers.setdefault(_numbers(name), []).append(name)

    def find_similar(self, name: str) -> list[str]:
        """Return the ids of a few records whose names are similar."""
        from rapidfuzz.fuzz import ratio
        from rapidfuzz.process import extract

        similar = self._beginnings.get(name, [])[:_MAX_OFFERS]
        similar += [beginning for beginning in _beginnings(name) if beginning in self._names]
        compared = self._by_numbers.get(_numbers(name), [])[:_MAX_COMPARED]
        for other, _, _ in extract(name, compared, scorer=ratio, score_cutoff=MIN_SIMILARITY, limit=_MAX_OFFERS):
            similar.append(other)
        ids = [self._names[other] for other in similar]
        return list(dict.fromkeys(ids))[:_MAX_OFFERS]


def _beginnings(name: str) -> list[str]:
    """Return the first word of a name, its first two words, and so on."""
    ends = [match.end() for match in _WORD_END.finditer(name)]
    return [name[:end] for end in ends[:_MAX_WORDS]]


def _numbers(name: str) -> str:
    return "".join(character for character in name if character.isdigit())
