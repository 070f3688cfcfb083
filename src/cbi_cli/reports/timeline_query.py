"""The filters of a timeline, and the SQL conditions that they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from cbi_cli.core.dates import PartialDate, day_number, month_number
from cbi_cli.core.errors import CbiError
from cbi_cli.core.folding import fold
from cbi_cli.core.messages import message
from cbi_cli.reports.evidence import Evidence

MAX_WORDS = 50
"""The most words that one search can have."""


class TimelineQuery(NamedTuple):
    """The filters of a timeline; None and empty do not filter.

    Several values of one filter mean any of them. `sources` are ids, or ids with `#locator`. `since` and `until`
    bound the days that an event can mean. `text` is words that all have to be found, in any order; words in quotes
    have to be found together. The status `any` includes planned, postponed and cancelled events. Without `as_of` a
    timeline holds for the day of the year's report, the latest one of several years. The evidence `edition` is what the
    edition of the only year tells.
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
    places: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    text: str | tuple[str, ...] = ()
    status: str | tuple[str, ...] = "held"
    as_of: date | None = None
    evidence: Evidence = "all"

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


def _as_tuple(value: int | tuple[int, ...] | None) -> tuple[int, ...]:
    if value is None:
        return ()
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(value))
    return (value,)


def split_search(text: str, option: str = "") -> list[str]:
    """Split a search into folded words and quoted phrases.

    `option` says in messages where it comes from. Raises CbiError if there are none, or too many.
    """
    words = []
    # A quoted phrase without its second quote reaches to the end.
    for quoted, bare in re.findall(r'"([^"]*)"?|([^\s"]+)', fold(text)):
        # A quotation may be nothing but spaces.
        word = (quoted or bare).strip()
        if word:
            words.append(word)
    if not words:
        hint = message("write words, or a phrase in quotes: '\"state visit\"'")
        raise CbiError(_name_option(message("there is no word in `{text}`", text=text), option), hint)
    if len(words) > MAX_WORDS:
        problem = message("{count} words are too many", count=len(words))
        raise CbiError(_name_option(problem, option), message("give at most {count}", count=MAX_WORDS))
    return words


def _name_option(problem: str, option: str) -> str:
    """Put the name of an option before what is wrong with its value."""
    if not option:
        return problem
    return message("{option}: {problem}", option=option, problem=problem)


_FILTER_COLUMNS = {"kinds": "kind", "levels": "level", "statuses": "status", "places": "place"}
_FILTER_TABLES = {
    "institutions": ("event_institution", "institution"),
    "parties": ("event_party", "party"),
    "topics": ("event_topic", "topic"),
}


class SqlConditions:
    """The SQL conditions of filters.

    Every value is bound, never part of the SQL.
    """

    def __init__(self, filters: TimelineQuery) -> None:
        self.filters = filters
        self.searches = [split_search(text, "--text") for text in filters.texts]
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
        """Select events that start in one of the years, or reach it."""
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
        """Select events that cite one of the sources or parts.

        A source without a part is cited by any part of it.
        """
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
        """Search for a word in the text, the institutions and the place of the event.

        Institutions and places have it in their id or one of their names.
        """
        name = self._bind(word)
        # Unlike LIKE, `instr` has no wildcards: `%` and `_` are searched as they are.
        in_text = self._exists("event_search_text", f"instr(x.text, {name}) > 0")
        named = f"SELECT id FROM record_name WHERE kind = 'institution' AND instr(name, {name}) > 0"  # noqa: S608
        is_named = [f"instr(x.institution, {name}) > 0", f"x.institution IN ({named})"]
        places = f"SELECT id FROM record_name WHERE kind = 'place' AND instr(name, {name}) > 0"  # noqa: S608
        in_place = f"e.place IN ({places})"
        return _join("OR", [in_text, in_place, self._exists("event_institution", _join("OR", is_named))])


def _join(operator: str, conditions: Iterable[str]) -> str:
    """Join SQL conditions in parentheses."""
    joined = f" {operator} ".join(conditions)
    return f"({joined})"
