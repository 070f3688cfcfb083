"""The events of a dataset as calendars and feeds show them, with their texts in the language of a reader."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from cbi_cli.exports.publication import find_first_id
from cbi_cli.i18n.translator import Translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import (
    PLACE_COLUMNS,
    PLACE_JOIN,
    EventPlace,
    LocalizedText,
    event_place,
    record_text,
    row_text,
)
from cbi_cli.views.common import word_label

_BATCH = 1000
_COLUMNS = f"""
e.id, e.number, e.sort_key, e.start_text, e.end_text, e.start_day, e.end_day, e.known_by_day, e.is_exact,
e.title, e.title_es, e.title_other, e.kind, e.level, e.status, {PLACE_COLUMNS}, r.json
"""
_JOINS = f"JOIN record AS r ON r.number = e.number {PLACE_JOIN}"
_OF_INSTITUTION = "event_institution AS x JOIN event AS e ON e.number = x.event AND x.institution = :institution"
_ALL_QUERY = f"""
SELECT {_COLUMNS} FROM event AS e {_JOINS} WHERE e.sort_key > :after ORDER BY e.sort_key LIMIT :batch
"""  # noqa: S608 - the texts above
_OF_INSTITUTION_QUERY = f"SELECT {_COLUMNS} FROM {_OF_INSTITUTION} {_JOINS} ORDER BY e.sort_key"  # noqa: S608
_ONE_QUERY = f"SELECT {_COLUMNS} FROM event AS e {_JOINS} WHERE e.number = :number"  # noqa: S608
_DAYS_QUERY = "SELECT e.number, e.id, e.sort_key, e.known_by_day FROM event AS e"
_DAYS_OF_INSTITUTION_QUERY = f"SELECT e.number, e.id, e.sort_key, e.known_by_day FROM {_OF_INSTITUTION}"  # noqa: S608
_PARTIAL_QUERY = "SELECT COUNT(*) AS n FROM event AS e WHERE e.is_exact = 0"
_PARTIAL_OF_INSTITUTION_QUERY = f"SELECT COUNT(*) AS n FROM {_OF_INSTITUTION} WHERE e.is_exact = 0"  # noqa: S608


class PublishedEvent(NamedTuple):
    """An event as it is published.

    `first_id` is the id that it had first. Days are numbers as in `core.dates`: the first and the last one that it can
    mean, and the one from which it is known to have begun; `is_exact` says that they are certain. `fields` are those of
    its record.
    """

    id: str
    first_id: str
    start: str
    end: str | None
    first_day: int
    last_day: int
    known_by_day: int
    is_exact: bool
    title: LocalizedText
    kind: str
    level: str
    status: str
    place: EventPlace
    fields: Mapping[str, Any]


def iter_events(snapshot: Snapshot, institution: str = "") -> Iterator[PublishedEvent]:
    """Yield all events, or those of an institution, in order of date."""
    if institution:
        for row, record in snapshot.decoded_rows("json", _OF_INSTITUTION_QUERY, institution=institution):
            yield _make_event(row, record)
        return
    after = ""
    while True:
        rows = snapshot.decoded_rows("json", _ALL_QUERY, after=after, batch=_BATCH)
        for row, record in rows:
            after = row["sort_key"]
            yield _make_event(row, record)
        if len(rows) < _BATCH:
            return


def count_partial(snapshot: Snapshot, institution: str = "") -> int:
    """Count the events, or those of an institution, whose first or last day is not known."""
    if institution:
        rows = snapshot.rows(_PARTIAL_OF_INSTITUTION_QUERY, institution=institution)
    else:
        rows = snapshot.rows(_PARTIAL_QUERY)
    return int(rows[0]["n"])


def event_days(snapshot: Snapshot, institution: str = "") -> list[sqlite3.Row]:
    """Return the number, the id, the sort key and the day of being known of all events, or of an institution's."""
    if institution:
        return snapshot.rows(_DAYS_OF_INSTITUTION_QUERY, institution=institution)
    return snapshot.rows(_DAYS_QUERY)


def find_events(snapshot: Snapshot, numbers: Sequence[int]) -> list[PublishedEvent]:
    """Return the events with these numbers, in their order."""
    events: list[PublishedEvent] = []
    for number in numbers:
        for row, record in snapshot.decoded_rows("json", _ONE_QUERY, number=number):
            events.append(_make_event(row, record))
    return events


def _make_event(row: sqlite3.Row, record: Mapping[str, Any]) -> PublishedEvent:
    event_id = row["id"]
    former_ids = record.get("former_ids", ())
    first_id = find_first_id(event_id, former_ids)
    dates = (row["start_text"], row["end_text"])
    is_exact = bool(row["is_exact"])
    days = (row["start_day"], row["end_day"], row["known_by_day"], is_exact)
    title = row_text(row, "title")
    words = (row["kind"], row["level"], row["status"])
    place = event_place(row)
    return PublishedEvent(event_id, first_id, *dates, *days, title, *words, place, record)


class EventTexts:
    """What calendars and feeds say of events in the language of a reader."""

    def __init__(self, snapshot: Snapshot, tr: Translator) -> None:
        self.tr = tr
        self._own_words = snapshot.own_words()
        self._institutions = {one["id"]: record_text(one, "name") for one in snapshot.records("institution")}
        # Few words stand in all events.
        self._word = cache(self._label)
        self._kind_line = cache(self._make_kind_line)
        self._level_line = cache(self._make_level_line)

    def text(self, names: LocalizedText) -> str:
        """Return a text of the dataset."""
        return names.text(self.tr.data_lang)

    def institution(self, institution: str) -> str:
        """Return the name of an institution."""
        return self.text(self._institutions[institution])

    def kind(self, event: PublishedEvent) -> str:
        """Return what kind of interaction it was."""
        return self._word("kind", event.kind)

    def title(self, event: PublishedEvent) -> str:
        """Return the title; that of an event that was not held begins with its status."""
        title = self.text(event.title)
        if event.status == "held":
            return title
        status = self._word("status", event.status)
        return f"{status[:1].upper()}{status[1:]}: {title}"

    def place(self, event: PublishedEvent) -> str:
        """Return where it took place, empty if that is not known."""
        return self.text(event.place.label)

    def lines(self, event: PublishedEvent) -> list[str]:
        """Return what is known of an event besides its title, its dates and its place."""
        _ = self.tr.gettext
        lines = [self._kind_line(event.kind), self._level_line(event.level)]
        names = [self.institution(one) for one in event.fields.get("institutions", ())]
        if names:
            lines.append(_("Institutions: {names}", names=", ".join(names)))
        note = self.text(record_text(event.fields, "note"))
        if note:
            lines.append(note)
        lines.append(_("Id: {id}", id=event.id))
        return lines

    def _make_kind_line(self, kind: str) -> str:
        return self.tr.gettext("Kind: {kind}", kind=self._word("kind", kind))

    def _make_level_line(self, level: str) -> str:
        return self.tr.gettext("Level: {level}", level=self._word("level", level))

    def _label(self, vocabulary: str, word: str) -> str:
        return word_label(self.tr, self._own_words, vocabulary, word)
