"""How the scorecard of a year filled up: every day on which a light changed, and by which event.

The lights after each step are those of the scorecard as of that day. They come from one pass over the events, not from
a scorecard for each day.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from cbi_cli.core.dates import day_from_number, day_number
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import EventSummary, LocalizedText, event_summary, load_sql
from cbi_cli.reports.scorecard import LIGHTS, Light, LightRow, light_rows


class LightStep(NamedTuple):
    """A light that changed; `event` is None if it changed because the year was over."""

    indicator: str
    label: LocalizedText
    before: Light
    after: Light
    event: EventSummary | None


class StepDay(NamedTuple):
    """A day on which lights changed; `lights` are those of all rows after it, in the order of the card."""

    day: date
    steps: tuple[LightStep, ...]
    lights: tuple[Light, ...]

    @property
    def totals(self) -> dict[Light, int]:
        """How many rows have each light."""
        totals = dict.fromkeys(LIGHTS, 0)
        for light in self.lights:
            totals[light] += 1
        return totals


class _Turn(NamedTuple):
    """A light that a row has from a day on."""

    day: int
    row: LightRow
    light: Light
    event: EventSummary | None


def list_light_steps(snapshot: Snapshot, year: int, day: date) -> tuple[StepDay, ...]:
    """List the days up to `day` on which a light of the card of a year changed.

    Before the first of them, every row is unknown. An event changes a light on the last day that its start can mean,
    and the end of the year turns what nobody held.
    """
    year_end = date(year, 12, 31)
    rows = light_rows(snapshot, {year: year_end})[year]
    firsts: dict[tuple[str, str], sqlite3.Row] = {}
    for event in snapshot.rows(load_sql("light_steps"), year=year, day=day_number(day)):
        firsts[event["indicator"], event["strength"]] = event
    turns: list[_Turn] = []
    for row in rows:
        full = firsts.get((row.indicator, "full"))
        weak = firsts.get((row.indicator, "weak"))
        turns.extend(_turns_by_events(row, full, weak))
        # The row has a light that no event gives it, as soon as the year is over.
        if row.light == "red" and day >= year_end:
            turns.append(_Turn(day_number(year_end), row, row.light, None))
    return tuple(_group_by_day(rows, turns))


def _turns_by_events(row: LightRow, full: sqlite3.Row | None, weak: sqlite3.Row | None) -> Iterator[_Turn]:
    """Yield the lights that events give to a row: those known first of each strength."""
    if weak is not None and (full is None or weak["known_by_day"] < full["known_by_day"]):
        yield _Turn(weak["known_by_day"], row, "yellow", event_summary(weak))
    if full is not None:
        yield _Turn(full["known_by_day"], row, "green", event_summary(full))


def _group_by_day(rows: Iterable[LightRow], turns: list[_Turn]) -> Iterator[StepDay]:
    lights: dict[str, Light] = {row.indicator: "unknown" for row in rows}
    # The sort is stable: of one day, the rows stay in the order of the card.
    turns.sort(key=lambda turn: turn.day)
    days: dict[int, list[_Turn]] = {}
    for turn in turns:
        days.setdefault(turn.day, []).append(turn)
    for number, day_turns in days.items():
        steps = []
        for turn in day_turns:
            row = turn.row
            step = LightStep(row.indicator, row.label, lights[row.indicator], turn.light, turn.event)
            lights[row.indicator] = turn.light
            steps.append(step)
        yield StepDay(day_from_number(number), tuple(steps), tuple(lights.values()))
