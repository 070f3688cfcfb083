"""Read dates and months in the forms that people type, in English and in Spanish.

This is the one reader of typed dates. It takes a text as a whole or refuses it: nothing in it is skipped, so that a
sign with a meaning (``2022?``, ``~2022``, ``-0044``, ``2022/2023``) never gets lost.
"""

from __future__ import annotations

import re
import unicodedata

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.month_names import MONTH_NAMES, MONTH_NUMBERS

_NUMERIC = re.compile(r"([0-9]{1,4})([-/.])([0-9]{1,2})(?:\2([0-9]{1,4}))?")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_WORD = re.compile(r"([0-9]+)(?:st|nd|rd|th|ro|er|\.?[oº°])?|[^\W\d_]+\.?")
_SEPARATOR = re.compile(r", ?|[ /.-]")
_FILLERS = {"de", "del", "of", "the", "el"}
_ORDINALS = {"primero": "1"}
_MAX_DATE_LENGTH = 60
_FORMAT_HINT = "write it as 2022-10-13, 13 oct 2022, oct 2022 or 2022"

_DOUBT = re.compile(
    r"[?~≈±]|%|\b(?:circa|ca|c|about|around|approx\w*|probably|maybe|hacia|cerca|aprox\w*|quizás?)\b\.?"
)
_BEFORE_CHRIST = re.compile(r"[-−–]\s*[0-9]|.*\b(?:bce?|b\. ?c\.|ac|a\. ?c\.)(?!\w).*")
_RANGE = re.compile(
    r".*[0-9]{4}\s*(?:/|-|–|—|\.\.|to|until|hasta|a|al)\s*(?:[a-z]+\s*)?[0-9]{4}"
    r"|[0-9]{1,2}\s*(?:-|–|/|to|al?)\s*[0-9]{1,2}\s+(?:de\s+)?[a-z]+.*"
    r"|[0-9-]+/[0-9-]+-[0-9-]+"
)


def parse_date(text: str) -> PartialDate:
    """Return the date that a text means, as far as it says.

    Raises ValueError for anything else, and for 03/04/2022, which is one day in one country and another elsewhere.
    """
    text = " ".join(text.split())
    if len(text) > _MAX_DATE_LENGTH:
        raise ValueError(f"`{text[:_MAX_DATE_LENGTH]}...` is not a date; {_FORMAT_HINT}")
    month_year = _MONTH_YEAR.fullmatch(text)
    if month_year:
        return _build_date(text, int(month_year[2]), int(month_year[1]))
    numeric = _NUMERIC.fullmatch(text)
    if numeric:
        return _from_numbers(text, numeric[1], numeric[3], numeric[4])
    return _from_words(text, _split_words(text))


def parse_month(text: str) -> int:
    """Return the month, 1 to 12, that a number or a name means; raises ValueError for anything else."""
    word = _normalize_text(text.strip())
    if re.fullmatch(r"0?[1-9]|1[0-2]", word):
        return int(word)
    word = word.removesuffix(".")
    if word in MONTH_NUMBERS:
        return MONTH_NUMBERS[word]
    raise ValueError(
        f"`{text[:_MAX_DATE_LENGTH]}` is not a month; "
        f"write it as 10, oct, {MONTH_NAMES['en'][9]} or {MONTH_NAMES['es'][9]}"
    )


def _normalize_text(text: str) -> str:
    """Return the text in lower case and in one Unicode form, whatever keyboard it came from."""
    return unicodedata.normalize("NFC", text).lower()


def _split_words(text: str) -> list[str]:
    """Return the words of a date without ordinal endings and fillers; raises ValueError if anything else is in it."""
    plain = _normalize_text(text)
    words: list[str] = []
    at = 0
    while True:
        word = _WORD.match(plain, at)
        if word is None:
            raise ValueError(_describe_refusal(text))
        words.append(word[1] or word[0])
        at = word.end()
        if at == len(plain):
            break
        separator = _SEPARATOR.match(plain, at)
        if separator is None:
            raise ValueError(_describe_refusal(text))
        at = separator.end()
    return [_ORDINALS.get(word, word) for word in words if word not in _FILLERS]


def _describe_refusal(text: str) -> str:
    """Return why a text is not taken for a date, and what to do instead."""
    plain = _normalize_text(text)
    if _BEFORE_CHRIST.match(plain):
        return f"`{text}` is a year before 1, and dates begin with the year 1; {_FORMAT_HINT}"
    doubt = _DOUBT.search(plain)
    if doubt:
        sign = doubt[0]
        return (
            f"`{text}` is not certain (`{sign}`), and a date cannot say so; write the part that is certain "
            "(oct 2022, or 2022), and the doubt in the note"
        )
    if _RANGE.fullmatch(plain):
        return f"`{text}` is more than one date; give the first day and the last day each by itself; {_FORMAT_HINT}"
    return f"`{text}` is not a date; {_FORMAT_HINT}"


def _from_numbers(text: str, first: str, second: str, third: str | None) -> PartialDate:
    if len(first) == 4:
        return _build_date(text, int(first), int(second), int(third) if third else None)
    if third is None:
        raise ValueError(f"`{text}` is not a whole date; {_FORMAT_HINT}")
    if len(third) != 4:
        raise ValueError(f"`{text}` needs a year of four digits; {_FORMAT_HINT}")
    day, month, year = int(first), int(second), int(third)
    if day <= 12 and month <= 12 and day != month:
        either = f"{year}-{month:02d}-{day:02d} or {year}-{day:02d}-{month:02d}"
        raise ValueError(f"`{text}` can mean two days; write {either}")
    return _build_date(text, year, *((month, day) if month <= 12 else (day, month)))


def _from_words(text: str, words: list[str]) -> PartialDate:
    """Return the date of a month by name among a year and perhaps a day, in any order."""
    years: list[int] = []
    months: list[int] = []
    days: list[int] = []
    for word in words:
        if re.fullmatch("[0-9]{4}", word):
            years.append(int(word))
        elif re.fullmatch("[0-9]{1,2}", word):
            days.append(int(word))
        elif word.removesuffix(".") in MONTH_NUMBERS:
            months.append(MONTH_NUMBERS[word.removesuffix(".")])
        else:
            raise ValueError(_describe_refusal(text))
    # A day needs its month, and none of the three can be given twice.
    if len(years) != 1 or len(months) > 1 or len(days) > len(months):
        raise ValueError(_describe_refusal(text))
    return _build_date(text, years[0], months[0] if months else None, *days)


def _build_date(text: str, year: int, month: int | None, day: int | None = None) -> PartialDate:
    parts = [f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part is not None)]
    try:
        return PartialDate.parse("-".join(parts))
    except ValueError:
        raise ValueError(f"the calendar has no `{text}`; {_FORMAT_HINT}") from None
