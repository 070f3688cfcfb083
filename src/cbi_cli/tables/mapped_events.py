"""Map the rows of a table to events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from cbi_cli.core.dates import begins_with_start
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import join_messages, message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.dataset.event_ids import suggest_event_id
from cbi_cli.dataset.record_errors import validate_record
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.records.event import Event
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME
from cbi_cli.records.localized import localized_model
from cbi_cli.records.new_record import NewRecord
from cbi_cli.records.terms import terms_from_meta
from cbi_cli.tables.cell_values import clean_text, is_list, parse_detail, parse_value, split_cell
from cbi_cli.tables.date_cells import parse_span_cell
from cbi_cli.tables.mapping import RANGE_FIELD, TableMapping
from cbi_cli.tables.names import NameResolver
from cbi_cli.tables.read_table import read_table
from cbi_cli.tables.table import Cell, Row, Table
from cbi_cli.tables.templates import fill_template, template_columns

_PROVISIONAL_ID = "row"


class MappedEvent(NamedTuple):
    """A row as an event.

    `fields` are its values as they are written; without an `id` if the table has none. The event has an id of its own
    then, which may not be free. `new_records` are those that it needs and the dataset lacks.
    """

    row: Row
    event: Event
    fields: Mapping[str, Any]
    new_records: tuple[NewRecord, ...]


class Rejection(NamedTuple):
    """A row that cannot be taken, and why."""

    row: Row
    reason: str


MappedRow = MappedEvent | Rejection


def read_mapped_events(path: Path, mapping: TableMapping, snapshot: Snapshot) -> Iterator[tuple[int, MappedRow]]:
    """Yield each row of a file with its number, as an event or rejected.

    The names in the rows are those of the dataset of the snapshot. Raises CbiError if the file cannot be read, or if
    it lacks a column of the mapping.
    """
    yield from map_rows(read_table(path, mapping.options), mapping, snapshot)


def map_rows(table: Table, mapping: TableMapping, snapshot: Snapshot) -> Iterator[tuple[int, MappedRow]]:
    """Yield each row of a table with its number, as an event or rejected."""
    mapper = RowMapper(table, mapping, NameResolver(snapshot, mapping.create))
    for row in table.rows:
        yield row.number, mapper.map_row(row)


class RowMapper:
    """Maps the rows of one table.

    Raises CbiError if the table lacks a column of the mapping.
    """

    def __init__(self, table: Table, mapping: TableMapping, resolver: NameResolver, has_new_ids: bool = True) -> None:
        self.mapping = mapping
        self.has_new_ids = has_new_ids
        self.resolver = resolver
        self._model = localized_model(Event, terms_from_meta(resolver.snapshot.meta))
        self.positions = _find_columns(table, mapping)

    def map_row(self, row: Row) -> MappedRow:
        """Return a row as an event, or why it is none."""
        if row.problem:
            return Rejection(row, row.problem)
        problems: list[str] = []
        self._begin_row(row, problems)
        fields: dict[str, Any] = {}
        for field in self.mapping.fields:
            try:
                fields.update(self._read_field(row, field))
            except ValueError as error:
                problems.append(message("{field}: {problem}", field=field, problem=str(error)))
        if fields.get("end") == fields.get("start"):
            # An event of one day has no end of its own.
            fields.pop("end", None)
        event = None
        if not problems:
            event = _make_event(fields, problems, self.has_new_ids, self._model)
        if event is None or problems:
            return Rejection(row, join_messages(problems, "; "))
        return MappedEvent(row, event, fields, self.resolver.accept_row())

    def _read_field(self, row: Row, field: str) -> dict[str, Any]:
        """Return the values that a field of the mapping gives."""
        texts = self._texts(row, field)
        if not texts:
            return {}
        if field == RANGE_FIELD:
            start, end = parse_span_cell(" ".join(texts), self.mapping.dates)
            return {"start": start} if end is None else {"start": start, "end": end}
        value = parse_value(self.mapping, self.resolver, field, texts)
        return {field: value}

    def _texts(self, row: Row, field: str) -> list[str]:
        """Return the texts of a field: of its columns, a template, or the constant."""
        mapping = self.mapping
        texts: list[str] = []
        for column in mapping.columns.get(field, ()):
            texts.extend(split_cell(mapping, field, row.cells[self.positions[column]]))
        if not texts and field in mapping.templates:
            cells = {column: _cell_text(row.cells[position]) for column, position in self.positions.items()}
            texts = [fill_template(mapping.templates[field], cells)]
        if not texts:
            texts = [text for text in mapping.constants.get(field, ()) if text]
        if len(texts) > 1 and not is_list(field) and field.startswith(("title", "note")):
            texts = [" ".join(texts)]
        return texts

    def _begin_row(self, row: Row, problems: list[str]) -> None:
        """Tell the resolver what new records of this row would be like."""
        details: dict[str, dict[str, Any]] = {}
        for kind, spec in self.mapping.create.items():
            key = f"create.{kind}"
            model = FILE_KINDS_BY_NAME[kind].model
            values: dict[str, Any] = {}
            try:
                for field, texts in spec.constants.items():
                    values[field] = parse_detail(model, field, list(texts), self.mapping.dates)
                for field, column in spec.columns.items():
                    text = clean_text(_cell_text(row.cells[self.positions[column]]))
                    if text:
                        values[field] = parse_detail(model, field, [text], self.mapping.dates)
            except ValueError as error:
                problems.append(message("{field}: {problem}", field=key, problem=str(error)))
            details[kind] = values
        self.resolver.begin_row(details)


def _cell_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    return "; ".join(cell)


def _find_columns(table: Table, mapping: TableMapping) -> dict[str, int]:
    """Return the position of each column that the mapping names."""
    positions = {name: position for position, name in enumerate(table.columns) if name}
    found: dict[str, int] = {}
    if mapping.dates == "excel" and table.counts_from_1904:
        raise CbiError(
            message("{path} counts days from 1904, so their numbers would be four years off", path=table.path),
            message("format the column as dates, and leave `dates` out of the mapping"),
        )
    for name in mapped_columns(mapping):
        column = " ".join(name.split())
        if column not in positions:
            hint = did_you_mean(column, [name for name in table.columns if name])
            raise CbiError(
                message("{path} has no column `{column}`, which the mapping names", path=table.path, column=name), hint
            )
        found[name] = positions[column]
    return found


def mapped_columns(mapping: TableMapping) -> tuple[str, ...]:
    """Return the columns that a mapping names, each once."""
    names: dict[str, None] = {}
    for columns in mapping.columns.values():
        names.update(dict.fromkeys(columns))
    for template in mapping.templates.values():
        names.update(dict.fromkeys(template_columns(template)))
    for spec in mapping.create.values():
        names.update(dict.fromkeys(spec.columns.values()))
    return tuple(names)


def unused_columns(table: Table, mapping: TableMapping) -> tuple[str, ...]:
    """Return the columns of a table that the mapping does not name."""
    used = {" ".join(name.split()) for name in mapped_columns(mapping)}
    return tuple([column for column in table.columns if column and column not in used])


def _make_event(fields: dict[str, Any], problems: list[str], has_new_id: bool, model: type[BaseModel]) -> Event | None:
    """Return an event; add what is wrong to the problems.

    An id that is not new may begin with another date, since it stays when a date is corrected.
    """
    missing = [name for name in ("start", "title") if not fields.get(name)]
    if missing:
        problems.append(message("missing: {fields}", fields=", ".join(missing)))
        return None
    event_id = fields.get("id") or suggest_event_id(fields["start"], fields["title"], frozenset(), _PROVISIONAL_ID)
    if has_new_id and not begins_with_start(event_id, fields["start"]):
        problems.append(
            message(
                "the id `{event_id}` does not begin with the start, {start}", event_id=event_id, start=fields["start"]
            )
        )
    result = validate_record(model, {**_plain(fields), "id": event_id}, "", ())
    problems.extend(error.message for error in result.errors)
    if result.errors:
        return None
    event = result.record
    assert isinstance(event, Event)  # noqa: S101 - without errors there is a record
    return event


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields with lists, as a parser reads them from a file.

    A date stays one: pydantic would take it apart otherwise.
    """
    plain: dict[str, Any] = {}
    for name, value in fields.items():
        plain[name] = list(value) if is_list(name) else value
    return plain
