"""The events of a dataset next to those of another dataset or a table.

It says what each of the two lacks, and where they disagree. `dataset.event_matching` describes which events are taken
for the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from cbi_cli.dataset.event_matching import (
    DAYS_APART,
    ComparableEvent,
    EventLink,
    Matching,
    comparable_event,
    contradictions,
    match_events,
)
from cbi_cli.index.lookup import require_record
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText
from cbi_cli.reports.compared_coverage import TableCoverage, TableScope
from cbi_cli.reports.compared_events import ComparedEvent, EventCollection, SkippedRow, collect_from_dataset

Outcome = Literal["agrees", "differs", "only-here", "only-there", "undecided", "not-covered-there", "not-covered-here"]
Field = Literal["dates", "place", "people", "host", "level", "status"]
Side = Literal["here", "there"]

FIELDS: tuple[Field, ...] = ("dates", "place", "people", "host", "level", "status")
"""The fields on which two events can disagree."""

_DIFFERENT = frozenset({"differs", "only-here", "only-there", "undecided"})


class CompareQuery(NamedTuple):
    """What a comparison is asked for: the other collection, and filters.

    Several values of one filter mean any of them, none all. `max_days` is how many days apart an event of one side can
    be from the same event of the other.
    """

    other: EventCollection
    years: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    max_days: int = DAYS_APART


class ComparedPair(NamedTuple):
    """A row of a comparison: an event of one side, or two that belong together.

    `reasons` says by what two were matched, `against` what contradicts that. `differences` are the fields on which they
    disagree, `stated_once` those that only one of them states. Rows with the same `group` are undecided together.
    `near` names events of the other side that are like an event without a partner, and have one. `withdrawn` is the
    reason for which the other side has withdrawn the event.
    """

    outcome: Outcome
    here: ComparedEvent | None
    there: ComparedEvent | None
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    days_apart: int | None = None
    differences: tuple[Field, ...] = ()
    stated_once: tuple[tuple[Field, Side], ...] = ()
    group: int | None = None
    near: tuple[ComparedEvent, ...] = ()
    withdrawn: LocalizedText = LocalizedText("")

    @property
    def event(self) -> ComparedEvent:
        """The event here, or else the one there."""
        event = self.here or self.there
        assert event is not None  # noqa: S101 - a row has at least one
        return event


class Comparison(NamedTuple):
    """Two collections of events, row by row in order of date.

    `not_compared` are fields that no event there states. `unstated` counts the rows that were left out because they do
    not state what is filtered by. `scope` is what a table covers, None for a dataset.
    """

    other: EventCollection
    query: CompareQuery
    rows: tuple[ComparedPair, ...]
    not_compared: tuple[Field, ...]
    unstated: int
    scope: TableScope | None

    def count(self, outcome: Outcome) -> int:
        """Return the number of events with an outcome.

        Undecided are counted by their groups.
        """
        rows = [row for row in self.rows if row.outcome == outcome]
        if outcome == "undecided":
            return len({row.group for row in rows})
        return len(rows)

    @property
    def skipped(self) -> tuple[SkippedRow, ...]:
        """The rows of the table that could not be compared."""
        return self.other.skipped

    @property
    def has_differences(self) -> bool:
        """Whether the two are not known to agree in everything that both cover."""
        return bool(self.skipped) or any(row.outcome in _DIFFERENT for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was compared at all."""
        return not any(row.outcome in _DIFFERENT or row.outcome == "agrees" for row in self.rows)


