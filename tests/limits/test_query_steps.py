"""A report of one year or one series takes no more steps of SQLite when other years have more events.

Steps are those of SQLite's own machine, so the figures do not depend on the computer.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cbi_cli import api
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.timeline_query import TimelineQuery
from tests.datasets import EDITION, build_snapshot, event_toml

PER_TICK = 50
FEW, MANY = 10, 160
"""Events in each of four other years."""

MOST = 3.0
"""How many times the steps may grow. Sixteen times the events are read where a query goes through all of them; reports
that summarize all years may read a row for each year."""

REPORTS: dict[str, Callable[[Snapshot], object]] = {
    "scorecard": lambda snapshot: api.scorecard(snapshot, 2022),
    "explain": lambda snapshot: api.explain(snapshot, 2022, "talks"),
    "timeline": lambda snapshot: api.timeline(snapshot, TimelineQuery(year=2022)),
    "gaps": api.gaps,
    "reconcile": lambda snapshot: api.reconcile(snapshot, 2022),
    "show": lambda snapshot: api.show(snapshot, "2022-05-10-talks"),
}


def count_steps(snapshot: Snapshot, report: Callable[[Snapshot], object]) -> int:
    """Count the steps of all queries of a report, in units of PER_TICK."""
    ticks = 0

    def tick() -> int:
        nonlocal ticks
        ticks += 1
        return 0

    snapshot.connection.set_progress_handler(tick, PER_TICK)
    report(snapshot)
    snapshot.connection.set_progress_handler(None, PER_TICK)
    return ticks


def make_snapshot(events_a_year: int) -> Snapshot:
    """Return a snapshot of one event in 2022 and many in four other years."""
    events = [event_toml("2022-05-10", name="talks")]
    for year in (2016, 2017, 2018, 2019):
        for number in range(events_a_year):
            month, day = number // 28 % 12 + 1, number % 28 + 1
            events.append(event_toml(f"{year}-{month:02}-{day:02}", name=f"talks-{number}"))
    return build_snapshot(*events, edition_2022=EDITION)


@pytest.fixture(scope="module")
def snapshots() -> tuple[Snapshot, Snapshot]:
    """Return one snapshot with few events, and one with many."""
    return make_snapshot(FEW), make_snapshot(MANY)


@pytest.mark.parametrize("name", REPORTS)
def test_events_of_other_years_cost_nothing(snapshots: tuple[Snapshot, Snapshot], name: str) -> None:
    """No query goes through all events."""
    few, many = (count_steps(snapshot, REPORTS[name]) for snapshot in snapshots)
    assert few > 0
    assert many < MOST * few


def make_planned(count: int) -> Snapshot:
    """Return a snapshot of events that were planned, each held a day later after all."""
    events = []
    for number in range(count):
        month, day = number // 14 % 12 + 1, 2 * (number % 14) + 1
        events.append(event_toml(f"2016-{month:02}-{day:02}", 'status = "planned"', name=f"planned-{number}"))
        events.append(event_toml(f"2016-{month:02}-{day + 1:02}", name=f"held-{number}"))
    return build_snapshot(*events)


def test_planned_events_cost_no_more_than_their_number() -> None:
    """What followed each of them is found without reading all that followed: squared, it would be sixteen times."""
    few, many = (count_steps(make_planned(count), api.due) for count in (40, 160))
    assert few > 0
    assert many < 6 * few
