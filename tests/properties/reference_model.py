"""The reports as docs/methodology.md describes them, in plain Python over the tables of the files.

It was written from the documentation and shares nothing with the program: no import, no table, no query.
It is slow, and works everything out again for each question.
"""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date
from functools import cache, lru_cache
from pathlib import PurePosixPath
from typing import Any

Table = dict[str, Any]


@cache
def first_day(when: object) -> date:
    """Return the first day that a date can mean."""
    numbers = [int(part) for part in str(when).split("..")[0].split("-")]
    while len(numbers) < 3:
        numbers.append(1)
    return date(*numbers)


@cache
def last_day(when: object) -> date:
    """Return the last day that a date can mean."""
    numbers = [int(part) for part in str(when).split("..")[-1].split("-")]
    if len(numbers) == 1:
        return date(numbers[0], 12, 31)
    if len(numbers) == 2:
        return date(numbers[0], numbers[1], monthrange(*numbers)[1])
    return date(*numbers)


def is_full(when: object) -> bool:
    """Tell whether the day of a date is known."""
    return len(str(when)) == 10 and not is_between(when)


def is_between(when: object) -> bool:
    """Tell whether a date lies between two."""
    return ".." in str(when)


def is_year_open(event: Table) -> bool:
    """Tell whether an event may have begun in any of several years."""
    return first_day(event["start"]).year != last_day(event["start"]).year


def may_lie_in(event: Table, year: int) -> bool:
    """Tell whether an event may have begun in a year, or in another."""
    return is_year_open(event) and first_day(event["start"]).year <= year <= last_day(event["start"]).year


@lru_cache(maxsize=200)
def tables_of(raw: bytes) -> Table:
    """Return the tables of a file, which nobody changes."""
    return tomllib.loads(raw.decode())


def source_of(citation: str) -> str:
    """Return the source of a citation, which may name a part of it."""
    return citation.partition("#")[0]


def only_by(record: Table, source: str) -> Table:
    """Return an indicator or institution with the coverage and the pauses by one source."""
    spans = {key: [one for one in record.get(key, ()) if source_of(one["source"]) == source] for key in SPAN_KEYS}
    return {**record, **spans}


SPAN_KEYS = ("coverage", "pauses")


