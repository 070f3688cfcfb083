"""Find events that are probably the same one, entered twice.

Two events are compared if they begin within three days of each other as far as is known and have an institution, a
city or a person in common, or are both encounters or both documents.

They are never the same if they contradict each other: another host, other parties, another city, other people, another
number of the same institution, institutions without one in common, a cancelled event and one that was held. What one of
them leaves open contradicts nothing.

They are probably the same if any of these is true:

- an institution in common, a day in common (or a day apart), and a source in common, both encounters or both documents;
- a person and a city in common on the same day;
- titles that are similar in any language, and an institution, a city, a person or a host in common, or nothing known
  that could be in common.

Titles are similar from a score of 70 of 100 by the words that they share (`rapidfuzz.fuzz.token_set_ratio`). Of the
events of the first dataset no two that begin so close together reach more than 66, and twelve of its titles written in
other words reached 72 to 96. Titles of one pattern ("The secretary visits ...") are similar without meaning the same.
So without an institution in common they count on the same day only (for documents from one source, within three days),
and if the day of one of the two is not known or their levels differ, one title must have all words of the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from cbi_cli.core.folding import fold

if TYPE_CHECKING:
    from cbi_cli.records.event import Event

MIN_SIMILARITY = 70.0
"""The lowest score of two titles that are similar."""

SAME_WORDS_SCORE = 100.0
"""The lowest score for events without a common institution if the day of one is not known or their levels differ."""

MAX_DAYS_APART = 3
"""Events whose starts are more days apart are not compared."""

_MAX_DAYS_OF_YEAR = 366
_CERTAIN_SCORE = 100.0
_NEARLY_CERTAIN_SCORE = 95.0
MAX_NEIGHBORS = 30
"""Events of one institution, city or person that an event is compared with; a limit keeps the work linear."""

_MAX_NEIGHBORS_OF_ANY_KIND = 15
"""The same for events that only are both encounters or both documents."""

DOCUMENT_KINDS = frozenset({"agreement", "statement", "plan", "launch", "entry-into-force", "anniversary"})
"""Kinds of events that are no encounter of people, however they are held."""

NOT_HELD_STATUSES = frozenset({"cancelled", "postponed"})
"""What contradicts that an event was or will be held."""


class Person(NamedTuple):
    """A participant: the party, if it is known, and the folded names.

    Initials are left out. The last name is the last one.
    """

    party: str | None
    names: tuple[str, ...]


class EventFeatures(NamedTuple):
    """The values of an event that are compared, with its number.

    `first` and `last` are the days that its start can mean. `city` is the folded name before the first comma.
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
    """The numbers of two events that are probably the same, with a score."""

    earlier: int
    later: int
    score: float


def event_features(number: int, event: Event) -> EventFeatures:
    """Return the values of an event that are compared."""
    first, last = event.start.day_range
    titles = [getattr(event, name) for name in _title_fields(type(event))]
    people = [fold_person(participant.name, participant.party) for participant in event.participants]
    sources = [citation.partition("#")[0] for citation in event.sources]
    is_document = event.mode == "document" or event.kind in DOCUMENT_KINDS
    is_held = event.status not in NOT_HELD_STATUSES
    city = _fold_city(event.place)
    return EventFeatures(
        number=number,
        id=event.id,
        is_document=is_document,
        level=event.level,
        first=first,
        last=last,
        titles=tuple(titles),
        institutions=frozenset(event.institutions),
        edition_number=event.edition_number,
        host=event.host,
        parties=frozenset(event.parties),
        city=city,
        people=tuple(people),
        sources=frozenset(sources),
        is_held=is_held,
        distinct_from=event.distinct_from,
    )


# The same people meet in the same cities again and again.
@lru_cache(maxsize=10_000)
def fold_person(name: str, party: str | None) -> Person:
    """Return a participant with folded names."""
    words = fold(name).replace(".", " ").split()
    names = [word for word in words if len(word) > 1]
    # A name may have initials only.
    if not names:
        return Person(party, tuple(words))
    return Person(party, tuple(names))


@lru_cache(maxsize=10_000)
def _fold_city(name: str) -> str:
    # The id of a place is its name with hyphens in place of spaces.
    return fold(name.partition(",")[0].replace("-", " "))


@lru_cache(maxsize=1)
def _title_fields(model: type[Event]) -> list[str]:
    """Return the names of the title and of its translations."""
    return [name for name in model.model_fields if name == "title" or name.startswith("title_")]


def best_matches(pairs: Iterable[DuplicatePair]) -> Iterator[tuple[int, int]]:
    """Yield for each later event of a pair the most similar earlier one.

    Of several that are equally similar, it is the first.
    """
    best: dict[int, DuplicatePair] = {}
    for pair in sorted(pairs):
        other = best.get(pair.later)
        if other is None or pair.score > other.score:
            best[pair.later] = pair
    for later, pair in sorted(best.items()):
        yield pair.earlier, later


