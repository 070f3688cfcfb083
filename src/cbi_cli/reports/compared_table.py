"""Read a mapped table for a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cbi_cli.core.folding import fold
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.records.new_record import NewRecord
from cbi_cli.reports.common import record_text
from cbi_cli.reports.compared_events import (
    EventCollection,
    PlaceNames,
    SkippedRow,
    TableRow,
    collect_from_table,
    place_names,
)
from cbi_cli.tables.mapped_events import MappedEvent, Rejection, RowMapper
from cbi_cli.tables.mapping import default_mapping_path, read_mapping, require_confirmed
from cbi_cli.tables.names import NameResolver
from cbi_cli.tables.read_table import read_table


class _PlaceReader(NameResolver):
    """Finds the records that cells name; a place can be any text.

    A table may name several places in a cell, and a comparison adds none to the dataset.
    """

    def resolve(self, kind: str, text: str) -> str:
        """Return the id of a record, or the text of a place that has none."""
        if kind != "place":
            return super().resolve(kind, text)
        try:
            return super().resolve(kind, text)
        except ValueError:
            return text


def read_compared_table(path: Path, mapping_path: Path | None, snapshot: Snapshot) -> EventCollection:
    """Return the events of a table.

    Without a mapping, it is the one next to the table that an import would use.

    The names in its cells are those of the dataset of the snapshot. Raises CbiError if the table or the mapping cannot
    be read, or if nobody has confirmed the mapping.
    """
    mapping = read_mapping(mapping_path or default_mapping_path(path))
    require_confirmed(mapping)
    table = read_table(path, mapping.options)
    mapper = RowMapper(table, mapping, _PlaceReader(snapshot, mapping.create), has_new_ids=False)
    rows: list[TableRow] = []
    skipped: list[SkippedRow] = []
    places = place_names(snapshot)
    for row in table.rows:
        mapped = mapper.map_row(row)
        if isinstance(mapped, Rejection):
            skipped.append(SkippedRow(row.number, mapped.reason))
            continue
        places.update(_new_places(mapped.new_records))
        rows.append(TableRow(row.number, _stated_fields(mapped)))
    return collect_from_table(path.name, rows, skipped, places)


def _stated_fields(row: MappedEvent) -> Mapping[str, Any]:
    """Return the fields that a row states, as JSON.

    A default of the model is nothing that the table says.
    """
    record = row.event.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {field: value for field, value in record.items() if field in row.fields}


def _new_places(records: Iterable[NewRecord]) -> dict[str, PlaceNames]:
    """Return the names of places that the dataset lacks."""
    places: dict[str, PlaceNames] = {}
    for record in records:
        if record.kind == "place":
            label = record_text(record.fields, "name")
            names = {fold(name) for name in label.all_texts()}
            places[record.id] = PlaceNames(label, frozenset(names))
    return places
