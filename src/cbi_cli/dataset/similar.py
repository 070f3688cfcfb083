"""Events that are likely the same one, entered twice.

Two events are compared when they are of one kind, begin within three days of each other as far as is known, and share
an institution, or one of them names none. They are alike when their titles, in either language, reach a score of 70
of 100 by the words that they share (``rapidfuzz.fuzz.token_set_ratio``). Of the events of the first dataset, no two
that begin so close together reach more than 66, and twelve of its titles told anew in other words reached 72 to 96.
Scores that look for a part of a text in the other are of no use here: two titles with nothing in common reach 86.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
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
    return Look(
        number,
        event.id,
        event.kind,
        *event.start.days,
        (event.title, event.title_es),
        event.institutions,
        event.edition_number,
        event.distinct_from,
    )


def likely_pairs(events: Sequence[Event]) -> Iterator[tuple[int, int]]:
    """The positions of events that are much like an earlier one, as pairs (earlier, later), in order of the later.

    Each event comes as the later one of a pair once at most, with the one that it is most like.
    """
    return best_pairs(pairs([look(number, event) for number, event in enumerate(events)]))


def best_pairs(found: Iterable[Pair]) -> Iterator[tuple[int, int]]:
    """For each later event of a pair the one that it is most like, the earliest of several."""
    best: dict[int, tuple[float, int]] = {}
    for earlier, later, score in found:
        if (score, -earlier) > best.get(later, (0.0, 0)):
            best[later] = score, -earlier
    for later in sorted(best):
        yield -best[later][1], later


def pairs(looks: Iterable[Look], groups: dict[int, int] | None = None) -> Iterator[Pair]:
    """Every two events that are alike; with ``groups``, which gives the group of each, only two of different ones.

    In a crowd each is compared with the 50 that begin next, so that the work grows with the number of events only.
    """
    texts = _Texts()
    for first, second in _candidates(looks, groups):
        score = _score(texts.of(first), texts.of(second))
        if score >= ALIKE:
            yield Pair(min(first.number, second.number), max(first.number, second.number), score)


def likeness(first: Event, second: Event) -> float:
    """How alike the titles of two events are, from 0 to 100."""
    texts = _Texts()
    return _score(texts.of(look(0, first)), texts.of(look(1, second)))


def _candidates(looks: Iterable[Look], groups: dict[int, int] | None) -> Iterator[tuple[Look, Look]]:
    """The pairs that are compared."""
    by_kind: dict[str, list[Look]] = defaultdict(list)
    for one in looks:
        by_kind[one.kind].append(one)
    for crowd in by_kind.values():
        crowd.sort(key=lambda one: (one.first, one.number))
        for place, first in enumerate(crowd):
            for second in islice(_after(crowd, place, groups), _MOST_COMPARED):
                if _comparable(first, second):
                    yield first, second


def _after(crowd: Sequence[Look], place: int, groups: dict[int, int] | None) -> Iterator[Look]:
    """Those of a crowd that begin soon enough after one of it."""
    first = crowd[place]
    for second in islice(crowd, place + 1, None):
        if second.first - first.last > APART:
            return
        if groups is None or groups[first.number] != groups[second.number]:
            yield second


def _comparable(first: Look, second: Look) -> bool:
    """Whether two events of one kind and time may be one, and nobody has said otherwise."""
    numbers = {first.edition_number, second.edition_number} - {None}
    return (
        len(numbers) < 2
        and (
            not first.institutions
            or not second.institutions
            or not set(first.institutions).isdisjoint(second.institutions)
        )
        and first.id not in second.distinct_from
        and second.id not in first.distinct_from
        and first.id != second.id
    )


class _Texts:
    """Titles in lower case, without punctuation, worked out once for each event that is compared."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[str, str]] = {}

    def of(self, one: Look) -> tuple[str, str]:
        if one.number not in self.known:
            from rapidfuzz.utils import default_process

            self.known[one.number] = default_process(one.titles[0]), default_process(one.titles[1])
        return self.known[one.number]


def _score(first: tuple[str, str], second: tuple[str, str]) -> float:
    """The higher score of the two languages."""
    from rapidfuzz.fuzz import token_set_ratio

    return max(token_set_ratio(one, other, score_cutoff=ALIKE) for one, other in zip(first, second, strict=True))