def compute_comparison(snapshot: Snapshot, query: CompareQuery) -> Comparison:
    """Compare the events of a dataset with another collection.

    Institutions are given by id or by name. Raises CbiError for one that the dataset does not have.
    """
    ids = [require_record(snapshot, ("institution",), name, "institution") for name in query.institutions]
    query = query._replace(institutions=tuple(dict.fromkeys(ids)))
    here = collect_from_dataset(snapshot)
    comparer = _Comparer(here, query.other, query.max_days)
    rows: list[ComparedPair] = []
    unstated = 0
    for group in comparer.groups():
        answers = [_passes_filters(row, query) for row in group]
        if True in answers:
            rows.extend(group)
        elif None in answers:
            unstated += len(group)
    rows.sort(key=_sort_key)
    rows = _number_groups(rows)
    stated = {field for event in query.other.events for field in FIELDS if _is_stated(event, field)}
    not_compared = tuple([field for field in FIELDS if field not in stated])
    scope = None
    if isinstance(query.other.coverage, TableCoverage):
        scope = query.other.coverage.scope
    return Comparison(query.other, query, tuple(rows), not_compared, unstated, scope)


class _Comparer:
    """Matches two collections and makes the rows of a comparison."""

    def __init__(self, here: EventCollection, there: EventCollection, max_days: int) -> None:
        self.here = here
        self.there = there
        self._comparable_here, self._comparable_there = _make_comparable(here.events, there.events)
        self.matching: Matching = match_events(self._comparable_here, self._comparable_there, max_days)

    def groups(self) -> Iterator[list[ComparedPair]]:
        """Yield rows that a filter keeps or leaves out together."""
        used_here: set[int] = set()
        used_there: set[int] = set()
        for link in self.matching.pairs:
            used_here.add(link.here)
            used_there.add(link.there)
            yield [self._pair(link)]
        for number, group in enumerate(self.matching.undecided, start=1):
            used_here.update(link.here for link in group.links)
            used_there.update(link.there for link in group.links)
            yield [self._undecided(link, number) for link in group.links]
        near_here, near_there = self._near()
        for position, event in enumerate(self.here.events):
            if position not in used_here:
                yield [self._only_here(event, near_here.get(position, ()))]
        for position, event in enumerate(self.there.events):
            if position not in used_there:
                yield [self._only_there(event, near_there.get(position, ()))]

    def _pair(self, link: EventLink) -> ComparedPair:
        here = self.here.events[link.here]
        there = self.there.events[link.there]
        first = self._comparable_here[link.here]
        second = self._comparable_there[link.there]
        differences = tuple(_find_differences(here, there, contradictions(first, second)))
        if first.days.contradicts(second.days):
            differences = ("dates", *differences)
        outcome: Outcome = "differs" if differences else "agrees"
        stated_once = tuple(_find_stated_once(here, there))
        return ComparedPair(
            outcome,
            here,
            there,
            reasons=link.reasons,
            against=link.against,
            days_apart=link.days_apart,
            differences=differences,
            stated_once=stated_once,
        )

    def _undecided(self, link: EventLink, group: int) -> ComparedPair:
        here = self.here.events[link.here]
        there = self.there.events[link.there]
        return ComparedPair(
            "undecided",
            here,
            there,
            reasons=link.reasons,
            against=link.against,
            days_apart=link.days_apart,
            group=group,
        )

    def _only_here(self, event: ComparedEvent, near: Sequence[ComparedEvent]) -> ComparedPair:
        withdrawn = _find_withdrawal(event, self.there)
        outcome: Outcome = "not-covered-there"
        # A withdrawn event was looked at.
        if withdrawn.en or self.there.coverage.covers(event.record):
            outcome = "only-here"
        return ComparedPair(outcome, event, None, near=tuple(near), withdrawn=withdrawn)

    def _only_there(self, event: ComparedEvent, near: Sequence[ComparedEvent]) -> ComparedPair:
        withdrawn = _find_withdrawal(event, self.here)
        outcome: Outcome = "not-covered-here"
        if withdrawn.en or self.here.coverage.covers(event.record):
            outcome = "only-there"
        return ComparedPair(outcome, None, event, near=tuple(near), withdrawn=withdrawn)

    def _near(self) -> tuple[dict[int, list[ComparedEvent]], dict[int, list[ComparedEvent]]]:
        """Return the similar events of the other side, by the position of an event."""
        near_here: dict[int, list[ComparedEvent]] = {}
        near_there: dict[int, list[ComparedEvent]] = {}
        for link in self.matching.near:
            near_here.setdefault(link.here, []).append(self.there.events[link.there])
            near_there.setdefault(link.there, []).append(self.here.events[link.here])
        return near_here, near_there


