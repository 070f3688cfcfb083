"""Sort the rows of a table: new, already there, duplicates, rejected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from cbi_cli.changes.add_event import ExistingIds
from cbi_cli.core.folding import fold
from cbi_cli.core.messages import message
from cbi_cli.dataset.event_ids import suggest_event_id
from cbi_cli.dataset.similarity import MAX_DAYS_APART, EventFeatures, event_features, find_duplicates
from cbi_cli.index.lookup import describe_withdrawal
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.records.event import Event
from cbi_cli.tables.mapped_events import MappedEvent, MappedRow, Rejection
from cbi_cli.tables.mapping import Duplicates
from cbi_cli.tables.table import Row

Outcome = Literal["added", "present", "duplicate", "rejected"]

_BY_ID_SQL = """
SELECT e.id, e.start_text FROM event AS e WHERE e.id = :id
UNION ALL
SELECT e.id, e.start_text FROM record_name AS n JOIN event AS e ON e.number = n.number
WHERE n.kind = 'event' AND n.shown = :id AND n.is_former = 1
"""
_BY_START_SQL = "SELECT number, id, title FROM event WHERE start_day = :day AND start_text = :start"
_SOURCES_SQL = "SELECT DISTINCT source FROM event_source WHERE event = :number"
_NEARBY_SQL = """
SELECT r.number, r.json FROM event AS e JOIN record AS r ON r.number = e.number
WHERE e.start_day <= :until AND e.known_by_day >= :since AND r.json IS NOT NULL
"""
_MAX_GAP = 31
"""Days between two rows up to which their neighbors in the dataset are queried together."""


class SortedRow(NamedTuple):
    """A row with what becomes of it.

    `event_id` is the id of the new event, or that of the event that the row repeats or is like. `reason` says why a row
    is not added. `event` has the values of an event that is added.
    """

    row: Row
    outcome: Outcome
    event_id: str = ""
    title: str = ""
    reason: str = ""
    event: MappedEvent | None = None


class RowSorter:
    """Sorts the mapped rows of a table against a dataset."""

    def __init__(self, snapshot: Snapshot, rows: Sequence[MappedRow], duplicates: Duplicates) -> None:
        self.snapshot = snapshot
        self.rows = rows
        self.duplicates = duplicates

    def sort(self, rejected: Mapping[int, str]) -> list[SortedRow]:
        """Return all rows in their order.

        `rejected` has the reasons for further rows that are not taken, by their index.
        """
        ids = _UsedIds(self.snapshot)
        seen = _SeenRows()
        found: list[SortedRow] = []
        for index, mapped in enumerate(self.rows):
            if isinstance(mapped, Rejection):
                found.append(SortedRow(mapped.row, "rejected", reason=mapped.reason))
            elif index in rejected:
                found.append(SortedRow(mapped.row, "rejected", title=mapped.event.title, reason=rejected[index]))
            else:
                found.append(self._sort_event(mapped, ids, seen))
        return self._mark_duplicates(found)

    def _sort_event(self, mapped: MappedEvent, ids: _UsedIds, seen: _SeenRows) -> SortedRow:
        """Return a row as new, already there, or rejected because of its id."""
        title = mapped.event.title
        given_id = str(mapped.fields.get("id", ""))
        if given_id:
            known = self._find_by_id(mapped, given_id)
            if known is not None:
                return known
        present = self._find_same(mapped.event)
        if present:
            return SortedRow(mapped.row, "present", present, title, message("already in the dataset"))
        earlier = seen.find(mapped)
        if earlier is not None:
            reason = message("the same as row {row}", row=earlier)
            return SortedRow(mapped.row, "present", "", title, reason)
        if given_id and given_id in ids:
            reason = message("another row has the id `{id}`", id=given_id)
            return SortedRow(mapped.row, "rejected", title=title, reason=reason)
        event_id = given_id or ids.suggest(mapped.event)
        ids.new.add(event_id)
        seen.add(mapped)
        event = mapped.event.model_copy(update={"id": event_id})
        fields = {"id": event_id, **{name: value for name, value in mapped.fields.items() if name != "id"}}
        return SortedRow(mapped.row, "added", event_id, title, event=mapped._replace(event=event, fields=fields))

    def _find_by_id(self, mapped: MappedEvent, event_id: str) -> SortedRow | None:
        """Return a row whose id is known; None if it is not."""
        title = mapped.event.title
        for row in self.snapshot.rows(_BY_ID_SQL, id=event_id):
            if row["start_text"] == str(mapped.event.start):
                return SortedRow(mapped.row, "present", row["id"], title, message("already in the dataset"))
            reason = message(
                "the id `{id}` is that of an event of {start}; leave the id out or write another one",
                id=event_id,
                start=row["start_text"],
            )
            return SortedRow(mapped.row, "rejected", row["id"], title, reason)
        withdrawal = describe_withdrawal(self.snapshot, ("event",), event_id)
        if withdrawal is None:
            return None
        reason = message("{problem}; {hint}", problem=withdrawal[0], hint=withdrawal[1])
        return SortedRow(mapped.row, "rejected", event_id, title, reason)

    def _find_same(self, event: Event) -> str:
        """Return the id of the event with this start, title and a source.

        The result is empty if there is none.
        """
        first, _ = event.start.day_range
        title = fold(event.title)
        for row in self.snapshot.rows(_BY_START_SQL, day=first, start=str(event.start)):
            if fold(row["title"]) != title:
                continue
            sources = {source for (source,) in self.snapshot.rows(_SOURCES_SQL, number=row["number"])}
            own_sources = _source_ids(event)
            if sources & own_sources or not (sources or own_sources):
                return str(row["id"])
        return ""

    def _mark_duplicates(self, rows: list[SortedRow]) -> list[SortedRow]:
        """Return the rows; those that look like an event are duplicates.

        If the mapping says that they are distinct, they are added and say so.
        """
        candidates = [(index, row.event) for index, row in enumerate(rows) if row.event is not None]
        others = _find_similar_events(self.snapshot, candidates)
        for index, partners in others.items():
            row = rows[index]
            assert row.event is not None  # noqa: S101 - only such rows are candidates
            ids = [partner.event_id for partner in partners]
            if self.duplicates == "distinct":
                distinct = tuple(dict.fromkeys([*row.event.event.distinct_from, *ids]))
                fields = {**row.event.fields, "distinct_from": distinct}
                rows[index] = row._replace(event=row.event._replace(fields=fields))
                continue
            first = partners[0]
            reason: str = message("looks like {event}", event=first.event_id)
            if first.position is not None:
                reason = message("looks like row {row}", row=rows[first.position].row.number)
            rows[index] = SortedRow(row.row, "duplicate", first.event_id, row.title, reason)
        return rows


class _Partner(NamedTuple):
    """An event that a row looks like; `position` is that of its row, if it has one."""

    event_id: str
    position: int | None


class _UsedIds:
    """The ids that events have or had, and those of the new ones."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.existing = ExistingIds(snapshot)
        self.new: set[str] = set()
        self._last: dict[str, int] = {}

    def suggest(self, event: Event) -> str:
        """Return an id that is free, as `suggest_event_id` does.

        It begins to count where it ended for the last event of the same day and title.
        """
        base = suggest_event_id(event.start, event.title, frozenset(), event.kind)
        number = self._last.get(base, 0) + 1
        event_id = base if number == 1 else f"{base}-{number}"
        while event_id in self:
            number += 1
            event_id = f"{base}-{number}"
        self._last[base] = number
        return event_id

    def __contains__(self, event_id: object) -> bool:
        return event_id in self.new or event_id in self.existing


