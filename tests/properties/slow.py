"""The reports told slowly: from the tables of the files, by docs/methodology.md, and by nothing of the program."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

Table = dict[str, Any]


class Slow:
    """A dataset without errors, given by its files; each answer is worked out anew."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        data = {name: tomllib.loads(files[name].decode()) for name in sorted(files)}
        self.info = data["dataset.toml"]
        self.events = [one for name in data if name.startswith("events/") for one in data[name].get("event", [])]
        self.place = {id(one): number for number, one in enumerate(self.events)}
        self.indicators: list[Table] = data["indicators.toml"].get("indicator", [])
        self.institutions = {one["id"]: one for one in data["institutions.toml"].get("institution", [])}
        self.editions = {data[name]["year"]: data[name] for name in data if name.startswith("editions/")}

    def timeline(self) -> list[str]:
        """The ids of all events that were held and are known on the last covered day, in order."""
        known = [one for one in self.events if one.get("status", "held") == "held" and self._known(one, self.until)]
        return [one["id"] for one in self._in_order(known)]

    @property
    def until(self) -> date:
        """The last day for which anybody has looked."""
        return date.fromisoformat(str(self.info["covers_until"]))

    def card(self, year: int, strict: bool) -> list[tuple[object, ...]]:
        """Of each row: indicator, light, how many count, the occurrences shown, and the last one held."""
        edition = self.editions.get(year)
        day = last_day(edition["published"]) if edition else self.until
        return [
            self._row(one, year, day, () if strict or not edition else edition.get("admission", ()))
            for one in self.indicators
        ]

    def _row(self, indicator: Table, year: int, day: date, admissions: Iterable[Table]) -> tuple[object, ...]:
        admitted = [one["event"] for one in admissions if one["indicator"] == indicator["id"]]
        known = [one for one in self.events if self._known(one, day)]
        here = [one for one in known if first_day(one["start"]).year == year or one["id"] in admitted]
        strengths = {id(one): strength(one, indicator) for one in here}
        full = [one for one in here if strengths[id(one)] == "full"]
        over = day >= date(year, 12, 31)
        series = self.series(self._recurring(indicator), min(day, date(year, 12, 31)))
        if full:
            light = "green"
        elif "weak" in strengths.values():
            light = "yellow"
        else:
            light = "red" if over and series.marks.get(year, "unknown") != "unknown" else "unknown"
        shown = [(one["id"], direction(one)) for one in self._shown(full, indicator.get("per_direction", False))]
        last = shown[-1][0] if shown else series.last
        return indicator["id"], light, len(full), tuple(shown), last

    def _shown(self, full: list[Table], per_direction: bool) -> list[Table]:
        ordered = self._in_order(full)
        if not per_direction:
            return ordered[-1:]
        latest = {direction(one): one for one in ordered}
        directed = [one for way, one in latest.items() if way]
        return self._in_order(directed or latest.values())

    def gaps(self) -> list[tuple[object, ...]]:
        """Of each series: its id, state, marks of the years, and the first and the last one held."""
        day = self.until
        rows = [self._recurring(one) for one in self.indicators]
        whole = {sole(one) for one in self.indicators}
        others = [one for one in self.institutions.values() if one.get("cadence_years") and one["id"] not in whole]
        return [tuple(self.series(one, day)) for one in [*rows, *(Recurring(other, None, other) for other in others)]]

    def _recurring(self, indicator: Table) -> Recurring:
        return Recurring(indicator, indicator, self.institutions.get(sole(indicator) or ""))

    def series(self, one: Recurring, day: date) -> Series:
        """A series as of a day."""
        events = self._in_order(event for event in self.events if self._known(event, day) and one.holds(event))
        held = {first_day(event["start"]).year for event in events}
        marks = dict(_marks(one, held, day, self.until.year))
        ends = (events[0]["id"], events[-1]["id"]) if events else (None, None)
        return Series(one.own["id"], _state(one, held, marks, day), marks, *ends)

    def _known(self, event: Table, day: date) -> bool:
        return last_day(event["start"]) <= day

    def _in_order(self, events: Iterable[Table]) -> list[Table]:
        """By the first day that the start can mean, then the more exact one, then by id."""
        return sorted(events, key=lambda one: (first_day(one["start"]), last_day(one["start"]), one["id"]))