def _make_comparable(
    here: Sequence[ComparedEvent], there: Sequence[ComparedEvent]
) -> tuple[list[ComparableEvent], list[ComparableEvent]]:
    """Return the values of both sides by which events are matched."""
    title_keys: dict[str, None] = {"title": None}
    for event in (*here, *there):
        title_keys.update(dict.fromkeys(key for key in event.record if key.startswith("title_")))
    sides: tuple[list[ComparableEvent], list[ComparableEvent]] = ([], [])
    number = 0
    for events, side in zip((here, there), sides, strict=True):
        for event in events:
            names = event.place.names if event.place else ()
            side.append(comparable_event(number, event.record, names, tuple(title_keys)))
            number += 1
    return sides


def _find_differences(here: ComparedEvent, there: ComparedEvent, contradicted: Sequence[str]) -> Iterator[Field]:
    """Yield the fields other than the dates on which two events disagree."""
    for field in FIELDS:
        if field == "status":
            # A planned event can be the one that was held, and that is a difference.
            is_different = here.status != there.status and _is_stated(here, field) and _is_stated(there, field)
        else:
            is_different = field in contradicted
        if is_different:
            yield field


def _find_stated_once(here: ComparedEvent, there: ComparedEvent) -> Iterator[tuple[Field, Side]]:
    """Yield the fields that only one of two events states, with its side."""
    for field in FIELDS:
        is_stated_here = _is_stated(here, field)
        if is_stated_here != _is_stated(there, field):
            yield field, "here" if is_stated_here else "there"


def _is_stated(event: ComparedEvent, field: Field) -> bool:
    if field == "people":
        return bool(event.record.get("participants"))
    if field == "dates":
        return True
    # In a dataset, an event without another status was held; a table may just have no column for it.
    if field == "status" and event.row is None:
        return True
    return bool(event.record.get(field))


def _find_withdrawal(event: ComparedEvent, other: EventCollection) -> LocalizedText:
    """Return the reason for which another collection withdrew an event."""
    for name in (event.summary.id, *event.record.get("former_ids", ())):
        if name in other.withdrawn:
            return other.withdrawn[name]
    return LocalizedText("")


def _passes_filters(row: ComparedPair, query: CompareQuery) -> bool | None:
    """Tell whether an event of a row passes all filters.

    None if none does, but one would if it stated more.
    """
    answers = [_passes(event, query) for event in (row.here, row.there) if event is not None]
    if True in answers:
        return True
    return None if None in answers else False


def _passes(event: ComparedEvent, query: CompareQuery) -> bool | None:
    if query.years and not any(year in event.years for year in query.years):
        return False
    answer: bool | None = True
    for asked, stated in ((query.kinds, (event.kind,)), (query.institutions, event.institutions)):
        if not asked:
            continue
        known = [value for value in stated if value]
        if known and not set(known).intersection(asked):
            return False
        # In a dataset an event without institutions has none; a table may just have no column for them.
        if not known:
            if event.row is None:
                return False
            answer = None
    return answer


def _number_groups(rows: Sequence[ComparedPair]) -> list[ComparedPair]:
    """Return the rows with their undecided groups numbered in this order."""
    numbers: dict[int, int] = {}
    numbered: list[ComparedPair] = []
    for row in rows:
        if row.group is None:
            numbered.append(row)
            continue
        number = numbers.setdefault(row.group, len(numbers) + 1)
        numbered.append(row._replace(group=number))
    return numbered


def _sort_key(row: ComparedPair) -> tuple[Any, ...]:
    event = row.event
    there = row.there.row if row.there else None
    return event.summary.start, event.summary.end or "", event.summary.id, there or 0