class _SeenRows:
    """The rows so far, by what makes two of them the same."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, str], int] = {}

    def find(self, mapped: MappedEvent) -> int | None:
        """Return the number of an earlier row that is the same."""
        for key in _row_keys(mapped):
            if key in self._numbers:
                return self._numbers[key]
        return None

    def add(self, mapped: MappedEvent) -> None:
        """Remember a row."""
        for key in _row_keys(mapped):
            self._numbers.setdefault(key, mapped.row.number)


def _row_keys(mapped: MappedEvent) -> Iterator[tuple[str, str, str]]:
    """Yield the start, the title and each source of a row."""
    start = str(mapped.event.start)
    title = fold(mapped.event.title)
    for source in _source_ids(mapped.event) or {""}:
        yield start, title, source


def _source_ids(event: Event) -> set[str]:
    return {citation.partition("#")[0] for citation in event.sources}


def _find_similar_events(
    snapshot: Snapshot, candidates: Sequence[tuple[int, MappedEvent]]
) -> dict[int, list[_Partner]]:
    """Return what each row looks like: events, and earlier rows."""
    features: list[EventFeatures] = []
    groups: dict[int, int] = {}
    ids: dict[int, _Partner] = {}
    for number, event in _nearby_events(snapshot, [event.event for _, event in candidates]):
        features.append(event_features(number, event))
        groups[number] = -1
        ids[number] = _Partner(event.id, None)
    # Rows come after all events of the dataset, in their order.
    base = max(groups, default=0) + 1
    for index, mapped in candidates:
        number = base + index
        features.append(event_features(number, mapped.event))
        groups[number] = index
        ids[number] = _Partner(mapped.event.id, index)
    scores: dict[int, list[tuple[float, int]]] = {}
    for pair in find_duplicates(features, groups):
        scores.setdefault(groups[pair.later], []).append((-pair.score, pair.earlier))
    partners: dict[int, list[_Partner]] = {}
    for index, pairs in scores.items():
        partners[index] = [ids[number] for _, number in sorted(pairs)]
    return partners


def _nearby_events(snapshot: Snapshot, events: Sequence[Event]) -> Iterator[tuple[int, Event]]:
    """Yield the events of the dataset that begin close to some others."""
    seen: set[int] = set()
    for since, until in _merge_ranges(event.start.day_range for event in events):
        for number, text in snapshot.rows(_NEARBY_SQL, since=since, until=until):
            if number not in seen:
                seen.add(number)
                yield number, Event.model_validate_json(text)


def _merge_ranges(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges of days, widened and merged where they are close."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        since = first - MAX_DAYS_APART
        until = last + MAX_DAYS_APART
        if merged and since <= merged[-1][1] + _MAX_GAP:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((since, until))
    return merged
