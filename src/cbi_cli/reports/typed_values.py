"""Find the values that somebody typed into prose: dates, years after "since", counts and lights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from cbi_cli.core.date_parsing import parse_date
from cbi_cli.core.date_ranges import parse_date_range
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.folding import fold
from cbi_cli.reports.prose import REFERENCE
from cbi_cli.reports.scorecard import Light

TypedKind = Literal["date", "since", "light", "count", "rows"]

_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\n)[^\n]+)*")
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)}”’áéíóúñ][.!?])\s+")
_ISO_DATE = re.compile(r"\b[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?\b")
_MONTH_FIRST = re.compile(
    r"\b[^\W\d_]{3,10}\.?\s(?:[0-9]{1,2}(?:st|nd|rd|th)?(?:[-–][0-9]{1,2})?,?\s)?(?:de\s)?[0-9]{4}\b"
)
_DAY_FIRST = re.compile(r"\b[0-9]{1,2}(?:[-–][0-9]{1,2})?\s(?:de\s|of\s)?[^\W\d_]{3,10}\.?,?\s(?:de\s)?[0-9]{4}\b")
_SINCE = re.compile(r"\b(?:since|desde)\s(?:the\syear\s|el\saño\s)?([0-9]{4})\b", re.IGNORECASE)
_MARK = "\x01"
"""Stands for a reference, which no text contains."""

_WORD = re.compile(rf"[^\W_]+|{_MARK}")
_NOT_TEXT = re.compile(r"`[^`\n]*`|\]\([^][()\n]*\)")
"""Code and the addresses of links."""

_LIGHT_WORDS: dict[str, Light] = {"green": "green", "yellow": "yellow", "red": "red"}
for _stem, _light in (("verde", "green"), ("amarill", "yellow"), ("roj", "red")):
    for _ending in ("", "s", "o", "a", "os", "as"):
        _LIGHT_WORDS[f"{_stem}{_ending}"] = _light  # type: ignore[assignment]
_CONTEXT_WORDS = frozenset(
    ("light", "lights", "lamp", "lamps", "lit", "row", "rows", "scorecard", "luz", "luces", "fila", "filas", "tablero")
)
"""Words without one of which a color is no light."""

_ROW_WORDS = frozenset(("rows", "filas", "encounters", "encuentros"))
_OF_WORDS = frozenset(("of", "de"))
_ARTICLES = frozenset(("the", "las", "los"))
_ENGLISH_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_SPANISH_NUMBERS = "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
_NUMBERS: dict[str, int] = {"una": 1, "un": 1}
for _words in (_ENGLISH_NUMBERS, _SPANISH_NUMBERS):
    _NUMBERS |= {_word: _number for _number, _word in enumerate(_words.split())}
_REACH = 3
"""How many words may stand between a number and the light that it counts."""


class TypedValue(NamedTuple):
    """A value as typed, with its place and the sentence around it.

    `number` is a count or a year, `light` what is counted or said of a row.
    """

    kind: TypedKind
    text: str
    line: int = 1
    column: int = 1
    sentence: str = ""
    date: PartialDate | None = None
    number: int = 0
    light: Light | None = None


def find_typed_values(text: str) -> Iterator[TypedValue]:
    """Yield the typed values of some prose in their order; what references stand for is not typed."""
    plain = _NOT_TEXT.sub(_blank, text.replace(_MARK, " "))
    plain = REFERENCE.sub(_mark, plain)
    for start, end in _sentences(text):
        sentence = text[start:end]
        found = list(_find_in_sentence(plain[start:end]))
        found.sort(key=lambda item: item[0])
        for offset, value in found:
            before = text[: start + offset]
            line = before.count("\n") + 1
            column = len(before) - before.rfind("\n")
            yield value._replace(line=line, column=column, sentence=sentence)


def _blank(match: re.Match[str]) -> str:
    """Return as many characters that are no text, with the line ends kept."""
    return re.sub(r"[^\n]", "_", match[0])


def _mark(match: re.Match[str]) -> str:
    """Return as many characters that stand for a reference."""
    return _MARK + _blank(match)[1:]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence begins and ends."""
    for paragraph in _PARAGRAPH.finditer(text):
        start = paragraph.start()
        for end in _SENTENCE_END.finditer(paragraph[0]):
            yield start, paragraph.start() + end.start()
            start = paragraph.start() + end.end()
        yield start, paragraph.end()


def _find_in_sentence(text: str) -> Iterator[tuple[int, TypedValue]]:
    """Yield the values of a sentence with their offsets in it."""
    ends: set[int] = set()
    for pattern in (_ISO_DATE, _DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(text):
            date = _read_date(match[0])
            # `13 October 2022` has `October 2022` in it.
            if date is None or match.end() in ends:
                continue
            ends.add(match.end())
            yield match.start(), TypedValue("date", match[0], date=date)
    for match in _SINCE.finditer(text):
        yield match.start(), TypedValue("since", match[0], number=int(match[1]))
    yield from _find_counts(text)


def _read_date(text: str) -> PartialDate | None:
    """Return a date with a month, or the first day of a range; None if a text only looks like one."""
    try:
        days = parse_date_range(text)
        date = days.first if days is not None else parse_date(text)
    except ValueError:
        return None
    return date if date.month is not None else None


def _find_counts(text: str) -> Iterator[tuple[int, TypedValue]]:
    """Yield counts of lights and rows, and lights that are said of something."""
    matches = list(_WORD.finditer(text))
    words = [fold(match[0]) for match in matches]
    counted: set[int] = set()
    for position, word in enumerate(words):
        number = _read_number(word)
        if number is None and word != _MARK:
            continue
        start = matches[position].start()
        light_position = _next_light(words, position)
        if light_position is not None:
            counted.add(light_position)
        # What a reference counts is no value that was typed.
        if number is None:
            continue
        if light_position is not None:
            typed = text[start : matches[light_position].end()]
            light = _LIGHT_WORDS[words[light_position]]
            yield start, TypedValue("count", typed, number=number, light=light)
        elif _counts_all_rows(words, position):
            yield start, TypedValue("rows", matches[position][0], number=number)
    if not _CONTEXT_WORDS.intersection(words):
        return
    for position, word in enumerate(words):
        if word in _LIGHT_WORDS and position not in counted:
            match = matches[position]
            yield match.start(), TypedValue("light", match[0], light=_LIGHT_WORDS[word])


def _read_number(word: str) -> int | None:
    if word.isascii() and word.isdigit() and len(word) <= 3:
        return int(word)
    return _NUMBERS.get(word)


def _next_light(words: list[str], position: int) -> int | None:
    """Return where the light is that a number counts; another number in between counts it."""
    for following in range(position + 1, min(position + _REACH + 2, len(words))):
        if words[following] in _LIGHT_WORDS:
            return following
        if words[following] == _MARK or _read_number(words[following]) is not None:
            return None
    return None


def _counts_all_rows(words: list[str], position: int) -> bool:
    """Tell whether a number says how many rows there are: `8 of 11 rows`, `ocho de las once filas`."""
    before = [word for word in words[:position] if word not in _ARTICLES]
    if not before or before[-1] not in _OF_WORDS:
        return False
    following = words[position + 1 : position + _REACH + 1]
    return not _ROW_WORDS.isdisjoint(following)
