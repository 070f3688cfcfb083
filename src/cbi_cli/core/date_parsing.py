"""Parse dates and months as people type them, in English and in Spanish.

All typed dates are parsed here. A text is parsed as a whole or refused: nothing in it is skipped, so that a character
with a meaning (`2022?`, `~2022`, `-0044`, `2022/2023`) is never lost.
"""

from __future__ import annotations

import re
import unicodedata

from cbi_cli.core.dates import BETWEEN, PartialDate
from cbi_cli.core.messages import message
from cbi_cli.core.month_names import MONTH_NAMES, MONTH_NUMBERS

_NUMERIC = re.compile(r"([0-9]{1,4})([-/.])([0-9]{1,2})(?:\2([0-9]{1,4}))?")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_WORD = re.compile(r"([0-9]+)(?:st|nd|rd|th|ro|er|\.?[oº°])?|[^\W\d_]+\.?")
_SEPARATOR = re.compile(r", ?|[ /.-]")
_FILLERS = {"de", "del", "of", "the", "el"}
_ORDINALS = {"primero": "1"}
_MAX_DATE_LENGTH = 60
_FORMAT_HINT = message("write it as 2022-10-13, 13 oct 2022, oct 2022 or 2022")

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
    """Return the date that a text means, as precise as the text.

    Raises ValueError for anything else, and for 03/04/2022, which is one day in one country and another elsewhere.
    """
    text = " ".join(text.split())
    if len(text) > _MAX_DATE_LENGTH:
        shortened = text[:_MAX_DATE_LENGTH] + "..."
        problem = message("`{text}` is not a date", text=shortened)
        raise ValueError(_add_format_hint(problem))
    month_year = _MONTH_YEAR.fullmatch(text)
    if month_year:
        return _build_date(text, int(month_year[2]), int(month_year[1]))
    numeric = _NUMERIC.fullmatch(text)
    if numeric:
        return _from_numbers(text, numeric[1], numeric[3], numeric[4])
    words = _split_words(text)
    return _from_words(text, words)


def parse_date_between(text: str) -> PartialDate:
    """Return the date that a text means, which may lie between two: `jul 2020..may 2021`.

    Raises ValueError as `parse_date`, and if the two dates are the same or in the wrong order.
    """
    first, separator, second = text.partition(BETWEEN)
    if not separator:
        return parse_date(text)
    return PartialDate.between(parse_date(first), parse_date(second))


def parse_month(text: str) -> int:
    """Return the month, 1 to 12, that a number or a name means.

    Raises ValueError for anything else.
    """
    word = _normalize_text(text.strip())
    if re.fullmatch(r"0?[1-9]|1[0-2]", word):
        return int(word)
    word = word.removesuffix(".")
    if word in MONTH_NUMBERS:
        return MONTH_NUMBERS[word]
    english = MONTH_NAMES["en"][9]
    spanish = MONTH_NAMES["es"][9]
    problem = message(
        "`{text}` is not a month; write it as 10, oct, {english} or {spanish}",
        text=text[:_MAX_DATE_LENGTH],
        english=english,
        spanish=spanish,
    )
    raise ValueError(problem)


def _normalize_text(text: str) -> str:
    """Return the text in lower case and in one Unicode form."""
    return unicodedata.normalize("NFC", text).lower()


def _split_words(text: str) -> list[str]:
    """Return the words of a date without ordinal endings and fillers.

    Raises ValueError if anything else is in it.
    """
    plain = _normalize_text(text)
    words: list[str] = []
    position = 0
    while True:
        match = _WORD.match(plain, position)
        if match is None:
            raise ValueError(_describe_refusal(text))
        # Of a number with an ordinal ending, only the number counts.
        word = match[1] or match[0]
        if word not in _FILLERS:
            words.append(_ORDINALS.get(word, word))
        position = match.end()
        if position == len(plain):
            return words
        separator = _SEPARATOR.match(plain, position)
        if separator is None:
            raise ValueError(_describe_refusal(text))
        position = separator.end()


def _describe_refusal(text: str) -> str:
    """Return why a text is not accepted as a date, and what to do instead."""
    plain = _normalize_text(text)
    if _BEFORE_CHRIST.match(plain):
        problem = message("`{text}` is a year before 1, and dates begin with the year 1", text=text)
        return _add_format_hint(problem)
    doubt = _DOUBT.search(plain)
    if doubt:
        return message(
            "`{text}` is not certain (`{doubt}`), and a date cannot say so; write the part that is certain "
            "(oct 2022, or 2022), and the doubt in the note",
            text=text,
            doubt=doubt[0],
        )
    if BETWEEN in plain:
        problem = message("`{text}` is a date between two, and this must be one date", text=text)
        return _add_format_hint(problem)
    if _RANGE.fullmatch(plain):
        problem = message(
            "`{text}` is more than one date; give the first day and the last day each by itself", text=text
        )
        return _add_format_hint(problem)
    return _add_format_hint(message("`{text}` is not a date", text=text))


def _add_format_hint(problem: str) -> str:
    """Add to a message how dates can be written."""
    return message("{problem}; {hint}", problem=problem, hint=_FORMAT_HINT)


def _from_numbers(text: str, first: str, second: str, third: str | None) -> PartialDate:
    """Return the date of two or three numbers, in their order."""
    if len(first) == 4:
        if third is None:
            return _build_date(text, int(first), int(second))
        return _build_date(text, int(first), int(second), int(third))
    if third is None:
        raise ValueError(_add_format_hint(message("`{text}` is not a whole date", text=text)))
    if len(third) != 4:
        raise ValueError(_add_format_hint(message("`{text}` needs a year of four digits", text=text)))
    day = int(first)
    month = int(second)
    year = int(third)
    # 05/05/2022 is the same day in both orders.
    if day <= 12 and month <= 12 and day != month:
        day_first = f"{year}-{month:02d}-{day:02d}"
        month_first = f"{year}-{day:02d}-{month:02d}"
        problem = message(
            "`{text}` can mean two days; write {day_first} or {month_first}",
            text=text,
            day_first=day_first,
            month_first=month_first,
        )
        raise ValueError(problem)
    # 10/13/2022, in the order of the United States.
    if month > 12:
        day, month = month, day
    return _build_date(text, year, month, day)


def _from_words(text: str, words: list[str]) -> PartialDate:
    """Return the date of a year and perhaps a month by name and a day.

    They may be in any order.
    """
    years: list[int] = []
    months: list[int] = []
    days: list[int] = []
    for word in words:
        name = word.removesuffix(".")
        if re.fullmatch("[0-9]{4}", word):
            years.append(int(word))
        elif re.fullmatch("[0-9]{1,2}", word):
            days.append(int(word))
        elif name in MONTH_NUMBERS:
            months.append(MONTH_NUMBERS[name])
        else:
            raise ValueError(_describe_refusal(text))
    # A day needs its month, and none of the three can be given twice.
    if len(years) != 1 or len(months) > 1 or len(days) > len(months):
        raise ValueError(_describe_refusal(text))
    return _build_date(text, years[0], *months, *days)


def _build_date(text: str, year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    iso = f"{year:04d}"
    if month is not None:
        iso += f"-{month:02d}"
    if day is not None:
        iso += f"-{day:02d}"
    try:
        return PartialDate.parse(iso)
    except ValueError:
        raise ValueError(_add_format_hint(message("the calendar has no `{text}`", text=text))) from None
