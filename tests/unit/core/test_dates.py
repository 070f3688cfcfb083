from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.core.dates import PartialDate, day_from_number, day_number


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
