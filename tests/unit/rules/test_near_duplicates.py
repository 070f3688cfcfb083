"""Events that are entered twice, in one file or in the files of two years; the pairs were worked out by hand."""

from __future__ import annotations

import pytest

from tests.datasets import dataset_files, event_toml
from tests.rules.datasets import run_checks

TITLE = "Second meeting of the Talks"
AGAIN = "The Talks hold their second meeting"


def pairs(*events: str) -> list[tuple[str, str]]:
    """The events with a warning, each with the event that the warning names."""
    found = [one for one in run_checks(dataset_files(*events)) if one.code == "CBI401"]
    return [(one.record, one.message.split("`")[1]) for one in found]


def entered(day: str, name: str, *more: str, title: str = TITLE) -> str:
    return event_toml(day, f'title = "{title}"', *more, name=name)


@pytest.mark.parametrize(
    ("first", "second", "title", "more", "expected"),
    [
        # An institution, a source and a day, give or take one, in common.
        ("2021-12-31", "2022-01-01", "Something else", [], True),
        ("2021-12-31", "2022-01-02", "Something else", [], False),
        ("2021-12-30", "2022-01-01", "Something else", [], False),
        # Nearly the same title within three days.
        ("2021-12-30", "2022-01-02", AGAIN, [], True),
        ("2021-12-29", "2022-01-02", AGAIN, [], False),
        ("2021-12-31", "2022-01-01", AGAIN, ['institutions = ["others"]'], False),
        ("2021-12-31", "2022-01-01", AGAIN, ['host = "bb"', 'guests = ["aa"]'], False),
        # What is known to the month or the year can mean the days at its end and its beginning.
        ("2021-12", "2022-01-01", "Something else", [], True),
        ("2021", "2022-01-01", "Something else", [], True),
        ("2021-12-31", "2022", "Something else", [], True),
        ("2021-12-31", "2022-02", "Something else", [], False),
    ],
)
def test_an_event_that_is_entered_again_across_the_turn_of_a_year(
    first: str, second: str, title: str, more: list[str], expected: bool
) -> None:
    known = entered(first, "known", 'host = "aa"', 'guests = ["bb"]')
    found = pairs(known, entered(second, "again", *more, title=title))
    assert found == ([(f"{second}-again", f"{first}-known")] if expected else [])


def test_each_year_is_compared_with_the_next_one_only() -> None:
    turns = [
        entered(f"{year}-{day}", f"n{year}", title=f"Talks of {year}")
        for year in range(2015, 2019)
        for day in ("12-31",)
    ]
    january = [entered(f"{year}-01-01", f"j{year}", title="Another one") for year in range(2017, 2019)]
    assert pairs(*turns, *january) == [
        ("2017-01-01-j2017", "2016-12-31-n2016"),
        ("2018-01-01-j2018", "2017-12-31-n2017"),
    ]


def test_two_events_that_are_said_to_be_distinct_are_not_compared() -> None:
    other = 'distinct_from = ["2021-12-31-known"]'
    assert pairs(entered("2021-12-31", "known"), entered("2022-01-01", "again", other)) == []
