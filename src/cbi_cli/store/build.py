"""A checked dataset into the tables of the snapshot."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cbi_cli.core.dates import day_number
from cbi_cli.core.errors import CbiError
from cbi_cli.dataset.match import direction, matches
from cbi_cli.dataset.model import Dataset, Entry
from cbi_cli.dataset.references import all_references
from cbi_cli.schema.event import Event
from cbi_cli.schema.indicator import Indicator
from cbi_cli.schema.info import DatasetInfo
from cbi_cli.schema.institution import Institution

Row = tuple[Any, ...]


def build(connection: sqlite3.Connection, dataset: Dataset, meta: Mapping[str, str]) -> None:
    """Fill an empty database; ``meta`` is kept beside the dataset's own id, version and days.

    Raises CbiError for a dataset without a valid ``dataset.toml``.
    """
    if dataset.info is None:
        raise CbiError("the dataset has no valid dataset.toml", "`cbi validate` says what is wrong")
    connection.executescript(Path(__file__).with_name("tables.sql").read_text(encoding="utf-8"))
    _fill(connection, "meta", {**meta, **_meta(dataset.info.record)}.items())
    _fill(connection, "record", _records(dataset))
    _fill(connection, "reference", _references(dataset))
    ordered = sorted(dataset.events, key=_event_order)
    numbers = {entry.id: number for number, entry in enumerate(ordered)}
    _fill_events(connection, ordered, numbers)
    _fill(connection, "indicator", _indicators(dataset))
    found = [
        (
            numbers[m.event.id],
            m.indicator,
            m.strength,
            m.weaker,
            json.dumps(m.misses),
            direction(m.event.record),
        )
        for m in matches(dataset)
    ]
    _fill(connection, "match", found)
    _fill_editions(connection, dataset)
    _fill_series(connection, dataset, numbers, found)
    connection.commit()


def _fill(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Insert rows that have a value for each column of the table."""
    width = len(connection.execute(f"SELECT * FROM {table}").description)  # noqa: S608 - our own table names
    connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)  # noqa: S608


def _meta(info: DatasetInfo) -> dict[str, str]:
    return {"id": info.id, "version": info.version, "covers_until": info.covers_until.isoformat()}


def _records(dataset: Dataset) -> Iterator[Row]:
    for number, entry in enumerate(dataset.entries()):
        position = entry.path[1] if entry.path else None
        fields = _notes_last(entry.record.model_dump(mode="json", by_alias=True, exclude_defaults=True))
        yield entry.kind, entry.id, number, entry.file, position, json.dumps(fields, ensure_ascii=False)


