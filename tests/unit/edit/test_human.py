"""Dates and months as people type them."""

from __future__ import annotations

import pytest

from cbi_cli.core.months import LONG
from cbi_cli.edit.human import read_date, read_month

DATES = {
    "2022-10-13": "2022-10-13",
    " 2022-10-13 ": "2022-10-13",
    "2022/10/13": "2022-10-13",
    "2022/1/5": "2022-01-05",
    "13 oct 2022": "2022-10-13",
    "13 OCT 2022": "2022-10-13",
    "13 de octubre de 2022": "2022-10-13",
    "el 13 de octubre del 2022": "2022-10-13",
    "oct 13, 2022": "2022-10-13",
    "Oct. 13, 2022": "2022-10-13",
    "October 13th 2022": "2022-10-13",
    "the 1st of May, 2022": "2022-05-01",
    "1º de mayo de 2022": "2022-05-01",
    "1ro de mayo de 2022": "2022-05-01",
    "primero de mayo de 2022": "2022-05-01",
    "13-oct-2022": "2022-10-13",
    "13/10/2022": "2022-10-13",
    "10/13/2022": "2022-10-13",
    "5/5/2022": "2022-05-05",
    "oct 2022": "2022-10",
    "2022 oct": "2022-10",
    "octubre de 2022": "2022-10",
    "sept 2022": "2022-09",
    "setiembre 2022": "2022-09",
    "2022-10": "2022-10",
    "10/2022": "2022-10",
    "2022": "2022",
    "29 feb 2024": "2024-02-29",
}


@pytest.mark.parametrize("text", DATES)
def test_a_date(text: str) -> None:
    assert str(read_date(text)) == DATES[text]


def test_a_date_with_two_meanings_is_refused_with_both() -> None:
    with pytest.raises(ValueError, match=r"`03/04/2022` can mean two days; write 2022-04-03 or 2022-03-04$"):
        read_date("03/04/2022")


@pytest.mark.parametrize(
    "text", ["2022-02-30", "29 feb 2022", "2022-13", "13/2022", "0000", "31/31/2022", "32 oct 2022"]
)
def test_a_day_that_the_calendar_does_not_have(text: str) -> None:
    with pytest.raises(ValueError, match=f"the calendar has no `{text}`; write it as 2022-10-13"):
        read_date(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "sept", "soon", "oct 22", "13 oct 22", "13/10/22", "13/10", "2022 2023", "oct nov 2022", "2022 13"),
        *("oct 12 13 2022", "20221013", "²²²²", "٢٠٢٢", "13 october maybe 2022"),
    ],
)
def test_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="write it as 2022-10-13"):
        read_date(text)


def test_a_long_text_is_not_repeated_whole() -> None:
    with pytest.raises(ValueError, match="is no date") as told:
        read_date("oct " * 10_000)
    assert len(str(told.value)) < 200


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("number", range(1, 13))
def test_a_month_by_name(lang: str, number: int) -> None:
    name = LONG[lang][number - 1]
    for text in (name, name.upper(), name[:3], f" {name[:3]}. ", str(number), f"{number:02d}"):
        assert read_month(text) == number


def test_the_names_are_those_of_the_calendar() -> None:
    assert " ".join(LONG["en"]) == (
        "January February March April May June July August September October November December"
    )
    assert " ".join(LONG["es"]) == (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    )


@pytest.mark.parametrize("text", ["", "0", "13", "012", "0120", "²", "o", "octo", "octubre de", "-1", "1.5"])
def test_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="is no month; write it as 10, oct, October or octubre"):
        read_month(text)
