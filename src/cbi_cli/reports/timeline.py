"""Events in order of date, under filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from cbi_cli.core.dates import PartialDate, day_number
from cbi_cli.core.folding import fold
from cbi_cli.reports.base import Held, held, report_day
from cbi_cli.store.lookup import require_record, require_source
from cbi_cli.store.snapshot import Store


class Filters(NamedTuple):
    """What a timeline is restricted to; None and empty ask nothing. Several values of one filter mean any of them.

    ``source`` is an id, or an id with ``#locator``. ``since`` and ``until`` bound the days that an event can mean.
    ``status`` ``any`` takes planned, postponed and cancelled events too.
    """

    year: int | None = None
    month: int | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None
    institutions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    text: str = ""
    status: str = "held"


class Entry(NamedTuple):
    """One event of a timeline."""

    event: Held
    year: int
    month: int | None
    kind: str
    level: str
    status: str
    institutions: tuple[str, ...]
    parties: tuple[str, ...]
    city: str
    sources: tuple[str, ...]


class Timeline(NamedTuple):
    """The events that met the filters and are known on a day, in order of date."""

    day: date
    filters: Filters
    events: tuple[Entry, ...]


def timeline(store: Store, filters: Filters, day: date | None = None) -> Timeline:
    """The events known on a day, by default the day of the year's report.

    Institutions, parties, topics and sources are given by id or by name. Raises CbiError for one that does not name
    exactly one record of the dataset.
    """
    filters = _resolved(store, filters)
    day = report_day(store, filters.year, day)
    conditions = " AND ".join(["e.known_day <= :day", *_conditions(filters)])
    values = {"day": day_number(day), **_values(filters)}
    return Timeline(day, filters, tuple(_entries(store, conditions, values)))


_SIMPLE = {
    "year": "e.year = :year",
    "month": "e.month = :month",
    "since": "e.end_day >= :since",
    "until": "e.start_day <= :until",
    "text": "EXISTS (SELECT 1 FROM event_words AS w WHERE w.event = e.number AND instr(w.words, :text) > 0)",
}
_COLUMNS = {"kinds": "kind", "levels": "level"}
_LISTS = {
    "institutions": ("event_institution", "institution"),
    "parties": ("event_party", "party"),
    "topics": ("event_topic", "topic"),
}
_GATHERED = {
    "institutions": ("event_institution", "x.institution"),
    "parties": ("event_party", "x.party"),
    "sources": ("event_source", "x.source || CASE WHEN x.locator = '' THEN '' ELSE '#' || x.locator END"),
}
"""The lists of an entry, each with the table that it lies in and the SQL of its values."""


def _conditions(filters: Filters) -> list[str]:
    """The SQL conditions of the filters that ask something; every value is bound, none is written in."""
    found = [condition for name, condition in _SIMPLE.items() if getattr(filters, name)]
    if filters.status != "any":
        found.append("e.status = :status")
    for name, column in _COLUMNS.items():
        if getattr(filters, name):
            found.append(f"e.{column} IN ({_slots(name, len(getattr(filters, name)))})")
    for name, (table, column) in _LISTS.items():
        if getattr(filters, name):
            slots = _slots(name, len(getattr(filters, name)))
            inner = f"SELECT 1 FROM {table} AS x WHERE x.event = e.number AND x.{column} IN ({slots})"  # noqa: S608
            found.append(f"EXISTS ({inner})")
    if filters.sources:
        cited = [
            f"(x.source = :sources{n}" + (f" AND x.locator = :locator{n})" if "#" in source else ")")
            for n, source in enumerate(filters.sources)
        ]
        inner = f"SELECT 1 FROM event_source AS x WHERE x.event = e.number AND ({' OR '.join(cited)})"  # noqa: S608
        found.append(f"EXISTS ({inner})")
    return found


def _slots(name: str, count: int) -> str:
    return ", ".join(f":{name}{n}" for n in range(count))


def _values(filters: Filters) -> dict[str, object]:
    values: dict[str, object] = {
        "year": filters.year,
        "month": filters.month,
        "since": day_number(filters.since.first) if filters.since else None,
        "until": day_number(filters.until.last) if filters.until else None,
        "text": fold(filters.text),
        "status": filters.status,
    }
    for name in (*_COLUMNS, *_LISTS):
        values |= {f"{name}{n}": value for n, value in enumerate(getattr(filters, name))}
    for n, source in enumerate(filters.sources):
        values[f"sources{n}"], _, values[f"locator{n}"] = source.partition("#")
    return values


def _resolved(store: Store, filters: Filters) -> Filters:
    """Return the filters with ids in place of the names that a person typed."""

    def ids(kind: str, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(require_record(store, (kind,), name, kind) for name in names))

    return filters._replace(
        institutions=ids("institution", filters.institutions),
        topics=ids("topic", filters.topics),
        parties=ids("party", filters.parties),
        sources=tuple(dict.fromkeys(require_source(store, source) for source in filters.sources)),
    )


def _entries(store: Store, conditions: str, values: Mapping[str, object]) -> Iterator[Entry]:
    """The events that meet conditions, with the values of their lists."""
    columns = "number, id, start_text, end_text, title, title_es, year, month, kind, level, status, city"
    query = f"SELECT {columns} FROM event AS e WHERE {conditions} ORDER BY e.seq"  # noqa: S608 - of the conditions above

    def gathered(name: str) -> dict[int, tuple[str, ...]]:
        """The values of a list field by event, in the order in which the file has them."""
        table, value = _GATHERED[name]
        inner = f"""
        SELECT x.event, {value} AS value FROM event AS e JOIN {table} AS x ON x.event = e.number
        WHERE {conditions} ORDER BY x.event, x.position
        """  # noqa: S608
        found: dict[int, list[str]] = {}
        for event, one in store.each(inner, **values):
            found.setdefault(event, []).append(one)
        return {event: tuple(ones) for event, ones in found.items()}

    institutions, parties, sources = gathered("institutions"), gathered("parties"), gathered("sources")
    for row in store.each(query, **values):
        number = row["number"]
        yield Entry(
            held(row),
            row["year"],
            row["month"],
            row["kind"],
            row["level"],
            row["status"],
            institutions.get(number, ()),
            parties[number],
            row["city"],
            sources[number],
        )
