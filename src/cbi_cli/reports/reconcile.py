"""The computed scorecard held against the printed one: every difference, and every dispute with its evidence."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from cbi_cli.reports.base import Names
from cbi_cli.reports.published import edition_of
from cbi_cli.reports.scorecard import Scorecard, scorecard
from cbi_cli.store.snapshot import Store


class Claim(NamedTuple):
    """What one source says."""

    value: Names
    source: str
    url: str


class Dispute(NamedTuple):
    """Sources that disagree on a value, with the reading that the dataset uses."""

    id: str
    record: str
    about: str
    field: str
    claims: tuple[Claim, ...]
    chosen: Names
    why: Names
    note: Names


class Reconciliation(NamedTuple):
    """The card with its printed rows, the disputes by the row that they touch, and all others."""

    card: Scorecard
    edition: dict[str, Any]
    by_row: dict[str, tuple[Dispute, ...]]
    others: tuple[Dispute, ...]


def reconcile(store: Store, year: int, day: date | None = None) -> Reconciliation:
    """Hold the scorecard of a year against its edition; CbiError where the year has none."""
    edition = edition_of(store, year)
    card = scorecard(store, year, day)
    found = disputes(store)
    touched = {row.indicator: _subjects(store, row.indicator, year) for row in card.rows}
    by_row = {
        name: tuple(one for one in found if (one.record, one.about) in subjects) for name, subjects in touched.items()
    }
    placed = {one.id for row in by_row.values() for one in row}
    return Reconciliation(card, edition, by_row, tuple(one for one in found if one.id not in placed))


def disputes(store: Store) -> list[Dispute]:
    """Return all disputes of the dataset by id."""
    urls = {source["id"]: source.get("url", "") for source in store.records("source")}
    return [_dispute(record, urls) for record in store.records("dispute")]


def _dispute(record: dict[str, Any], urls: dict[str, str]) -> Dispute:
    def names(key: str) -> Names:
        return Names(record.get(key, ""), record.get(f"{key}_es", ""))

    claims = tuple(
        Claim(
            Names(one["value"], one.get("value_es", "")),
            one["source"],
            urls[one["source"].partition("#")[0]],
        )
        for one in record["claims"]
    )
    head = (record["id"], record["record"], record["about"], record["field"])
    return Dispute(*head, claims, names("chosen"), names("why"), names("note"))


def _subjects(store: Store, indicator: str, year: int) -> set[tuple[str, str]]:
    """What a row rests on: the indicator, its institution, and what matches its rules up to the year after."""
    found = {("indicator", indicator)}
    for row in store.rows("SELECT institution FROM series WHERE id = :id AND institution IS NOT NULL", id=indicator):
        found.add(("institution", row["institution"]))
    query = """
        SELECT e.id FROM match AS m JOIN event AS e ON e.number = m.event
        WHERE m.indicator = :indicator AND m.strength <> 'near' AND e.year <= :year + 1
    """
    found |= {("event", row["id"]) for row in store.rows(query, indicator=indicator, year=year)}
    return found
