"""The card as printed, and how a computed row differs from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.store.snapshot import Store

Span = tuple[str, str | None]


class Difference(NamedTuple):
    """A value that was printed otherwise than it was computed; both as text, empty where there is none."""

    what: Literal["light", "dates", "since"]
    published: str
    computed: str


class Published(NamedTuple):
    """A printed row: its light, words, dates and "since" year; ``differences`` once it was held against a row."""

    indicator: str
    label: str
    status: str
    text: str
    occurrences: tuple[tuple[Span, str], ...]
    since: int | None
    differences: tuple[Difference, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def against(self, light: str, dates: Sequence[Span], since: int | None) -> Published:
        """This row with its differences from a computed light, computed dates and a computed "halted since" year."""
        printed_dates = [span for span, _ in self.occurrences]
        pairs: tuple[tuple[Literal["light", "dates", "since"], str, str, bool], ...] = (
            ("light", self.status, light, self.status != light),
            ("dates", _spans(printed_dates), _spans(dates), set(printed_dates) != set(dates)),
            (
                "since",
                str(self.since),
                str(since or ""),
                self.since is not None and self.since != since,
            ),
        )
        found = (Difference(what, printed, computed) for what, printed, computed, differs in pairs if differs)
        return self._replace(differences=tuple(found))


def printed_rows(store: Store, year: int) -> dict[str, Published]:
    """The rows of the edition of a year by indicator; empty where the year has no edition."""
    edition = store.record("edition", str(year))
    return {row["indicator"]: _printed(row) for row in edition["row"]} if edition else {}


def edition_of(store: Store, year: int) -> dict[str, Any]:
    """The edition of a year as its file has it; CbiError where there is none."""
    edition = store.record("edition", str(year))
    if edition is None:
        known = ", ".join(str(row["year"]) for row in store.rows("SELECT year FROM edition ORDER BY year"))
        raise CbiError(f"the dataset has no edition of {year}", f"there is one of {known}" if known else "")
    return edition


def _printed(row: dict[str, Any]) -> Published:
    occurrences = tuple(((one["start"], one.get("end")), one["text"]) for one in row.get("occurrences", ()))
    text = row.get("text") or "; ".join(words for _, words in occurrences)
    return Published(row["indicator"], row["label"], row["status"], text, occurrences, row.get("since"))


def _spans(dates: Sequence[Span]) -> str:
    return ", ".join(start if end is None else f"{start}/{end}" for start, end in dates)
