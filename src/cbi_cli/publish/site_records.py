"""What several pages say of the records of a dataset, read once for all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cbi_cli.index.snapshot import Snapshot, decode_json
from cbi_cli.reports.common import PLACE_COLUMNS, PLACE_JOIN, LocalizedText, record_text, row_text
from cbi_cli.reports.due import DueQuery, DueSeries, compute_due
from cbi_cli.reports.reconcile import Dispute, list_disputes

Fields = Mapping[str, Any]
"""A record as its file has it, defaults left out."""

SUMMARY_COLUMNS = "e.id, e.start_text, e.end_text, e.title, e.title_es, e.title_other"
"""The columns that `event_summary` reads."""

_EVENTS_QUERY = f"""
SELECT e.number, {SUMMARY_COLUMNS}, e.year, e.known_by_year, e.month, e.direction, e.match_key, e.status,
{PLACE_COLUMNS}, r.json
FROM event AS e JOIN record AS r ON r.number = e.number {PLACE_JOIN}
"""  # noqa: S608 - our own columns
_SIDE_EVENTS_QUERY = f"""
SELECT n.to_id AS main, {SUMMARY_COLUMNS} FROM reference AS n JOIN event AS e ON e.id = n.id
WHERE n.kind = 'event' AND n.field = 'side_event_of' ORDER BY e.sort_key
"""  # noqa: S608 - our own columns


class EventRow(NamedTuple):
    """An event with what the snapshot knows of it, and its record."""

    row: sqlite3.Row
    fields: Fields


class RuleMatch(NamedTuple):
    """That an event meets the rule of an indicator, in full or only a weaker one, with the reason of that."""

    indicator: str
    in_full: bool
    reason: LocalizedText


class AdmittedEvent(NamedTuple):
    """That the edition of a year counts an event of another year for a row."""

    year: int
    indicator: str
    reason: LocalizedText


class SiteRecords:
    """The records of a dataset except its events, and what connects them with events.

    Each mapping has the fields of the records of a kind by id, in the order of a list of them.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.institutions = _by_id(snapshot, "institution")
        self.indicators = _by_id(snapshot, "indicator")
        self.sources = _by_id(snapshot, "source")
        self.topics = _by_id(snapshot, "topic")
        self.places = _by_id(snapshot, "place")
        self.parties = _party_names(snapshot)
        self.place_labels = _place_labels(snapshot)
        self.disputes = _disputes_by_subject(snapshot)
        self.side_events = _side_events(snapshot)
        self.matches = _matches_by_key(snapshot, self.indicators)
        self.admissions = _admissions_by_event(snapshot)
        self.series = _series_by_id(snapshot)
        self.series_of_institution = _series_of_institutions(snapshot)

    def events(self, condition: str = "1", **values: object) -> Iterator[EventRow]:
        """Yield the events that meet a condition of SQL, in order of date, one at a time."""
        query = f"{_EVENTS_QUERY} WHERE {condition} ORDER BY e.sort_key"
        for row in self._snapshot.iter_rows(query, **values):
            yield EventRow(row, decode_json(row["json"]))


def _by_id(snapshot: Snapshot, kind: str) -> dict[str, Fields]:
    return {record["id"]: record for record in snapshot.records(kind)}


def _party_names(snapshot: Snapshot) -> dict[str, LocalizedText]:
    parties = snapshot.records("dataset")[0]["party"]
    return {party["id"]: record_text(party, "name") for party in parties}


def _place_labels(snapshot: Snapshot) -> dict[str, LocalizedText]:
    rows = snapshot.rows("SELECT id, label, label_es, label_other FROM place")
    return {row["id"]: row_text(row, "label") for row in rows}


def _disputes_by_subject(snapshot: Snapshot) -> dict[tuple[str, str], list[Dispute]]:
    disputes: dict[tuple[str, str], list[Dispute]] = {}
    for dispute in list_disputes(snapshot):
        disputes.setdefault(dispute.subject, []).append(dispute)
    return disputes


def _side_events(snapshot: Snapshot) -> dict[str, list[sqlite3.Row]]:
    """Return the events that were held beside each event."""
    side_events: dict[str, list[sqlite3.Row]] = {}
    for row in snapshot.rows(_SIDE_EVENTS_QUERY):
        side_events.setdefault(row["main"], []).append(row)
    return side_events


def _matches_by_key(snapshot: Snapshot, indicators: Mapping[str, Fields]) -> dict[int, list[RuleMatch]]:
    """Return the rules that events with each match key meet, in the order of the card."""
    order = {indicator: position for position, indicator in enumerate(indicators)}
    matches: dict[int, list[RuleMatch]] = {}
    query = "SELECT match_key, indicator, strength, weaker FROM rule_match WHERE strength IN ('full', 'weak')"
    rows = snapshot.rows(query)
    rows.sort(key=lambda row: order[row["indicator"]])
    for row in rows:
        reason = LocalizedText("")
        if row["strength"] == "weak":
            weaker = indicators[row["indicator"]]["weaker"][row["weaker"]]
            reason = record_text(weaker, "reason")
        match = RuleMatch(row["indicator"], row["strength"] == "full", reason)
        matches.setdefault(row["match_key"], []).append(match)
    return matches


def _admissions_by_event(snapshot: Snapshot) -> dict[str, list[AdmittedEvent]]:
    admissions: dict[str, list[AdmittedEvent]] = {}
    for row in snapshot.rows("SELECT * FROM admission ORDER BY year, indicator"):
        admitted = AdmittedEvent(row["year"], row["indicator"], row_text(row, "reason"))
        admissions.setdefault(row["event"], []).append(admitted)
    return admissions


def _series_by_id(snapshot: Snapshot) -> dict[str, DueSeries]:
    """Return all series as of the last covered day, those that are most urgent first."""
    due = compute_due(snapshot, DueQuery())
    return {one.series.id: one for one in due.series}


def _series_of_institutions(snapshot: Snapshot) -> dict[str, list[str]]:
    """Return the series that count the meetings of each institution: itself, or rows of the card."""
    series: dict[str, list[str]] = {}
    query = "SELECT id, kind, institution FROM series ORDER BY sort_key"
    for row in snapshot.rows(query):
        institution = row["id"] if row["kind"] == "institution" else row["institution"]
        if institution:
            series.setdefault(institution, []).append(row["id"])
    return series
