"""The effect of a change, if each side holds for another day, and if the change moves the day."""

from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.reports.impact import DayChangeImpact, Impact
from tests.datasets import EDITION, HEAD, TALKS, TALKS_ROW, dataset_files, event_toml
from tests.unit.reports.test_diff import compare, lights
from tests.unit.reports.test_diff_exact import effect

OTHER = TALKS.replace('"talks"', '"panel"').replace('"Big Talks"', '"Big Panel"').replace("The Talks", "The Panel")
OTHER_ROW = TALKS_ROW.replace("talks", "panel").replace('"Talks"', '"Panel"')


def head(until: str) -> str:
    """A dataset that covers the days until this one."""
    return HEAD.replace("2022-12-31", until)


def edition(year: int, published: str, row: str = "talks-row") -> str:
    """An edition whose card has one row."""
    return EDITION.replace("2022", str(year)).replace("2023-03-01", published).replace("talks-row", row)


def covered(*spans: tuple[int, int]) -> str:
    """The row of the talks, with its coverage."""
    entries = [f'{{ from = {first}, to = {last}, source = "book" }}' for first, last in spans]
    return TALKS_ROW.replace('{ from = 2015, to = 2022, source = "book" }', ", ".join(entries))


def changed_lights(found: Impact | DayChangeImpact) -> list[tuple[int, int, list[tuple[str | None, str | None]]]]:
    """First and last year of each card with its lights on both sides."""
    return [(card.year, card.to_year, [lights(row) for row in card.rows]) for card in found.cards]


def changed_by_day(before: dict[str, bytes], after: dict[str, bytes]) -> DayChangeImpact:
    by_day = effect(compare(before, after)).by_day
    assert by_day is not None
    return by_day


def test_both_sides_of_a_card_hold_for_the_later_publication() -> None:
    held = event_toml("2022-11-04")
    before = dataset_files(held, edition_2022=edition(2022, "2022-06-30"))
    after = dataset_files(held, edition_2022=edition(2022, "2023-03-01"))
    (card,) = effect(compare(before, after)).cards
    assert (card.day_before, card.day, card.rows) == (date(2023, 3, 1), date(2023, 3, 1), ())


def test_all_years_between_the_days_of_both_sides_are_compared() -> None:
    before = dataset_files(indicators=covered((2015, 2025)))
    after = dataset_files(indicators=covered((2015, 2025)), dataset=head("2025-12-31"))
    by_day = changed_by_day(before, after)
    # As of the last day of 2022 the years after it are not over; the last covered year has a card of its own.
    assert changed_lights(by_day) == [(2023, 2024, [("unknown", "red")]), (2025, 2025, [("unknown", "red")])]


@pytest.mark.parametrize(
    ("published", "later", "shown"),
    [
        ("2021-06-30", "2021-12-31", ("unknown", "green")),
        ("2021-06-30", "2022-12-31", ("unknown", "green")),
        ("2022-12-31", "2021-06-30", ("green", "unknown")),
    ],
)
def test_a_card_of_another_year_whose_publication_moves_is_compared(
    published: str, later: str, shown: tuple[str, str]
) -> None:
    held = event_toml("2021-11-04")
    before = dataset_files(held, edition_2021=edition(2021, published))
    after = dataset_files(held, edition_2021=edition(2021, later))
    assert changed_lights(changed_by_day(before, after)) == [(2021, 2021, [shown])]


def test_what_differs_as_of_one_day_is_not_told_once_more() -> None:
    """The meeting of 2018 differs whatever the day; that the panel did not meet in 2022 is known with its end only."""
    rows, institutions = TALKS_ROW + OTHER_ROW, TALKS + OTHER
    held = [
        event_toml("2021-05-04"),
        event_toml("2022-02-01"),
        event_toml("2021-05-05", 'institutions = ["panel"]', name="panel"),
    ]
    before = dataset_files(*held, indicators=rows, institutions=institutions, dataset=head("2022-06-01"))
    after = dataset_files(event_toml("2018-05-04"), *held, indicators=rows, institutions=institutions)
    found = effect(compare(before, after))
    assert changed_lights(found) == [(2018, 2018, [("red", "green")]), (2022, 2022, [])]
    assert [series.id for series in found.series] == ["talks-row"]
    assert found.by_day is not None
    assert changed_lights(found.by_day) == [(2022, 2022, [("unknown", "red")])]
    assert [series.id for series in found.by_day.series] == ["panel-row"]


