"""Events in order of date, under filters.

The rules are in docs/methodology.md. An event belongs to every month and year that it touches; it is one entry all the
same, and `Entry.listed` says under which months it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from cbi_cli.core.dates import PartialDate, day_number, known_months, month_number
from cbi_cli.core.errors import CbiError
from cbi_cli.core.folding import fold
from cbi_cli.index.lookup import require_record, require_source
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import (
    EventSummary,
    HiddenEvents,
    count_hidden_events,
    covers_until,
    event_summary,
    known_years,
    report_day,
)

MonthOfYear = tuple[int, int | None]
"""A year and a month, or None for the month if it is not known."""

MAX_WORDS = 50
"""Words that one text to search for can have."""


class TimelineQuery(NamedTuple):
    """What a timeline is restricted to; None and empty ask nothing. Several values of one filter mean any of them.

    ``source`` is an id, or an id with ``#locator``. ``since`` and ``until`` bound the days that an event can mean.
    ``text`` is words that all have to be found, in any order; words in quotes have to be found together. ``status``
    ``any`` takes planned, postponed and cancelled events too. Without ``as_of`` a timeline holds for the day of the
    year's report, the latest one of several years.
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
        return (self.text,) if isinstance(self.text, str) and self.text else tuple(self.text)

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses asked for; none for all."""
        wanted = (self.status,) if isinstance(self.status, str) else self.status
        return () if "any" in wanted else wanted


class TimelineEntry(NamedTuple):
    """One event of a timeline; ``year`` and ``month`` are those of its start.

    ``listed`` names the months under which the timeline shows it: those that it touches and that the filters take.
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
        """Tell whether the event began before the first month under which it is listed."""
        return self.listed[0] != (self.year, self.month)


class YearCoverage(NamedTuple):
    """How far a year was looked through, event by event.

    ``status`` is ``all``, ``until`` (up to the day ``until``), or, if nobody has looked through the year as a whole,
    ``some`` or ``none`` by whether the coverage of a series includes it. ``covered`` of ``series`` series do.
    """

    year: int
    status: Literal["all", "until", "some", "none"]
    until: date | None
    covered: int
    series: int


class Timeline(NamedTuple):
    """The events that met the filters and are known on a day, in order of date.

    The filters name records by their ids. ``coverage`` has an entry for each year that was asked for; if none was, for
    each year within the bounds, from the first of which the dataset says anything to that of the day.
    """

    day: date
    filters: TimelineQuery
    events: tuple[TimelineEntry, ...]
    coverage: tuple[YearCoverage, ...]
    hidden: HiddenEvents


def compute_timeline(snapshot: Snapshot, query: TimelineQuery) -> Timeline:
    """List the events that are known on a day and match the filters.

    Institutions, parties, topics and sources are given by id or by name. Raises CbiError for one that does not name
    exactly one record of the dataset, for a text without words, and for bounds that no day lies between.
    """
    filters = _resolve_ids(snapshot, query)
    if filters.since and filters.until and filters.since.first > filters.until.last:
        message = f"--since {filters.since} comes after --until {filters.until}"
        raise CbiError(message, "give the earlier date to --since")
    days = [report_day(snapshot, year, query.as_of) for year in filters.years or (None,)]
    day = max(days)
    conditions, values = _SqlConditions(filters).build()
    values["day"] = day_number(day)
    known = " AND ".join(["e.known_by_day <= :day", *conditions])
    events = tuple(_load_entries(snapshot, filters, known, values))
    later = " AND ".join(["e.known_by_day > :day", *conditions])
    count = f"SELECT COUNT(*) AS n FROM event AS e WHERE {later}"  # noqa: S608 - of the conditions below
    del values["day"]
    hidden = count_hidden_events(snapshot, day, count, **values)
    years = filters.years or years_between(snapshot, filters.since, filters.until, day)
    return Timeline(day, filters, events, compute_coverage(snapshot, years), hidden)


def years_between(snapshot: Snapshot, since: PartialDate | None, until: PartialDate | None, day: date) -> range:
    """Return the years within bounds; without them, from the first that the dataset knows to that of the day."""
    first = since.year if since else known_years(snapshot)[0]
    return range(first, (until.year if until else day.year) + 1)


