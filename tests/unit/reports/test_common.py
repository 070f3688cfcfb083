"""What reports share: the years that a dataset names, and the events that a day hides."""

from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.reports.common import HiddenEvents, count_hidden_events, known_years
from tests.datasets import EDITION, HEAD, build_snapshot, event_toml

NONE_OF_THE_REPORT = "SELECT COUNT(*) AS n FROM event WHERE known_by_day > :day AND kind = 'visit'"


def test_the_years_of_a_dataset_are_those_of_its_events_editions_coverage_and_of_itself() -> None:
    events = [event_toml(f"{year}-05-04") for year in (2011, 2012, 2013)]
    made = build_snapshot(*events, dataset=HEAD + "covers_from = 2009\n", edition_2022=EDITION)
    # The row is covered from 2015 to 2022; of the events the first and the last year are enough.
    assert known_years(made) == [2009, 2011, 2013, 2015, 2022]


def test_a_dataset_need_not_say_where_it_begins() -> None:
    assert known_years(build_snapshot()) == [2015, 2022]


def test_a_day_that_hides_nothing_hides_nothing_that_may_have_begun() -> None:
    made = build_snapshot(event_toml("2022-05-04"))
    assert count_hidden_events(made, date(2022, 5, 4), NONE_OF_THE_REPORT) == HiddenEvents(0, 0, begin_later=True)


@pytest.mark.parametrize(("day", "later"), [(date(2022, 4, 30), True), (date(2022, 5, 1), False)])
def test_an_event_of_a_month_may_have_begun_on_its_first_day(day: date, later: bool) -> None:
    made = build_snapshot(event_toml("2022-05"))
    assert count_hidden_events(made, day, NONE_OF_THE_REPORT) == HiddenEvents(1, 0, begin_later=later)
