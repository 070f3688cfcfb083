"""Find the events that two collections have in common.

Events with the same id are the same event; a former id counts as well. The others are compared if they are at most some
days apart, by the measures of `dataset.similarity`.

Two events are taken for the same if any of these is true:

- an institution in common, and its number of the meeting, a similar title, or a source of the same day or the next;
- a person in common, and the place or the host, at the same level;
- on the same days: a similar title, and a person, the place or the host in common.

What only one of them states contradicts nothing. Another status, other parties, another institution, another number,
and a document in place of an encounter rule a pair out. Another place, host, level, mode or other people do so, unless
the rest leaves no doubt: then the pair is one on whose values the two disagree.

A pair is decided only if neither event has another partner that is as good. The same days are better than overlapping
ones, these are better than days apart, and a pair without a contradiction is better than one with. Whatever is left and
could be the same is undecided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.folding import fold
from cbi_cli.dataset.similarity import (
    DOCUMENT_KINDS,
    MIN_SIMILARITY,
    NOT_HELD_STATUSES,
    EventFeatures,
    Person,
    TitleSimilarity,
    fold_person,
    is_same_person,
)

DAYS_APART = 7
"""How many days apart two events can be and still be the same, if a call does not say otherwise."""

Reason = Literal["id", "days", "institution", "number", "source", "people", "place", "host", "title"]
"""What two events have in common."""

_RULED_OUT = frozenset({"distinct", "status", "parties", "institution", "number", "kind"})
"""Contradictions with which two events are never the same."""

_CONTRADICTED_RANK = 10
"""Pairs with a contradiction are decided after all pairs without one."""

_PRESIDENTIAL_LEVELS = {"presidential", "president-elect"}
_DAYS_PER_BUCKET = 32


class DaySpan(NamedTuple):
    """The days of an event: those that its start can mean, and its end."""

    first_start: int
    last_start: int
    first_end: int
    last_end: int

    @property
    def is_exact(self) -> bool:
        """Whether start and end are known to the day."""
        return self.first_start == self.last_start and self.first_end == self.last_end

    def days_from(self, other: DaySpan) -> int:
        """Return the days between two events, 0 if they can overlap."""
        return max(0, other.first_start - self.last_end, self.first_start - other.last_end)

    def contradicts(self, other: DaySpan) -> bool:
        """Tell whether two events cannot have begun, or ended, on the same day."""
        if self.first_start > other.last_start or other.first_start > self.last_start:
            return True
        return self.first_end > other.last_end or other.first_end > self.last_end


class ComparableEvent(NamedTuple):
    """The values of an event that say whether it is another one.

    `ids` are its id and its former ones. `places` are the folded names of its place. `mode` is empty if it is unknown.
    """

    features: EventFeatures
    ids: tuple[str, ...]
    days: DaySpan
    places: frozenset[str]
    mode: str


class EventLink(NamedTuple):
    """Two events that are or may be the same, by their positions.

    The lower the rank, the better the pair; it is None if they only may be the same. `against` names the fields that
    contradict it.
    """

    here: int
    there: int
    rank: int | None
    reasons: tuple[Reason, ...]
    against: tuple[str, ...]
    days_apart: int


class UndecidedGroup(NamedTuple):
    """Events of which it is not decided which are the same.

    Either several could be, or what they have in common is too little.
    """

    links: tuple[EventLink, ...]

    @property
    def cause(self) -> Literal["several", "weak"]:
        """Why nothing is decided."""
        return "several" if len(self.links) > 1 else "weak"


class Matching(NamedTuple):
    """The events of two collections, by their positions, as far as they are the same.

    `near` has the links of events without a partner to events that have one.
    """

    pairs: tuple[EventLink, ...]
    undecided: tuple[UndecidedGroup, ...]
    near: tuple[EventLink, ...]


def day_span(start: str, end: str | None) -> DaySpan:
    """Return the days of an event from the texts of its dates."""
    first = PartialDate.parse(start)
    last = PartialDate.parse(end) if end else first
    return DaySpan(*first.day_range, *last.day_range)


def comparable_event(
    number: int, record: Mapping[str, Any], places: Iterable[str], title_keys: Sequence[str]
) -> ComparableEvent:
    """Return the compared values of an event, given as JSON.

    `number` is its own among the events of both collections. `places` are the names of its place.
    """
    days = day_span(record["start"], record.get("end"))
    mode = record.get("mode") or ""
    kind = record.get("kind") or ""
    people = []
    for person in record.get("participants", ()):
        # A double surname has a hyphen in one source and a space in another.
        name = person["name"].replace("-", " ")
        people.append(fold_person(name, person.get("party")))
    sources = [citation.partition("#")[0] for citation in record.get("sources", ())]
    event_id = record.get("id") or ""
    is_document = mode == "document" or kind in DOCUMENT_KINDS
    is_held = record.get("status", "held") not in NOT_HELD_STATUSES
    titles = [record.get(key) or "" for key in title_keys]
    named_people = [person for person in people if person.names]
    institutions = record.get("institutions", ())
    parties = record.get("parties", ())
    distinct_from = record.get("distinct_from", ())
    features = EventFeatures(
        number=number,
        id=event_id,
        is_document=is_document,
        level=record.get("level") or "",
        first=days.first_start,
        last=days.last_start,
        titles=tuple(titles),
        institutions=frozenset(institutions),
        edition_number=record.get("edition_number"),
        host=record.get("host"),
        parties=frozenset(parties),
        city="",
        people=tuple(named_people),
        sources=frozenset(sources),
        is_held=is_held,
        distinct_from=tuple(distinct_from),
    )
    ids = [event_id, *record.get("former_ids", ())]
    known_ids = tuple([one for one in ids if one])
    folded_places = frozenset([fold(name) for name in places])
    return ComparableEvent(features, known_ids, days, folded_places, mode)


def match_events(
    here: Sequence[ComparableEvent], there: Sequence[ComparableEvent], max_days: int = DAYS_APART
) -> Matching:
    """Find the pairs of two collections that are the same event."""
    pairs = list(_match_ids(here, there))
    taken_here = {link.here for link in pairs}
    taken_there = {link.there for link in pairs}
    links = list(_find_links(here, there, taken_here, taken_there, max_days))
    undecided: list[UndecidedGroup] = []
    ranks = sorted({link.rank for link in links if link.rank is not None})
    # What may be the same comes last.
    for rank in (*ranks, None):
        open_links = [
            link
            for link in links
            if link.rank == rank and link.here not in taken_here and link.there not in taken_there
        ]
        for group in _connected_groups(open_links):
            taken_here.update(link.here for link in group)
            taken_there.update(link.there for link in group)
            if len(group) == 1 and rank is not None:
                pairs.extend(group)
            else:
                undecided.append(UndecidedGroup(tuple(group)))
    settled = [*pairs]
    for undecided_group in undecided:
        settled.extend(undecided_group.links)
    near = _links_to_settled(links, settled)
    return Matching(tuple(sorted(pairs)), tuple(undecided), tuple(near))


def _match_ids(here: Sequence[ComparableEvent], there: Sequence[ComparableEvent]) -> Iterator[EventLink]:
    """Yield the events that have an id in common, each once."""
    positions: dict[str, int] = {}
    for position, event in enumerate(there):
        for name in event.ids:
            positions.setdefault(name, position)
    # The id in use says more than a former one.
    for position, event in enumerate(there):
        positions.update(dict.fromkeys(event.ids[:1], position))
    taken: set[int] = set()
    for position, event in enumerate(here):
        for name in event.ids:
            other = positions.get(name)
            if other is not None and other not in taken:
                taken.add(other)
                yield EventLink(position, other, 0, ("id",), (), event.days.days_from(there[other].days))
                break


def _find_links(
    here: Sequence[ComparableEvent],
    there: Sequence[ComparableEvent],
    taken_here: set[int],
    taken_there: set[int],
    max_days: int,
) -> Iterator[EventLink]:
    """Yield every two events that are or may be the same.

    Those with a partner by id are compared with those without one, never with each other.
    """
    judge = _Judge(max_days)
    for first, second in _neighbors(here, there, taken_here, taken_there, max_days):
        link = judge.link(first, here[first], second, there[second])
        if link is not None:
            yield link


def _neighbors(
    here: Sequence[ComparableEvent],
    there: Sequence[ComparableEvent],
    taken_here: set[int],
    taken_there: set[int],
    max_days: int,
) -> Iterator[tuple[int, int]]:
    """Yield the positions of every two events that are close enough, each once.

    One of the two has no partner yet. In two versions of one dataset, these are few.
    """
    all_buckets: dict[int, list[int]] = defaultdict(list)
    open_buckets: dict[int, list[int]] = defaultdict(list)
    for position, event in enumerate(there):
        for bucket in _buckets(event.days, 0):
            all_buckets[bucket].append(position)
            if position not in taken_there:
                open_buckets[bucket].append(position)
    for position, event in enumerate(here):
        candidates: dict[int, None] = {}
        buckets = open_buckets if position in taken_here else all_buckets
        for bucket in _buckets(event.days, max_days):
            candidates.update(dict.fromkeys(buckets.get(bucket, ())))
        for candidate in sorted(candidates):
            if event.days.days_from(there[candidate].days) <= max_days:
                yield position, candidate


def _buckets(days: DaySpan, margin: int) -> range:
    """Return the numbers of the spans of days that an event touches."""
    first = (days.first_start - margin) // _DAYS_PER_BUCKET
    last = (days.last_end + margin) // _DAYS_PER_BUCKET
    return range(first, last + 1)


class _Judge:
    """Decides whether two events are the same."""

    def __init__(self, max_days: int) -> None:
        self._max_days = max_days
        self._titles: TitleSimilarity | None = None

    def link(self, here: int, first: ComparableEvent, there: int, second: ComparableEvent) -> EventLink | None:
        """Return how two events belong together; None if nothing says so."""
        against = contradictions(first, second)
        if not _RULED_OUT.isdisjoint(against):
            return None
        days_apart = first.days.days_from(second.days)
        reasons = self._reasons(first, second, days_apart)
        if _is_same(reasons, _weigh(against, first, second), days_apart):
            rank: int | None = _date_rank(first.days, second.days)
            if against:
                rank = _CONTRADICTED_RANK + _date_rank(first.days, second.days)
        elif _may_be_same(reasons, against, first, second):
            rank = None
        else:
            return None
        return EventLink(here, there, rank, reasons, against, days_apart)

    def _reasons(self, first: ComparableEvent, second: ComparableEvent, days_apart: int) -> tuple[Reason, ...]:
        """Return what two events have in common."""
        a = first.features
        b = second.features
        reasons: list[Reason] = []
        if days_apart == 0:
            reasons.append("days")
        has_common_institution = not a.institutions.isdisjoint(b.institutions)
        if has_common_institution:
            reasons.append("institution")
            if a.edition_number is not None and a.edition_number == b.edition_number:
                reasons.append("number")
        if days_apart <= 1 and not a.sources.isdisjoint(b.sources):
            reasons.append("source")
        if has_common_person(a.people, b.people):
            reasons.append("people")
        if not first.places.isdisjoint(second.places):
            reasons.append("place")
        if a.host and a.host == b.host:
            reasons.append("host")
        if self._has_similar_title(a, b):
            reasons.append("title")
        return tuple(reasons)

    def _has_similar_title(self, first: EventFeatures, second: EventFeatures) -> bool:
        if self._titles is None:
            # The library is loaded only if there are titles to compare.
            self._titles = TitleSimilarity()
        return self._titles.score(first, second) >= MIN_SIMILARITY


def contradictions(first: ComparableEvent, second: ComparableEvent) -> tuple[str, ...]:
    """Return the fields on which two events contradict each other.

    What only one of them states contradicts nothing.
    """
    a = first.features
    b = second.features
    is_parties_compatible = a.parties <= b.parties or b.parties <= a.parties
    edition_numbers = {a.edition_number, b.edition_number} - {None}
    is_distinct = a.id in b.distinct_from or b.id in a.distinct_from
    modes = {first.mode, second.mode}
    found = {
        "distinct": is_distinct,
        "status": a.is_held != b.is_held,
        "parties": not is_parties_compatible,
        "institution": _have_none_in_common(a.institutions, b.institutions),
        "number": len(edition_numbers) > 1,
        "kind": a.is_document != b.is_document,
        "place": _have_none_in_common(first.places, second.places),
        "host": _are_different(a.host, b.host),
        "people": has_other_people(a.people, b.people),
        "level": _are_different(a.level, b.level),
        "mode": modes == {"in-person", "virtual"},
    }
    return tuple([name for name, is_contradiction in found.items() if is_contradiction])


def _are_different(first: str | None, second: str | None) -> bool:
    """Tell whether two events state a value, and not the same one."""
    if not first or not second:
        return False
    return first != second


def _have_none_in_common(first: frozenset[str], second: frozenset[str]) -> bool:
    """Tell whether two events state values of which none is the same."""
    if not first or not second:
        return False
    return first.isdisjoint(second)


def has_common_person(people: Iterable[Person], others: Sequence[Person]) -> bool:
    """Tell whether two lists can have a person in common."""
    for person in people:
        for other in others:
            if is_same_participant(person, other):
                return True
    return False


def has_other_people(people: Sequence[Person], others: Sequence[Person]) -> bool:
    """Tell whether two lists name people of one party, and nobody in common."""
    for party in {person.party for person in people if person.party}:
        of_party = [person for person in people if person.party == party]
        others_of_party = [person for person in others if person.party == party]
        if others_of_party and not has_common_person(of_party, others_of_party):
            return True
    return False


def is_same_participant(person: Person, other: Person) -> bool:
    """Tell whether two names can belong to one person.

    In a table, a name is often a surname without anything else.
    """
    if is_same_person(person, other):
        return True
    if person.party and other.party and person.party != other.party:
        return False
    names = set(person.names)
    other_names = set(other.names)
    return names <= other_names or other_names <= names


def _is_same(reasons: Sequence[Reason], against: Sequence[str], days_apart: int) -> bool:
    """Tell whether two events are taken for the same."""
    has_institution = "institution" in reasons
    is_same_meeting = has_institution and ("number" in reasons or (days_apart == 0 and "title" in reasons))
    if is_same_meeting:
        # A number, or title and days, leave no doubt; everything else may be wrong on one side, but not all of it.
        return len({"place", "host", "people"}.intersection(against)) < 2
    if against:
        # A person is on one day with one host, whatever the place is called.
        is_on_same_day = days_apart == 0 and "people" in reasons
        return is_on_same_day and _is_only(against, "place", "host", reasons)
    if has_institution and ("title" in reasons or "source" in reasons):
        return True
    has_whereabouts = "place" in reasons or "host" in reasons
    if "people" in reasons and has_whereabouts:
        return True
    return days_apart == 0 and "title" in reasons and ("people" in reasons or has_whereabouts)


def _weigh(against: Sequence[str], first: ComparableEvent, second: ComparableEvent) -> tuple[str, ...]:
    """Return the contradictions that make it doubtful that two events are the same.

    Whether a president had taken office is a detail: it is the same person.
    """
    if {first.features.level, second.features.level} != _PRESIDENTIAL_LEVELS:
        return tuple(against)
    return tuple([field for field in against if field != "level"])


def _is_only(against: Sequence[str], field: str, other: Reason, reasons: Sequence[Reason]) -> bool:
    """Tell whether one of two fields is all that contradicts, and the other one is in common."""
    if tuple(against) == (field,):
        return other in reasons
    return tuple(against) == (other,) and field in reasons


def _may_be_same(
    reasons: Sequence[Reason], against: Sequence[str], first: ComparableEvent, second: ComparableEvent
) -> bool:
    """Tell whether two events that are not taken for the same may be."""
    if "days" not in reasons or len(against) > 1:
        return False
    if not {"institution", "people", "title"}.isdisjoint(reasons):
        return True
    if against or not (first.days.is_exact and second.days.is_exact):
        return False
    is_same_level = bool(first.features.level) and first.features.level == second.features.level
    return is_same_level and ("host" in reasons or "place" in reasons)


def _date_rank(first: DaySpan, second: DaySpan) -> int:
    """Return how well the dates of two events agree, 0 for the same days."""
    if not first.is_exact or not second.is_exact or first.days_from(second) > 0:
        return 3
    if first == second:
        return 0
    return 1 if first.first_start == second.first_start else 2


def _connected_groups(links: Sequence[EventLink]) -> list[list[EventLink]]:
    """Return the links in groups that have no event in common."""
    groups: dict[int, list[EventLink]] = {}
    group_of: dict[tuple[str, int], int] = {}
    for number, link in enumerate(links):
        joined = [link]
        for end in _ends(link):
            joined.extend(groups.pop(group_of.get(end, -1), ()))
        groups[number] = joined
        for other in joined:
            group_of.update(dict.fromkeys(_ends(other), number))
    for group in groups.values():
        group.sort(key=lambda link: (link.here, link.there))
    return sorted(groups.values(), key=lambda group: (group[0].here, group[0].there))


def _ends(link: EventLink) -> tuple[tuple[str, int], tuple[str, int]]:
    return ("here", link.here), ("there", link.there)


def _links_to_settled(links: Iterable[EventLink], settled: Iterable[EventLink]) -> Iterator[EventLink]:
    """Yield the links between an event without a partner and one with."""
    settled_links = list(settled)
    settled_here = {link.here for link in settled_links}
    settled_there = {link.there for link in settled_links}
    for link in links:
        if (link.here in settled_here) != (link.there in settled_there):
            yield link
