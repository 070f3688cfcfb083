"""Events that are likely the same one, entered twice.

Two events are compared when they are of one kind, begin within three days of each other as far as is known, and share
an institution, or one of them names none. They are alike when their titles, in either language, reach a score of 70
of 100 by the words that they share (``rapidfuzz.fuzz.token_set_ratio``). Of the events of the first dataset, no two
that begin so close together reach more than 66, and twelve of its titles told anew in other words reached 72 to 96.
Scores that look for a part of a text in the other are of no use here: two titles with nothing in common reach 86.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import NamedTuple

from cbi_cli.schema.event import Event

ALIKE = 70.0
"""The score from which on two titles are alike."""

APART = 3
"""Days between two beginnings; events that lie further apart are not compared."""

_MOST_COMPARED = 50


class Look(NamedTuple):
    """What is compared of an event, with its number; ``first`` and ``last`` are the days that its start can mean."""

    number: int
    id: str
    kind: str
    first: int
    last: int
    titles: tuple[str, str]
    institutions: tuple[str, ...]
    edition_number: int | None
    distinct_from: tuple[str, ...]


class Pair(NamedTuple):
    """Two events that are alike, by their numbers, and how much."""

    earlier: int
    later: int
    score: float


def look(number: int, event: Event) -> Look:
    """What is compared of an event."""
    first, last = event.start.days
    titles = event.title, event.title_es
    named = event.institutions
    return Look(number, event.id, event.kind, first, last, titles, named, event.edition_number, event.distinct_from)


def best_pairs(found: Iterable[Pair]) -> Iterator[tuple[int, int]]:
    """For each later event of a pair the one that it is most like, the earliest of several; in order of the later."""
    ordered = sorted(found, key=lambda one: (one.later, -one.score, one.earlier))
    for later, rivals in groupby(ordered, key=lambda one: one.later):
        yield next(rivals).earlier, later


def pairs(looks: Iterable[Look], groups: dict[int, int] | None = None) -> Iterator[Pair]:
    """Every two events that are alike; with ``groups``, which gives the group of each, only two of different ones.

    In a crowd each is compared with the 50 that begin next, so that the work grows with the number of events only.
    """
    likeness: Likeness | None = None
    for first, second in _candidates(looks, groups):
        likeness = likeness or Likeness()
        score = likeness.of(first, second)
        if score >= ALIKE:
            yield Pair(min(first.number, second.number), max(first.number, second.number), score)


def _candidates(looks: Iterable[Look], groups: dict[int, int] | None) -> Iterator[tuple[Look, Look]]:
    """The pairs that are compared."""
    by_kind: dict[str, list[Look]] = defaultdict(list)
    for one in looks:
        by_kind[one.kind].append(one)
    for crowd in by_kind.values():
        crowd.sort(key=lambda one: (one.first, one.number))
        for place, first in enumerate(crowd):
            left, until = _MOST_COMPARED, first.last + APART
            for second in islice(crowd, place + 1, None):
                if second.first > until or not left:
                    break
                if groups is None or groups[first.number] != groups[second.number]:
                    left -= 1
                    if _comparable(first, second):
                        yield first, second


def _comparable(first: Look, second: Look) -> bool:
    """Whether two events of one kind and time may be one, and nobody has said otherwise."""
    mine, theirs = first.institutions, second.institutions
    if mine and theirs and set(mine).isdisjoint(theirs):
        return False
    numbers = first.edition_number, second.edition_number
    return (
        (None in numbers or numbers[0] == numbers[1])
        and first.id not in second.distinct_from
        and second.id not in first.distinct_from
        and first.id != second.id
    )


class Likeness:
    """How alike the titles of two events are, from 0 to 100: the higher score of the two languages; 0 below 70."""

    def __init__(self) -> None:
        from rapidfuzz.fuzz import token_set_ratio
        from rapidfuzz.utils import default_process

        self._ratio, self._bare = token_set_ratio, default_process
        self._known: dict[int, tuple[str, str]] = {}

    def of(self, first: Look, second: Look) -> float:
        """The score of two events."""
        english, spanish = self._titles(first)
        other, otra = self._titles(second)
        ratio = self._ratio
        return max(ratio(english, other, score_cutoff=ALIKE), ratio(spanish, otra, score_cutoff=ALIKE))

    def _titles(self, one: Look) -> tuple[str, str]:
        """The titles in lower case and without punctuation, worked out once for each event that is compared."""
        if one.number not in self._known:
            self._known[one.number] = self._bare(one.titles[0]), self._bare(one.titles[1])
        return self._known[one.number]
