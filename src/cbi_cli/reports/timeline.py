"""Events in order of date, under filters.

The rules are in docs/methodology.md. An event belongs to every month and year that it touches, but it is one entry:
`TimelineEntry.listed` says under which months it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cbi_cli.core.dates import PartialDate, day_number, known_months, month_number
from cbi_cli.core.errors import CbiError
from cbi_cli.core.folding import fold
from cbi_cli.index.lookup import require_record, require_source
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import (
    EventSummary,
    HiddenEvents,
    count_hidden_events,
    event_summary,
    report_day,
)
from cbi_cli.reports.turned_lights import TurnedLight, find_turned_lights
from cbi_cli.reports.year_coverage import YearCoverage, compute_coverage, years_between

MonthOfYear = tuple[int, int | None]
"""A year and a month, or None for the month if it is not known."""

MAX_WORDS = 50
"""The most words that one search can have."""


class TimelineQuery(NamedTuple):
    """The filters of a timeline; None and empty do not filter. Several values of one filter mean any of them.

    `sources` are ids, or ids with `#locator`. `since` and `until` bound the days that an event can mean. `text` is
    words that all have to be found, in any order; words in quotes have to be found together. The status `any` includes
    planned, postponed and cancelled events. Without `as_of` a timeline holds for the day of the year's report, the
    latest one of several years.
    """

    year: int | tuple[int, ...] | None = None
    month: int | tuple[int, ...] | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None
    institutions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    text: str | tuple[str, ...] = ()
    status: str | tuple[str, ...] = "held"
    as_of: date | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """The years asked for; none for all."""
        return _as_tuple(self.year)

    @property
    def months(self) -> tuple[int, ...]:
        """The months asked for, 1 to 12; none for all."""
        return _as_tuple(self.month)

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts asked for; none if nothing is searched."""
        if isinstance(self.text, str) and self.text:
            return (self.text,)
        return tuple(self.text)

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses asked for; none for all."""
        statuses = (self.status,) if isinstance(self.status, str) else self.status
        if "any" in statuses:
            return ()
        return statuses


class TimelineEntry(NamedTuple):
    """One event of a timeline; `year` and `month` are those of its start.

    `listed` names the months under which the timeline shows it: those that it touches and that the filters accept.
    """

    event: EventSummary
    year: int
    month: int | None
    kind: str
    level: str
    status: str
    institutions: tuple[str, ...]
    parties: tuple[str, ...]
    city: str
    sources: tuple[str, ...]
    listed: tuple[MonthOfYear, ...]

    @property
    def continued(self) -> bool:
        """Whether the event began before the first month under which it is listed."""
        return self.listed[0] != (self.year, self.month)


class Timeline(NamedTuple):
    """The events that match the filters and are known on a day, in order of date.

    The filters name records by their ids. `coverage` has an entry for each year that was asked for; if none was, for
    each year within the bounds, from the first one that the dataset knows to that of the day.
    `turned_lights` says which of the events turned a light of a scorecard.
    """

    day: date
    filters: TimelineQuery
    events: tuple[TimelineEntry, ...]
    coverage: tuple[YearCoverage, ...]
    hidden: HiddenEvents
    turned_lights: tuple[TurnedLight, ...] = ()


def compute_timeline(snapshot: Snapshot, query: TimelineQuery) -> Timeline:
    """List the events that are known on a day and match the filters.

    Institutions, parties, topics and sources are given by id or by name. Raises CbiError for one that does not name
    exactly one record of the dataset, for a text without words, and for bounds that no day lies between.
    """
    filters = _resolve_ids(snapshot, query)
    _refuse_empty_span(filters.since, filters.until)
    report_years = filters.years or (None,)
    day = max(report_day(snapshot, year, query.as_of) for year in report_years)
    conditions, values = _SqlConditions(filters).build()
    known = " AND ".join(["e.known_by_day <= :day", *conditions])
    known_values = {**values, "day": day_number(day)}
    events = tuple(_load_entries(snapshot, filters, known, known_values))
    later = " AND ".join(["e.known_by_day > :day", *conditions])
    hidden_query = f"SELECT COUNT(*) AS n FROM event AS e WHERE {later}"  # noqa: S608 - of the conditions below
    hidden = count_hidden_events(snapshot, day, hidden_query, **values)
    years = filters.years or years_between(snapshot, filters.since, filters.until, day)
    coverage = compute_coverage(snapshot, years)
    turned = _turned_lights(snapshot, events, day)
    return Timeline(day, filters, events, coverage, hidden, turned)


def _refuse_empty_span(since: PartialDate | None, until: PartialDate | None) -> None:
    """Raise CbiError if no day lies between two bounds."""
    if since is None or until is None:
        return
    if since.first > until.last:
        raise CbiError(f"--since {since} comes after --until {until}", "give the earlier date to --since")


def _turned_lights(snapshot: Snapshot, events: Sequence[TimelineEntry], day: date) -> tuple[TurnedLight, ...]:
    """Return the lights that the listed events turned."""
    if not events:
        return ()
    listed = {entry.event.id for entry in events}
    years = {entry.year for entry in events}
    turned = find_turned_lights(snapshot, min(years), max(years), day)
    return tuple(light for light in turned if light.event in listed)


def listed_months(event: EventSummary) -> list[MonthOfYear]:
    """Return every month that an event touches, in order, and the year alone if a date does not say the month."""
    first = PartialDate.parse(event.start)
    months: list[MonthOfYear] = [(first.year, first.month)]
    if event.end is None or event.end == event.start:
        return months
    last = PartialDate.parse(event.end)
    known = known_months(first, last)
    if known:
        for number in range(known[0], known[1] + 1):
            month = (number // 12, number % 12 + 1)
            if month != months[0]:
                months.append(month)
    if last.month is None and last.year > first.year:
        months.append((last.year, None))
    return months


def _as_tuple(value: int | tuple[int, ...] | None) -> tuple[int, ...]:
    if value is None:
        return ()
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(value))
    return (value,)


def _split_search(text: str) -> list[str]:
    """Split a search into folded words and quoted phrases; CbiError if there are none, or too many."""
    words = []
    for quoted, bare in re.findall(r'"([^"]*)"?|([^\s"]+)', fold(text)):
        # A quotation may be nothing but spaces.
        word = (quoted or bare).strip()
        if word:
            words.append(word)
    if not words:
        raise CbiError(f"--text: there is no word in `{text}`", "write words, or a phrase in quotes: '\"state visit\"'")
    if len(words) > MAX_WORDS:
        raise CbiError(f"--text: {len(words)} words are too many", f"give at most {MAX_WORDS}")
    return words


_FILTER_COLUMNS = {"kinds": "kind", "levels": "level", "statuses": "status"}
_FILTER_TABLES = {
    "institutions": ("event_institution", "institution"),
    "parties": ("event_party", "party"),
    "topics": ("event_topic", "topic"),
}
_LIST_QUERIES = {
    "institutions": ("event_institution", "x.institution"),
    "parties": ("event_party", "x.party"),
    "sources": ("event_source", "x.source || CASE WHEN x.locator = '' THEN '' ELSE '#' || x.locator END"),
}
"""The lists of an entry, each with its table and the SQL of its values."""


class _SqlConditions:
    """The SQL conditions of filters; every value is bound, never part of the SQL."""

    def __init__(self, filters: TimelineQuery) -> None:
        self.filters = filters
        self.searches = [_split_search(text) for text in filters.texts]
        self.values: dict[str, object] = {}

    def build(self) -> tuple[list[str], dict[str, object]]:
        """Return the conditions and their values."""
        conditions = [*self._dates(), *self._lists()]
        if self.searches:
            alternatives = [self._match_all_words(words) for words in self.searches]
            conditions.append(_join("OR", alternatives))
        return conditions, self.values

    def _bind(self, value: object) -> str:
        """Add a value, and return the name by which SQL refers to it."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def _placeholders(self, values: Iterable[object]) -> str:
        return ", ".join(self._bind(value) for value in values)

    def _dates(self) -> Iterator[str]:
        filters = self.filters
        if filters.years:
            yield self._in_years()
        if filters.months:
            yield self._in_months()
        if filters.since:
            first_day = self._bind(day_number(filters.since.first))
            yield f"e.end_day >= {first_day}"
        if filters.until:
            last_day = self._bind(day_number(filters.until.last))
            yield f"e.start_day <= {last_day}"

    def _in_years(self) -> str:
        """Select events that start in one of the years, or start before it and reach it."""
        reaching = []
        for year in self.filters.years:
            name = self._bind(year)
            reaching.append(f"(year < {name} AND last_year >= {name})")
        starting = f"SELECT number FROM event WHERE year IN ({self._placeholders(self.filters.years)})"  # noqa: S608
        # Few events reach another year: they have an index of their own.
        lasting = f"SELECT number FROM event WHERE last_year > year AND {_join('OR', reaching)}"  # noqa: S608
        return f"e.number IN ({starting} UNION ALL {lasting})"

    def _in_months(self) -> str:
        conditions = []
        for month in self.filters.months:
            if not self.filters.years:
                # From the first month of the event to the next one of this name; 0 if it is the same.
                ahead = f"({self._bind(month - 1)} - e.first_month % 12 + 12) % 12"
                conditions.append(f"{ahead} <= e.last_month - e.first_month")
                continue
            for year in self.filters.years:
                name = self._bind(month_number(year, month))
                conditions.append(f"e.first_month <= {name} AND e.last_month >= {name}")
        return _join("OR", conditions)

    def _lists(self) -> Iterator[str]:
        for name, column in _FILTER_COLUMNS.items():
            values = getattr(self.filters, name)
            if values:
                yield f"e.{column} IN ({self._placeholders(values)})"
        for name, (table, column) in _FILTER_TABLES.items():
            values = getattr(self.filters, name)
            if values:
                yield self._exists(table, f"x.{column} IN ({self._placeholders(values)})")
        if self.filters.sources:
            yield self._cites_source()

    def _cites_source(self) -> str:
        """Select events that cite one of the sources, in any part of it, or one of the parts."""
        sources: list[str] = []
        parts: list[str] = []
        for source in self.filters.sources:
            if "#" in source:
                parts.append(source)
            else:
                sources.append(source)
        in_sources = f"x.source IN ({self._placeholders(sources)})"
        in_parts = f"x.source || '#' || x.locator IN ({self._placeholders(parts)})"
        return self._exists("event_source", _join("OR", [in_sources, in_parts]))

    def _exists(self, table: str, condition: str) -> str:
        return f"EXISTS (SELECT 1 FROM {table} AS x WHERE x.event = e.number AND {condition})"  # noqa: S608

    def _match_all_words(self, words: list[str]) -> str:
        conditions = [self._match_word(word) for word in words]
        return _join("AND", conditions)

    def _match_word(self, word: str) -> str:
        """Search for a word in the text of the event and in the names of its institutions."""
        name = self._bind(word)
        in_text = self._exists("event_search_text", f"instr(x.text, {name}) > 0")
        named = f"SELECT id FROM record_name WHERE kind = 'institution' AND instr(name, {name}) > 0"  # noqa: S608
        is_named = [f"instr(x.institution, {name}) > 0", f"x.institution IN ({named})"]
        return _join("OR", [in_text, self._exists("event_institution", _join("OR", is_named))])


