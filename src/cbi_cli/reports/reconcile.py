"""The computed scorecard compared with the published one.

It has every difference, and every dispute with its evidence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText, record_text
from cbi_cli.reports.edition_comparison import get_edition
from cbi_cli.reports.evidence import Evidence
from cbi_cli.reports.scorecard import Scorecard, ScorecardQuery, ScorecardRow, compute_scorecard


class ReconcileQuery(NamedTuple):
    """What a reconciliation is asked for.

    Without `as_of` it holds for the publication day of the year's edition.
    """

    year: int
    as_of: date | None = None
    evidence: Evidence = "all"


class Claim(NamedTuple):
    """What one source says.

    `values` has the same as values of the record concerned, if the dispute gives them, by key.
    """

    value: LocalizedText
    source: str
    url: str
    values: tuple[tuple[str, object], ...] = ()
    archive_url: str = ""


class Dispute(NamedTuple):
    """Sources that disagree on a value, and the reading that is used."""

    id: str
    record: str
    about: str
    field: str
    claims: tuple[Claim, ...]
    chosen: LocalizedText
    why: LocalizedText
    note: LocalizedText
    field_es: str = ""
    field_others: tuple[tuple[str, str], ...] = ()

    def field_text(self, lang: str) -> str:
        """Return the field or row in question in a language; the key of a field is the same in every language."""
        return LocalizedText(self.field, self.field_es, self.field_others).text(lang)

    @property
    def subject(self) -> tuple[str, str]:
        """The kind and the id of the record that it is about."""
        return self.record, self.about


class Reconciliation(NamedTuple):
    """The card with its published rows, and all disputes.

    `by_row` has those that affect a row, `others` all others. `explained_by` has those of `by_row` that explain why a
    row is not as published; for any other row it has none.
    """

    card: Scorecard
    edition: dict[str, Any]
    by_row: dict[str, tuple[Dispute, ...]]
    others: tuple[Dispute, ...]
    explained_by: dict[str, tuple[Dispute, ...]]


def compute_reconciliation(snapshot: Snapshot, query: ReconcileQuery) -> Reconciliation:
    """Compare the scorecard of a year with its edition.

    Raises CbiError if the year has none.
    """
    edition = get_edition(snapshot, query.year)
    card_query = ScorecardQuery(query.year, query.as_of, evidence=query.evidence)
    card = compute_scorecard(snapshot, card_query)
    disputes = list_disputes(snapshot)
    by_row: dict[str, tuple[Dispute, ...]] = {}
    others = set(disputes)
    for row in card.rows:
        indicator = row.indicator
        records = _underlying_records(snapshot, indicator, query.year, disputes)
        row_disputes = [dispute for dispute in disputes if dispute.subject in records]
        by_row[indicator] = tuple(row_disputes)
        # One dispute may concern several rows.
        others.difference_update(row_disputes)
    in_order = [dispute for dispute in disputes if dispute in others]
    source = _source_id(edition["source"])
    explained_by = {row.indicator: _explaining(row, by_row[row.indicator], source) for row in card.rows}
    return Reconciliation(card, edition, by_row, tuple(in_order), explained_by)


def _explaining(row: ScorecardRow, disputes: Iterable[Dispute], source: str) -> tuple[Dispute, ...]:
    """Return the disputes that explain why a row is not as published.

    These are those about the row, its institution, or an event that the row counts, and those in which the source of
    the edition claims other values.
    """
    if row.published is None or not row.published.differences:
        return ()
    events = {occurrence.event.id for occurrence in row.occurrences}
    events.update(event.id for event in row.published.further)
    explaining = []
    for dispute in disputes:
        is_claimed = any(claim.values and _source_id(claim.source) == source for claim in dispute.claims)
        if dispute.record != "event" or dispute.about in events or is_claimed:
            explaining.append(dispute)
    return tuple(explaining)


def list_disputes(snapshot: Snapshot) -> list[Dispute]:
    """Return all disputes of the dataset by id."""
    sources: dict[str, dict[str, Any]] = {source["id"]: source for source in snapshot.records("source")}
    disputes = snapshot.records("dispute")
    return [_make_dispute(dispute, sources) for dispute in disputes]


def _make_dispute(record: dict[str, Any], sources: dict[str, dict[str, Any]]) -> Dispute:
    claims = []
    for claim in record["claims"]:
        # A part of a source has the address of the source.
        source = sources[_source_id(claim["source"])]
        value = record_text(claim, "value")
        values = [(key, _hashable(item)) for key, item in claim.get("values", {}).items()]
        url = source.get("url", "")
        archive_url = source.get("archive_url", "")
        claims.append(Claim(value, claim["source"], url, tuple(values), archive_url))
    chosen = record_text(record, "chosen")
    why = record_text(record, "why")
    note = record_text(record, "note")
    field = record_text(record, "field")
    head = record["id"], record["record"], record["about"], field.en
    return Dispute(*head, tuple(claims), chosen, why, note, field.es, field.others)


def _hashable(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _source_id(citation: str) -> str:
    source, _, _ = citation.partition("#")
    return source


_INSTITUTION_QUERY = "SELECT institution FROM series WHERE id = :indicator AND institution IS NOT NULL"
# An edition may admit an event of the year after its own.
_EVENTS_QUERY = """
SELECT e.id FROM event AS e JOIN match AS m ON m.event = e.number
WHERE e.id IN (SELECT value FROM json_each(:disputed))
AND m.indicator = :indicator AND m.strength <> 'near' AND e.year <= :year + 1
"""


def _underlying_records(
    snapshot: Snapshot, indicator: str, year: int, disputes: Iterable[Dispute]
) -> set[tuple[str, str]]:
    """Return the records that a row is based on, as far as they may be disputed.

    These are the indicator, its institution, and matching events up to the year after that a dispute is about.
    """
    records = {("indicator", indicator)}
    for row in snapshot.rows(_INSTITUTION_QUERY, indicator=indicator):
        records.add(("institution", row["institution"]))
    disputed = json.dumps([dispute.about for dispute in disputes if dispute.record == "event"])
    for row in snapshot.rows(_EVENTS_QUERY, indicator=indicator, year=year, disputed=disputed):
        records.add(("event", row["id"]))
    return records
