from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.core.dates import PartialDate, begins_with_start, day_from_number, day_number, known_months


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022-10-13", date(2022, 10, 13), date(2022, 10, 13)),
        ("2022-02", date(2022, 2, 1), date(2022, 2, 28)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("0001", date(1, 1, 1), date(1, 12, 31)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
    ],
)
def test_a_partial_date_spans_the_days_that_it_can_mean(text: str, first: date, last: date) -> None:
    when = PartialDate.parse(text)
    assert (when.first, when.last, str(when)) == (first, last, text)


WRONG = ["2022-13", "2022-02-30", "2021-02-29", "0000", "22", "2022-1-1", "2022-10-13T00:00", "٢٠٢٢"]


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        PartialDate.parse(text)


def test_day_numbers_count_from_the_first_day() -> None:
    assert day_number(date(1, 1, 1)) == 1
    assert day_number(date(2022, 3, 1)) - day_number(date(2022, 2, 28)) == 1
    assert day_from_number(day_number(date(2024, 2, 29))) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "first", "last", "month"),
    [
        ("2020-07..2021-05", date(2020, 7, 1), date(2021, 5, 31), None),
        ("2020..2021", date(2020, 1, 1), date(2021, 12, 31), None),
        ("2020-03-09..2020-03-20", date(2020, 3, 9), date(2020, 3, 20), 2020 * 12 + 2),
        ("2020-03-09..2020-04", date(2020, 3, 9), date(2020, 4, 30), None),
        ("2020..2020-05", date(2020, 1, 1), date(2020, 5, 31), None),
        ("1950..2050-01-01", date(1950, 1, 1), date(2050, 1, 1), None),
    ],
)
def test_a_date_between_two_reaches_from_the_first_day_to_the_last(
    text: str, first: date, last: date, month: int | None
) -> None:
    when = PartialDate.parse(text)
    assert (when.first, when.last, when.known_month, str(when)) == (first, last, month, text)
    assert when.day_range == (first.toordinal(), last.toordinal())
    assert not when.is_full
    assert when.until is not None
    assert f"{when.bound}..{when.until}" == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2020..2020", "`2020..2020` is the same date twice; write `2020`"),
        ("2021-05..2020-07", "`2021-05..2020-07` begins after it ends; write `2020-07..2021-05`"),
        ("1920..2021", "`1920..2021` leaves more than 100 years open"),
        ("2020..2021..2022", "`2020..2021..2022` has more than two dates"),
        ("2020..", "'' is not a date of the form 2022, 2022-10 or 2022-10-13"),
    ],
)
def test_two_dates_that_say_nothing_are_refused_with_a_remedy(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as caught:
        PartialDate.parse(text)
    assert str(caught.value) == problem


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        # From the month after the latest start to the one before the earliest end.
        ("2020-07..2020-09", "2021-02..2021-05", (2020 * 12 + 9, 2021 * 12)),
        ("2020-07..2021-05", "2020-07..2021-05", None),
        ("2020-07-03..2020-07-09", "2020-11..2020-12", (2020 * 12 + 6, 2020 * 12 + 9)),
        ("2020..2021", "2021-03", (2021 * 12 + 2, 2021 * 12 + 2)),
    ],
)
def test_only_what_lies_between_both_dates_is_known(start: str, end: str, months: tuple[int, int] | None) -> None:
    assert known_months(PartialDate.parse(start), PartialDate.parse(end)) == months


def test_an_id_begins_with_the_first_date_or_its_year() -> None:
    when = PartialDate.parse("2020-07..2021-05")
    assert begins_with_start("2020-07-border-forum", when)
    assert begins_with_start("2020-border-forum", when)
    assert not begins_with_start("2021-05-border-forum", when)
    assert not begins_with_start("2020-border-forum", PartialDate.parse("2020-07"))