def _notes_last(value: Any) -> Any:
    """The same record with its notes after its facts, as people write and read it."""
    if isinstance(value, list):
        return [_notes_last(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _notes_last(value[key]) for key in sorted(value, key=lambda key: key in ("note", "note_es"))}


def _references(dataset: Dataset) -> Iterator[Row]:
    kinds_of: dict[str, list[str]] = {}
    for mention in dataset.mentions:
        kinds_of.setdefault(mention.id, []).append(mention.kind)
    for entry, reference in all_references(dataset):
        field = ".".join(str(part) for part in reference.path if isinstance(part, str))
        kind = next((kind for kind in reference.kinds if kind in kinds_of.get(reference.id, ())), reference.kinds[0])
        yield entry.kind, entry.id, field, kind, reference.id, reference.locator


def _event_order(entry: Entry[Event]) -> tuple[int, int, int]:
    """By first day; of two that begin together the one known more closely first; then as they stand in the file."""
    position = entry.path[1]
    assert isinstance(position, int)  # noqa: S101 - an event always stands in an array of tables
    return day_number(entry.record.start.first), day_number(entry.record.start.last), position


def _fill_events(connection: sqlite3.Connection, entries: list[Entry[Event]], numbers: Mapping[str, int]) -> None:
    events = [(numbers[entry.id], entry.record) for entry in entries]
    _fill(connection, "event", (_event(number, event) for number, event in events))
    for table, field in (("event_institution", "institutions"), ("event_party", "parties"), ("event_topic", "topics")):
        rows = [(number, value, place) for number, event in events for place, value in enumerate(getattr(event, field))]
        _fill(connection, table, rows)
    cited = (
        (number, *citation.partition("#")[::2], place)
        for number, event in events
        for place, citation in enumerate(event.sources)
    )
    _fill(connection, "event_source", cited)


def _event(number: int, event: Event) -> Row:
    people = [person.name for person in event.participants]
    words = " ".join([event.id, event.title, event.title_es, event.city, event.note, event.note_es, *people])
    return (
        number,
        event.id,
        str(event.start),
        str(event.end) if event.end else None,
        day_number(event.start.first),
        day_number(event.start.last),
        day_number(event.last.last),
        event.start.year,
        event.start.month,
        int(event.start.full and event.last.full),
        event.title,
        event.title_es,
        event.kind,
        event.level,
        event.status,
        int(event.status == "held"),
        event.city,
        words.casefold(),
    )


def _indicators(dataset: Dataset) -> Iterator[Row]:
    for number, entry in enumerate(dataset.indicators):
        indicator = entry.record
        yield indicator.id, number, indicator.label, indicator.label_es, int(indicator.per_direction)


def _fill_editions(connection: sqlite3.Connection, dataset: Dataset) -> None:
    editions = [entry.record for entry in dataset.editions]
    _fill(connection, "edition", [(e.year, str(e.published), day_number(e.published.last)) for e in editions])
    admitted = [
        (edition.year, one.indicator, one.event, one.reason, one.reason_es, one.source)
        for edition in editions
        for one in edition.admissions
    ]
    _fill(connection, "admission", admitted)


def _fill_series(
    connection: sqlite3.Connection, dataset: Dataset, numbers: Mapping[str, int], found: list[Row]
) -> None:
    """Every indicator, and every institution with a cadence that is not the whole of one indicator."""
    institutions = {entry.id: entry.record for entry in dataset.institutions}
    whole = {entry.id: _whole(entry.record) for entry in dataset.indicators}
    others = [record for record in institutions.values() if record.cadence_years and record.id not in whole.values()]
    rows: list[Row] = []
    looked: list[Row] = []
    for entry in dataset.indicators:
        indicator, institution = entry.record, institutions.get(whole[entry.id] or "")
        head = (len(rows), "indicator", indicator.label, indicator.label_es, indicator.cadence_years)
        rows.append((indicator.id, *head, *_life(institution)))
        looked += _looked(indicator.id, indicator, institution)
    for other in others:
        rows.append((other.id, len(rows), "institution", other.name, other.name_es, other.cadence_years, *_life(other)))
        looked += _looked(other.id, other)
    _fill(connection, "series", rows)
    _fill(connection, "looked", looked)
    names = {other.id for other in others}
    _fill(connection, "series_event", [*_of_indicators(found), *_of_institutions(dataset, names, numbers)])
    _fill(connection, "series_name", _names(dataset, whole, names).items())


def _of_indicators(found: list[Row]) -> Iterator[Row]:
    """The events that count for an indicator."""
    return ((indicator, event) for event, indicator, strength, *_ in found if strength == "full")


def _of_institutions(dataset: Dataset, names: set[str], numbers: Mapping[str, int]) -> Iterator[Row]:
    """The held events of the institutions that are series of their own."""
    for event in dataset.events:
        if event.record.status == "held":
            yield from ((name, numbers[event.id]) for name in event.record.institutions if name in names)


def _whole(indicator: Indicator) -> str | None:
    """The institution that an indicator is the whole of: the only one that its rule names."""
    return indicator.rule.institutions[0] if len(indicator.rule.institutions) == 1 else None


def _life(institution: Institution | None) -> Row:
    if institution is None:
        return None, None, None
    ended = day_number(institution.ended.first) if institution.ended else None
    return institution.id, ended, institution.replaced_by


def _looked(series: str, *records: Indicator | Institution | None) -> Iterator[Row]:
    """The covered years and the declared pauses of a series."""
    for record in records:
        for part in record.coverage if record else ():
            yield series, 0, part.start, part.end, part.source, part.note, part.note_es
        for pause in record.pauses if isinstance(record, Institution) else ():
            yield series, 1, pause.start, pause.end, pause.source, pause.note, pause.note_es


def _names(dataset: Dataset, whole: Mapping[str, str | None], others: set[str]) -> dict[str, str]:
    """Every name by which a series can be asked for, in lower case."""
    by_institution = {institution: indicator for indicator, institution in whole.items() if institution}
    by_institution |= {name: name for name in others}
    names: dict[str, str] = {}
    for entry in dataset.institutions:
        series = by_institution.get(entry.id)
        if series:
            record = entry.record
            spoken = (entry.id, record.name, record.name_es, record.abbreviation, *record.aliases)
            names |= {name.casefold(): series for name in spoken if name}
    for indicator in dataset.indicators:
        spoken = (indicator.id, indicator.record.label, indicator.record.label_es)
        names |= {name.casefold(): indicator.id for name in spoken if name}
    return names
