"""What reports share.

This is their as-of dates, events as they show them, and their SQL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cbi_cli.core.dates import day_from_number, day_number
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.snapshot import Snapshot, decode_json


class LocalizedText(NamedTuple):
    """A text in the languages of the dataset.

    `en` is the text of the plain key: in English, or in the first language of a dataset without English. `es` is empty
    if it is not translated. `others` are the texts in further languages, each with its code.
    """

    en: str
    es: str = ""
    others: tuple[tuple[str, str], ...] = ()

    def text(self, lang: str) -> str:
        """Return the text in a language, or that of the plain key if it is not translated."""
        if lang == "es" and self.es:
            return self.es
        for language, text in self.others:
            if language == lang:
                return text
        return self.en

    def all_texts(self) -> list[str]:
        """Return the texts in all languages, without those that are empty."""
        texts = [self.en, self.es]
        for _, text in self.others:
            texts.append(text)
        return [text for text in texts if text]


class EventPlace(NamedTuple):
    """Where an event took place.

    `id` is that of its place record, None if the event has another text. `city` is the name in English or that text,
    `label` the name with state and country.
    """

    id: str | None
    city: str
    label: LocalizedText


class EventSummary(NamedTuple):
    """An event as a report shows it.

    Dates are ISO text; `end` is None for an event of one day.
    """

    id: str
    start: str
    end: str | None
    title: LocalizedText

    @property
    def dates(self) -> tuple[str, str | None]:
        """The first and the last day; None for the last one of an event of one day."""
        end = None if self.end == self.start else self.end
        return self.start, end


@cache
def load_sql(name: str) -> str:
    """Return the text of an SQL file next to the reports."""
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")


EVENTS_OF_CARD = """
SELECT number FROM event WHERE year = :year
UNION SELECT number FROM event WHERE known_by_year > year
UNION SELECT e.number FROM admission AS a JOIN event AS e ON e.id = a.event WHERE a.year = :year
"""
"""The events that may be on the card of a year. A query that names them first does not go through all events."""

PLACE_COLUMNS = """
p.id AS place, COALESCE(p.name, e.place) AS city,
COALESCE(p.label, e.place) AS place_label, p.label_es AS place_label_es, p.label_other AS place_label_other
"""
"""The columns that `event_place` reads."""

PLACE_JOIN = "LEFT JOIN place AS p ON p.id = e.place"


def event_place(row: sqlite3.Row) -> EventPlace:
    """Return the place of an event, from the columns `PLACE_COLUMNS`."""
    return EventPlace(row["place"], row["city"], row_text(row, "place_label"))


def row_text(row: sqlite3.Row, column: str) -> LocalizedText:
    """Return the text of a column with its translations.

    They are in the columns `<column>_es` and `<column>_other`.
    """
    english = row[column] or ""
    spanish = row[f"{column}_es"] or ""
    others: tuple[tuple[str, str], ...] = ()
    other_texts = row[f"{column}_other"]
    if other_texts:
        texts_by_language = decode_json(other_texts)
        others = tuple(texts_by_language.items())
    return LocalizedText(english, spanish, others)


def record_text(record: Mapping[str, Any], key: str) -> LocalizedText:
    """Return the text of a field of a record with its translations.

    All are empty if the record has none.
    """
    prefix = f"{key}_"
    spanish_key = f"{key}_es"
    english = record.get(key, "")
    spanish = record.get(spanish_key, "")
    others: list[tuple[str, str]] = []
    for name, text in record.items():
        # A valid record has no other keys that begin like this.
        if not name.startswith(prefix) or name == spanish_key or not text:
            continue
        language = name.removeprefix(prefix).replace("_", "-")
        others.append((language, str(text)))
    return LocalizedText(str(english), str(spanish), tuple(others))


def event_summary(row: sqlite3.Row) -> EventSummary:
    """Return the event of a row.

    The row has the columns `id`, `start_text`, `end_text`, `title`, `title_es` and `title_other`.
    """
    return EventSummary(row["id"], row["start_text"], row["end_text"], row_text(row, "title"))


def dataset_title(snapshot: Snapshot) -> LocalizedText:
    """Return the title of the dataset."""
    return record_text(snapshot.records("dataset")[0], "title")


def covers_until(snapshot: Snapshot) -> date:
    """Return the last day that the dataset covers."""
    return date.fromisoformat(snapshot.meta["covers_until"])


def report_day(snapshot: Snapshot, year: int | None, as_of: date | None = None) -> date:
    """Return the day that a report holds for.

    That is the requested day; or else the last day that the publication date of the year's edition can mean; or else
    the last day that the dataset covers. It is never today.
    """
    if as_of is not None:
        return as_of
    editions = snapshot.rows("SELECT published_day FROM edition WHERE year = :year", year=year)
    if editions:
        return day_from_number(editions[0]["published_day"])
    return covers_until(snapshot)


def latest_edition(snapshot: Snapshot) -> int:
    """Return the year of the latest edition; CbiError if the dataset has none."""
    year = snapshot.rows("SELECT MAX(year) AS year FROM edition")[0]["year"]
    if year is None:
        raise CbiError(
            message("the dataset has no edition, so a year is needed"),
            message("give one, as in `cbi scorecard 2022` or `cbi timeline --year 2022`"),
        )
    return int(year)


def is_year_complete(year: int, day: date) -> bool:
    """Tell whether the last day of a year has been reached."""
    return day >= date(year, 12, 31)


def latest_day(snapshot: Snapshot) -> date:
    """Return the last day that anything in the dataset reaches.

    It is what `--as-of latest` means: the last day of an event, whatever its status, the last covered
    day of the dataset, or the end of the last covered year of a series, whichever comes last.
    """
    latest = covers_until(snapshot)
    days = snapshot.rows("SELECT MAX(end_day) AS end_day, MAX(known_by_day) AS known_by_day FROM event")[0]
    for number in (days["end_day"], days["known_by_day"]):
        if number is not None:
            latest = max(latest, day_from_number(number))
    year = snapshot.rows("SELECT MAX(to_year) AS year FROM coverage WHERE paused = 0")[0]["year"]
    if year is not None:
        latest = max(latest, date(year, 12, 31))
    return latest


_YEARS_QUERY = """
SELECT MIN(year) AS year FROM event UNION SELECT MAX(year) FROM event UNION SELECT year FROM edition
UNION SELECT from_year FROM coverage UNION SELECT to_year FROM coverage
"""


def known_years(snapshot: Snapshot) -> list[int]:
    """Return the years that the dataset names, in order.

    They are those of events, editions, coverage and the dataset itself. Of events only the first and the last year
    are among them.
    """
    years = {covers_until(snapshot).year}
    first = snapshot.records("dataset")[0].get("covers_from")
    if first is not None:
        years.add(first)
    for row in snapshot.rows(_YEARS_QUERY):
        if row["year"] is not None:
            years.add(row["year"])
    return sorted(years)


class HiddenEvents(NamedTuple):
    """How many events are not known to have begun on the day of a report.

    `events` counts all of them, whatever their status, `here` those
    that the report would take into account on a later day. `begin_later` is false if one of them may have begun,
    since its date is known only in part.
    """

    events: int
    here: int
    begin_later: bool


_HIDDEN_QUERY = """
SELECT COUNT(*) AS events, COALESCE(MIN(start_day), 0) AS first_day FROM event WHERE number IN (
  SELECT number FROM event WHERE start_day > :day - 366 AND known_by_day > :day
  UNION
  SELECT number FROM event WHERE known_by_year > year AND known_by_day > :day
)
"""


def count_hidden_events(snapshot: Snapshot, day: date, query: str, **values: object) -> HiddenEvents:
    """Count the events that a day hides.

    `query` counts as `n` those of the report, with the day as `:day`.
    """
    number = day_number(day)
    hidden = snapshot.rows(_HIDDEN_QUERY, day=number)[0]
    if not hidden["events"]:
        return HiddenEvents(0, 0, begin_later=True)
    in_report = snapshot.rows(query, day=number, **values)[0]["n"]
    return HiddenEvents(hidden["events"], in_report, hidden["first_day"] > number)