class Model:
    """A dataset without errors, given by its files."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.events: list[Table] = []
        self.editions: dict[int, Table] = {}
        for name, raw in files.items():
            data = tables_of(raw)
            if name.startswith("events/"):
                self.events += data.get("event", [])
            # Below a folder lie the plan and the prose of an annual report.
            if PurePosixPath(name).parent.name == "editions":
                self.editions[data["year"]] = data
        self.info = tables_of(files["dataset.toml"])
        self.indicators: list[Table] = tables_of(files["indicators.toml"]).get("indicator", [])
        institutions = tables_of(files["institutions.toml"]).get("institution", [])
        self.institutions: dict[str, Table] = {one["id"]: one for one in institutions}
        disputes = files.get("disputes.toml", b"")
        self.disputes: list[Table] = tables_of(disputes).get("dispute", [])
        self.claimed_halts: dict[str, int] = {}
        self._sort_events()

    def _sort_events(self) -> None:
        # By the first day, then the one known more closely, then by id.
        self.events.sort(key=lambda one: (first_day(one["start"]), last_day(one["start"]), one["id"]))

    # What an edition tells.

    def reading(self, year: int) -> Model:
        """Return the dataset as the edition of a year tells it."""
        edition = self.editions[year]
        source = source_of(edition["source"])
        found = copy(self)
        cited = [one for one in self.events if source in map(source_of, one["sources"])]
        found.events = [self.as_claimed(one, source) for one in cited]
        found._sort_events()
        found.indicators = [only_by(one, source) for one in self.indicators]
        found.institutions = {name: only_by(one, source) for name, one in self.institutions.items()}
        found.claimed_halts = {}
        for indicator in found.indicators:
            claimed = self.claims("indicator", indicator["id"], source)
            if claimed.get("status") == "red":
                stated = {"from": year, "to": year, "source": edition["source"]}
                indicator["coverage"] = [*indicator.get("coverage", ()), stated]
                indicator["weaker"] = []
            if "halted_since" in claimed:
                found.claimed_halts[indicator["id"]] = claimed["halted_since"]
        return found

    def as_claimed(self, event: Table, source: str) -> Table:
        """Return an event with the values that a source claims for it; one with a start alone has a single day."""
        claimed = self.claims("event", event["id"], source)
        changed = {**event, **claimed}
        if "start" in claimed and "end" not in claimed:
            changed.pop("end", None)
        return changed

    def claims(self, kind: str, name: str, source: str) -> Table:
        """Return the values that a source claims for a record; of several for a field the first."""
        found: Table = {}
        for dispute in self.disputes:
            if (dispute["record"], dispute["about"]) != (kind, name):
                continue
            for claim in dispute["claims"]:
                if source_of(claim["source"]) == source:
                    found = {**claim.get("values", {}), **found}
        return found

    # The day of a report.

    def day_of(self, year: int | None) -> date:
        """Return the day that a report holds for unless another one is given."""
        if year in self.editions:
            return last_day(self.editions[year]["published"])
        return first_day(self.info["covers_until"])

    def latest(self) -> date:
        """Return what ``--as-of latest`` means."""
        days = [first_day(self.info["covers_until"])]
        days += [last_day(one.get("end", one["start"])) for one in self.events]
        for own in self.all_series():
            for record in (own, self.whole(own) or own):
                days += [date(span["to"], 12, 31) for span in record.get("coverage", ())]
        return max(days)

    def known(self, day: date) -> list[Table]:
        """Return the events that are known to have begun by a day."""
        return [one for one in self.events if last_day(one["start"]) <= day]

    # What counts.

    def meets(self, event: Table, rule: Table) -> bool:
        """Tell whether an event meets every condition of a rule."""
        if event.get("status", "held") not in rule.get("statuses", ["held"]):
            return False
        if rule.get("kinds") and event["kind"] not in rule["kinds"]:
            return False
        if rule.get("levels") and event["level"] not in rule["levels"]:
            return False
        if rule.get("offices") and event.get("office") not in rule["offices"]:
            return False
        if event.get("office") in rule.get("not_offices", ()):
            return False
        if rule.get("modes") and event.get("mode", "unknown") not in rule["modes"]:
            return False
        named = set(event.get("institutions", ()))
        if rule.get("institutions") and not named & set(rule["institutions"]):
            return False
        if named & set(rule.get("not_institutions", ())):
            return False
        return not rule.get("parties") or set(rule["parties"]) == set(event["parties"])

    def meets_weaker(self, event: Table, indicator: Table) -> bool:
        """Tell whether an event falls short of the rule and meets a weaker one."""
        if self.meets(event, indicator["rule"]):
            return False
        return any(self.meets(event, rule) for rule in indicator.get("weaker", ()))

    def direction(self, event: Table) -> str | None:
        """Return the direction of travel of an event that is no call and no document: one party traveled to a host."""
        if event.get("mode") in ("virtual", "document") or "host" not in event:
            return None
        guests = event.get("guests", [])
        if len(guests) != 1:
            return None
        return f"{guests[0]}>{event['host']}"

    # The scorecard.

    def row(self, indicator: Table, year: int, day: date, strict: bool) -> dict[str, Any]:
        """Return a row of the scorecard of a year."""
        edition = self.editions.get(year)
        admissions = edition.get("admission", []) if edition and not strict else []
        admitted = {one["event"] for one in admissions if one["indicator"] == indicator["id"]}
        counting = []
        weaker = []
        for event in self.known(day):
            is_of_year = first_day(event["start"]).year == last_day(event["start"]).year == year
            if not is_of_year and event["id"] not in admitted:
                continue
            if self.meets(event, indicator["rule"]):
                counting.append(event)
            elif self.meets_weaker(event, indicator):
                weaker.append(event)
        shown = self.most_recent(counting, indicator.get("per_direction", False))
        series = self.series(indicator, min(day, date(year, 12, 31)))
        is_over = day >= date(year, 12, 31)
        if counting:
            light = "green"
        elif weaker:
            light = "yellow"
        elif is_over and self.is_looked_at(indicator, year) and not self.is_doubtful(indicator, year):
            light = "red"
        else:
            light = "unknown"
        occurrences = []
        for event in shown:
            foreign = first_day(event["start"]).year != year or is_year_open(event)
            occurrences.append((event["id"], self.direction(event), foreign))
        halted = None if shown else series["halted_since"]
        return {
            "light": light,
            "counted": len(counting),
            "occurrences": occurrences,
            "last_held": shown[-1]["id"] if shown else series["last_held"],
            "halted_since": halted,
            "first_missed": None if shown else series["first_missed"],
            "differs": self.differs(edition, indicator, light, shown, halted),
        }

    def is_doubtful(self, indicator: Table, year: int) -> bool:
        """Tell whether an event that matches a rule may lie in a year, whether it is known to have begun or not."""
        possible = [one for one in self.events if may_lie_in(one, year)]
        return any(self.meets(one, indicator["rule"]) or self.meets_weaker(one, indicator) for one in possible)

    def most_recent(self, counting: list[Table], per_direction: bool) -> list[Table]:
        """Return the latest event, or the latest in each direction; those without one only if none has one."""
        if not per_direction:
            return counting[-1:]
        latest: dict[str | None, Table] = {}
        for event in counting:
            latest[self.direction(event)] = event
        if len(latest) > 1:
            latest.pop(None, None)
        return [event for event in counting if event in latest.values()]

    def differs(
        self, edition: Table | None, indicator: Table, light: str, shown: list[Table], since: int | None
    ) -> set[str] | None:
        """Return in what a row differs from the printed one; None if none was printed."""
        printed = [one for one in (edition or {}).get("row", []) if one["indicator"] == indicator["id"]]
        if not printed:
            return None
        row = printed[0]
        found = set()
        if row["status"] != light:
            found.add("light")
        dates = {(str(one["start"]), str(one.get("end", one["start"]))) for one in row.get("occurrences", ())}
        if dates != {(str(one["start"]), str(one.get("end", one["start"]))) for one in shown}:
            found.add("dates")
        if "since" in row and row["since"] != since:
            found.add("since")
        return found

    # Series.

    def all_series(self) -> list[Table]:
        """Return every indicator, then every institution with a cadence that no indicator's rule names alone."""
        alone = {one["rule"]["institutions"][0] for one in self.indicators if self.whole(one)}
        rest = [one for name, one in sorted(self.institutions.items()) if "cadence_years" in one and name not in alone]
        return [*self.indicators, *rest]

    def whole(self, own: Table) -> Table | None:
        """Return the institution that a series is the whole of."""
        if "rule" not in own:
            return own
        named = own["rule"].get("institutions", [])
        return self.institutions[named[0]] if len(named) == 1 else None

    def is_of(self, own: Table, event: Table) -> bool:
        """Tell whether an event is one of a series."""
        if "rule" in own:
            return self.meets(event, own["rule"])
        return own["id"] in event.get("institutions", ()) and event.get("status", "held") == "held"

    def pauses(self, own: Table) -> list[Table]:
        """Return the declared pauses of a series, by their years."""
        pauses = (self.whole(own) or {}).get("pauses", [])
        return sorted(pauses, key=lambda one: (one["from"], one.get("to", 9999)))

    def is_paused(self, own: Table, year: int) -> bool:
        """Tell whether a declared pause includes a year."""
        return any(one["from"] <= year <= one.get("to", 9999) for one in self.pauses(own))

    def looked_at(self, own: Table) -> set[int]:
        """Return the years that are covered each way, those of declared pauses among them."""
        one, other = self.info["between"]
        years = self.looked_one_way(own, f"{one}>{other}") & self.looked_one_way(own, f"{other}>{one}")
        until = first_day(self.info["covers_until"]).year
        for pause in self.pauses(own):
            years |= set(range(pause["from"], pause.get("to", until) + 1))
        return years

    def looked_one_way(self, own: Table, direction: str) -> set[int]:
        """Return the years that were looked through in a direction, pauses left out."""
        records = [own]
        institution = self.whole(own)
        if institution is not None and institution is not own:
            records.append(institution)
        years: set[int] = set()
        for record in records:
            for span in record.get("coverage", ()):
                if span.get("direction", direction) == direction:
                    years |= set(range(span["from"], span["to"] + 1))
        return years

    def is_looked_at(self, own: Table, year: int) -> bool:
        """Tell whether somebody has looked at a year, or a source declares a pause for it."""
        return year in self.looked_at(own)

    def series(self, own: Table, day: date) -> dict[str, Any]:
        """Return a series as of a day, with the halt that the source of an edition claims for it."""
        found = self.series_by_events(own, day)
        since = self.claimed_halts.get(own["id"], day.year)
        if since < day.year:
            found["state"] = "halted"
            found["halted_since"] = since
            missed = [year for year, mark in found["marks"].items() if mark in ("missed", "paused") and year > since]
            found["first_missed"] = min(missed, default=None)
            by_id = {one["id"]: one for one in self.events}
            last = by_id.get(found["last_held"])
            if last is not None and first_day(last["start"]).year != since:
                found["last_held"] = None
        return found

    def series_by_events(self, own: Table, day: date) -> dict[str, Any]:
        """Return a series as of a day, as its events and its coverage show it."""
        events = [one for one in self.known(day) if self.is_of(own, one)]
        ended = (self.whole(own) or {}).get("ended")
        is_ended = ended is not None and last_day(ended) <= day
        # Nothing is due after the end, and no year is over that had not passed by then.
        marks = self.marks(own, events, last_day(ended) if is_ended else day)
        held = sorted({first_day(one["start"]).year for one in events if not is_year_open(one)})
        state = self.state(own, held, marks, day)
        gaps = self.gaps(events, marks, day)
        for gap in gaps:
            if gap["before"] is None and (is_ended or self.is_beyond(own, day)):
                gap["days"] = None
        lasting = [gap for gap in gaps if gap["before"] is None]
        longest = None
        for gap in gaps:
            size = (gap["to"] - gap["from"], gap["days"] or 0)
            if longest is None or size > (longest["to"] - longest["from"], longest["days"] or 0):
                longest = gap
        return {
            "state": state,
            "marks": marks,
            "first_held": events[0]["id"] if events else None,
            "last_held": events[-1]["id"] if events else None,
            "halted_since": held[-1] if held and state == "halted" else None,
            "first_missed": lasting[0]["from"] if lasting and state in ("halted", "overdue") else None,
            "gaps": gaps,
            "longest": longest,
            "pauses": [(one["from"], one.get("to"), one["source"]) for one in self.pauses(own)],
            "successor": (self.whole(own) or {}).get("replaced_by") if state == "ended" else None,
        }

    def is_beyond(self, own: Table, day: date) -> bool:
        """Tell whether a day is after the last covered day of the dataset, in a year that the series does not cover."""
        return day > first_day(self.info["covers_until"]) and day.year not in self.looked_at(own)

    def marks(self, own: Table, events: list[Table], day: date) -> dict[int, str]:
        """Return the mark of each year, from the first known one to the last that is over on the day or held in."""
        held = {first_day(one["start"]).year for one in events if not is_year_open(one)}
        looked = self.looked_at(own)
        doubtful = {
            year
            for one in self.events
            if self.is_of(own, one) and is_year_open(one)
            for year in range(first_day(one["start"]).year, last_day(one["start"]).year + 1)
        }
        one, other = self.info["between"]
        known = (
            held
            | looked
            | doubtful
            | self.looked_one_way(own, f"{one}>{other}")
            | self.looked_one_way(own, f"{other}>{one}")
        )
        if not known:
            return {}
        cadence = own.get("cadence_years", 1)
        found = {}
        for year in range(min(known), day.year + 1):
            earlier = [one for one in held if one < year]
            if year in held:
                found[year] = "held"
            elif day < date(year, 12, 31):
                continue
            elif year not in looked or year in doubtful:
                found[year] = "unknown"
            elif self.is_paused(own, year):
                found[year] = "paused"
            elif earlier and year - max(earlier) < cadence:
                found[year] = "idle"
            elif doubtful & set(range(year - cadence + 1, year)):
                found[year] = "unknown"
            else:
                found[year] = "missed"
        return found

    def state(self, own: Table, held: list[int], marks: Mapping[int, str], day: date) -> str:
        """Return the state by the table of the documentation."""
        ended = (self.whole(own) or {}).get("ended")
        if ended is not None and last_day(ended) <= day:
            return "ended"
        if self.is_paused(own, day.year):
            return "halted"
        if not held:
            return "unknown"
        cadence = own.get("cadence_years", 1)
        last_over = day.year if day == date(day.year, 12, 31) else day.year - 1
        periods = 0
        year = held[-1]
        while year + cadence <= last_over:
            for matters in range(year + 1, year + cadence + 1):
                if marks[matters] == "unknown":
                    return "unknown"
            year += cadence
            periods += 1
        if periods == 0:
            return "active"
        return "overdue" if periods == 1 else "halted"

    def gaps(self, events: list[Table], marks: Mapping[int, str], day: date) -> list[dict[str, Any]]:
        """Return the runs of missed and paused years."""
        missed = [year for year, mark in sorted(marks.items()) if mark in ("missed", "paused")]
        runs: list[list[int]] = []
        for year in missed:
            if runs and runs[-1][-1] == year - 1:
                runs[-1].append(year)
            else:
                runs.append([year])
        return [self.gap(events, marks, run[0], run[-1], day) for run in runs]

    def gap(self, events: list[Table], marks: Mapping[int, str], first: int, last: int, day: date) -> dict[str, Any]:
        """Return one gap with the meetings around it and its days, unless nobody looked at some of the time between."""
        earlier = [one for one in events if first_day(one["start"]).year < first]
        later = [one for one in events if first_day(one["start"]).year > last]
        after = earlier[-1] if earlier else None
        before = later[0] if later else None
        days = None
        dates = []
        if after is not None:
            dates += [after["start"], after.get("end", after["start"])]
        if before is not None:
            dates += [before["start"], before.get("end", before["start"])]
        if after is not None and all(is_full(one) for one in dates):
            until = first_day(before["start"]) if before is not None else day
            between = range(first_day(after["start"]).year, until.year + 1)
            if all(marks.get(year) != "unknown" for year in between):
                days = (until - first_day(after.get("end", after["start"]))).days
        return {
            "from": first,
            "to": last,
            "after": after["id"] if after else None,
            "before": before["id"] if before else None,
            "days": days,
        }

    # The timeline.

    def timeline(self, years: Iterable[int], months: Iterable[int], statuses: Iterable[str], day: date) -> list[str]:
        """Return the ids of the events that touch some years and months; none given asks nothing."""
        found = []
        for event in self.known(day):
            if event.get("status", "held") not in statuses:
                continue
            touched = self.touched(event)
            wanted = [
                one
                for one in touched
                if (not years or int(one[:4]) in years) and (not months or (len(one) == 7 and int(one[5:]) in months))
            ]
            if wanted:
                found.append(event["id"])
        return found

    def touched(self, event: Table) -> list[str]:
        """Return the months that an event touches, as ``2022-10``; ``2022`` if only the year of a date is known."""
        start, end = str(event["start"]), str(event.get("end", event["start"]))
        found = set(self.labels(start))
        # What lies between: after the last day that the start can mean, before the first that the end can mean.
        begun, over = start if is_between(start) else start[:7], end if is_between(end) else end[:7]
        for year in range(int(start[:4]), last_day(end).year + 1):
            for month in range(1, 13):
                if date(year, month, 1) > last_day(begun) and date(year, month, 28) < first_day(over):
                    found.add(f"{year:04d}-{month:02d}")
        for label in self.labels(end):
            is_named = any(one.startswith(label) for one in found)
            if len(label) == 7 or (not is_named and int(label) > last_day(start).year):
                found.add(label)
        return sorted(found)

    def labels(self, when: str) -> list[str]:
        """Return the month of a date as ``2022-10``; if it is not known, each year that the date can mean."""
        first, last = first_day(when), last_day(when)
        if (first.year, first.month) == (last.year, last.month):
            return [f"{first.year:04d}-{first.month:02d}"]
        return [f"{year:04d}" for year in range(first.year, last.year + 1)]