def compute_coverage(snapshot: Snapshot, years: Iterable[int]) -> tuple[YearCoverage, ...]:
    """Say of each year how far the dataset claims that it was looked through."""
    until = covers_until(snapshot)
    first = snapshot.records("dataset")[0].get("covers_from")
    series = snapshot.rows("SELECT COUNT(*) AS n FROM series")[0]["n"]
    spans = snapshot.rows(
        "SELECT DISTINCT series, from_year, COALESCE(to_year, :until) AS to_year FROM coverage", until=until.year
    )
    found = []
    for year in years:
        covered = len({row["series"] for row in spans if row["from_year"] <= year <= row["to_year"]})
        if first is not None and first <= year and until >= date(year, 12, 31):
            found.append(YearCoverage(year, "all", None, covered, series))
        elif first is not None and first <= year == until.year:
            found.append(YearCoverage(year, "until", until, covered, series))
        else:
            found.append(YearCoverage(year, "some" if covered else "none", None, covered, series))
    return tuple(found)


def listed_months(event: EventSummary) -> list[MonthOfYear]:
    """Return every month that an event touches, in order, and the year alone if a date does not say the month."""
    first = PartialDate.parse(event.start)
    months: list[MonthOfYear] = [(first.year, first.month)]
    if event.end is None or event.end == event.start:
        return months
    last = PartialDate.parse(event.end)
    known = known_months(first, last)
    if known:
        numbers = range(known[0], known[1] + 1)
        months += [(number // 12, number % 12 + 1) for number in numbers if number != _to_month_number(first)]
    if last.month is None and last.year > first.year:
        months.append((last.year, None))
    return months


def _to_month_number(when: PartialDate) -> int | None:
    return month_number(when.year, when.month) if when.month else None


def _as_tuple(value: int | tuple[int, ...] | None) -> tuple[int, ...]:
    if value is None:
        return ()
    return tuple(dict.fromkeys(value)) if isinstance(value, tuple) else (value,)


def _split_search(text: str) -> list[str]:
    """Split a search into folded words and quoted phrases; CbiError if there are none, or too many."""
    pieces = re.findall(r'"([^"]*)"?|([^\s"]+)', fold(text))
    words = [stripped for quoted, bare in pieces if (stripped := (quoted or bare).strip())]
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
"""The lists of an entry, each with the table that it lies in and the SQL of its values."""


class _SqlConditions:
    """The SQL conditions of filters; every value is bound, none is written in."""

    def __init__(self, filters: TimelineQuery) -> None:
        self.filters = filters
        self.searches = [_split_search(text) for text in filters.texts]
        self.values: dict[str, object] = {}

    def build(self) -> tuple[list[str], dict[str, object]]:
        """Return the conditions and their values."""
        conditions = [*self._dates(), *self._lists()]
        if self.searches:
            found = [self._match_all_words(words) for words in self.searches]
            conditions.append(f"({' OR '.join(found)})")
        return conditions, self.values

    def _bind(self, value: object) -> str:
        """Add a value, and return the name by which SQL refers to it."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def _placeholders(self, values: tuple[object, ...]) -> str:
        return ", ".join(self._bind(value) for value in values)

    def _dates(self) -> Iterator[str]:
        filters = self.filters
        if filters.years:
            yield self._in_years()
        if filters.months:
            yield self._in_months()
        if filters.since:
            yield f"e.end_day >= {self._bind(day_number(filters.since.first))}"
        if filters.until:
            yield f"e.start_day <= {self._bind(day_number(filters.until.last))}"

    def _in_years(self) -> str:
        """Take events that start in one of the years, or start before it and reach it."""
        reaching = []
        for year in self.filters.years:
            slot = self._bind(year)
            reaching.append(f"(year < {slot} AND last_year >= {slot})")
        starting = f"SELECT number FROM event WHERE year IN ({self._placeholders(self.filters.years)})"  # noqa: S608
        # Few events reach another year: they have an index of their own.
        lasting = f"SELECT number FROM event WHERE last_year > year AND ({' OR '.join(reaching)})"  # noqa: S608
        return f"e.number IN ({starting} UNION ALL {lasting})"

    def _in_months(self) -> str:
        found = []
        for month in self.filters.months:
            if not self.filters.years:
                ahead = f"({self._bind(month - 1)} - e.first_month % 12 + 12) % 12"
                found.append(f"{ahead} <= e.last_month - e.first_month")
                continue
            for year in self.filters.years:
                slot = self._bind(month_number(year, month))
                found.append(f"e.first_month <= {slot} AND e.last_month >= {slot}")
        return f"({' OR '.join(found)})"

    def _lists(self) -> Iterator[str]:
        for name, column in _FILTER_COLUMNS.items():
            wanted = getattr(self.filters, name)
            if wanted:
                yield f"e.{column} IN ({self._placeholders(wanted)})"
        for name, (table, column) in _FILTER_TABLES.items():
            wanted = getattr(self.filters, name)
            if wanted:
                yield self._exists(table, f"x.{column} IN ({self._placeholders(wanted)})")
        if self.filters.sources:
            whole = tuple(source for source in self.filters.sources if "#" not in source)
            parts = tuple(source for source in self.filters.sources if "#" in source)
            in_whole, in_parts = self._placeholders(whole), self._placeholders(parts)
            cited = f"x.source IN ({in_whole}) OR x.source || '#' || x.locator IN ({in_parts})"
            yield self._exists("event_source", f"({cited})")

    def _exists(self, table: str, condition: str) -> str:
        return f"EXISTS (SELECT 1 FROM {table} AS x WHERE x.event = e.number AND {condition})"  # noqa: S608

    def _match_all_words(self, words: list[str]) -> str:
        return f"({' AND '.join(self._match_word(word) for word in words)})"

    def _match_word(self, word: str) -> str:
        """Look for a word in the text of the event and in the names of its institutions."""
        slot = self._bind(word)
        found = self._exists("event_search_text", f"instr(x.text, {slot}) > 0")
        named = f"SELECT id FROM record_name WHERE kind = 'institution' AND instr(name, {slot}) > 0"  # noqa: S608
        is_named = f"(instr(x.institution, {slot}) > 0 OR x.institution IN ({named}))"
        return f"({found} OR {self._exists('event_institution', is_named)})"


def _resolve_ids(snapshot: Snapshot, filters: TimelineQuery) -> TimelineQuery:
    """Return the filters with ids in place of the names that a person typed."""

    def ids(kind: str, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(require_record(snapshot, (kind,), name, kind) for name in names))

    return filters._replace(
        institutions=ids("institution", filters.institutions),
        topics=ids("topic", filters.topics),
        parties=ids("party", filters.parties),
        sources=tuple(dict.fromkeys(require_source(snapshot, source) for source in filters.sources)),
    )


def _load_entries(
    snapshot: Snapshot, filters: TimelineQuery, conditions: str, values: Mapping[str, object]
) -> Iterator[TimelineEntry]:
    """Yield the events that meet conditions, with the values of their lists."""
    columns = "number, id, start_text, end_text, title, title_es, year, month, kind, level, status, city"
    query = f"SELECT {columns} FROM event AS e WHERE {conditions} ORDER BY e.sort_key"  # noqa: S608 - of the conditions above

    def gathered(name: str) -> dict[int, tuple[str, ...]]:
        """The values of a list field by event, in the order in which the file has them."""
        table, value = _LIST_QUERIES[name]
        inner = f"""
        SELECT x.event, {value} AS value FROM event AS e JOIN {table} AS x ON x.event = e.number
        WHERE {conditions} ORDER BY x.event, x.position
        """  # noqa: S608
        found: dict[int, list[str]] = {}
        for event, one in snapshot.iter_rows(inner, **values):
            found.setdefault(event, []).append(one)
        return {event: tuple(ones) for event, ones in found.items()}

    institutions, parties, sources = gathered("institutions"), gathered("parties"), gathered("sources")
    for row in snapshot.iter_rows(query, **values):
        number = row["number"]
        event = event_summary(row)
        yield TimelineEntry(
            event,
            row["year"],
            row["month"],
            row["kind"],
            row["level"],
            row["status"],
            institutions.get(number, ()),
            parties[number],
            row["city"],
            sources[number],
            _months_in_filters(event, filters),
        )


def _months_in_filters(event: EventSummary, filters: TimelineQuery) -> tuple[MonthOfYear, ...]:
    """Return the months of an event that the filters take; its first one if they take none of them."""
    months = listed_months(event)
    if len(months) == 1:
        return tuple(months)
    return tuple(month for month in months if _accepts_month(filters, *month)) or (months[0],)


def _accepts_month(filters: TimelineQuery, year: int, month: int | None) -> bool:
    """Tell whether the filters take events of a month, or of a year in which the month is not known."""
    if filters.years and year not in filters.years:
        return False
    if filters.months and month not in filters.months:
        return False
    span = PartialDate(year, month)
    if filters.since and span.last < filters.since.first:
        return False
    return not (filters.until and span.first > filters.until.last)
