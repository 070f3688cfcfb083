"""Events in order of date, under filters.

The rules are in docs/methodology.md. An event belongs to every month and year that it touches, but it is one entry:
`TimelineEntry.listed` says under which months it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cbi_cli.core.dates import PartialDate, day_number, known_months, month_of_year
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.lookup import require_record, require_source
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import (
    PLACE_COLUMNS,
    PLACE_JOIN,
    EventPlace,
    EventSummary,
    HiddenEvents,
    count_hidden_events,
    event_place,
    event_summary,
    report_day,
)
from cbi_cli.reports.evidence import select_evidence
from cbi_cli.reports.timeline_query import SqlConditions, TimelineQuery
from cbi_cli.reports.turned_lights import TurnedLight, find_turned_lights
from cbi_cli.reports.year_coverage import YearCoverage, compute_coverage, years_between

MonthOfYear = tuple[int, int | None]
"""A year and a month, or None for the month if it is not known."""


class TimelineEntry(NamedTuple):
    """One event of a timeline; `year` and `month` are those of its start.

    `listed` names the months under which the timeline shows it: those that it touches and that the filters accept.
    `doubtful` says that it may lie in any of several years; they are all listed.
    """

    event: EventSummary
    year: int
    month: int | None
    kind: str
    level: str
    status: str
    institutions: tuple[str, ...]
    parties: tuple[str, ...]
    place: EventPlace
    sources: tuple[str, ...]
    listed: tuple[MonthOfYear, ...]
    doubtful: bool = False

    @property
    def city(self) -> str:
        """The name of the place in English, or the text that the event has for it."""
        return self.place.city

    @property
    def continued(self) -> bool:
        """Whether the event began before the first month under which it is listed."""
        return not self.doubtful and self.listed[0] != (self.year, self.month)


class Timeline(NamedTuple):
    """The events that match the filters, in order of date.

    Only events that are known on the day are included. The filters name records by their ids. `coverage` has an
    entry for each year that was asked for; if none was, for each year within the bounds, from the first one that
    the dataset knows to that of the day. `turned_lights` says which of the events turned a light of a scorecard.
    """

    day: date
    filters: TimelineQuery
    events: tuple[TimelineEntry, ...]
    coverage: tuple[YearCoverage, ...]
    hidden: HiddenEvents
    turned_lights: tuple[TurnedLight, ...] = ()


def compute_timeline(snapshot: Snapshot, query: TimelineQuery) -> Timeline:
    """List the events that are known on a day and match the filters.

    Institutions, parties, topics, places and sources are given by id or by name. Raises CbiError for one that does not
    name exactly one record of the dataset, for a text without words, and for bounds that no day lies between. Also
    raises it if what an edition tells is asked for, and there is not exactly one year, or the year has none.
    """
    filters = _resolve_ids(snapshot, query)
    snapshot = _select_evidence(snapshot, filters)
    _refuse_empty_span(filters.since, filters.until)
    report_years = filters.years or (None,)
    # Several years together hold for the latest of their days.
    day = max(report_day(snapshot, year, query.as_of) for year in report_years)
    builder = SqlConditions(filters)
    conditions, values = builder.build()
    known = " AND ".join(["e.known_by_day <= :day", *conditions])
    # The query of hidden events binds the day itself.
    known_values = {**values, "day": day_number(day)}
    events = tuple(_load_entries(snapshot, filters, known, known_values))
    later = " AND ".join(["e.known_by_day > :day", *conditions])
    hidden_query = f"SELECT COUNT(*) AS n FROM event AS e WHERE {later}"  # noqa: S608 - of the conditions below
    hidden = count_hidden_events(snapshot, day, hidden_query, **values)
    years: Iterable[int] = filters.years
    if not filters.years:
        years = years_between(snapshot, filters.since, filters.until, day)
    coverage = compute_coverage(snapshot, years)
    turned = _turned_lights(snapshot, events, day)
    return Timeline(day, filters, events, coverage, hidden, turned)


def _select_evidence(snapshot: Snapshot, filters: TimelineQuery) -> Snapshot:
    if filters.evidence == "all":
        return snapshot
    if len(filters.years) != 1:
        problem = message("--evidence edition needs exactly one year")
        raise CbiError(problem, message("give the year of an edition, as in `cbi timeline --year 2022`"))
    return select_evidence(snapshot, filters.years[0], filters.evidence)


def _refuse_empty_span(since: PartialDate | None, until: PartialDate | None) -> None:
    """Raise CbiError if no day lies between two bounds."""
    if since is None or until is None:
        return
    if since.first > until.last:
        problem = message("--since {since} comes after --until {until}", since=since, until=until)
        raise CbiError(problem, message("give the earlier date to --since"))


def _turned_lights(snapshot: Snapshot, events: Sequence[TimelineEntry], day: date) -> tuple[TurnedLight, ...]:
    """Return the lights that the listed events turned."""
    if not events:
        return ()
    listed = {entry.event.id for entry in events}
    years = {entry.year for entry in events}
    turned = find_turned_lights(snapshot, min(years), max(years), day)
    return tuple(light for light in turned if light.event in listed)


def listed_months(event: EventSummary) -> list[MonthOfYear]:
    """Return every month that an event touches, in order.

    If a date does not say the month, the year alone is included. A date between two years has all of them.
    """
    first = PartialDate.parse(event.start)
    months: list[MonthOfYear] = [(year, month_of_year(first)) for year in _possible_years(first)]
    if event.end is None or event.end == event.start:
        return months
    last = PartialDate.parse(event.end)
    known = known_months(first, last)
    if known:
        for number in range(known[0], known[1] + 1):
            month = (number // 12, number % 12 + 1)
            if month != months[0]:
                months.append(month)
    if last.known_month is None:
        named = {year for year, _ in months}
        months += [(year, None) for year in _possible_years(last) if year not in named and year > first.last.year]
    return months


def _possible_years(when: PartialDate) -> range:
    """Return the years that a date can mean."""
    return range(when.first.year, when.last.year + 1)


_LIST_QUERIES = {
    "institutions": ("event_institution", "x.institution"),
    "parties": ("event_party", "x.party"),
    "sources": ("event_source", "x.source || CASE WHEN x.locator = '' THEN '' ELSE '#' || x.locator END"),
}
"""The lists of an entry, each with its table and the SQL of its values."""


def _resolve_ids(snapshot: Snapshot, query: TimelineQuery) -> TimelineQuery:
    """Return the filters with ids in place of the names that a person typed."""
    institutions = _require_ids(snapshot, "institution", query.institutions)
    topics = _require_ids(snapshot, "topic", query.topics)
    parties = _require_ids(snapshot, "party", query.parties)
    places = _require_ids(snapshot, "place", query.places)
    found_sources = [require_source(snapshot, source) for source in query.sources]
    sources = tuple(dict.fromkeys(found_sources))
    return query._replace(institutions=institutions, topics=topics, parties=parties, places=places, sources=sources)


def _require_ids(snapshot: Snapshot, kind: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of records, each once.

    Raises CbiError for a name that is not that of exactly one record.
    """
    ids = [require_record(snapshot, (kind,), name, kind) for name in names]
    return tuple(dict.fromkeys(ids))


