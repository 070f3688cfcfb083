"""Two events are probably the same.

Finds two events that have an institution and a source in common and start on the same day or a day apart, whatever
their kind and title; that have a person and a city in common on the same day; or that have similar titles and an
institution, a person, a city or a host in common. A document (an agreement, a statement) and the meeting that adopts
it are two events.

Two events are distinguished by different hosts, parties, cities, people of the same party, numbers of the same
institution, or institutions. The later id of the two is marked. An event with an invalid value is not compared.

An event that is entered twice counts twice. It happens when two people add it from two sources.

To fix it, keep one of the two, with the sources of both. If they are different events, add the id of one to the
other: `distinct_from = ["2022-10-13-high-level-security-dialogue"]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.similarity import DuplicatePair, best_matches
from cbi_cli.index.records import RecordIndex

RULE = Rule("CBI401", "near-duplicate", "warning")
_DUPLICATE_PAIRS = """
SELECT a.earlier, a.later, a.score FROM duplicate_pair AS a
"""
_EVENT_ORDER = """
SELECT r.number FROM record AS r JOIN file AS f ON f.number = r.file
WHERE r.number IN (SELECT earlier FROM duplicate_pair UNION SELECT later FROM duplicate_pair)
ORDER BY r.id, f.name, r.position
"""


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield each event that is very similar to one with an earlier id.

    The finding names the most similar one.
    """
    numbers = [number for (number,) in index.rows(_EVENT_ORDER)]
    # The event with the later id is marked, in whatever files the two are.
    positions = {number: position for position, number in enumerate(numbers)}
    pairs: list[DuplicatePair] = []
    for number, other_number, score in index.rows(_DUPLICATE_PAIRS):
        position = positions[number]
        other_position = positions[other_number]
        earlier = min(position, other_position)
        later = max(position, other_position)
        pairs.append(DuplicatePair(earlier, later, score))
    for earlier, later in best_matches(pairs):
        other, entry = index.events([numbers[earlier], numbers[later]])
        description = message("this event is very similar to `{event_id}`", event_id=other.id)
        hint = message(
            'keep one of the two; if they are two events, write distinct_from = ["{event_id}"]', event_id=other.id
        )
        yield entry.finding(RULE.code, "title", description, hint)
