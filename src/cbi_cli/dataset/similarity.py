"""Find events that are likely the same one, entered twice.

Two events are compared if they begin within three days of each other as far as is known and have an institution, a
city or a person in common, or are both encounters or both papers.

They are never one if they contradict each other: another host, other parties, another city, other people, another
number of the same institution, institutions without one in common, a cancelled event beside one that was held. What
one of them leaves open contradicts nothing.

They are likely one if any of these holds:

- an institution in common, a day in common (give or take one), and a source in common, both encounters or both papers;
- a person and a city in common on the same day;
- titles that are alike in any language, and an institution, a city, a person or a host in common, or nothing known that
  could be in common.

Titles are alike from a score of 70 of 100 by the words that they share (``rapidfuzz.fuzz.token_set_ratio``). Of the
events of the first dataset no two that begin so close together reach more than 66, and twelve of its titles written in
other words reached 72 to 96. Titles of one pattern ("The secretary visits ...") are alike without meaning the same. So
without an institution in common they count on the same day only (of papers from one source, within three days), and if
the day of one of the two is not known or their levels differ, one title must have all words of the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple

from cbi_cli.core.folding import fold
from cbi_cli.records.event import Event

MIN_SIMILARITY = 70.0
"""The score from which on two titles are alike."""

SAME_WORDS_SCORE = 100.0
"""The score needed for events of no common institution if the day of one is not known or their levels differ."""

MAX_DAYS_APART = 3
"""Days between two beginnings; events that are further apart are not compared."""

_CERTAIN_SCORE = 100.0
_NEARLY_CERTAIN_SCORE = 95.0
MAX_NEIGHBORS = 30
"""Events of one institution, city or person that an event is compared with; a limit keeps the work linear."""

_MAX_NEIGHBORS_OF_ANY_KIND = 15
"""The same for events that have only their sort in common."""

_DOCUMENT_KINDS = frozenset({"agreement", "statement", "plan", "launch", "entry-into-force", "anniversary"})
_NOT_HELD_STATUSES = frozenset({"cancelled", "postponed"})


class Person(NamedTuple):
    """A participant: the party, if it is known, and the folded names without initials, the last name last."""

    party: str | None
    names: tuple[str, ...]


class EventFeatures(NamedTuple):
    """What is compared of an event, with its number.

    ``first`` and ``last`` are the days that its start can mean. ``city`` is the folded name before the first comma.
    """

    number: int
    id: str
    is_document: bool
    level: str
    first: int
    last: int
    titles: tuple[str, ...]
    institutions: frozenset[str]
    edition_number: int | None
    host: str | None
    parties: frozenset[str]
    city: str
    people: tuple[Person, ...]
    sources: frozenset[str]
    is_held: bool
    distinct_from: tuple[str, ...]


class DuplicatePair(NamedTuple):
    """Two events that are likely one, by their numbers, and how likely."""

    earlier: int
    later: int
    score: float


def event_features(number: int, event: Event) -> EventFeatures:
    """Return what is compared of an event."""
    first, last = event.start.day_range
    return EventFeatures(
        number=number,
        id=event.id,
        is_document=event.mode == "document" or event.kind in _DOCUMENT_KINDS,
        level=event.level,
        first=first,
        last=last,
        titles=tuple([getattr(event, name) for name in _title_fields(type(event))]),
        institutions=frozenset(event.institutions),
        edition_number=event.edition_number,
        host=event.host,
        parties=frozenset(event.parties),
        city=_fold_city(event.city),
        people=tuple([_fold_person(one.name, one.party) for one in event.participants]),
        sources=frozenset([source.partition("#")[0] for source in event.sources]),
        is_held=event.status not in _NOT_HELD_STATUSES,
        distinct_from=event.distinct_from,
    )


# The same people meet in the same cities again and again.
@lru_cache(maxsize=10_000)
def _fold_person(name: str, party: str | None) -> Person:
    words = fold(name).replace(".", " ").split()
    names = tuple(word for word in words if len(word) > 1)
    return Person(party, names or tuple(words))


@lru_cache(maxsize=10_000)
def _fold_city(name: str) -> str:
    return fold(name.partition(",")[0])


@lru_cache(maxsize=1)
def _title_fields(model: type[Event]) -> list[str]:
    """Return the names of the title and of its translations."""
    return [name for name in model.model_fields if name == "title" or name.startswith("title_")]


def best_matches(found: Iterable[DuplicatePair]) -> Iterator[tuple[int, int]]:
    """Yield for each later event of a pair the one that it is most like, of several the earliest."""
    ordered = sorted(found, key=lambda pair: (pair.later, -pair.score, pair.earlier))
    for later, rivals in groupby(ordered, key=lambda pair: pair.later):
        yield next(rivals).earlier, later


def find_duplicates(looks: Iterable[EventFeatures], groups: dict[int, int] | None = None) -> Iterator[DuplicatePair]:
    """Yield every two events that are likely one.

    With ``groups``, which gives the group of each, only two of different ones are compared. In a crowd
    each is compared with those that begin next, so that the work grows with the number of events only.
    """
    likeness: TitleSimilarity | None = None
    for first, second in _candidate_pairs(looks, groups):
        score = _score_evidence(first, second)
        if score < _CERTAIN_SCORE and _is_title_relevant(first, second):
            # The library is loaded only if there are titles to compare.
            likeness = likeness or TitleSimilarity()
            by_title = likeness.of(first, second)
            score = max(score, by_title) if by_title >= _required_score(first, second) else score
        if score >= MIN_SIMILARITY:
            yield DuplicatePair(min(first.number, second.number), max(first.number, second.number), score)


def _candidate_pairs(
    looks: Iterable[EventFeatures], groups: dict[int, int] | None
) -> Iterator[tuple[EventFeatures, EventFeatures]]:
    """Yield the pairs that nothing contradicts, each once."""
    seen: set[tuple[int, int]] = set()
    for most, crowd in _neighbor_groups(looks):
        for place, first in enumerate(crowd):
            left, until = most, first.last + MAX_DAYS_APART
            for second in islice(crowd, place + 1, None):
                if second.first > until or not left:
                    break
                if groups is not None and groups[first.number] == groups[second.number]:
                    continue
                left -= 1
                pair = first.number, second.number
                if pair not in seen and _may_be_duplicates(first, second):
                    seen.add(pair)
                    yield first, second


def _neighbor_groups(looks: Iterable[EventFeatures]) -> Iterator[tuple[int, list[EventFeatures]]]:
    """Yield the events that have something in common, in their order, with how many of them each is compared with."""
    alike: dict[tuple[str, str], list[EventFeatures]] = defaultdict(list)
    sorts: dict[bool, list[EventFeatures]] = defaultdict(list)
    for one in sorted(looks, key=attrgetter("first", "number")):
        sorts[one.is_document].append(one)
        for institution in one.institutions:
            alike["institution", institution].append(one)
        for name in {name for person in one.people for name in person.names}:
            alike["person", name].append(one)
        if one.city:
            alike["city", one.city].append(one)
    for crowd in alike.values():
        yield MAX_NEIGHBORS, crowd
    for crowd in sorts.values():
        yield _MAX_NEIGHBORS_OF_ANY_KIND, crowd


def _may_be_duplicates(first: EventFeatures, second: EventFeatures) -> bool:
    """Return whether two events may be one: nothing contradicts it, and nobody has said otherwise."""
    if first.id == second.id or first.id in second.distinct_from or second.id in first.distinct_from:
        return False
    if first.is_held != second.is_held:
        return False
    if first.host and second.host and first.host != second.host:
        return False
    if not (first.parties <= second.parties or second.parties <= first.parties):
        return False
    if _has_different_people(first, second):
        return False
    if first.institutions and second.institutions and first.institutions.isdisjoint(second.institutions):
        return False
    if None not in (first.edition_number, second.edition_number) and first.edition_number != second.edition_number:
        return False
    return not first.city or not second.city or _is_same_city(first, second) or _is_same_record(first, second)


def _has_different_people(first: EventFeatures, second: EventFeatures) -> bool:
    """Return whether two events name people of one party, and nobody in common.

    One of two reports of a meeting may name the people of one side only.
    """
    parties = {person.party for person in first.people} & {person.party for person in second.people}
    return bool(parties) and not _has_common_person(first, second)


def _has_common_person(first: EventFeatures, second: EventFeatures) -> bool:
    return any(_is_same_person(one, other) for one in first.people for other in second.people)


def _is_same_person(one: Person, other: Person) -> bool:
    """Return whether two names are of one person: the same last name, or two names in common (``Ebrard Casaubón``)."""
    if None not in (one.party, other.party) and one.party != other.party:
        return False
    return one.names[-1:] == other.names[-1:] or len({*one.names} & {*other.names}) > 1


def _is_same_city(first: EventFeatures, second: EventFeatures) -> bool:
    """Return whether two events name one city; ``Washington`` and ``Washington D.C.`` are one."""
    shorter, longer = sorted((first.city, second.city), key=len)
    return bool(shorter) and (longer == shorter or longer.startswith(f"{shorter} "))


def _is_same_record(first: EventFeatures, second: EventFeatures) -> bool:
    """Return whether an institution, the day and a source are the same: a city can have names in two languages."""
    same_days = (first.first, first.last) == (second.first, second.last) and first.first == first.last
    return (
        same_days
        and _has_common_item(first.institutions, second.institutions)
        and _has_common_item(first.sources, second.sources)
    )


def _score_evidence(first: EventFeatures, second: EventFeatures) -> float:
    """Return how likely two events are one by what they have in common, without their titles; 0 for not at all."""
    if first.is_document != second.is_document or first.parties != second.parties:
        return 0.0
    days = _days_between(first, second)
    if (
        days <= 1
        and _has_common_item(first.institutions, second.institutions)
        and _has_common_item(first.sources, second.sources)
    ):
        return _CERTAIN_SCORE if days == 0 else _NEARLY_CERTAIN_SCORE
    if days == 0 and _is_same_city(first, second) and _has_common_person(first, second):
        return _NEARLY_CERTAIN_SCORE
    return 0.0


def _is_title_relevant(first: EventFeatures, second: EventFeatures) -> bool:
    """Return whether alike titles would say that two events are one."""
    if _has_common_item(first.institutions, second.institutions):
        return True
    if _days_between(first, second) > 0:
        # A paper is signed on one day, published on another, and nobody travels from one to the next.
        return first.is_document and second.is_document and _has_common_item(first.sources, second.sources)
    if _is_same_city(first, second) or _has_common_person(first, second) or (first.host and first.host == second.host):
        return True
    # Of an event of which only the title is known, nothing else can be in common.
    return not any((first.city and second.city, first.people and second.people, first.host and second.host))


def _required_score(first: EventFeatures, second: EventFeatures) -> float:
    """Return the score from which on titles say that two events are one."""
    if _has_common_item(first.institutions, second.institutions):
        return MIN_SIMILARITY
    # Two visits of one year, or a president and a minister in one city, often have titles of one pattern.
    is_vague = first.first < first.last or second.first < second.last
    return SAME_WORDS_SCORE if is_vague or first.level != second.level else MIN_SIMILARITY


def _days_between(first: EventFeatures, second: EventFeatures) -> int:
    """Return the days between two beginnings, 0 if they can be the same."""
    return max(0, second.first - first.last, first.first - second.last)


def _has_common_item(these: frozenset[str], those: frozenset[str]) -> bool:
    return not these.isdisjoint(those)


class TitleSimilarity:
    """How alike the titles of two events are, from 0 to 100: the highest score of all languages; 0 below 70."""

    def __init__(self) -> None:
        from rapidfuzz.fuzz import token_set_ratio
        from rapidfuzz.utils import default_process

        self._ratio, self._bare = token_set_ratio, default_process
        self._known: dict[int, tuple[str, ...]] = {}

    def of(self, first: EventFeatures, second: EventFeatures) -> float:
        """Return the score of two events."""
        ratio = self._ratio
        both = zip(self._titles(first), self._titles(second), strict=True)
        return max(ratio(one, other, score_cutoff=MIN_SIMILARITY) for one, other in both)

    def _titles(self, one: EventFeatures) -> tuple[str, ...]:
        """Return the titles in lower case and without punctuation, worked out once for each event that is compared."""
        if one.number not in self._known:
            self._known[one.number] = tuple(self._bare(title) for title in one.titles)
        return self._known[one.number]
