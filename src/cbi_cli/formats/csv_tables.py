"""The CSV tables of each JSON document.

Their columns are the same in every run. A column is a key of a row, with dots for nested keys. `series=^id` is a column
`series` with the `id` of the record that contains the row. The first table of a document is the one without `--table`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple


class CsvTable(NamedTuple):
    """A table: the path of its rows in the document, and its columns."""

    path: str
    columns: tuple[str, ...]


def _define_table(path: str, columns: str) -> CsvTable:
    return CsvTable(path, tuple(columns.split()))


_DISPUTE_COLUMNS = "id record about field chosen why note"
_EVENT_COLUMNS = "id start end title"
_COVERAGE_COLUMNS = "from to direction basis source note"
_GAP_COLUMNS = "from_year to_year years after before days"
_LONGEST_GAP_COLUMNS = " ".join(f"longest_gap.{key}" for key in _GAP_COLUMNS.split())
_CHANGED_ROW_COLUMNS = "counted.before counted.after occurrences.before occurrences.after"

CSV_TABLES: dict[str, dict[str, CsvTable]] = {
    "scorecard": {
        "rows": _define_table(
            "rows[]",
            "indicator label status last_held.id last_held.start last_held.end last_held.title halted_since"
            " first_missed reason counted published.status published.text published.agrees published.agreement",
        ),
        "occurrences": _define_table(
            "rows[].occurrences[]", f"indicator=^indicator {_EVENT_COLUMNS} direction admitted admission"
        ),
        "coverage": _define_table("rows[].coverage[]", f"indicator=^indicator {_COVERAGE_COLUMNS}"),
        "differences": _define_table("rows[].published.differences[]", "indicator=^indicator what published computed"),
        "changes": _define_table("compared_with.changes[]", "indicator before after"),
    },
    "scorecards": {
        "cells": _define_table(
            "rows[].cells[]",
            "indicator label year status cause counted occurrences admitted published.status published.agrees"
            " published.agreement",
        ),
        "coverage": _define_table("rows[].cells[].coverage[]", f"indicator=^indicator year=^year {_COVERAGE_COLUMNS}"),
        "years": _define_table(
            "years[]", "year as_of edition totals.green totals.yellow totals.red totals.unknown hidden.events"
        ),
        "differences": _define_table(
            "rows[].cells[].published.differences[]", "indicator=^indicator year=^year what published computed"
        ),
    },
    "published": {
        "rows": _define_table("rows[]", "indicator label status text since"),
        "occurrences": _define_table("rows[].occurrences[]", "indicator=^indicator start end text"),
    },
    "timeline": {
        "events": _define_table(
            "events[]",
            f"{_EVENT_COLUMNS} kind level status institutions parties city place sources continued doubtful months",
        ),
        "institutions": _define_table("events[].institutions[]", "event=^id institution="),
        "parties": _define_table("events[].parties[]", "event=^id party="),
        "sources": _define_table("events[].sources[]", "event=^id source="),
    },
    "gaps": {
        "series": _define_table(
            "series[]",
            "id label state cadence_years first_held last_held last_held_id halted_since first_missed years_held"
            f" years_missed years_unknown {_LONGEST_GAP_COLUMNS} successor",
        ),
        "gaps": _define_table("series[].gaps[]", f"series=^id {_GAP_COLUMNS}"),
        "pauses": _define_table("series[].pauses[]", "series=^id from_year to_year source note"),
        "coverage": _define_table("series[].coverage[]", f"series=^id {_COVERAGE_COLUMNS}"),
        "years_held": _define_table("series[].years_held[]", "series=^id year="),
        "years_missed": _define_table("series[].years_missed[]", "series=^id year="),
        "years_unknown": _define_table("series[].years_unknown[]", "series=^id year="),
    },
    "due": {
        "series": _define_table(
            "series[]",
            "id label state cadence_years next_year days_left last_held.id last_held.start last_held.end"
            " last_held.title halted_since first_missed years_missed years_unknown perhaps_held successor"
            " host_turn.party host_turn.inferred",
        ),
        "hosts": _define_table("series[].host_turn.shown_by[]", "series=^id event host"),
        "planned": _define_table("planned[]", f"{_EVENT_COLUMNS} status ahead followed_by.id followed_by.start"),
        "partial_dates": _define_table("partial_dates[]", _EVENT_COLUMNS),
    },
    "history": {
        "years": _define_table("years[]", "year status paused"),
        "events": _define_table(
            "years[].events[]", f"year=^year {_EVENT_COLUMNS} edition_number city place mode host guests sources"
        ),
        "coverage": _define_table("coverage[]", _COVERAGE_COLUMNS),
    },
    "reconcile": {
        "rows": _define_table("rows[]", "indicator label computed published agrees agreement further explained_by"),
        "differences": _define_table("rows[].differences[]", "indicator=^indicator what published computed"),
        "further": _define_table("rows[].further[]", "indicator=^indicator event="),
        "disputes": _define_table("rows[].disputes[]", f"indicator=^indicator {_DISPUTE_COLUMNS}"),
        "claims": _define_table("rows[].disputes[].claims[]", "dispute=^id value source url"),
        "other_disputes": _define_table("other_disputes[]", _DISPUTE_COLUMNS),
        "other_claims": _define_table("other_disputes[].claims[]", "dispute=^id value source url"),
    },
    "compare": {
        "rows": _define_table(
            "rows[]",
            "outcome group here.id here.start here.end here.title there.id there.row there.start there.end there.title"
            " matched_by against days_apart near withdrawn",
        ),
        "differences": _define_table(
            "rows[].differences[]", "here_id=^here.id there_id=^there.id there_row=^there.row field here there"
        ),
        "stated_once": _define_table(
            "rows[].stated_once[]", "here_id=^here.id there_id=^there.id there_row=^there.row field side"
        ),
        "skipped": _define_table("skipped[]", "row reason"),
    },
    "topics": {
        "topics": _define_table("topics[]", "id label events share"),
        "shares": _define_table("printed[].shares[]", "graph=^title source=^source topic label percent rank"),
    },
    "search": {
        "hits": _define_table("hits[]", f"kind {_EVENT_COLUMNS} match status withdrawn command"),
        "nearest": _define_table("nearest[]", "kind id title"),
    },
    "explain": {
        "events": _define_table("events[]", f"{_EVENT_COLUMNS} match direction admitted after_as_of doubtful"),
        "misses": _define_table("events[].misses[]", "event=^id condition has asked"),
    },
    "show": {
        "fields": _define_table("records[].fields{}", "kind=^kind id=^id field value"),
        "used_by": _define_table("records[].used_by[]", "record=^id kind id title fields"),
        "disputes": _define_table("records[].disputes[]", f"record_id=^id {_DISPUTE_COLUMNS}"),
        "claims": _define_table("records[].disputes[].claims[]", "dispute=^id value source url"),
    },
    "list": {"records": _define_table("records[]", "id title detail")},
    "info": {
        "coverage": _define_table("coverage[]", "series years"),
        "fields": _define_table("fields{}", "field value"),
        "counts": _define_table("counts{}", "field value"),
    },
    "diff": {
        "records": _define_table("records[]", "kind id change title file moved_from former_id reason errors leads_to"),
        "fields": _define_table("records[].fields[]", "kind=^kind id=^id field before after"),
        "lights": _define_table(
            "effects.scorecards[].rows[]",
            f"year=^year as_of=^as_of indicator label before after {_CHANGED_ROW_COLUMNS}",
        ),
        "series": _define_table("effects.series[]", "id label before after last_held.before last_held.after"),
        "unread": _define_table("unread[]", "kind id file side"),
        "accepted": _define_table("accepted[]", "code record reason"),
    },
}


def csv_rows(document: dict[str, Any], table: CsvTable) -> Iterator[list[Any]]:
    """Yield the header of a table and its rows."""
    header = []
    for column in table.columns:
        name, _, _ = column.partition("=")
        header.append(name)
    yield header
    for owner, row in _select_rows(document, table.path):
        yield [_column_value(column, owner, row) for column in table.columns]


def _select_rows(owner: dict[str, Any], path: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield the rows at a path.

    Each comes with the nearest record above it that is an item of a list.
    """
    keys, ending, rest = _split_path(path)
    value: Any = owner
    for key in keys:
        # A part of a document that does not apply is null or missing.
        value = (value or {}).get(key)
    if not value:
        return
    if ending == "{}":
        for name, item in _flatten(value):
            yield owner, {"field": name, "value": item}
        return
    for item in value:
        if rest:
            yield from _select_rows(item, rest)
        else:
            yield owner, item


def _split_path(path: str) -> tuple[list[str], str, str]:
    """Split a path at its first list or object.

    Return the keys before it, its brackets, and the rest.
    """
    ending = "{}"
    if "[]" in path:
        ending = "[]"
    before, _, rest = path.partition(ending)
    return before.split("."), ending, rest.removeprefix(".")


def _flatten(record: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the fields of a record.

    Those of nested objects with a dot, those of lists of objects with a number.
    """
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flatten(value, f"{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for number, item in enumerate(value, 1):
                yield from _flatten(item, f"{name}[{number}].")
        else:
            yield name, value


def _column_value(column: str, owner: dict[str, Any], row: Any) -> Any:
    name, has_source, source = column.partition("=")
    if has_source and not source:
        # The row itself is the value.
        return row
    value = row
    key_path = name
    if has_source:
        value = owner
        key_path = source.removeprefix("^")
    for key in key_path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value
