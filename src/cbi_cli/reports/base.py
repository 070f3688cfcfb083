"""What the reports share: the day that they hold for, an event as they show it, and their SQL."""

from __future__ import annotations

import sqlite3
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cbi_cli.core.dates import day_number, day_of
from cbi_cli.core.errors import CbiError
from cbi_cli.store.snapshot import Store


class Names(NamedTuple):
    """A text in the languages of the dataset; the second is empty where it was not translated."""

    en: str
    es: str = ""

    def text(self, lang: str) -> str:
        """The text in a language, or in English where that one is missing."""
        return self.es if lang == "es" and self.es else self.en


class Held(NamedTuple):
    """An event as a report names it: dates as ISO text, ``end`` None for an event of one day."""

    id: str
    start: str
    end: str | None
    title: Names


@cache
def sql(name: str) -> str:
    """The text of one of the reports' SQL files."""
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")


def held(row: sqlite3.Row, prefix: str = "") -> Held:
    """The event in a row whose columns are named ``id``, ``start_text``, ``end_text``, ``title`` and ``title_es``."""
    title = Names(row[f"{prefix}title"], row[f"{prefix}title_es"])
    return Held(row[f"{prefix}id"], row[f"{prefix}start_text"], row[f"{prefix}end_text"], title)


def dataset_title(store: Store) -> Names:
    """The title of the dataset."""
    record = store.records("dataset")[0]
    return Names(str(record["title"]), str(record.get("title_es", "")))


def covers_until(store: Store) -> date:
    """The last day for which the dataset says that anybody has looked."""
    return date.fromisoformat(store.meta["covers_until"])


def report_day(store: Store, year: int | None, wanted: date | None = None) -> date:
    """The day that a report holds for.

    The wanted day; else the last day that the publication date of the year's edition can mean; else the last day
    that the dataset covers. Never today.
    """
    if wanted is not None:
        return wanted
    found = store.rows("SELECT published_day FROM edition WHERE year = :year", year=year)
    return day_of(found[0]["published_day"]) if found else covers_until(store)


def latest_edition(store: Store) -> int:
    """Return the year of the latest edition; CbiError if the dataset has none."""
    year = store.rows("SELECT MAX(year) AS year FROM edition")[0]["year"]
    if year is None:
        raise CbiError(
            "the dataset has no edition, so a year is needed",
            "give one, as in `cbi scorecard 2022` or `cbi timeline --year 2022`",
        )
    return int(year)


def year_over(year: int, day: date) -> bool:
    """Whether the last day of a year has been reached."""
    return day_number(day) >= day_number(date(year, 12, 31))


def latest_day(store: Store) -> date:
    """Return the last day that anything in the dataset reaches, which is what ``--as-of latest`` means.

    That is the last day of an event, whatever its status, the last covered day of the dataset, or the end of the last
    covered year of a series, whichever comes last.
    """
    reached = [day_number(covers_until(store))]
    days = store.rows("SELECT MAX(end_day) AS end_day, MAX(known_day) AS known_day FROM event")[0]
    reached += [day for day in (days["end_day"], days["known_day"]) if day is not None]
    year = store.rows("SELECT MAX(to_year) AS year FROM looked WHERE paused = 0")[0]["year"]
    if year is not None:
        reached.append(day_number(date(year, 12, 31)))
    return day_of(max(reached))


def known_years(store: Store) -> list[int]:
    """Return the years that the dataset says anything of, in order: of events, editions, coverage and its own days."""
    years = {covers_until(store).year}
    first = store.records("dataset")[0].get("covers_from")
    if first is not None:
        years.add(first)
    for query in (
        "SELECT MIN(year) AS year FROM event UNION ALL SELECT MAX(year) FROM event",
        "SELECT year FROM edition",
        "SELECT from_year AS year FROM looked UNION SELECT to_year FROM looked WHERE to_year IS NOT NULL",
    ):
        years |= {row["year"] for row in store.rows(query) if row["year"] is not None}
    return sorted(years)


class Hidden(NamedTuple):
    """The events that are in the dataset but not known to have begun by the day of a report.

    ``events`` counts all of them, whatever their status, ``here`` those that the report would take into account on a
    later day. ``begin_later`` is false if one of them may have begun, since its date is known in part only.
    """

    events: int
    here: int
    begin_later: bool


_HIDDEN = """
SELECT COUNT(*) AS events, COALESCE(MIN(start_day), 0) AS first_day FROM event
WHERE start_day > :day - 366 AND known_day > :day
"""


def hidden_events(store: Store, day: date, query: str, **values: object) -> Hidden:
    """Count the events that a day hides; ``query`` counts as ``n`` those of the report, with the day as ``:day``."""
    number = day_number(day)
    row = store.rows(_HIDDEN, day=number)[0]
    if not row["events"]:
        return Hidden(0, 0, begin_later=True)
    here = store.rows(query, day=number, **values)[0]["n"]
    return Hidden(row["events"], here, row["first_day"] > number)