class Series(NamedTuple):
    """A series as of a day."""

    id: str
    state: str
    marks: dict[int, str]
    first: str | None
    last: str | None


class Recurring(NamedTuple):
    """What is expected to recur: its own table, its indicator if it is one, and its institution if it has one."""

    own: Table
    indicator: Table | None
    institution: Table | None

    def holds(self, event: Table) -> bool:
        """Whether an event is one of the series."""
        if self.indicator is not None:
            return strength(event, self.indicator) == "full"
        return self.own["id"] in event.get("institutions", ()) and event.get("status", "held") == "held"

    def looked(self, until: int) -> set[int]:
        """The years for which somebody has looked, or declared a pause."""
        records = [self.own, *([self.institution] if self.indicator and self.institution else [])]
        spans = [span for one in records for span in one.get("coverage", ())]
        return {year for span in [*spans, *self.pauses] for year in range(span["from"], span.get("to", until) + 1)}

    @property
    def pauses(self) -> list[Table]:
        """The pauses that are declared."""
        return list((self.institution or {}).get("pauses", ()))

    def paused(self, year: int) -> bool:
        """Whether a year lies in one of them."""
        return any(span["from"] <= year <= span.get("to", 9999) for span in self.pauses)


def _last_over(day: date) -> int:
    return day.year if (day.month, day.day) == (12, 31) else day.year - 1


def _marks(one: Recurring, held: set[int], day: date, until: int) -> Iterator[tuple[int, str]]:
    looked, cadence = one.looked(until), _cadence(one)
    if not held | looked:
        return
    for year in range(min(held | looked), max(_last_over(day), *held, 0) + 1):
        if year in held:
            yield year, "held"
        elif year not in looked:
            yield year, "unknown"
        elif one.paused(year):
            yield year, "paused"
        else:
            before = [past for past in held if past < year]
            yield year, "idle" if before and year - max(before) < cadence else "missed"


def _cadence(one: Recurring) -> int:
    return int(one.own.get("cadence_years", 1))


def _state(one: Recurring, held: set[int], marks: Mapping[int, str], day: date) -> str:
    ended = (one.institution or {}).get("ended")
    if ended is not None and last_day(ended) <= day:
        return "ended"
    if one.paused(day.year):
        return "halted"
    if not held:
        return "unknown"
    due = range(max(held) + _cadence(one), _last_over(day) + 1, _cadence(one))
    matter = range(max(held) + 1, due[-1] + 1) if due else ()
    if any(marks[year] == "unknown" for year in matter):
        return "unknown"
    return {0: "active", 1: "overdue"}.get(len(due), "halted")


def sole(indicator: Table) -> str | None:
    """The institution that an indicator is the whole of."""
    names = indicator["rule"].get("institutions", ())
    return names[0] if len(names) == 1 else None


def strength(event: Table, indicator: Table) -> str:
    """``full``, ``weak``, or neither."""
    if meets(event, indicator["rule"]):
        return "full"
    return "weak" if any(meets(event, weaker) for weaker in indicator.get("weaker", ())) else ""


def meets(event: Table, rule: Table) -> bool:
    """Whether an event meets every condition of a rule."""
    has = {
        "kinds": {event["kind"]},
        "levels": {event["level"]},
        "offices": {event.get("office")},
        "institutions": set(event.get("institutions", ())),
        "modes": {event.get("mode", "in-person")},
        "statuses": {event.get("status", "held")},
    }
    asked = {"statuses": ["held"], **rule}
    return (
        all(not asked.get(name) or values & set(asked[name]) for name, values in has.items())
        and all(not values & set(rule.get(f"not_{name}", ())) for name, values in has.items())
        and (not rule.get("parties") or set(rule["parties"]) == set(event["parties"]))
    )


def direction(event: Table) -> str | None:
    """Guest and host, where exactly one party traveled and met the host in person."""
    guests = event.get("guests", [])
    if "host" not in event or len(guests) != 1 or event.get("mode", "in-person") != "in-person":
        return None
    return f"{guests[0]}>{event['host']}"


def first_day(when: date | str) -> date:
    """The first day that a date can mean."""
    parts = [int(part) for part in str(when).split("-")]
    return date(*parts, *[1] * (3 - len(parts)))


def last_day(when: date | str) -> date:
    """The last one."""
    year, month, day = ([int(part) for part in str(when).split("-")] + [0, 0])[:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])
