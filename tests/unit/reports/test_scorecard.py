from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.api import scorecard
from cbi_cli.reports.scorecard import ScorecardRow
from tests.datasets import TALKS_ROW, build_snapshot, event_toml

EDITION = """
year = 2022
title = "Report"
published = 2023-02-01
source = "book"
[[row]]
indicator = "talks-row"
label = "Talks"
status = "green"
occurrences = [{ start = 2022-05-01, text = "May 1" }]
"""
ADMISSION = """
[[admission]]
indicator = "talks-row"
event = "2023-01-10-meeting"
reason = "held before publication"
source = "book"
"""


def row(
    *events: str,
    year: int = 2022,
    day: date | None = None,
    strict: bool = False,
    edition: str = "",
    rule: str = TALKS_ROW,
) -> ScorecardRow:
    """The only row of a small scorecard."""
    more = {"edition_2022": edition} if edition else {}
    (found,) = scorecard(build_snapshot(*events, indicators=rule, **more), year, day, strict).rows
    return found


def test_one_event_that_counts_makes_green() -> None:
    found = row(event_toml("2022-03-01"), event_toml("2022-05-01"))
    assert (found.light, found.why, found.counted) == ("green", "counts", 2)
    assert [one.event.start for one in found.occurrences] == ["2022-05-01"]


def test_a_year_in_which_nothing_was_held_is_red_without_another_reason() -> None:
    found = row(event_toml("2019-03-01"))
    assert (found.light, found.why) == ("red", "none")


def test_a_card_says_of_which_year_it_is_and_how_strict() -> None:
    made = build_snapshot(event_toml("2022-03-01"))
    card, strict = scorecard(made, 2022), scorecard(made, 2021, date(2022, 1, 31), strict_year=True)
    assert (card.year, card.day, card.strict_year) == (2022, date(2022, 12, 31), False)
    assert (strict.year, strict.day, strict.strict_year) == (2021, date(2022, 1, 31), True)


def test_the_series_of_an_earlier_card_ends_with_its_year() -> None:
    found = row(event_toml("2018-03-01"), event_toml("2021-03-01"), year=2020)
    assert found.last_held is not None
    assert (found.light, found.last_held.start) == ("red", "2018-03-01")
    assert (list(found.series.years)[-1], found.series.state) == (2020, "halted")


@pytest.mark.parametrize("status", ["planned", "postponed", "cancelled"])
def test_only_held_events_make_green(status: str) -> None:
    assert row(event_toml("2022-03-01", f'status = "{status}"')).light == "red"


def test_a_weaker_rule_makes_yellow_with_its_reason() -> None:
    found = row(event_toml("2022-03-01", kind="review"))
    assert (found.light, found.why_weaker.en, found.counted) == ("yellow", "only a review", 0)
    assert found.near is not None
    assert found.near.start == "2022-03-01"
    assert row(event_toml("2022-03-01", kind="review"), event_toml("2022-04-01")).light == "green"


def test_none_in_a_covered_year_is_red_and_elsewhere_unknown() -> None:
    assert row(event_toml("2019-03-01")).light == "red"
    unlooked = row(event_toml("2019-03-01"), year=2014)
    assert (unlooked.light, unlooked.why) == ("unknown", "not-looked")


def test_a_year_that_is_not_over_is_not_yet_known() -> None:
    found = row(event_toml("2022-10-01"), day=date(2022, 9, 30))
    assert (found.light, found.why) == ("unknown", "not-yet")
    assert row(event_toml("2022-10-01"), day=date(2022, 10, 1)).light == "green"
    assert row(event_toml("2022-03-01", kind="review"), day=date(2022, 9, 30)).light == "yellow"


def test_a_partial_date_counts_from_its_last_day() -> None:
    assert row(event_toml("2022-10"), day=date(2022, 10, 30)).light == "unknown"
    assert row(event_toml("2022-10"), day=date(2022, 10, 31)).light == "green"
    assert row(event_toml("2022"), day=date(2022, 12, 30)).light == "unknown"


def test_an_admitted_event_counts_unless_the_year_is_strict() -> None:
    held = event_toml("2023-01-10")
    admitted = row(held, edition=EDITION + ADMISSION)
    assert (admitted.light, [one.admitted for one in admitted.occurrences]) == ("green", [True])
    assert row(held, edition=EDITION + ADMISSION, strict=True).light == "red"
    assert row(held, edition=EDITION).light == "red"
    assert row(held, edition=EDITION + ADMISSION, day=date(2023, 1, 9)).light == "red"
    assert row(held, edition=EDITION + ADMISSION, year=2023, day=date(2023, 12, 31)).occurrences[0].admitted is False


def test_the_day_is_the_publication_or_else_the_last_covered_day() -> None:
    made = build_snapshot(event_toml("2022-05-01"), edition_2022=EDITION)
    assert scorecard(made, 2022).day == date(2023, 2, 1)
    assert scorecard(made, 2021).day == date(2022, 12, 31)
    assert scorecard(made, 2022, date(2022, 6, 1)).before_publication


def test_a_row_is_held_against_the_printed_one() -> None:
    agreeing = row(event_toml("2022-05-01"), edition=EDITION).published
    assert agreeing is not None
    assert agreeing.agrees
    other = row(event_toml("2022-05-02"), edition=EDITION).published
    assert other is not None
    assert [tuple(one) for one in other.differences] == [("dates", "2022-05-01", "2022-05-02")]
    none = row(event_toml("2019-05-02"), edition=EDITION).published
    assert none is not None
    assert [one.what for one in none.differences] == ["light", "dates"]


EACH_WAY = TALKS_ROW.replace("rule =", "per_direction = true\nrule =")
TO_A = ('host = "aa"', 'guests = ["bb"]')
TO_B = ('host = "bb"', 'guests = ["aa"]')


def shown(*events: str, rule: str = EACH_WAY) -> list[tuple[str, str | None]]:
    """What a row shows: start and direction."""
    return [(one.event.start, one.direction) for one in row(*events, rule=rule).occurrences]


def test_a_row_by_direction_shows_the_latest_each_way() -> None:
    events = [event_toml("2022-01-05", *TO_A), event_toml("2022-02-05", *TO_B), event_toml("2022-03-05", *TO_A)]
    assert shown(*events) == [("2022-02-05", "aa>bb"), ("2022-03-05", "bb>aa")]
    assert shown(*events, rule=TALKS_ROW) == [("2022-03-05", "bb>aa")]


def test_what_has_no_direction_shows_only_where_nothing_has_one() -> None:
    virtual = event_toml("2022-04-05", 'mode = "virtual"')
    assert shown(event_toml("2022-01-05", *TO_A), virtual) == [("2022-01-05", "bb>aa")]
    assert shown(virtual, event_toml("2022-05-05", 'mode = "virtual"')) == [("2022-05-05", None)]


def test_the_state_beside_a_light_is_that_of_the_year_not_of_later_ones() -> None:
    found = row(event_toml("2019-05-02"), event_toml("2023-05-01"), day=date(2024, 1, 1))
    assert (found.light, found.series.halted_since, found.series.first_missed) == ("red", 2019, 2020)
    assert found.last_held is not None
    assert found.last_held.start == "2019-05-02"
