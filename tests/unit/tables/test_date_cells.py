"""Dates of cells: as people type them, ranges, and Excel's days."""

from __future__ import annotations

import pytest

from cbi_cli.core.dates import PartialDate
from cbi_cli.tables.date_cells import DateMode, parse_date_cell, parse_span_cell

SPANS = {
    "2022-10-13": ("2022-10-13", None),
    "oct 2022": ("2022-10", None),
    "13-15 Oct 2022": ("2022-10-13", "2022-10-15"),
    "13–15 October 2022": ("2022-10-13", "2022-10-15"),
    "Oct 13-15, 2022": ("2022-10-13", "2022-10-15"),
    "October 30 – November 2, 2022": ("2022-10-30", "2022-11-02"),
    "Dec 30, 2022 - Jan 2, 2023": ("2022-12-30", "2023-01-02"),
    "del 13 al 15 de octubre de 2022": ("2022-10-13", "2022-10-15"),
    "from 13 to 15 Oct 2022": ("2022-10-13", "2022-10-15"),
    "2022-10-13 to 2022-10-15": ("2022-10-13", "2022-10-15"),
    "2022-10-13/2022-10-15": ("2022-10-13", "2022-10-15"),
    "13/10/2022 - 15/10/2022": ("2022-10-13", "2022-10-15"),
    "Oct - Nov 2022": ("2022-10", "2022-11"),
    "2020-2021": ("2020", "2021"),
    # In this program two dates with two dots between them are one date that lies between them.
    "2020-07..2021-05": ("2020-07..2021-05", None),
}


@pytest.mark.parametrize("text", SPANS)
def test_a_cell_can_have_a_range(text: str) -> None:
    start, end = parse_span_cell(text, "typed")
    assert (str(start), end and str(end)) == SPANS[text]


@pytest.mark.parametrize(
    "text", ["", "soon", "13 and 15 Oct 2022", "13 - 2022", "15-13 Oct 2022", "03/04/2022 - 05/04/2022", "-", "a - b"]
)
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"`"):
        parse_span_cell(text, "typed")


@pytest.mark.parametrize(
    ("text", "mode", "expected"),
    [
        # Excel counts days from 1899-12-30: 2022-10-13 is 44847 days later.
        ("44847", "excel", "2022-10-13"),
        ("44847.75", "excel", "2022-10-13"),
        ("2022", "excel", "2022"),
        ("03/04/2022", "day-first", "2022-04-03"),
        ("03/04/2022", "month-first", "2022-03-04"),
        ("3-4-2022", "day-first", "2022-04-03"),
        ("2022-10-13T00:00:00", "typed", "2022-10-13"),
        ("2022-10-13 00:00:00", "typed", "2022-10-13"),
    ],
)
def test_the_mapping_says_what_a_date_means(text: str, mode: DateMode, expected: str) -> None:
    assert parse_date_cell(text, mode) == PartialDate.parse(expected)


@pytest.mark.parametrize(("text", "remedy"), [("44847", 'dates = "excel"'), ("03/04/2022", "2022-04-03 or 2022-03-04")])
def test_what_can_mean_several_days_is_refused_with_the_remedy(text: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy):
        parse_date_cell(text, "typed")


def test_a_day_that_the_calendar_lacks_is_refused_in_every_order() -> None:
    for mode in ("day-first", "month-first"):
        with pytest.raises(ValueError, match="calendar"):
            parse_date_cell("31/31/2022", mode)


def test_a_cell_can_have_a_date_between_two() -> None:
    assert str(parse_date_cell("2020-07..2021-05", "typed")) == "2020-07..2021-05"