_ENTRY_COLUMNS = f"""
e.number, e.id, e.start_text, e.end_text, e.title, e.title_es, e.title_other, e.year, e.known_by_year, e.month, e.kind,
e.level, e.status,
{PLACE_COLUMNS}
"""


def _load_entries(
    snapshot: Snapshot, filters: TimelineQuery, conditions: str, values: Mapping[str, object]
) -> Iterator[TimelineEntry]:
    """Yield the events that meet conditions, with the values of their lists."""
    institutions = _list_values(snapshot, "institutions", conditions, values)
    parties = _list_values(snapshot, "parties", conditions, values)
    sources = _list_values(snapshot, "sources", conditions, values)
    query = f"SELECT {_ENTRY_COLUMNS} FROM event AS e {PLACE_JOIN} WHERE {conditions} ORDER BY e.sort_key"  # noqa: S608 - of the conditions above
    for row in snapshot.iter_rows(query, **values):
        number = row["number"]
        event = event_summary(row)
        # An event need not have an institution, but it has parties and sources.
        event_institutions = tuple(institutions.get(number, ()))
        event_parties = tuple(parties[number])
        event_sources = tuple(sources[number])
        listed = _months_in_filters(event, filters)
        is_doubtful = row["year"] != row["known_by_year"]
        yield TimelineEntry(
            event=event,
            year=row["year"],
            month=row["month"],
            kind=row["kind"],
            level=row["level"],
            status=row["status"],
            institutions=event_institutions,
            parties=event_parties,
            place=event_place(row),
            sources=event_sources,
            listed=listed,
            doubtful=is_doubtful,
        )


def _list_values(snapshot: Snapshot, field: str, conditions: str, values: Mapping[str, object]) -> dict[int, list[str]]:
    """Return the values of a list field by the number of the event.

    They are in the order in which the file has them.
    """
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
    """Return the months of an event that the filters accept.

    If they accept none of them, this is its first one.
    """
    months = listed_months(event)
    if len(months) == 1:
        return tuple(months)
    accepted = [month for month in months if _accepts_month(filters, *month)]
    return tuple(accepted) or (months[0],)


def _accepts_month(filters: TimelineQuery, year: int, month: int | None) -> bool:
    """Tell whether the filters accept events of a month.

    The month is None for a year in which it is not known.
    """
    if filters.years and year not in filters.years:
        return False
    if filters.months and month not in filters.months:
        return False
    span = PartialDate(year, month)
    is_before = filters.since and span.last < filters.since.first
    is_after = filters.until and span.first > filters.until.last
    return not (is_before or is_after)
