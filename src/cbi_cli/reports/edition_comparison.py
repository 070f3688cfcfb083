"""The published card, and how a computed row agrees with it or differs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Literal, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import EventSummary

DateRange = tuple[str, str | None]


Agreement = Literal["agrees", "more-known", "differs"]
"""How a computed row agrees with the published one.

It is `more-known` if light and "since" are the same and every published occurrence counts, but the dataset knows later
or further ones.
"""
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

    The other fields are filled in once it is compared with a row. `further` has the events that count for the row and
    that were not published, if the dates are not the same.
    """

    indicator: str
    label: str
    status: str
    text: str
    occurrences: tuple[tuple[DateRange, str], ...]
    since: int | None
    agreement: Agreement = "agrees"
    differences: tuple[PublishedDifference, ...] = ()
    further: tuple[EventSummary, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether nothing contradicts the published row."""
        return self.agreement != "differs"

    @property
    def dates(self) -> frozenset[DateRange]:
        """The published dates, whose order means nothing."""
        return frozenset(date_range for date_range, _ in self.occurrences)

    def compare(
        self, light: str, dates: Sequence[DateRange], since: int | None, counted: Collection[EventSummary]
    ) -> PublishedRow:
        """Return this row with its differences from a computed one.

        The computed row is given by its light, the dates that it shows, its "halted since" year, and all events that
        count for it.
        """
        differences = []
        if self.status != light:
            differences.append(PublishedDifference("light", self.status, light))
        counted_dates = {event.dates for event in counted}
        # The row shows only the latest events, so an earlier one may have been published and count.
        if self.dates not in (set(dates), counted_dates):
            published = _format_date_ranges([date_range for date_range, _ in self.occurrences])
            computed = _format_date_ranges(dates)
            differences.append(PublishedDifference("dates", published, computed))
        # A row without a "since" year makes no statement that could differ.
        if self.since is not None and self.since != since:
            published = str(self.since)
            computed = str(since or "")
            differences.append(PublishedDifference("since", published, computed))
        if not differences:
            return self
        agreement: Agreement = "differs"
        only_dates = {difference.what for difference in differences} == {"dates"}
        if only_dates and self.dates <= counted_dates:
            agreement = "more-known"
        further = tuple(event for event in counted if event.dates not in self.dates)
        return self._replace(agreement=agreement, differences=tuple(differences), further=further)


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
    # A row without a text of its own is described by its occurrences.
    text = row.get("text") or "; ".join(occurrence_text for _, occurrence_text in occurrences)
    since = row.get("since")
    head = row["indicator"], row["label"], row["status"]
    return PublishedRow(*head, text, tuple(occurrences), since)


def _format_date_ranges(date_ranges: Sequence[DateRange]) -> str:
    texts = []
    for start, end in date_ranges:
        texts.append(start if end is None else f"{start}/{end}")
    return ", ".join(texts)
