"""What one of two collections of events covers, so that it could lack an event.

What nobody has looked for is not missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from cbi_cli.core.dates import PartialDate
from cbi_cli.dataset.similarity import DOCUMENT_KINDS
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import covers_until
from cbi_cli.reports.series_coverage import coverage_by_series

if TYPE_CHECKING:
    from cbi_cli.dataset.rule_matching import RuleMatcher

_SCOPE_FIELDS = ("level", "office", "host", "mode", "status")
_RANK_FIELDS = ("level", "office")
"""Fields that say together who met: a table of presidents and foreign ministers covers no other ministers."""


class EventCoverage(Protocol):
    """What a collection of events covers."""

    def covers(self, record: Mapping[str, Any]) -> bool:
        """Tell whether an event of another collection should be in this one."""


class TableScope(NamedTuple):
    """What a table seems to cover: the years, and the values of its fields.

    They are those that occur, since a table says nothing else. A field that a row leaves open has no values. The years
    are None if there is no row.
    """

    first_year: int | None
    last_year: int | None
    values: Mapping[str, tuple[str, ...]]


class TableCoverage:
    """What a table covers, as far as its rows say."""

    def __init__(self, records: Sequence[Mapping[str, Any]]) -> None:
        years: list[int] = []
        for record in records:
            years.extend(event_years(record))
        values: dict[str, tuple[str, ...]] = {}
        for field in _SCOPE_FIELDS:
            stated = {_value(record, field) for record in records}
            if stated and None not in stated:
                values[field] = tuple(sorted(map(str, stated)))
        self._ranks = {_rank(record) for record in records}
        self._documents = {_is_document(record) for record in records}
        first, last = (min(years), max(years)) if years else (None, None)
        self.scope = TableScope(first, last, values)

    def covers(self, record: Mapping[str, Any]) -> bool:
        """Tell whether an event is of the years and the kind of the rows."""
        scope = self.scope
        if scope.first_year is None or scope.last_year is None:
            return False
        years = event_years(record)
        if years[0] < scope.first_year or years[-1] > scope.last_year:
            return False
        if _is_document(record) not in self._documents:
            return False
        if not any(_matches_rank(record, rank) for rank in self._ranks):
            return False
        for field, values in scope.values.items():
            if field not in _RANK_FIELDS and _value(record, field) not in values:
                return False
        return True


class DatasetCoverage:
    """What a dataset covers: event by event, or series by series."""

    def __init__(self, snapshot: Snapshot) -> None:
        # The dataset can be closed before an event is asked for.
        self._indicators = snapshot.records("indicator")
        info = snapshot.records("dataset")[0]
        self._from: int | None = info.get("covers_from")
        self._until = covers_until(snapshot)
        self._to: int = info.get("covers_to", self._until.year)
        self._parties = {party["id"] for party in info.get("party", ())}
        self._series = coverage_by_series(snapshot)

    def covers(self, record: Mapping[str, Any]) -> bool:
        """Tell whether somebody has looked for events such as this one.

        All years that it can lie in must be covered, by the dataset as a whole or by one of its series that would count
        it.
        """
        if not self._parties.issuperset(record.get("parties", ())):
            return False
        years = event_years(record)
        last = PartialDate.parse(record.get("end") or record["start"]).last
        is_after_start = self._from is not None and self._from <= years[0]
        if is_after_start and years[-1] <= self._to and last <= self._until:
            return True
        return any(self._is_covered_in(series, record, years) for series in self._series_of(record))

    def _is_covered_in(self, series: str, record: Mapping[str, Any], years: Iterable[int]) -> bool:
        coverage = self._series.get(series)
        if coverage is None:
            return False
        direction = _direction(record)
        return all(year in coverage.covered or direction in coverage.partly.get(year, ()) for year in years)

    def _series_of(self, record: Mapping[str, Any]) -> Iterable[str]:
        yield from record.get("institutions", ())
        if not self._series:
            return
        from cbi_cli.dataset.rule_matching import MatchKey

        institutions = tuple(record.get("institutions", ()))
        parties = tuple(record.get("parties", ()))
        key = MatchKey(
            kind=record.get("kind", ""),
            level=record.get("level", ""),
            office=record.get("office"),
            mode=record.get("mode", ""),
            status=record.get("status", "held"),
            institutions=institutions,
            parties=parties,
        )
        for indicator, match in self._matcher.matches(key):
            if match.strength != "near":
                yield indicator

    @cached_property
    def _matcher(self) -> RuleMatcher:
        # The models are needed only for an event that the dataset lacks.
        from cbi_cli.dataset.rule_matching import RuleMatcher
        from cbi_cli.records.indicator import Indicator

        models = [Indicator.model_validate_json(json.dumps(record)) for record in self._indicators]
        return RuleMatcher(models)


def event_years(record: Mapping[str, Any]) -> range:
    """Return the years that an event can lie in."""
    start = PartialDate.parse(record["start"])
    last = PartialDate.parse(record.get("end") or record["start"]).last
    return range(start.first.year, max(start.last, last).year + 1)


def _is_document(record: Mapping[str, Any]) -> bool:
    return record.get("mode") == "document" or record.get("kind") in DOCUMENT_KINDS


def _value(record: Mapping[str, Any], field: str) -> str | None:
    if field == "status":
        return str(record.get("status", "held"))
    value = record.get(field)
    return None if value is None else str(value)


def _rank(record: Mapping[str, Any]) -> tuple[str | None, ...]:
    return tuple([_value(record, field) for field in _RANK_FIELDS])


def _matches_rank(record: Mapping[str, Any], rank: tuple[str | None, ...]) -> bool:
    """Tell whether an event has the level and the office of a row.

    What the row leaves open is anything.
    """
    values = _rank(record)
    return all(asked is None or asked == value for value, asked in zip(values, rank, strict=True))


def _direction(record: Mapping[str, Any]) -> str | None:
    """Return the direction of travel, `guest>host`; None if it is not stated."""
    guests = record.get("guests", ())
    if record.get("host") is None or len(guests) != 1:
        return None
    return f"{guests[0]}>{record['host']}"
