"""Dates and months as people type them."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbi_cli.core.date_parsing import parse_date, parse_date_between, parse_month
from cbi_cli.core.month_names import MONTH_NAMES

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
    "0044": "0044",
    "1.º de mayo de 2022": "2022-05-01",
    "13 oct. 2022": "2022-10-13",
    "2022.10.13": "2022-10-13",
    "2022, 13 oct": "2022-10-13",
    "oct/2022": "2022-10",
    "29 feb 2024": "2024-02-29",
}


@pytest.mark.parametrize("text", DATES)
def test_a_date(text: str) -> None:
    assert str(parse_date(text)) == DATES[text]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2020-07..2021-05", "2020-07..2021-05"),
        ("jul 2020 .. mayo de 2021", "2020-07..2021-05"),
        ("2020..13 oct 2021", "2020..2021-10-13"),
        ("oct 2022", "2022-10"),
    ],
)
def test_a_date_between_two(text: str, when: str) -> None:
    assert str(parse_date_between(text)) == when


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2020..2020", "is the same date twice; write `2020`"),
        ("2021..2020", "begins after it ends; write `2020..2021`"),
        ("2020..", "`` is not a date"),
        ("2020..next year", "`next year` is not a date"),
        ("2020..2021..2022", "is a date between two, and this must be one date"),
    ],
)
def test_a_date_between_two_that_says_nothing_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)):
        parse_date_between(text)


def test_one_date_is_never_read_as_two() -> None:
    with pytest.raises(ValueError, match="is a date between two, and this must be one date"):
        parse_date("2020-07..2021-05")


def test_a_date_with_two_meanings_is_refused_with_both() -> None:
    with pytest.raises(ValueError, match=r"`03/04/2022` can mean two days; write 2022-04-03 or 2022-03-04$"):
        parse_date("03/04/2022")


@pytest.mark.parametrize(
    "text", ["2022-02-30", "29 feb 2022", "2022-13", "13/2022", "0000", "31/31/2022", "32 oct 2022"]
)
def test_a_day_that_the_calendar_does_not_have(text: str) -> None:
    with pytest.raises(ValueError, match=f"the calendar has no `{text}`; write it as 2022-10-13"):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "sept", "soon", "oct 22", "13 oct 22", "13/10/22", "13/10", "2022 2023", "oct nov 2022", "2022 13"),
        *("oct 12 13 2022", "20221013", "²²²²", "٢٠٢٢", "13 october evening 2022", "2022-10/13", "2022-10.13"),
        *("13 oct 2022.", "13 oct 2022,", ", 2022", "2022-", "2022-10-", "2022--10", "13--10-2022", "13 oct - 2022"),
        *("+2022", "'22", "oct '22", "(2022)", "[2022]", "2022*", "2022+", "2022!", "<2022", ">2022", "2022;", "1990s"),
        *(
            "2022-XX",
            "2022-10-??",
            "spring 2022",
            "early 2022",
            "mid-2022",
            "late oct 2022",
            "before 2022",
            "after 2022",
        ),
        *("Q3 2022", "2022-W41", "2022T", "2022-10-13T10:00", "2022-10-13 10:00", "2022-10-13Z", "13 oct 2022 (Thu)"),
        *("Thursday 13 oct 2022", "fall 2022-23", "2022 x", "oct. . 2022", "13th oct th 2022", "10 2022", "1 2 2022"),
        *("oct_2022", "oct=2022", "2022\u200b", "\u202e2022", "2\u03010 oct 2022"),
    ],
)
def test_no_date(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"write (it as 2022-10-13|the part that is certain)|needs a year of four digits"
    ):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2023?", "is not certain (`?`)"),
        ("oct? 2022", "is not certain (`?`)"),
        ("~2022", "is not certain (`~`)"),
        ("2022~", "is not certain (`~`)"),
        ("2022%", "is not certain (`%`)"),
        ("circa 2022", "is not certain (`circa`)"),
        ("c. 2022", "is not certain (`c.`)"),
        ("ca. oct 2022", "is not certain (`ca.`)"),
        ("about 2022", "is not certain (`about`)"),
        ("hacia 2022", "is not certain (`hacia`)"),
        ("-0044", "is a year before 1"),
        ("-2022", "is a year before 1"),
        ("- 2022-10-13", "is a year before 1"),
        ("0044 BC", "is a year before 1"),
        ("44 a. C.", "is a year before 1"),
        ("2022/2023", "is more than one date"),
        ("2022-2023", "is more than one date"),
        ("2022–2023", "is more than one date"),
        ("2022..2023", "is a date between two"),
        ("2022 to 2023", "is more than one date"),
        ("oct 2022 - nov 2022", "is more than one date"),
        ("13-15 oct 2022", "is more than one date"),
        ("13 al 15 de octubre de 2022", "is more than one date"),
        ("2022-10-13/2022-10-15", "is more than one date"),
    ],
)
def test_a_sign_with_a_meaning_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        parse_date(text)


SIGNS = "?~≈±%!*+=<>()[]{}'\"`_;:@#&|^$\\\u2212\u200b\u00ad\u0301xvñ東"


@given(st.sampled_from(sorted(DATES)), st.sampled_from(SIGNS), st.integers(0, 40))
def test_no_sign_is_skipped_wherever_it_is(text: str, sign: str, place: int) -> None:
    """Nothing outside of digits, month names, ordinal endings and separators is ever in a text that is accepted."""
    text = text.strip()
    place %= len(text) + 1
    with pytest.raises(ValueError, match="`"):
        parse_date(text[:place] + sign + text[place:])


PIECES = [*"0123456789-/., ?~", "20", "2022", "13", "10", " ", "oct", "mayo", " de ", "of", "th", "º"]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_what_is_accepted_has_no_more_than_its_date(text: str) -> None:
    """Every digit of an accepted text is a digit of the date, and there is no sign beside the separators."""
    try:
        found = parse_date(text)
    except ValueError:
        return
    numbers = [int(number) for number in re.findall("[0-9]+", text)]
    named = [10] * text.count("oct") + [5] * text.count("mayo")
    assert sorted(numbers + named) == sorted(part for part in found if part is not None)
    assert not set(text) & set("?~")
    assert not text.strip().startswith("-")


def test_a_month_from_a_keyboard_that_takes_letters_apart() -> None:
    assert str(parse_date(unicodedata.normalize("NFD", "1.º de mayo de 2022"))) == "2022-05-01"


def test_a_long_text_is_not_repeated_whole() -> None:
    with pytest.raises(ValueError, match="is not a date") as told:
        parse_date("oct " * 10_000)
    assert len(str(told.value)) < 200


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("number", range(1, 13))
def test_a_month_by_name(lang: str, number: int) -> None:
    name = MONTH_NAMES[lang][number - 1]
    for text in (name, name.upper(), name[:3], f" {name[:3]}. ", str(number), f"{number:02d}"):
        assert parse_month(text) == number


def test_the_names_are_those_of_the_calendar() -> None:
    assert " ".join(MONTH_NAMES["en"]) == (
        "January February March April May June July August September October November December"
    )
    assert " ".join(MONTH_NAMES["es"]) == (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    )


@pytest.mark.parametrize("text", ["", "0", "13", "012", "0120", "²", "o", "octo", "octubre de", "-1", "1.5"])
def test_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="is not a month; write it as 10, oct, October or octubre"):
        parse_month(text)
