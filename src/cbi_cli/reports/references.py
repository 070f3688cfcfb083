"""What the references in the prose of an annual report mean: values that are computed from the data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message, plural_message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.core.vocabulary import find_word, words_of
from cbi_cli.index.lookup import find_series, require_record
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import EventSummary, LocalizedText, event_summary
from cbi_cli.reports.gaps import Series, series_as_of
from cbi_cli.reports.prose import Prose
from cbi_cli.reports.scorecard import LIGHTS, Light, Scorecard
from cbi_cli.reports.timeline import compute_timeline
from cbi_cli.reports.timeline_query import TimelineQuery
from cbi_cli.reports.topics import PublishedGraph

ValueKind = Literal["number", "percent", "year", "light", "day", "event", "dates", "label"]
_EVENT_QUERY = "SELECT id, start_text, end_text, title, title_es, title_other FROM event WHERE id = :id"
_COUNT_FILTERS = {
    "year": "year",
    "month": "month",
    "kind": "kinds",
    "level": "levels",
    "institution": "institutions",
    "party": "parties",
    "topic": "topics",
    "place": "places",
}
"""What events can be counted by, each with the field of the query of a timeline."""


class ReferenceValue(NamedTuple):
    """What a reference means, without a language.

    `number` is a count, a share in percent or a year. An event has the ids of its sources.
    """

    kind: ValueKind
    number: float = 0
    light: Light = "unknown"
    day: date | str = ""
    event: EventSummary | None = None
    label: LocalizedText = LocalizedText("")
    sources: tuple[str, ...] = ()


class ProseProblem(NamedTuple):
    """A reference that means nothing, with its place."""

    file: str
    line: int
    problem: str
    hint: str


class ResolvedReferences(NamedTuple):
    """What the references in some prose mean, by their texts, and those that mean nothing."""

    values: Mapping[str, ReferenceValue]
    problems: tuple[ProseProblem, ...]

    def raise_first(self) -> None:
        """Raise CbiError for the first reference that means nothing, if there is one."""
        if not self.problems:
            return
        first = self.problems[0]
        problem = message("{file}:{line}: {problem}", file=first.file, line=first.line, problem=first.problem)
        more = len(self.problems) - 1
        if more:
            count = plural_message("{n} more reference means nothing", "{n} more references mean nothing", more)
            problem = message("{problem} ({count})", problem=problem, count=count)
        raise CbiError(problem, first.hint)


class References:
    """The values that the prose of a report can refer to."""

    def __init__(self, snapshot: Snapshot, card: Scorecard, graphs: tuple[PublishedGraph, ...]) -> None:
        self._snapshot = snapshot
        self._card = card
        self._graphs = graphs
        last_day = min(card.day, date(card.year, 12, 31))
        self.series: dict[str, Series] = {series.id: series for series in series_as_of(snapshot, last_day)}

    def resolve(self, text: str) -> ReferenceValue:
        """Return what a reference means.

        Raises CbiError, without a place, if it means nothing.
        """
        name, _, argument = text.partition(":")
        # `totals.green` reads better than `totals:green`.
        if name.startswith("totals."):
            name, _, argument = name.partition(".")
        if name == "year" and not argument:
            return ReferenceValue("year", self._card.year)
        if name == "day" and not argument:
            return ReferenceValue("day", day=self._card.day)
        if name == "agreeing" and not argument:
            return ReferenceValue("number", self._count_agreeing())
        resolver = _RESOLVERS.get(name)
        argument = argument.strip()
        if resolver is None or not argument:
            problem = message("`{text}` is not a reference to the data", text=text)
            raise CbiError(problem, did_you_mean(name, _FORMS))
        return resolver(self, argument)

    def _count_agreeing(self) -> int:
        rows = [row.published for row in self._card.rows if row.published is not None]
        return sum(row.agrees for row in rows)

    def _total(self, name: str) -> ReferenceValue:
        if name == "all":
            return ReferenceValue("number", len(self._card.rows))
        totals = self._card.totals
        for light in LIGHTS:
            if light == name:
                return ReferenceValue("number", totals[light])
        problem = message("`{name}` is not a light", name=name)
        raise CbiError(problem, did_you_mean(name, [*LIGHTS, "all"]))

    def _light(self, name: str) -> ReferenceValue:
        series_id = find_series(self._snapshot, name)
        for row in self._card.rows:
            if row.indicator == series_id:
                return ReferenceValue("light", light=row.light)
        rows = [row.indicator for row in self._card.rows]
        raise CbiError(message("`{name}` is not a row of the scorecard", name=name), did_you_mean(name, rows))

    def _label(self, name: str) -> ReferenceValue:
        return ReferenceValue("label", label=self._find_series(name).label)

    def _event(self, name: str) -> ReferenceValue:
        event_id = require_record(self._snapshot, ("event",), name, "event")
        (row,) = self._snapshot.rows(_EVENT_QUERY, id=event_id)
        record = self._snapshot.record("event", event_id) or {}
        sources = tuple(record.get("sources", ()))
        return ReferenceValue("event", event=event_summary(row), sources=sources)

    def _date(self, name: str) -> ReferenceValue:
        return self._event(name)._replace(kind="dates")

    def _since(self, name: str) -> ReferenceValue:
        series = self._find_series(name)
        if series.halted_since is None:
            problem = message("`{name}` is not halted on the day of the report: {state}", name=name, state=series.state)
            raise CbiError(problem, message("`{{{{last:{name}}}}}` is the date of the last one held", name=name))
        return ReferenceValue("year", series.halted_since)

    def _missed(self, name: str) -> ReferenceValue:
        series = self._find_series(name)
        if series.first_missed is None:
            problem = message("`{name}` has not missed a year up to the day of the report", name=name)
            raise CbiError(problem, message("`{{{{last:{name}}}}}` is the date of the last one held", name=name))
        return ReferenceValue("year", series.first_missed)

    def _first(self, name: str) -> ReferenceValue:
        return self._held(name, self._find_series(name).first_held)

    def _last(self, name: str) -> ReferenceValue:
        return self._held(name, self._find_series(name).last_held)

    def _held(self, name: str, event: EventSummary | None) -> ReferenceValue:
        if event is None:
            problem = message("nothing of `{name}` is known up to the day of the report", name=name)
            raise CbiError(problem, message("`cbi history {name}` shows what is known", name=name))
        return self._event(event.id)._replace(kind="dates")

    def _find_series(self, name: str) -> Series:
        return self.series[find_series(self._snapshot, name)]

    def _share(self, name: str) -> ReferenceValue:
        topic = require_record(self._snapshot, ("topic",), name, "topic")
        for graph in self._graphs:
            for share in graph.shares:
                if share.topic == topic and share.percent is not None:
                    return ReferenceValue("percent", share.percent)
        problem = message("no graph of the edition states a share of `{name}`", name=name)
        raise CbiError(problem, message("`cbi topics {year}` shows the graphs", year=self._card.year))

    def _count(self, text: str) -> ReferenceValue:
        query = TimelineQuery(as_of=self._card.day)
        for part in text.split(","):
            name, _, value = part.partition("=")
            query = self._filter(query, name.strip(), value.strip())
        return ReferenceValue("number", len(compute_timeline(self._snapshot, query).events))

    def _filter(self, query: TimelineQuery, name: str, value: str) -> TimelineQuery:
        """Return a query with one more filter."""
        if name not in _COUNT_FILTERS:
            raise CbiError(message("`{name}` is not a filter", name=name), did_you_mean(name, _COUNT_FILTERS))
        field = _COUNT_FILTERS[name]
        if name in ("year", "month"):
            if not re.fullmatch("[0-9]{1,4}", value):
                raise CbiError(message("`{value}` is not a number", value=value), message("write it as year=2022"))
            number: dict[str, Any] = {field: int(value)}
            return query._replace(**number)
        if name in ("kind", "level"):
            value = self._find_word(name, value)
        # The timeline finds records by their names, and says so if there is none.
        values: dict[str, Any] = {field: (value,)}
        return query._replace(**values)

    def _find_word(self, vocabulary: str, text: str) -> str:
        own = self._snapshot.own_words()
        word = find_word(vocabulary, text, own)
        if word is None:
            problem = message("`{value}` is no {name} of events", value=text, name=vocabulary)
            raise CbiError(problem, did_you_mean(text, words_of(vocabulary, own)))
        return word


_RESOLVERS: dict[str, Callable[[References, str], ReferenceValue]] = {
    "totals": References._total,
    "light": References._light,
    "label": References._label,
    "event": References._event,
    "date": References._date,
    "since": References._since,
    "missed": References._missed,
    "first": References._first,
    "last": References._last,
    "share": References._share,
    "count": References._count,
}
"""What a reference with something after a colon means, by what stands before it."""

_FORMS = ("year", "day", "agreeing", "totals.green", *[f"{name}:…" for name in _RESOLVERS if name != "totals"])


def resolve_all(prose: Iterable[Prose], references: References) -> ResolvedReferences:
    """Return what all references in some prose mean."""
    values: dict[str, ReferenceValue] = {}
    problems: list[ProseProblem] = []
    for one in prose:
        for piece in one.references():
            if piece.text in values:
                continue
            try:
                values[piece.text] = references.resolve(piece.text)
            except CbiError as error:
                problems.append(ProseProblem(one.file, piece.line, error.message, error.hint))
    return ResolvedReferences(values, tuple(problems))
