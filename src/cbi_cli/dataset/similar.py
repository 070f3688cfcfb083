"""Events that look like one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cbi_cli.core.dates import day_number
from cbi_cli.dataset.model import Entry
from cbi_cli.schema.event import Event

MAX_DAYS = 3
"""A visit is often reported a day or two late; events farther apart are two events."""

MIN_SCORE = 82
"""Of 100, by words regardless of their order; see tests/unit/dataset/test_similar.py for pairs on either side of it."""

Block = tuple[str, str]


def similar_pairs(events: Iterable[Entry[Event]]) -> Iterator[tuple[Entry[Event], Entry[Event]]]:
    """Pairs of events that may be one, the earlier in the dataset first; each pair once.

    Compared are events of one kind that share an institution, or have none, and begin within three days of each other.
    Events that name each other in ``distinct_from`` are left out.
    """
    blocks: dict[Block, list[tuple[int, int, Entry[Event]]]] = {}
    for number, entry in enumerate(events):
        for institution in entry.record.institutions or ("",):
            found = (day_number(entry.record.start.first), number, entry)
            blocks.setdefault((institution, entry.record.kind), []).append(found)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        for one, other in _close(sorted(block, key=lambda item: item[:2])):
            first, second = sorted((one, other), key=lambda item: item[1])
            if (first[1], second[1]) not in seen and _alike(first[2].record, second[2].record):
                seen.add((first[1], second[1]))
                yield first[2], second[2]


def _close(
    block: list[tuple[int, int, Entry[Event]]],
) -> Iterator[tuple[tuple[int, int, Entry[Event]], tuple[int, int, Entry[Event]]]]:
    """The pairs of a block, in order of days, that begin close to each other."""
    for place, one in enumerate(block):
        for other in block[place + 1 :]:
            if other[0] - one[0] > MAX_DAYS:
                break
            yield one, other


def _alike(one: Event, other: Event) -> bool:
    if one.id == other.id or one.id in other.distinct_from or other.id in one.distinct_from:
        return False
    from rapidfuzz import fuzz, utils

    score = fuzz.token_sort_ratio(one.title, other.title, processor=utils.default_process)
    return score >= MIN_SCORE
