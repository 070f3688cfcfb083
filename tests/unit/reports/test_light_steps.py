"""How a card filled up: the same lights as those of a card for each day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.light_steps import list_light_steps
from cbi_cli.reports.scorecard import ScorecardQuery, compute_scorecard
from tests.datasets import TALKS_ROW, build_snapshot, event_toml

FORUM_ROW = """
[[indicator]]
id = "forum-row"
label = "Forums"
sources = ["book"]
rule = { kinds = ["forum"], institutions = ["talks"] }
"""
CONFERENCE_ROW = FORUM_ROW.replace("forum", "conference").replace("Forums", "Conferences")
ADMITTING = """
year = 2021
title = "The report"
published = 2022-03-01
source = "book"

[[row]]
indicator = "talks-row"
label = "Talks"
status = "green"
text = "Held in January"

[[admission]]
indicator = "talks-row"
event = "2022-01-20-meeting"
reason = "Planned for December."
source = "book"
"""
EVENTS = (
    event_toml("2021-06-09", kind="review"),
    event_toml("2021-09", kind="forum"),
    event_toml("2021-09-20", kind="forum", name="later"),
    event_toml("2022-01-20"),
    event_toml("2022-02-03", kind="review"),
    event_toml("2022-05-04"),
    event_toml("2022-05-02", kind="review", name="second"),
    event_toml("2022", kind="conference"),
    event_toml("2021-12-30..2022-01-02", kind="conference", name="between"),
)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """A dataset with partial dates, an admitted event, weaker matches and a year that nobody looked through."""
    return build_snapshot(*EVENTS, indicators=TALKS_ROW + FORUM_ROW + CONFERENCE_ROW, edition_2021=ADMITTING)


@pytest.mark.parametrize("year", [2020, 2021, 2022])
def test_the_lights_after_each_step_are_those_of_the_card_of_that_day(snapshot: Snapshot, year: int) -> None:
    """Computed day by day, every change is a step and every step a change."""
    last = date(2022, 12, 31)
    days = list_light_steps(snapshot, year, last)
    lights_by_day = {one.day: one.lights for one in days}
    shown: tuple[str, ...] = ("unknown", "unknown", "unknown")
    day = date(year - 1, 12, 1)
    while day <= last:
        card = compute_scorecard(snapshot, ScorecardQuery(year, day))
        lights: tuple[str, ...] = tuple(row.light for row in card.rows)
        assert (lights != shown) == (day in lights_by_day), day
        shown = lights_by_day.get(day, shown)
        assert lights == shown, day
        day += timedelta(1)


def test_steps_name_the_event(snapshot: Snapshot) -> None:
    """In 2021: a review, a forum on a day after one that is known to the month, and the event that was admitted."""
    steps = []
    for one in list_light_steps(snapshot, 2021, date(2022, 3, 1)):
        for step in one.steps:
            event = step.event.id if step.event else None
            steps.append((one.day.isoformat(), step.indicator, step.before, step.after, event))
    assert steps == [
        ("2021-06-09", "talks-row", "unknown", "yellow", "2021-06-09-review"),
        ("2021-09-20", "forum-row", "unknown", "green", "2021-09-20-later"),
        ("2022-01-20", "talks-row", "yellow", "green", "2022-01-20-meeting"),
    ]


def test_a_day_ends_the_steps(snapshot: Snapshot) -> None:
    """What is not known yet on the day of the card is no step; of 2020 only the end of the year is one."""
    assert [one.day for one in list_light_steps(snapshot, 2021, date(2021, 9, 19))] == [date(2021, 6, 9)]
    (end,) = list_light_steps(snapshot, 2020, date(2022, 12, 31))
    assert (end.day, end.steps[0].event, end.totals["red"], end.totals["unknown"]) == (date(2020, 12, 31), None, 1, 2)
