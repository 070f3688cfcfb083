"""The events of a dataset or of a table, as they are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import EventSummary, LocalizedText, record_text, row_text
from cbi_cli.reports.compared_coverage import DatasetCoverage, EventCoverage, TableCoverage, event_years

CollectionKind = Literal["dataset", "table"]

_EVENTS_QUERY = "SELECT id, json FROM record WHERE kind = 'event' ORDER BY id"
_PLACES_QUERY = "SELECT id, label, label_es, label_other FROM place"
_PLACE_NAMES_QUERY = "SELECT id, name FROM record_name WHERE kind = 'place'"


class PlaceNames(NamedTuple):
    """What a place is called: in a report, and by any name."""

    label: LocalizedText
    names: frozenset[str]


class TableRow(NamedTuple):
    """A row of a table as an event in JSON, with its row number.

    It has the fields that the table states, and no others.
    """

    number: int
    record: Mapping[str, Any]


class SkippedRow(NamedTuple):
    """A row of a table that is no event, and why."""

    number: int
    reason: str


class ComparedEvent(NamedTuple):
    """An event of one of two collections; `row` is its row in a table.

    `record` has its fields as JSON. The `id` of its summary is empty if the table has none.
    """

    summary: EventSummary
    row: int | None
    record: Mapping[str, Any]
    place: PlaceNames | None

    @property
    def kind(self) -> str:
        """The kind of event, empty if it is not stated."""
        return str(self.record.get("kind", ""))

    @property
    def status(self) -> str:
        """Whether it was held; that is what an event means that does not say so."""
        return str(self.record.get("status", "held"))

    @property
    def institutions(self) -> tuple[str, ...]:
        """The institutions that it belongs to."""
        return tuple(self.record.get("institutions", ()))

    @property
    def years(self) -> range:
        """The years that its dates can mean."""
        return event_years(self.record)


class EventCollection(NamedTuple):
    """All events of a dataset or a table.

    `name` is the id of the dataset or the file of the table. `withdrawn` has the reasons for which ids of events were
    withdrawn. `skipped` are the rows of a table that are no events.
    """

    kind: CollectionKind
    name: str
    version: str
    events: tuple[ComparedEvent, ...]
    coverage: EventCoverage
    withdrawn: Mapping[str, LocalizedText] = {}
    skipped: tuple[SkippedRow, ...] = ()


def collect_from_dataset(snapshot: Snapshot) -> EventCollection:
    """Return the events of a dataset."""
    places = place_names(snapshot)
    events = []
    for _, record in snapshot.decoded_rows("json", _EVENTS_QUERY):
        events.append(_make_event(record, None, places))
    withdrawn = {}
    for entry in snapshot.records("withdrawn"):
        if entry.get("kind") == "event":
            withdrawn[entry["id"]] = record_text(entry, "reason")
    meta = snapshot.meta
    coverage = DatasetCoverage(snapshot)
    return EventCollection("dataset", meta["id"], meta["version"], tuple(events), coverage, withdrawn)


def collect_from_table(
    name: str, rows: Iterable[TableRow], skipped: Sequence[SkippedRow], places: Mapping[str, PlaceNames]
) -> EventCollection:
    """Return the events of a table.

    Their places are ids, or other texts, as in a dataset with these places.
    """
    events = tuple([_make_event(row.record, row.number, places) for row in rows])
    coverage = TableCoverage([event.record for event in events])
    return EventCollection("table", name, "", events, coverage, {}, tuple(skipped))


def place_names(snapshot: Snapshot) -> dict[str, PlaceNames]:
    """Return the names of all places of a dataset by id."""
    names: dict[str, set[str]] = {}
    for row in snapshot.rows(_PLACE_NAMES_QUERY):
        names.setdefault(row["id"], set()).add(row["name"])
    places = {}
    for row in snapshot.rows(_PLACES_QUERY):
        label = row_text(row, "label")
        places[row["id"]] = PlaceNames(label, frozenset(names.get(row["id"], ())))
    return places


def _make_event(record: Mapping[str, Any], row: int | None, places: Mapping[str, PlaceNames]) -> ComparedEvent:
    title = record_text(record, "title")
    summary = EventSummary(record.get("id", ""), record["start"], record.get("end"), title)
    text = record.get("place", "")
    place = places.get(text)
    if place is None and text:
        place = PlaceNames(LocalizedText(text), _names_in_text(text))
    return ComparedEvent(summary, row, record, place)


def _names_in_text(text: str) -> frozenset[str]:
    """Return the names in a text that is not the id of a place.

    It may name several places, or one with its state: every part counts.
    """
    parts = [part.strip() for part in re.split("[,;/()]", text)]
    return frozenset([text, *(part for part in parts if part)])
