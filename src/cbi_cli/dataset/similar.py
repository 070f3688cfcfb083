"""Events that are likely the same one, entered twice.

Two events are compared when they are of one kind, begin within three days of each other as far as is known, and share
an institution, or one of them names none. They are alike when their titles, in either language, reach a score of 70
of 100 by the words that they share (``rapidfuzz.fuzz.token_set_ratio``). Of the events of the first dataset, no two
that begin so close together reach more than 66, and twelve of its titles told anew in other words reached 72 to 96.
Scores that look for a part of a text in the other are of no use here: two titles with nothing in common reach 86.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from cbi_cli.schema.event import Event

ALIKE = 70.0
"""The score from which on two titles are alike."""

_APART = timedelta(days=3)
_MOST_COMPARED = 50


class _Titled(NamedTuple):
    """An event with its position and its titles in lower case, without punctuation."""

    position: int
    event: Event
    titles: tuple[str, str]


def likely_pairs(events: Sequence[Event]) -> Iterator[tuple[int, int]]:
    """The positions of events that are much like an earlier one, as pairs (earlier, later), in order of the later.

    Each event comes as the later one of a pair once at most, with the one that it is most like. In a crowd each is
    compared with the 50 that begin next, so that the work grows with the number of events only.
    """
    best: dict[int, tuple[float, int]] = {}
    for first, second in _candidates(events):
        score = _score(first.titles, second.titles)
        earlier, later = sorted((first.position, second.position))
        if score >= ALIKE and (score, -earlier) > best.get(later, (0.0, 0)):
            best[later] = score, -earlier
    for later in sorted(best):
        yield -best[later][1], later


def likeness(first: Event, second: Event) -> float:
    """How alike the titles of two events are, from 0 to 100."""
    return _score(_titles(first), _titles(second))


def _candidates(events: Sequence[Event]) -> Iterator[tuple[_Titled, _Titled]]:
    """The pairs that are compared."""
    by_kind: dict[str, list[_Titled]] = defaultdict(list)
    for position, event in enumerate(events):
        by_kind[event.kind].append(_Titled(position, event, _titles(event)))
    for group in by_kind.values():
        group.sort(key=lambda one: one.event.start.first)
        for place, first in enumerate(group):
            for second in group[place + 1 : place + 1 + _MOST_COMPARED]:
                if second.event.start.first - first.event.start.last > _APART:
                    break
                if _comparable(first.event, second.event):
                    yield first, second


def _comparable(first: Event, second: Event) -> bool:
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


def _titles(event: Event) -> tuple[str, str]:
    from rapidfuzz.utils import default_process

    return default_process(event.title), default_process(event.title_es)


def _score(first: tuple[str, str], second: tuple[str, str]) -> float:
    """The higher score of the two languages."""
    from rapidfuzz.fuzz import token_set_ratio

    return max(token_set_ratio(one, other, score_cutoff=ALIKE) for one, other in zip(first, second, strict=True))
