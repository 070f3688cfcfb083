"""Ranges of days, as people type them."""

from __future__ import annotations

import pytest

from cbi_cli.core.date_ranges import parse_date_range


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("13-15 Oct 2023", "2023-10-13", "2023-10-15"),
        ("13 - 15 oct 2023", "2023-10-13", "2023-10-15"),
        ("13–15 de octubre de 2023", "2023-10-13", "2023-10-15"),
        ("13 to 15 October 2023", "2023-10-13", "2023-10-15"),
        ("del 13 al 15 de octubre de 2023", "2023-10-13", "2023-10-15"),
        ("13 y 14 de octubre de 2023", "2023-10-13", "2023-10-14"),
        ("1o al 3 de mayo de 2022", "2022-05-01", "2022-05-03"),
        ("Oct 13-15, 2023", "2023-10-13", "2023-10-15"),
        ("October 13 - 15, 2023", "2023-10-13", "2023-10-15"),
        ("13 Oct - 2 Nov 2023", "2023-10-13", "2023-11-02"),
        ("Oct 13 - Nov 2, 2023", "2023-10-13", "2023-11-02"),
        ("13 de octubre al 2 de noviembre de 2023", "2023-10-13", "2023-11-02"),
        ("28 dic 2022 - 3 ene 2023", "2022-12-28", "2023-01-03"),
        ("2023-10-13 to 2023-10-15", "2023-10-13", "2023-10-15"),
        ("2023-10-13/2023-10-15", "2023-10-13", "2023-10-15"),
        ("2023-10-13 - 2023-10-15", "2023-10-13", "2023-10-15"),
        ("oct 2023 - nov 2023", "2023-10", "2023-11"),
        ("  13   -  15   oct  2023 ", "2023-10-13", "2023-10-15"),
    ],
)
def test_a_range_has_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    found = parse_date_range(text)
    assert found is not None
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "2023-10-13",
        "13 oct 2023",
        "oct 2023",
        "2023",
        "13-10-2023",
        "10-2023",
        "2020-07..2021-05",
        "13/10/2023",
        "32-33 oct 2023",
        "13 - 15",
        "13-15 2023",
        "yesterday - today",
        "13 - oct 2023",
        "",
    ],
)
def test_anything_else_is_no_range(text: str) -> None:
    assert parse_date_range(text) is None


@pytest.mark.parametrize("text", ["15-13 oct 2023", "2 Nov - 13 Oct 2023", "28 dec - 3 jan 2023"])
def test_a_range_that_ends_before_it_begins_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        parse_date_range(text)