def find_duplicates(events: Iterable[EventFeatures], groups: dict[int, int] | None = None) -> Iterator[DuplicatePair]:
    """Yield every two events that are probably the same.

    With `groups`, which has the group of each event by its number, only events of different groups are compared. Each
    event is compared with a limited number of those that begin next, so that the work grows no faster than the number
    of events.
    """
    titles: TitleSimilarity | None = None
    for first, second in _candidate_pairs(events, groups):
        score = _score_evidence(first, second)
        if score < _CERTAIN_SCORE and _is_title_relevant(first, second):
            if titles is None:
                # The library is loaded only if there are titles to compare.
                titles = TitleSimilarity()
            title_score = titles.score(first, second)
            if title_score >= _required_score(first, second):
                score = max(score, title_score)
        if score >= MIN_SIMILARITY:
            earlier, later = sorted((first.number, second.number))
            yield DuplicatePair(earlier, later, score)


def _candidate_pairs(
    events: Iterable[EventFeatures], groups: dict[int, int] | None
) -> Iterator[tuple[EventFeatures, EventFeatures]]:
    """Yield the pairs that nothing contradicts, each once."""
    seen: set[tuple[int, int]] = set()
    for max_neighbors, neighbors in _neighbor_groups(events):
        for position, first in enumerate(neighbors):
            last_start = first.last + MAX_DAYS_APART
            remaining = max_neighbors
            for second in islice(neighbors, position + 1, None):
                # Events are in the order of their starts, so all that follow start later too.
                if second.first > last_start or remaining == 0:
                    break
                # An event of the same group must not take the place of one that is compared.
                if groups is not None and groups[first.number] == groups[second.number]:
                    continue
                remaining -= 1
                pair = (first.number, second.number)
                # Two events with a city and a person in common are neighbors twice.
                if pair not in seen and _may_be_duplicates(first, second):
                    seen.add(pair)
                    yield first, second


def _neighbor_groups(events: Iterable[EventFeatures]) -> Iterator[tuple[int, list[EventFeatures]]]:
    """Yield lists of events with something in common, ordered by start.

    Each comes with the number of neighbors that an event is compared with.
    """
    by_value: dict[tuple[str, str], list[EventFeatures]] = defaultdict(list)
    encounters: list[EventFeatures] = []
    documents: list[EventFeatures] = []
    for event in sorted(events, key=attrgetter("first", "number")):
        if event.is_document:
            documents.append(event)
        else:
            encounters.append(event)
        for institution in event.institutions:
            by_value["institution", institution].append(event)
        names: set[str] = set()
        for person in event.people:
            names.update(person.names)
        for name in names:
            by_value["person", name].append(event)
        if event.city:
            by_value["city", event.city].append(event)
    for neighbors in by_value.values():
        yield MAX_NEIGHBORS, neighbors
    yield _MAX_NEIGHBORS_OF_ANY_KIND, encounters
    yield _MAX_NEIGHBORS_OF_ANY_KIND, documents


def _may_be_duplicates(first: EventFeatures, second: EventFeatures) -> bool:
    """Tell whether two events may be the same.

    If so, nothing contradicts it, and neither is marked as distinct from the other.
    """
    if first.id == second.id or first.id in second.distinct_from or second.id in first.distinct_from:
        return False
    if first.is_held != second.is_held:
        return False
    if first.host and second.host and first.host != second.host:
        return False
    if not first.parties <= second.parties and not second.parties <= first.parties:
        return False
    if first.institutions and second.institutions and first.institutions.isdisjoint(second.institutions):
        return False
    if first.edition_number != second.edition_number and None not in (first.edition_number, second.edition_number):
        return False
    # A city can have names in two languages.
    if first.city and second.city and not _is_same_city(first, second) and not _is_same_record(first, second):
        return False
    # Names are compared last, since that takes longest.
    return not _has_different_people(first, second)


def _has_different_people(first: EventFeatures, second: EventFeatures) -> bool:
    """Tell whether two events name people of one party, and nobody in common."""
    # One of two reports of a meeting may name the people of one side only.
    first_parties = {person.party for person in first.people}
    second_parties = {person.party for person in second.people}
    if first_parties.isdisjoint(second_parties):
        return False
    return not _has_common_person(first, second)


def _has_common_person(first: EventFeatures, second: EventFeatures) -> bool:
    for person in first.people:
        for other in second.people:
            if is_same_person(person, other):
                return True
    return False


