"""The card as printed, and how a computed row differs from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.index.snapshot import Snapshot

DateRange = tuple[str, str | None]


class PublishedDifference(NamedTuple):
    """A value that was printed otherwise than it was computed; both as text, empty where there is none."""

    what: Literal["light", "dates", "since"]
    published: str
    computed: str


class PublishedRow(NamedTuple):
    """A printed row: its light, words, dates and "since" year; ``differences`` once it was held against a row."""

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
        """This row with its differences from a computed light, computed dates and a computed "halted since" year."""
        printed_dates = [span for span, _ in self.occurrences]
        pairs: tuple[tuple[Literal["light", "dates", "since"], str, str, bool], ...] = (
            ("light", self.status, light, self.status != light),
            ("dates", _format_date_ranges(printed_dates), _format_date_ranges(dates), set(printed_dates) != set(dates)),
            (
                "since",
                str(self.since),
                str(since or ""),
                self.since is not None and self.since != since,
            ),
        )
        found = (PublishedDifference(what, printed, computed) for what, printed, computed, differs in pairs if differs)
        return self._replace(differences=tuple(found))


class PublishedCard(NamedTuple):
    """The card of an edition as printed: its title, its date of publication, and its rows by indicator."""

    year: int
    title: str
    published: str
    rows: dict[str, PublishedRow]


def load_published_card(snapshot: Snapshot, year: int) -> PublishedCard:
    """Return the card of a year's edition as printed; CbiError if there is no edition."""
    edition = get_edition(snapshot, year)
    return PublishedCard(year, edition["title"], edition["published"], published_rows(snapshot, year))


def published_rows(snapshot: Snapshot, year: int) -> dict[str, PublishedRow]:
    """The rows of the edition of a year by indicator; empty where the year has no edition."""
    edition = snapshot.record("edition", str(year))
    return {row["indicator"]: _make_published_row(row) for row in edition["row"]} if edition else {}


def get_edition(snapshot: Snapshot, year: int) -> dict[str, Any]:
    """The edition of a year as its file has it; CbiError where there is none."""
    edition = snapshot.record("edition", str(year))
    if edition is None:
        known = ", ".join(str(row["year"]) for row in snapshot.rows("SELECT year FROM edition ORDER BY year"))
        raise CbiError(f"the dataset has no edition of {year}", f"there is one of {known}" if known else "")
    return edition


def _make_published_row(row: dict[str, Any]) -> PublishedRow:
    occurrences = tuple(((one["start"], one.get("end")), one["text"]) for one in row.get("occurrences", ()))
    text = row.get("text") or "; ".join(words for _, words in occurrences)
    return PublishedRow(row["indicator"], row["label"], row["status"], text, occurrences, row.get("since"))


def _format_date_ranges(dates: Sequence[DateRange]) -> str:
    return ", ".join(start if end is None else f"{start}/{end}" for start, end in dates)
