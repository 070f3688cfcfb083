from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.reports.timeline import Filters, timeline
from cbi_cli.store.snapshot import Store
from tests.datasets import event, store


@pytest.fixture(scope="module")
def made() -> Store:
    return store(
        event("2021-12-30", "end = 2022-01-02", name="turn"),
        event("2022", name="some-time"),
        event("2022-03", name="in-march"),
        event("2022-03-05", 'sources = ["book#p1"]', 'city = "Gómez"', name="cited"),
        event("2022-03-05", 'parties = ["aa", "cc"]', 'level = "agency"', kind="visit", name="visit"),
        event("2022-07-01", 'status = "planned"', name="planned"),
    )


def names(made: Store, filters: Filters, day: date = date(2022, 12, 31)) -> list[str]:
    """The events found, by the last words of their ids."""
    return [one.event.id.removeprefix(one.event.start + "-") for one in timeline(made, filters, day).events]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), ["turn", "some-time", "in-march", "cited", "visit"]),
        (Filters(year=2022), ["some-time", "in-march", "cited", "visit"]),
        (Filters(month=3), ["in-march", "cited", "visit"]),
        (Filters(since=PartialDate(2022, 1, 2)), ["turn", "some-time", "in-march", "cited", "visit"]),
        (Filters(since=PartialDate(2022, 4)), ["some-time"]),
        (Filters(until=PartialDate(2021)), ["turn"]),
        (Filters(kinds=("visit",)), ["visit"]),
        (Filters(kinds=("visit", "meeting"), month=3), ["in-march", "cited", "visit"]),
        (Filters(levels=("agency",)), ["visit"]),
        (Filters(parties=("cc",)), ["visit"]),
        (Filters(institutions=("talks",), levels=("agency",)), ["visit"]),
        (Filters(sources=("book",), month=3), ["in-march", "cited", "visit"]),
        (Filters(sources=("book#p1",)), ["cited"]),
        (Filters(text="GÓMEZ"), ["cited"]),
        (Filters(status="planned"), ["planned"]),
        (Filters(status="any", year=2022, month=7), ["planned"]),
    ],
)
def test_each_filter_takes_what_it_says(made: Store, filters: Filters, expected: list[str]) -> None:
    assert names(made, filters) == expected


def test_a_timeline_tells_its_day_and_its_filters(made: Store) -> None:
    found = timeline(made, Filters(year=2022))
    assert (found.day, found.filters) == (date(2022, 12, 31), Filters(year=2022))


def test_what_was_not_known_on_the_day_is_left_out(made: Store) -> None:
    assert names(made, Filters(), date(2022, 3, 30)) == ["turn", "cited", "visit"]
    assert names(made, Filters(), date(2022, 3, 31)) == ["turn", "in-march", "cited", "visit"]


@pytest.mark.parametrize(
    ("filters", "hint"),
    [
        (Filters(institutions=("talk",)), "did you mean `talks` (The Talks)?"),
        (Filters(parties=("dd",)), "one of: aa, bb, cc"),
        (Filters(sources=("bok",)), "did you mean `book` (The book)?"),
        (Filters(sources=("book#p2",)), "one of: p1"),
    ],
)
def test_a_name_that_is_not_there_is_an_error_and_no_empty_answer(made: Store, filters: Filters, hint: str) -> None:
    with pytest.raises(CbiError) as caught:
        timeline(made, filters)
    assert caught.value.hint == hint


def test_quotes_and_percent_signs_in_filters_are_text(made: Store) -> None:
    assert names(made, Filters(text="%")) == []
    assert names(made, Filters(text="' OR 1=1 --")) == []
