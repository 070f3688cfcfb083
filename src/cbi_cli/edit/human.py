"""Dates and months in the forms that people type, in English and in Spanish."""

from __future__ import annotations

import re

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.months import LONG, NUMBERS

_NUMERIC = re.compile(r"([0-9]{1,4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,4}))?")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_WORD = re.compile(r"[0-9]+(?:st|nd|rd|th|ro|er|o|º|°)?(?![^\W_])|[^\W_]+")
_FILLERS = {"de", "del", "of", "the", "el"}
_FIRST = {"primero": "1"}
_LONGEST = 60
_FORMS = "write it as 2022-10-13, 13 oct 2022, oct 2022 or 2022"


def read_date(text: str) -> PartialDate:
    """The date that a text means, as far as it says.

    Raises ValueError for what is no date, and for 03/04/2022, which is one day in one country and another elsewhere.
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        raise ValueError(f"`{text[:_LONGEST]}...` is no date; {_FORMS}")
    month_year = _MONTH_YEAR.fullmatch(text)
    if month_year:
        return _checked(text, int(month_year[2]), int(month_year[1]))
    numeric = _NUMERIC.fullmatch(text)
    if numeric:
        return _from_numbers(text, *numeric.groups())
    words = [_FIRST.get(word, word) for word in _WORD.findall(text.lower()) if word not in _FILLERS]
    return _from_words(text, words)


def read_month(text: str) -> int:
    """The month, 1 to 12, that a number or a name means; ValueError for anything else."""
    word = text.strip().lower().rstrip(".")
    if re.fullmatch(r"0?[1-9]|1[0-2]", word):
        return int(word)
    if word in NUMBERS:
        return NUMBERS[word]
    raise ValueError(f"`{text[:_LONGEST]}` is no month; write it as 10, oct, {LONG['en'][9]} or {LONG['es'][9]}")


def _from_numbers(text: str, first: str, second: str, third: str | None) -> PartialDate:
    if len(first) == 4:
        return _checked(text, int(first), int(second), int(third) if third else None)
    if third is None:
        raise ValueError(f"`{text}` is no whole date; {_FORMS}")
    if len(third) != 4:
        raise ValueError(f"`{text}` needs a year of four digits; {_FORMS}")
    day, month, year = int(first), int(second), int(third)
    if day <= 12 and month <= 12 and day != month:
        either = f"{year}-{month:02d}-{day:02d} or {year}-{day:02d}-{month:02d}"
        raise ValueError(f"`{text}` can mean two days; write {either}")
    return _checked(text, year, *((month, day) if month <= 12 else (day, month)))


def _from_words(text: str, words: list[str]) -> PartialDate:
    """A month by name among a year and perhaps a day, in any order."""
    years = [word for word in words if re.fullmatch("[0-9]{4}", word)]
    months = [NUMBERS[word] for word in words if word in NUMBERS]
    days = [int(found[0]) for word in words if word not in years and (found := re.match("[0-9]+", word))]
    if len(years) != 1 or len(months) > 1 or len(days) > len(months) or len(words) != 1 + len(months) + len(days):
        raise ValueError(f"`{text}` is no date; {_FORMS}")
    return _checked(text, int(years[0]), months[0] if months else None, *days)


def _checked(text: str, year: int, month: int | None, day: int | None = None) -> PartialDate:
    parts = [f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part is not None)]
    try:
        return PartialDate.parse("-".join(parts))
    except ValueError:
        raise ValueError(f"the calendar has no `{text}`; {_FORMS}") from None