def is_same_person(person: Person, other: Person) -> bool:
    """Tell whether two names can belong to one person.

    They can if they have the last name or two names in common.
    """
    if person.party is not None and other.party is not None and person.party != other.party:
        return False
    if person.names[-1:] == other.names[-1:]:
        return True
    # The last of two surnames is often omitted: Marcelo Ebrard is Marcelo Ebrard Casaubón.
    common_names = set(person.names).intersection(other.names)
    return len(common_names) > 1


def _is_same_city(first: EventFeatures, second: EventFeatures) -> bool:
    """Tell whether two events name the same city.

    `Washington` and `Washington D.C.` are the same.
    """
    if not first.city or not second.city:
        return False
    if first.city == second.city:
        return True
    return first.city.startswith(f"{second.city} ") or second.city.startswith(f"{first.city} ")


def _is_same_record(first: EventFeatures, second: EventFeatures) -> bool:
    """Tell whether an institution, the day and a source are the same."""
    if first.first != first.last or second.first != second.last:
        return False  # a day is not known
    if first.first != second.first:
        return False
    return _has_common_institution(first, second) and _has_common_source(first, second)


def _score_evidence(first: EventFeatures, second: EventFeatures) -> float:
    """Return how probable it is that two events are the same.

    The titles are not compared. The score is 0 if nothing says that they are the same.
    """
    # A document and the meeting that adopts it are two events.
    if first.is_document != second.is_document or first.parties != second.parties:
        return 0.0
    # What lies anywhere in several years has a day in common with everything in them.
    if _is_vague(first) or _is_vague(second):
        return 0.0
    days_apart = _days_between(first, second)
    if days_apart <= 1 and _has_common_institution(first, second) and _has_common_source(first, second):
        return _CERTAIN_SCORE if days_apart == 0 else _NEARLY_CERTAIN_SCORE
    if days_apart == 0 and _is_same_city(first, second) and _has_common_person(first, second):
        return _NEARLY_CERTAIN_SCORE
    return 0.0


def _is_vague(event: EventFeatures) -> bool:
    """Tell whether the start of an event can be any of more than the days of a year."""
    return event.last - event.first > _MAX_DAYS_OF_YEAR


def _is_title_relevant(first: EventFeatures, second: EventFeatures) -> bool:
    """Tell whether similar titles would mean that two events are the same."""
    if _has_common_institution(first, second):
        return True
    if _days_between(first, second) > 0:
        # A document is signed on one day and published on another. Other events are not reported with two dates.
        return first.is_document and second.is_document and _has_common_source(first, second)
    if first.host and first.host == second.host:
        return True
    if _is_same_city(first, second) or _has_common_person(first, second):
        return True
    # If both state one of these, it could be in common and is not.
    if first.city and second.city:
        return False
    if first.people and second.people:
        return False
    return not first.host or not second.host


def _required_score(first: EventFeatures, second: EventFeatures) -> float:
    """Return the lowest score of titles of the same event."""
    if _has_common_institution(first, second):
        return MIN_SIMILARITY
    # Two visits of one year, or a president and a minister in one city, often have titles of one pattern.
    has_unknown_day = first.first < first.last or second.first < second.last
    if has_unknown_day or first.level != second.level:
        return SAME_WORDS_SCORE
    return MIN_SIMILARITY


def _days_between(first: EventFeatures, second: EventFeatures) -> int:
    """Return the days between two starts, 0 if they can be the same."""
    days_until_second = second.first - first.last
    days_until_first = first.first - second.last
    return max(0, days_until_second, days_until_first)


def _has_common_institution(first: EventFeatures, second: EventFeatures) -> bool:
    return not first.institutions.isdisjoint(second.institutions)


def _has_common_source(first: EventFeatures, second: EventFeatures) -> bool:
    return not first.sources.isdisjoint(second.sources)


class TitleSimilarity:
    """A measure of how similar the titles of two events are, from 0 to 100."""

    def __init__(self) -> None:
        from rapidfuzz.fuzz import token_set_ratio
        from rapidfuzz.utils import default_process

        self._ratio = token_set_ratio
        self._normalize = default_process
        self._normalized_titles: dict[int, tuple[str, ...]] = {}

    def score(self, first: EventFeatures, second: EventFeatures) -> float:
        """Return the highest score of two titles in the same language; 0 below 70."""
        highest = 0.0
        for title, other in zip(self._titles(first), self._titles(second), strict=True):
            highest = max(highest, self._ratio(title, other, score_cutoff=MIN_SIMILARITY))
        return highest

    def _titles(self, event: EventFeatures) -> tuple[str, ...]:
        """Return the titles of an event, normalized once.

        They are in lower case and without punctuation.
        """
        titles = self._normalized_titles.get(event.number)
        if titles is None:
            titles = tuple([self._normalize(title) for title in event.titles])
            self._normalized_titles[event.number] = titles
        return titles
