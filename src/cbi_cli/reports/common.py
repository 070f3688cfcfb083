"""What the reports share: the day that they hold for, an event as they show it, and their SQL."""

from __future__ import annotations

import sqlite3
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cbi_cli.core.dates import day_from_number, day_number
from cbi_cli.core.errors import CbiError
from cbi_cli.index.snapshot import Snapshot


class LocalizedText(NamedTuple):
    """A text in the languages of the dataset; the second is empty where it was not translated."""

    en: str
    es: str = ""

    def text(self, lang: str) -> str:
        """The text in a language, or in English where that one is missing."""
        return self.es if lang == "es" and self.es else self.en


class EventSummary(NamedTuple):
    """An event as a report names it: dates as ISO text, ``end`` None for an event of one day."""

    id: str
    start: str
    end: str | None
    title: LocalizedText


@cache
def load_sql(name: str) -> str:
    """The text of one of the reports' SQL files."""
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")


def event_summary(row: sqlite3.Row, prefix: str = "") -> EventSummary:
    """The event in a row whose columns are named ``id``, ``start_text``, ``end_text``, ``title`` and ``title_es``."""
    title = LocalizedText(row[f"{prefix}title"], row[f"{prefix}title_es"])
    return EventSummary(row[f"{prefix}id"], row[f"{prefix}start_text"], row[f"{prefix}end_text"], title)


def dataset_title(snapshot: Snapshot) -> LocalizedText:
    """The title of the dataset."""
    record = snapshot.records("dataset")[0]
    return LocalizedText(str(record["title"]), str(record.get("title_es", "")))


def covers_until(snapshot: Snapshot) -> date:
    """The last day for which the dataset says that anybody has looked."""
    return date.fromisoformat(snapshot.meta["covers_until"])


def report_day(snapshot: Snapshot, year: int | None, wanted: date | None = None) -> date:
    """The day that a report holds for.

    The wanted day; else the last day that the publication date of the year's edition can mean; else the last day
    that the dataset covers. Never today.
    """
    if wanted is not None:
        return wanted
    found = snapshot.rows("SELECT published_day FROM edition WHERE year = :year", year=year)
    return day_from_number(found[0]["published_day"]) if found else covers_until(snapshot)


def latest_edition(snapshot: Snapshot) -> int:
    """Return the year of the latest edition; CbiError if the dataset has none."""
    year = snapshot.rows("SELECT MAX(year) AS year FROM edition")[0]["year"]
    if year is None:
        raise CbiError(
            "the dataset has no edition, so a year is needed",
            "give one, as in `cbi scorecard 2022` or `cbi timeline --year 2022`",
        )
    return int(year)


def is_year_complete(year: int, day: date) -> bool:
    """Whether the last day of a year has been reached."""
    return day_number(day) >= day_number(date(year, 12, 31))


def latest_day(snapshot: Snapshot) -> date:
    """Return the last day that anything in the dataset reaches, which is what ``--as-of latest`` means.

    That is the last day of an event, whatever its status, the last covered day of the dataset, or the end of the last
    covered year of a series, whichever comes last.
    """
    reached = [day_number(covers_until(snapshot))]
    days = snapshot.rows("SELECT MAX(end_day) AS end_day, MAX(known_by_day) AS known_by_day FROM event")[0]
    reached += [day for day in (days["end_day"], days["known_by_day"]) if day is not None]
    year = snapshot.rows("SELECT MAX(to_year) AS year FROM coverage WHERE paused = 0")[0]["year"]
    if year is not None:
        reached.append(day_number(date(year, 12, 31)))
    return day_from_number(max(reached))


def known_years(snapshot: Snapshot) -> list[int]:
    """Return the years that the dataset says anything of, in order: of events, editions, coverage and its own days."""
    years = {covers_until(snapshot).year}
    first = snapshot.records("dataset")[0].get("covers_from")
    if first is not None:
        years.add(first)
    for query in (
        "SELECT MIN(year) AS year FROM event UNION ALL SELECT MAX(year) FROM event",
        "SELECT year FROM edition",
        "SELECT from_year AS year FROM coverage UNION SELECT to_year FROM coverage WHERE to_year IS NOT NULL",
    ):
        years |= {row["year"] for row in snapshot.rows(query) if row["year"] is not None}
    return sorted(years)


class HiddenEvents(NamedTuple):
    """The events that are in the dataset but not known to have begun by the day of a report.

    ``events`` counts all of them, whatever their status, ``here`` those that the report would take into account on a
    later day. ``begin_later`` is false if one of them may have begun, since its date is known in part only.
    """

    events: int
    here: int
    begin_later: bool


_HIDDEN_QUERY = """
SELECT COUNT(*) AS events, COALESCE(MIN(start_day), 0) AS first_day FROM event
WHERE start_day > :day - 366 AND known_by_day > :day
"""


def count_hidden_events(snapshot: Snapshot, day: date, query: str, **values: object) -> HiddenEvents:
    """Count the events that a day hides; ``query`` counts as ``n`` those of the report, with the day as ``:day``."""
    number = day_number(day)
    row = snapshot.rows(_HIDDEN_QUERY, day=number)[0]
    if not row["events"]:
        return HiddenEvents(0, 0, begin_later=True)
    here = snapshot.rows(query, day=number, **values)[0]["n"]
    return HiddenEvents(row["events"], here, row["first_day"] > number)
