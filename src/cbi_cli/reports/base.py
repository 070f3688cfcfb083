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
    """The year of the latest edition; CbiError where the dataset has none."""
    year = store.rows("SELECT MAX(year) AS year FROM edition")[0]["year"]
    if year is None:
        raise CbiError("the dataset has no edition, so a year is needed", "give one, as in `cbi scorecard 2022`")
    return int(year)


def year_over(year: int, day: date) -> bool:
    """Whether the last day of a year has been reached."""
    return day_number(day) >= day_number(date(year, 12, 31))