def _join(operator: str, conditions: Iterable[str]) -> str:
    """Join SQL conditions in parentheses."""
    joined = f" {operator} ".join(conditions)
    return f"({joined})"


def _resolve_ids(snapshot: Snapshot, query: TimelineQuery) -> TimelineQuery:
    """Return the filters with ids in place of the names that a person typed."""
    institutions = _require_ids(snapshot, "institution", query.institutions)
    topics = _require_ids(snapshot, "topic", query.topics)
    parties = _require_ids(snapshot, "party", query.parties)
    found_sources = [require_source(snapshot, source) for source in query.sources]
    sources = tuple(dict.fromkeys(found_sources))
    return query._replace(institutions=institutions, topics=topics, parties=parties, sources=sources)


def _require_ids(snapshot: Snapshot, kind: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of records, each once; CbiError for a name that is not that of exactly one record."""
    ids = [require_record(snapshot, (kind,), name, kind) for name in names]
    return tuple(dict.fromkeys(ids))


_ENTRY_COLUMNS = "number, id, start_text, end_text, title, title_es, year, month, kind, level, status, city"


def _load_entries(
    snapshot: Snapshot, filters: TimelineQuery, conditions: str, values: Mapping[str, object]
) -> Iterator[TimelineEntry]:
    """Yield the events that meet conditions, with the values of their lists."""
    institutions = _list_values(snapshot, "institutions", conditions, values)
    parties = _list_values(snapshot, "parties", conditions, values)
    sources = _list_values(snapshot, "sources", conditions, values)
    query = f"SELECT {_ENTRY_COLUMNS} FROM event AS e WHERE {conditions} ORDER BY e.sort_key"  # noqa: S608 - of the conditions above
    for row in snapshot.iter_rows(query, **values):
        number = row["number"]
        event = event_summary(row)
        event_institutions = tuple(institutions.get(number, ()))
        event_parties = tuple(parties[number])
        event_sources = tuple(sources[number])
        yield TimelineEntry(
            event=event,
            year=row["year"],
            month=row["month"],
            kind=row["kind"],
            level=row["level"],
            status=row["status"],
            institutions=event_institutions,
            parties=event_parties,
            city=row["city"],
            sources=event_sources,
            listed=_months_in_filters(event, filters),
        )


def _list_values(snapshot: Snapshot, field: str, conditions: str, values: Mapping[str, object]) -> dict[int, list[str]]:
    """Return the values of a list field by the number of the event, in the order in which the file has them."""
    table, value_sql = _LIST_QUERIES[field]
    query = f"""
    SELECT x.event, {value_sql} AS value FROM event AS e JOIN {table} AS x ON x.event = e.number
    WHERE {conditions} ORDER BY x.event, x.position
    """  # noqa: S608
    values_by_event: dict[int, list[str]] = {}
    for number, value in snapshot.iter_rows(query, **values):
        values_by_event.setdefault(number, []).append(value)
    return values_by_event


def _months_in_filters(event: EventSummary, filters: TimelineQuery) -> tuple[MonthOfYear, ...]:
    """Return the months of an event that the filters take; its first one if they take none of them."""
    months = listed_months(event)
    if len(months) == 1:
        return tuple(months)
    accepted = [month for month in months if _accepts_month(filters, *month)]
    return tuple(accepted) or (months[0],)


def _accepts_month(filters: TimelineQuery, year: int, month: int | None) -> bool:
    """Tell whether the filters accept events of a month, or of a year in which the month is not known."""
    if filters.years and year not in filters.years:
        return False
    if filters.months and month not in filters.months:
        return False
    span = PartialDate(year, month)
    is_before = filters.since and span.last < filters.since.first
    is_after = filters.until and span.first > filters.until.last
    return not (is_before or is_after)
