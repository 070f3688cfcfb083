"""Generate events as text: of realistic length, in canonical form, and the same at every run."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from benchmarks.vocabulary import CITIES, DETAILS, GROUPS, NOTES, OFFICES, PERSONS, THINGS

_LINE_LENGTH = 120
_STRIDE = 31
_KINDS = ("meeting", "visit", "review", "forum", "conference", "agreement", "statement", "plan", "launch", "summit")
_KIND_WEIGHTS = (34, 24, 5, 5, 5, 8, 6, 5, 4, 4)
_LEVELS = ("presidential", "cabinet", "envoy", "deputy", "agency", "legislative", "state", "municipal")
_LEVEL_WEIGHTS = (4, 20, 5, 15, 26, 8, 12, 10)
_STATUSES = ("held", "planned", "postponed", "cancelled")
_STATUS_WEIGHTS = (94, 2, 2, 2)
_TOPICS: tuple[str, ...] = (
    *("trade", "economy", "migration", "security", "drugs", "border", "infrastructure", "health", "energy"),
    *("environment", "climate", "labor", "technology", "education", "culture", "water", "diplomacy"),
)
_MAX_NUMBER = 5_000
"""Numbers after which they begin anew; far more than the events of a month."""
_DOCUMENT_KINDS = {"agreement", "statement", "plan", "launch"}


class EventStart(NamedTuple):
    """The start of an event; starts sort as in a file: by their first possible day, then by the last."""

    first: date
    last: date
    text: str

    @property
    def is_full(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last


class EventCitations(NamedTuple):
    """The sources that one event cites."""

    first: str
    second: str | None


def generate_starts(random: Random, year: int, count: int) -> list[EventStart]:
    """Return the starts of a year's events in order: spread over its days, one in twenty known to the month only.

    None of them can mean a day near the end of the year, because events of the next year may have similar titles.
    """
    starts = []
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    for number in range(count):
        day = date(year, 1, 1) + timedelta(days=number * days // count)
        starts.append(
            _month_start(day) if random.random() < 0.05 and day.month < 12 else EventStart(day, day, day.isoformat())
        )
    return sorted(starts)


def _month_start(day: date) -> EventStart:
    """Return the start that is the month of a day before December."""
    following = date(day.year, day.month + 1, 1)
    return EventStart(day.replace(day=1), following - timedelta(days=1), f"{day.year}-{day.month:02d}")


class EventWriter:
    """Writes events one after the other; the result depends on the seed and on the events before."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._counts = {kind: 7 * number for number, kind in enumerate(_KINDS)}
        self._written = 0

    def block(
        self, start: EventStart, institutions: Sequence[str], citing: EventCitations, *, is_crowded: bool = False
    ) -> str:
        """Return one `[[event]]` table.

        In a crowded year each event has a number, so that no two of them look like duplicates. In others only
        documents and events without a known day need one, and the latter have no participants.
        """
        lines = ["[[event]]", *self._lines(start, institutions, citing, is_crowded)]
        self._written += 1
        return "\n".join(lines) + "\n"

    def _lines(
        self, start: EventStart, institutions: Sequence[str], citing: EventCitations, is_crowded: bool
    ) -> Iterator[str]:
        random = self._random
        kind = random.choices(_KINDS, _KIND_WEIGHTS)[0]
        number = self._counts[kind]
        self._counts[kind] += 1
        thing, group, detail, (city, host) = (
            _pick_by_stride(words, number) for words in (THINGS, GROUPS, DETAILS, CITIES)
        )
        yield f'id = "{start.text}-{slugify(thing[0])}-{kind}-{slugify(city)}"'
        yield f"start = {start.text}" if start.is_full else f'start = "{start.text}"'
        if start.is_full and random.random() < 0.12:
            yield f"end = {start.first + timedelta(days=random.randint(1, 3))}"
        yield f'title = "{thing[0]} and {detail[0]}: {group[0]} in {city}"'
        yield f'title_es = "{thing[1]} y {detail[1]}: {group[1]} en {city}"'
        yield f'kind = "{kind}"'
        yield f'level = "{random.choices(_LEVELS, _LEVEL_WEIGHTS)[0]}"'
        if random.random() < 0.6:
            yield f'office = "{random.choice(OFFICES)}"'
        if institutions:
            yield f"institutions = {_format_list(institutions)}"
        if is_crowded or kind in _DOCUMENT_KINDS or not start.is_full:
            yield f"edition_number = {self._written % _MAX_NUMBER + 1}"
        yield from self._places(kind, host, city)
        if start.is_full and random.random() < 0.85:
            yield self._people()
        yield from self._rest(kind, number, citing)

    def _places(self, kind: str, host: str, city: str) -> Iterator[str]:
        """Yield the parties, the direction of travel and the place."""
        random = self._random
        yield 'parties = ["us", "mx", "ca"]' if random.random() < 0.08 else 'parties = ["us", "mx"]'
        if kind not in _DOCUMENT_KINDS and (kind == "visit" or random.random() < 0.4):
            guest = "mx" if host == "us" else "us"
            yield f'host = "{host}"'
            yield f'guests = ["{guest}"]'
        if kind not in _DOCUMENT_KINDS:
            yield f'place = "{slugify(city)}"'

    def _people(self) -> str:
        """Return the participants, each once."""
        names = self._random.sample(PERSONS, self._random.choice((1, 2, 2, 3)))
        return _format_tables("participants", [self._person(name) for name in names])

    def _person(self, name: str) -> str:
        random = self._random
        office, party = random.choice(OFFICES), random.choice(("us", "mx"))
        return f'{{ name = "{name}", office = "{office}", party = "{party}" }}'

    def _rest(self, kind: str, number: int, citing: EventCitations) -> Iterator[str]:
        """Yield topics, status, mode, sources and notes."""
        random = self._random
        topics = random.sample(_TOPICS, random.choice((1, 2, 2, 3)))
        yield f"topics = {_format_list(topics)}"
        status = random.choices(_STATUSES, _STATUS_WEIGHTS)[0]
        if status != "held":
            yield f'status = "{status}"'
        yield from self._mode(kind)
        yield f"sources = {_format_list([one for one in citing if one])}"
        if random.random() < 0.4:
            note = NOTES[number % len(NOTES)]
            yield f'note = "{note[0]}"'
            yield f'note_es = "{note[1]}"'

    def _mode(self, kind: str) -> Iterator[str]:
        """Yield the mode; in a fifth of what is neither a document nor a visit it is not known."""
        drawn = self._random.random()
        if kind in _DOCUMENT_KINDS:
            yield 'mode = "document"'
        elif kind == "visit" or 0.1 <= drawn < 0.8:
            yield 'mode = "in-person"'
        elif drawn < 0.1:
            yield 'mode = "virtual"'


def _pick_by_stride(words: Sequence[tuple[str, str]], number: int) -> tuple[str, str]:
    """Return the next item of a list, taken with a stride that reaches all of them."""
    return words[number * _STRIDE % len(words)]


def slugify(text: str) -> str:
    """Return a text as part of an id: lower-case letters and digits with single hyphens."""
    plain = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")


def _format_list(items: Sequence[str]) -> str:
    """Return a short list of plain words."""
    return "[" + ", ".join(f'"{item}"' for item in items) + "]"


def _format_tables(key: str, items: Sequence[str]) -> str:
    """Return a list of tables: on one line if it fits, otherwise a line for each."""
    line = f"{key} = [{', '.join(items)}]"
    return line if len(line) <= _LINE_LENGTH else "\n".join([f"{key} = [", *(f"  {item}," for item in items), "]"])
