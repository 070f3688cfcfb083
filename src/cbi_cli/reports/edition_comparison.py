"""The published card, and how a computed row differs from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.snapshot import Snapshot

DateRange = tuple[str, str | None]


ComparedValue = Literal["light", "dates", "since"]


class PublishedDifference(NamedTuple):
    """A published value that differs from the computed one.

    Both are text, empty if there is none.
    """

    what: ComparedValue
    published: str
    computed: str


class PublishedRow(NamedTuple):
    """A published row: its light, text, dates and "since" year.

    `differences` are filled in once it is compared with a row.
    """

    indicator: str
    label: str
    status: str
    text: str
    occurrences: tuple[tuple[DateRange, str], ...]
    since: int | None
    differences: tuple[PublishedDifference, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def compare(self, light: str, dates: Sequence[DateRange], since: int | None) -> PublishedRow:
        """Return this row with its differences from a computed one.

        The computed row is given by its light, its dates and its "halted since" year.
        """
        differences = []
        if self.status != light:
            differences.append(PublishedDifference("light", self.status, light))
        published_dates = [date_range for date_range, _ in self.occurrences]
        # The order of dates in print means nothing.
        if set(published_dates) != set(dates):
            published = _format_date_ranges(published_dates)
            computed = _format_date_ranges(dates)
            differences.append(PublishedDifference("dates", published, computed))
        # A row without a "since" year makes no statement that could differ.
        if self.since is not None and self.since != since:
            published = str(self.since)
            computed = str(since or "")
            differences.append(PublishedDifference("since", published, computed))
        return self._replace(differences=tuple(differences))


class PublishedCard(NamedTuple):
    """The card of an edition as published.

    It has its title, its date of publication, and its rows by indicator.
    """

    year: int
    title: str
    published: str
    rows: dict[str, PublishedRow]


def load_published_card(snapshot: Snapshot, year: int) -> PublishedCard:
    """Return the published card of a year.

    Raises CbiError if the year has no edition.
    """
    edition = get_edition(snapshot, year)
    return PublishedCard(year, edition["title"], edition["published"], published_rows(snapshot, year))


def published_rows(snapshot: Snapshot, year: int) -> dict[str, PublishedRow]:
    """Return the rows of the edition of a year by indicator.

    The result is empty if the year has no edition.
    """
    edition = snapshot.record("edition", str(year))
    if edition is None:
        return {}
    return {row["indicator"]: _make_published_row(row) for row in edition["row"]}


def get_edition(snapshot: Snapshot, year: int) -> dict[str, Any]:
    """Return the edition of a year as its file has it.

    Raises CbiError if there is none.
    """
    edition = snapshot.record("edition", str(year))
    if edition is not None:
        return edition
    rows = snapshot.rows("SELECT year FROM edition ORDER BY year")
    years = ", ".join(str(row["year"]) for row in rows)
    hint = message("there is one of {years}", years=years) if years else ""
    raise CbiError(message("the dataset has no edition of {year}", year=year), hint)


def _make_published_row(row: dict[str, Any]) -> PublishedRow:
    occurrences = []
    for occurrence in row.get("occurrences", ()):
        date_range = occurrence["start"], occurrence.get("end")
        occurrences.append((date_range, occurrence["text"]))
    text = row.get("text", "")
    # A row without a text of its own is described by its occurrences.
    if not text:
        text = "; ".join(occurrence_text for _, occurrence_text in occurrences)
    since = row.get("since")
    head = row["indicator"], row["label"], row["status"]
    return PublishedRow(*head, text, tuple(occurrences), since)


def _format_date_ranges(date_ranges: Sequence[DateRange]) -> str:
    texts = []
    for start, end in date_ranges:
        texts.append(start if end is None else f"{start}/{end}")
    return ", ".join(texts)
