"""The computed scorecard held against the printed one: every difference, and every dispute with its evidence."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText
from cbi_cli.reports.edition_comparison import get_edition
from cbi_cli.reports.scorecard import Scorecard, ScorecardQuery, compute_scorecard


class ReconcileQuery(NamedTuple):
    """What a reconciliation is asked for; without `as_of` it holds for the publication day of the year's edition."""

    year: int
    as_of: date | None = None


class Claim(NamedTuple):
    """What one source says."""

    value: LocalizedText
    source: str
    url: str


class Dispute(NamedTuple):
    """Sources that disagree on a value, with the reading that the dataset uses."""

    id: str
    record: str
    about: str
    field: str
    claims: tuple[Claim, ...]
    chosen: LocalizedText
    why: LocalizedText
    note: LocalizedText


class Reconciliation(NamedTuple):
    """The card with its printed rows, the disputes by the row that they touch, and all others."""

    card: Scorecard
    edition: dict[str, Any]
    by_row: dict[str, tuple[Dispute, ...]]
    others: tuple[Dispute, ...]


def compute_reconciliation(snapshot: Snapshot, query: ReconcileQuery) -> Reconciliation:
    """Compare the scorecard of a year with its edition; CbiError if the year has none."""
    year = query.year
    edition = get_edition(snapshot, year)
    card = compute_scorecard(snapshot, ScorecardQuery(year, query.as_of))
    found = list_disputes(snapshot)
    touched = {row.indicator: _underlying_records(snapshot, row.indicator, year) for row in card.rows}
    by_row = {
        name: tuple(one for one in found if (one.record, one.about) in subjects) for name, subjects in touched.items()
    }
    placed = {one.id for row in by_row.values() for one in row}
    return Reconciliation(card, edition, by_row, tuple(one for one in found if one.id not in placed))


def list_disputes(snapshot: Snapshot) -> list[Dispute]:
    """Return all disputes of the dataset by id."""
    urls = {source["id"]: source.get("url", "") for source in snapshot.records("source")}
    return [_make_dispute(record, urls) for record in snapshot.records("dispute")]


def _make_dispute(record: dict[str, Any], urls: dict[str, str]) -> Dispute:
    def names(key: str) -> LocalizedText:
        return LocalizedText(record.get(key, ""), record.get(f"{key}_es", ""))

    claims = tuple(
        Claim(
            LocalizedText(one["value"], one.get("value_es", "")),
            one["source"],
            urls[one["source"].partition("#")[0]],
        )
        for one in record["claims"]
    )
    head = (record["id"], record["record"], record["about"], record["field"])
    return Dispute(*head, claims, names("chosen"), names("why"), names("note"))


def _underlying_records(snapshot: Snapshot, indicator: str, year: int) -> set[tuple[str, str]]:
    """What a row rests on: the indicator, its institution, and what matches its rules up to the year after."""
    found = {("indicator", indicator)}
    for row in snapshot.rows("SELECT institution FROM series WHERE id = :id AND institution IS NOT NULL", id=indicator):
        found.add(("institution", row["institution"]))
    query = """
        SELECT e.id FROM match AS m JOIN event AS e ON e.number = m.event
        WHERE m.indicator = :indicator AND m.strength <> 'near' AND e.year <= :year + 1
    """
    found |= {("event", row["id"]) for row in snapshot.rows(query, indicator=indicator, year=year)}
    return found