def test_what_differs_in_another_way_as_of_one_day_is_told_once_more() -> None:
    """As of June 1 nobody knows of the meeting in October."""
    before = dataset_files(dataset=head("2022-06-01"))
    after = dataset_files(event_toml("2022-10-01"))
    there, back = effect(compare(before, after)), effect(compare(after, before))
    assert changed_lights(there) == [(2022, 2022, [("red", "green")])]
    assert changed_lights(back) == [(2022, 2022, [("green", "red")])]
    assert there.by_day is not None
    assert back.by_day is not None
    assert changed_lights(there.by_day) == [(2022, 2022, [("unknown", "green")])]
    assert changed_lights(back.by_day) == [(2022, 2022, [("green", "unknown")])]
    for found in (there, back):
        assert [series.id for series in found.series] == ["talks-row"]
    assert [series.id for series in there.by_day.series] == ["talks-row"]
    assert [series.id for series in back.by_day.series] == ["talks-row"]


def test_the_same_change_of_other_years_is_not_that_of_a_year() -> None:
    """The years before and after 2020 are covered now; 2020 was before, but its edition came out before its end."""
    # The card of 2020 has another row only, so that the row of the talks looks as in the years next to it.
    panel = OTHER_ROW.replace("2015", "2022")
    before = dataset_files(
        indicators=covered((2015, 2018), (2020, 2020), (2022, 2022)) + panel,
        institutions=TALKS + OTHER,
        edition_2020=edition(2020, "2020-06-30", "panel-row"),
    )
    after = dataset_files(
        indicators=covered((2015, 2022)) + panel,
        institutions=TALKS + OTHER,
        edition_2020=edition(2020, "2021-03-01", "panel-row"),
    )
    found = effect(compare(before, after))
    assert changed_lights(found) == [
        (2019, 2019, [("unknown", "red")]),
        (2020, 2020, []),
        (2021, 2021, [("unknown", "red")]),
        (2022, 2022, []),
    ]
    assert found.by_day is not None
    assert changed_lights(found.by_day) == [(2020, 2020, [("unknown", "red")])]


def test_an_added_row_without_a_light_is_told_of_the_last_year_only() -> None:
    """2010 is covered now for the talks alone; of the panel, 2015 and 2016 are."""
    panel = OTHER_ROW.replace("to = 2022", "to = 2016")
    before = dataset_files(institutions=TALKS + OTHER)
    after = dataset_files(indicators=covered((2010, 2010), (2015, 2022)) + panel, institutions=TALKS + OTHER)
    there, back = effect(compare(before, after)), effect(compare(after, before))
    assert changed_lights(there) == [
        (2010, 2010, [("unknown", "red")]),
        (2015, 2016, [(None, "red")]),
        (2022, 2022, [(None, "unknown")]),
    ]
    assert changed_lights(back) == [
        (2010, 2010, [("red", "unknown")]),
        (2015, 2016, [("red", None)]),
        (2022, 2022, [("unknown", None)]),
    ]


def test_the_states_of_a_series_in_words() -> None:
    """Each state on the older side; on the newer one the series is gone, since its row is."""
    words = {"2022-05-04": "active", "2021-05-04": "overdue", "2019-05-04": "halted since 2019"}
    for day, state in words.items():
        both = dataset_files(event_toml(day), indicators=TALKS_ROW + OTHER_ROW, institutions=TALKS + OTHER)
        one = dataset_files(event_toml(day), indicators=OTHER_ROW, institutions=TALKS + OTHER)
        (series,) = effect(compare(both, one)).series
        assert (series.id, series.states) == ("talks-row", (state, "none"))
        (series,) = effect(compare(one, both)).series
        assert (series.id, series.states) == ("talks-row", ("none", state))
